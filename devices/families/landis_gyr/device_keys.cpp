#include "devices/families/landis_gyr/device_keys.hpp"

#include "devices/cosem/rights.hpp"
#include "sim/crypto/random.hpp"

#include <algorithm>

namespace devices::families::landis_gyr {

namespace {

constexpr std::uint16_t keys_layout = 1, counters_layout = 1;
constexpr std::uint16_t reading_client = cosem::describe(cosem::association::reading).client;
constexpr std::uint16_t management_client = cosem::describe(cosem::association::management).client;

void take_key(sim::reader& in, dlms::key128& onto)
{
    auto octets = in.take(onto.size());
    if (octets.size() == onto.size()) std::copy(octets.begin(), octets.end(), onto.begin());
}

} // namespace

void encode(sim::writer& out, const key_set& k)
{
    out.raw(k.master).raw(k.encryption).raw(k.authentication).block8(k.password);
}

key_set decode(sim::reader& in, const key_set*)
{
    key_set k;
    for (auto* key : {&k.master, &k.encryption, &k.authentication}) take_key(in, *key);
    auto password = in.block8();
    k.password.assign(password.begin(), password.end());
    return k;
}

void encode(sim::writer& out, const counter_memory& m) { out.u32(m.unicast.next_own).u32(m.unicast.lowest_acceptable); }

counter_memory decode(sim::reader& in, const counter_memory*)
{
    counter_memory m;
    m.unicast.next_own = in.u32();
    m.unicast.lowest_acceptable = in.u32();
    return m;
}

key_set keys_as_made(const sim::rng& dice, sim::eui64 device)
{
    sim::crypto::simulation_random random(dice.stream(device.to_string() + "/factory_keys"));
    key_set made;
    for (auto* key : {&made.master, &made.encryption, &made.authentication}) random.fill(*key);
    auto digits = dice.stream(device.to_string() + "/password");
    for (std::uint64_t i = 0; i < 8; ++i) made.password.push_back(static_cast<std::uint8_t>('0' + digits.below(i, 10)));
    return made;
}

dlms::system_title title_of(sim::eui64 device)
{
    dlms::system_title title{{'L', 'G', 'Z'}};
    for (std::size_t i = 3; i < title.octets.size(); ++i)
        title.octets[i] = static_cast<std::uint8_t>(device.value() >> (8 * (7 - i)) & 0xFF);
    return title;
}

device_keys::device_keys(sim::simulation& world, std::string device, sim::eui64 eui64)
    : world_(world),
      device_(std::move(device)),
      eui64_(eui64),
      title_(title_of(eui64)),
      replaced_(world.memory, device_, "dlms_keys", keys_layout),
      counters_(world.memory, device_, "dlms_counters", counters_layout)
{}

key_set device_keys::keys() const
{
    if (auto replaced = replaced_.get()) return *replaced;
    return keys_as_made(world_.dice, eui64_);
}

void device_keys::replace(const key_set& with)
{
    bool fresh = with.encryption != keys().encryption;
    in_use_.reset();
    if (with == keys_as_made(world_.dice, eui64_))
        replaced_.reset();
    else
        replaced_.set(with);
    // An old key that comes back begins anew all the same: whoever brings it back answers for that.
    if (!fresh) return;
    counters_.reset();
    counted_.reset();
}

sim::bytes device_keys::password(std::uint16_t client) const
{
    return client == reading_client ? keys().password : sim::bytes();
}

std::optional<dlms::key128> device_keys::encryption_key(std::uint16_t client, dlms::key_use use) const
{
    if (client != management_client || use != dlms::key_use::unicast) return {};
    if (!in_use_) in_use_ = keys().encryption;
    return in_use_;
}

std::optional<dlms::key128> device_keys::authentication_key(std::uint16_t client) const
{
    if (client != management_client) return {};
    return keys().authentication;
}

dlms::counter_values device_keys::counters(std::uint16_t, dlms::key_use use) const
{
    if (use != dlms::key_use::unicast) return {};
    if (!counted_) counted_ = counters_.get().value_or(counter_memory{}).unicast;
    return *counted_;
}

void device_keys::store(std::uint16_t, dlms::key_use use, dlms::counter_values values)
{
    if (use != dlms::key_use::unicast) return;
    counters_.set({values});
    counted_ = values;
}

void device_keys::draw(std::span<std::uint8_t> out)
{
    // By instant, so that a device that has lost its power does not repeat itself.
    auto instant = std::to_string(world_.time.now().time_since_epoch().count());
    auto stream = world_.dice.stream(device_ + "/challenge").child(instant);
    for (auto& octet : out) octet = static_cast<std::uint8_t>(stream.below(drawn_++, 256));
}

} // namespace devices::families::landis_gyr
