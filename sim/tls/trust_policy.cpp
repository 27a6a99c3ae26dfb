#include "sim/tls/trust_policy.hpp"

namespace sim::tls {

namespace {

crypto::sha256_digest digest_of(const std::vector<bytes>& anchors, const std::string& name)
{
    writer all;
    for (const auto& anchor : anchors) all.raw(crypto::sha256(anchor));
    all.raw(as_bytes(name));
    return crypto::sha256(all.data());
}

} // namespace

trust_policy::trust_policy(std::vector<bytes> anchors, std::string expected_name, rule extra)
    : anchors_(std::move(anchors)),
      expected_name_(std::move(expected_name)),
      extra_(std::move(extra)),
      digest_(digest_of(anchors_, expected_name_))
{}

std::shared_ptr<const trust_policy> trust_policy::make(std::vector<bytes> anchors, std::string expected_name,
                                                       rule extra)
{
    for (const auto& anchor : anchors)
        if (crypto::inspect(anchor).has_error()) throw crypto::setup_error("a trust anchor cannot be read");
    return std::shared_ptr<const trust_policy>(
        new trust_policy(std::move(anchors), std::move(expected_name), std::move(extra)));
}

std::optional<rejection> trust_policy::judge(const crypto::certificate_info& peer) const
{
    if (!extra_) return std::nullopt;
    try {
        return extra_(peer);
    } catch (const std::exception&) {
        return rejection{alert::certificate_unknown, "the certificate could not be judged"};
    }
}

} // namespace sim::tls
