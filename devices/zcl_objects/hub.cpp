// The clusters of a hub: clock, prices, messages and firmware for the devices of its HAN.
//
// A head-end tells a hub what to publish with the command itself, PublishPrice or DisplayMessage, addressed to the hub
// (model choice); the hub keeps it, passes it on, and answers who asks later.
#include "devices/zcl_objects/parts.hpp"

#include <algorithm>

namespace devices::zcl_objects {

namespace {

hub_device& hub(const call& c) { return c.on<hub_device>(); }

constexpr std::uint16_t until_another = 0xFFFF;

// ---- Basic and Time

cluster_side hub_basic()
{
    cluster_side c(cluster_id::basic, direction::to_server);
    c.attribute("ZCLVersion", [](const call&) { return zcl_version; });
    c.attribute("ManufacturerName", [](const call& a) { return hub(a).manufacturer(); });
    c.attribute("ModelIdentifier", [](const call& a) { return hub(a).model(); });
    c.attribute("PowerSource", [](const call&) { return power_mains; });
    // Not zero: a meter may ask to be mirrored.
    c.attribute("PhysicalEnvironment", [](const call& a) { return hub(a).mirrors_free(); });
    c.attribute("SWBuildID", [](const call& a) { return hub(a).firmware(); });
    return c;
}

cluster_side hub_time()
{
    constexpr std::uint8_t master_and_synchronized = 0x03;
    cluster_side c(cluster_id::time, direction::to_server);
    auto shown = [](const call& a) -> std::uint64_t {
        const auto t = hub(a).clock(a.now);
        return t ? utc(*t) : zcl::no_utc;
    };
    c.attribute("Time", shown);
    c.attribute("StandardTime", shown);
    c.attribute("TimeStatus", [](const call& a) { return hub(a).clock(a.now) ? master_and_synchronized : 0; });
    c.attribute("TimeZone", [](const call&) { return 0; });
    return c;
}

// ---- Price

fuel fuel_of(const call& c) { return c.in.endpoint == gas_endpoint ? fuel::gas : fuel::electricity; }

sim::byte_view payload_of(const call& c) { return zcl::decode_frame(c.in.frame).value().payload; }

answer take_price(const call& c, const fields& f)
{
    const auto payload = payload_of(c);
    const auto start = f.number("start_time");
    hub(c).book().add(fuel_of(c), {start ? zcl::from_utc(static_cast<std::uint32_t>(start)) : c.now,
                                   static_cast<std::uint16_t>(f.number("duration_in_minutes")),
                                   {payload.begin(), payload.end()}});
    hub(c).publish(c.in.endpoint, cluster_id::price, c.in.frame);
    return status::success;
}

/// As it was published.
fields price_again(const published::price& p)
{
    return zcl::decode(zcl::command(zcl::describe(cluster_id::price), direction::to_client, "PublishPrice").payload,
                       p.payload)
        .value();
}

answer get_current_price(const call& c, const fields&)
{
    const auto* p = hub(c).book().current(fuel_of(c), c.now);
    if (!p) return status::not_found;
    return {"PublishPrice", price_again(*p)};
}

answer get_scheduled_prices(const call& c, const fields& f)
{
    const auto start = f.number("start_time"), most = f.number("number_of_events");
    answer said = status::success;
    for (const auto& p :
         hub(c).book().from(fuel_of(c), start ? zcl::from_utc(static_cast<std::uint32_t>(start)) : c.now)) {
        if (most && said.commands.size() >= most) break;
        said.add("PublishPrice", price_again(p));
    }
    if (said.commands.empty()) return status::not_found;
    return said;
}

cluster_side hub_price_server()
{
    cluster_side c(cluster_id::price, direction::to_server);
    c.on("GetCurrentPrice", get_current_price);
    c.on("GetScheduledPrices", get_scheduled_prices);
    c.on("PriceAcknowledgement", [](const call&, const fields&) -> answer { return status::success; });
    return c;
}

/// Passes on what it does not keep.
answer pass_on(const call& c, const fields&)
{
    hub(c).publish(c.in.endpoint, c.in.cluster, c.in.frame);
    return status::success;
}

cluster_side hub_price_source()
{
    cluster_side c(cluster_id::price, direction::to_client);
    c.on("PublishPrice", take_price);
    for (const char* name : {"PublishTariffInformation", "PublishPriceMatrix", "PublishBlockThresholds",
                             "PublishConversionFactor", "PublishCalorificValue"})
        c.on(name, pass_on);
    return c;
}

// ---- Messaging

answer take_message(const call& c, const fields&)
{
    const auto payload = payload_of(c);
    hub(c).book().show({payload.begin(), payload.end()});
    hub(c).publish(c.in.endpoint, cluster_id::messaging, c.in.frame);
    return status::success;
}

answer cancel_message(const call& c, const fields&)
{
    hub(c).book().show({});
    hub(c).publish(c.in.endpoint, cluster_id::messaging, c.in.frame);
    return status::success;
}

answer get_last_message(const call& c, const fields&)
{
    const auto& message = hub(c).book().message();
    if (message.empty()) return status::not_found;
    return {"DisplayMessage", zcl::decode(c.arguments("DisplayMessage").of(), message).value()};
}

cluster_side hub_messaging_server()
{
    cluster_side c(cluster_id::messaging, direction::to_server);
    c.on("GetLastMessage", get_last_message);
    c.on("MessageConfirmation", [](const call&, const fields&) -> answer { return status::success; });
    return c;
}

cluster_side hub_messaging_source()
{
    cluster_side c(cluster_id::messaging, direction::to_client);
    c.on("DisplayMessage", take_message);
    c.on("CancelMessage", cancel_message);
    c.on("CancelAllMessages", cancel_message);
    return c;
}

// ---- OTA upgrade

std::optional<offered_image> image_for(const call& c, const fields& f)
{
    for (auto& image : hub(c).images())
        if (image.name.manufacturer == f.number("manufacturer") && image.name.type == f.number("image_type"))
            return std::move(image);
    return {};
}

answer query_next_image(const call& c, const fields& f)
{
    const auto image = image_for(c, f);
    auto said = c.arguments("QueryNextImageResponse");
    // Another version than the one that runs: back to an older one is a wish, too.
    if (!image || image->name.version == f.number("current_file_version")) {
        said.add("status", static_cast<std::uint64_t>(status::ota_no_image_available));
        return {"QueryNextImageResponse", std::move(said)};
    }
    said.add("status", static_cast<std::uint64_t>(status::success)).add("manufacturer", image->name.manufacturer);
    said.add("image_type", image->name.type).add("file_version", image->name.version);
    said.add("image_size", image->file->size());
    return {"QueryNextImageResponse", std::move(said)};
}

answer image_block(const call& c, const fields& f)
{
    const auto image = image_for(c, f);
    auto said = c.arguments("ImageBlockResponse");
    const auto offset = f.number("file_offset");
    if (!image || image->name.version != f.number("file_version") || offset >= image->file->size()) {
        said.add("status", static_cast<std::uint64_t>(status::ota_abort));
        return {"ImageBlockResponse", std::move(said)};
    }
    const auto file = sim::byte_view(*image->file).subspan(offset);
    said.add("status", static_cast<std::uint64_t>(status::success)).add("manufacturer", image->name.manufacturer);
    said.add("image_type", image->name.type).add("file_version", image->name.version).add("file_offset", offset);
    said.add("data", file.first(std::min<std::size_t>(file.size(), f.number("maximum_data_size"))));
    return {"ImageBlockResponse", std::move(said)};
}

answer upgrade_end(const call& c, const fields& f)
{
    constexpr std::uint64_t now = 0;
    const bool good = f.number("status") == static_cast<std::uint64_t>(status::success);
    const image_name name{static_cast<std::uint16_t>(f.number("manufacturer")),
                          static_cast<std::uint16_t>(f.number("image_type")),
                          static_cast<std::uint32_t>(f.number("file_version"))};
    hub(c).image_taken(c.in.from, name, good);
    if (!good) return status::success;
    const auto image = image_for(c, f);
    auto said = c.arguments("UpgradeEndResponse");
    said.add("manufacturer", name.manufacturer).add("image_type", name.type).add("file_version", name.version);
    said.add("current_time", utc(c.now));
    said.add("upgrade_time", image && image->run_at ? utc(*image->run_at) : now);
    return {"UpgradeEndResponse", std::move(said)};
}

cluster_side hub_upgrade()
{
    cluster_side c(cluster_id::ota_upgrade, direction::to_server);
    c.on("QueryNextImageRequest", query_next_image);
    c.on("ImageBlockRequest", image_block);
    c.on("UpgradeEndRequest", upgrade_end);
    return c;
}

zcl::device_model_of<hub_device> make_hub()
{
    return {"CHF",
            {{first_endpoint,
              energy_service_interface,
              {hub_basic(), identify(), hub_time(), hub_upgrade(), hub_price_server(), hub_price_source(),
               hub_messaging_server(), hub_messaging_source(), key_establishment(direction::to_server),
               key_establishment(direction::to_client)}},
             {gas_endpoint, energy_service_interface, {hub_basic(), hub_price_server(), hub_price_source()}}}};
}

} // namespace

const zcl::device_model_of<hub_device>& hub_model()
{
    static const auto model = make_hub();
    return model;
}

// ---- what is published

namespace {

bool over(const published::price& p, sim::time_point t)
{
    return p.minutes != until_another && p.start + std::chrono::minutes(p.minutes) <= t;
}

} // namespace

void published::add(fuel of, price p)
{
    auto& list = prices_[static_cast<std::size_t>(of)];
    std::erase_if(list, [&](const price& other) { return other.start == p.start; });
    const auto later = [](sim::time_point t, const price& other) { return t < other.start; };
    list.insert(std::upper_bound(list.begin(), list.end(), p.start, later), std::move(p));
    if (list.size() > most_prices) list.erase(list.begin());
}

const published::price* published::current(fuel of, sim::time_point t) const
{
    const auto& list = prices_[static_cast<std::size_t>(of)];
    for (auto p = list.rbegin(); p != list.rend(); ++p)
        if (p->start <= t && !over(*p, t)) return &*p;
    return nullptr;
}

std::vector<published::price> published::from(fuel of, sim::time_point from) const
{
    auto list = prices_[static_cast<std::size_t>(of)];
    std::erase_if(list, [&](const price& p) { return over(p, from); });
    return list;
}

void published::save(sim::writer& out) const
{
    for (const auto& list : prices_) {
        out.u8(static_cast<std::uint8_t>(list.size()));
        for (const auto& p : list) out.i64(sim::to_unix_seconds(p.start)).u16(p.minutes).block16(p.payload);
    }
    out.block16(message_);
}

void published::restore(sim::reader& in)
{
    for (auto& list : prices_) {
        for (std::size_t n = std::min<std::size_t>(in.u8(), most_prices); n > 0 && in.ok(); --n) {
            price p{sim::from_unix_seconds(in.i64()), in.u16(), {}};
            const auto payload = in.block16(zcl::max_frame);
            p.payload.assign(payload.begin(), payload.end());
            list.push_back(std::move(p));
        }
    }
    const auto message = in.block16(zcl::max_frame);
    message_.assign(message.begin(), message.end());
}

} // namespace devices::zcl_objects
