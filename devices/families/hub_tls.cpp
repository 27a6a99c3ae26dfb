#include "devices/families/hub_tls.hpp"

#include "sim/crypto/certificate.hpp"
#include "sim/crypto/random.hpp"

#include <algorithm>

namespace devices::families {

std::string connection_words(sim::error_code ec)
{
    namespace errc = boost::system::errc;
    if (ec == errc::connection_refused) return "the connection was refused";
    if (ec == errc::connection_reset) return "the connection was reset";
    if (ec == errc::timed_out) return "the connection timed out";
    if (ec == errc::network_down) return "the network went down";
    if (ec == sim::tls::operation_aborted()) return "the connection was given up";
    return ec.message();
}

std::shared_ptr<const sim::tls::trust_policy> trust_in(const chf::hub& hub, const std::string& name)
{
    auto trusted = hub.trusted();
    std::vector<sim::bytes> anchors;
    for (const auto& c : trusted.all())
        if (c.binding.empty() || c.binding == name) anchors.push_back(c.certificate);
    return sim::tls::trust_policy::make(std::move(anchors), name);
}

namespace {

/// A credential as a rule on any thread may use it.
struct voucher {
    std::string binding;
    std::string common_name;
    std::string fingerprint;
};

bool carries(const sim::crypto::certificate_info& peer, const std::string& name)
{
    if (peer.dns_names.empty()) return peer.subject_common_name == name;
    return std::find(peer.dns_names.begin(), peer.dns_names.end(), name) != peer.dns_names.end();
}

} // namespace

std::shared_ptr<const sim::tls::trust_policy> trust_in_callers(const chf::hub& hub)
{
    auto trusted = hub.trusted();
    std::vector<sim::bytes> anchors;
    std::vector<voucher> vouchers;
    for (const auto& c : trusted.all()) {
        anchors.push_back(c.certificate);
        auto info = sim::crypto::inspect(c.certificate);
        if (info) vouchers.push_back({c.binding, info->subject_common_name, info->fingerprint});
    }
    auto rule = [vouchers = std::move(vouchers)](
                    const sim::crypto::certificate_info& peer) -> std::optional<sim::tls::rejection> {
        std::string others;
        for (const auto& v : vouchers) {
            if (v.common_name != peer.issuer_common_name && v.fingerprint != peer.fingerprint) continue;
            if (v.binding.empty() || carries(peer, v.binding)) return {};
            others += (others.empty() ? "" : ", ") + v.binding;
        }
        if (others.empty()) return {}; // a longer chain: whom it leads to the chain itself has shown
        return sim::tls::rejection{sim::tls::alert::access_denied,
                                   "the credential that vouches for it is bound to " + others};
    };
    return sim::tls::trust_policy::make(std::move(anchors), {}, std::move(rule));
}

std::string bindings_against(const chf::hub& hub, const std::string& name, const sim::tls::outcome& o)
{
    bool unknown = o.failure->by == sim::tls::party::us && o.failure->description == sim::tls::alert::unknown_ca;
    std::string out;
    auto trusted = hub.trusted();
    for (const auto& c : trusted.all())
        if (unknown && !c.binding.empty() && c.binding != name)
            out += (out.empty() ? "; a credential is bound to " : ", ") + c.binding;
    return out;
}

sim::tls::stream_options tls_options(chf::hub& hub, const tls_settings& settings, sim::tls::config_options identity,
                                     std::shared_ptr<const sim::tls::trust_policy> trust, std::string_view number)
{
    identity.own = hub.device_certificate();
    sim::tls::stream_options options;
    options.engine.settings = sim::tls::config::make(std::move(identity));
    options.engine.trust = std::move(trust);
    auto dice = hub.world().dice.stream(hub.name() + "/tls").child(number);
    options.engine.random = std::make_unique<sim::crypto::simulation_random>(dice);
    // Without public-key cryptography a flight costs little beside one with it.
    options.cost = {settings.handshake_cost / 16, settings.handshake_cost};
    options.owner = hub.name();
    return options;
}

} // namespace devices::families
