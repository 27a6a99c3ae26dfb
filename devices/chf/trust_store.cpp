#include "devices/chf/trust_store.hpp"

#include "sim/crypto/certificate.hpp"
#include "sim/crypto/digest.hpp"

#include <algorithm>
#include <type_traits>

namespace devices::chf {
namespace {

constexpr std::uint16_t layout = 1;

class inspector final : public call_home::certificate_inspector {
public:
    bool well_formed(sim::byte_view der) const override { return sim::crypto::inspect(der).has_value(); }
    call_home::fingerprint fingerprint(sim::byte_view der) const override
    {
        static_assert(std::is_same_v<call_home::fingerprint, sim::crypto::sha256_digest>);
        return sim::crypto::sha256(der);
    }
};

} // namespace

trust_store::trust_store(sim::nvm_backend& memory, std::string device,
                         std::shared_ptr<const call_home::credential_store> as_made)
    : cell_(memory, std::move(device), "trust", layout), as_made_(std::move(as_made))
{}

call_home::credential_store trust_store::contents() const { return cell_.get().value_or(*as_made_); }

bool trust_store::as_made() const
{
    auto now = contents();
    return std::is_permutation(now.all().begin(), now.all().end(), as_made_->all().begin(), as_made_->all().end());
}

call_home::config_status trust_store::import(const call_home::credential& c)
{
    auto store = contents();
    auto status = store.import(c, inspector());
    if (status == call_home::config_status::ok) keep(store);
    return status;
}

call_home::config_status trust_store::remove(const call_home::fingerprint& which, bool allow_last)
{
    auto store = contents();
    auto status = store.remove(which, allow_last, inspector());
    if (status == call_home::config_status::ok) keep(store);
    return status;
}

void trust_store::keep(const call_home::credential_store& store)
{
    if (store == *as_made_)
        cell_.reset();
    else
        cell_.set(store);
}

} // namespace devices::chf
