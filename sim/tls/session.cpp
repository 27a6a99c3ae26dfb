#include "sim/tls/session.hpp"

#include "sim/tls/trust_policy.hpp"

#include <mbedtls/platform_util.h>

#include <algorithm>

namespace sim::tls {

session::~session() { mbedtls_platform_zeroize(content_.saved.data(), content_.saved.size()); }

bool session::resumable(const trust_policy& trust, time_point now) const
{
    const auto& c = content_;
    return c.policy == trust.digest() && now >= c.established && now - c.established <= lifetime &&
           now >= c.valid_from && now <= c.valid_to;
}

bytes session::encode() const
{
    writer out;
    out.block8(content_.id).block16(content_.saved).raw(content_.policy);
    out.i64(content_.established.time_since_epoch().count());
    out.i64(content_.valid_from.time_since_epoch().count());
    out.i64(content_.valid_to.time_since_epoch().count());
    return out.take();
}

result<std::shared_ptr<const session>> session::decode(byte_view data)
{
    reader in(data);
    const auto copy = [](byte_view view) { return bytes(view.begin(), view.end()); };
    const auto instant = [&in] { return time_point(duration(in.i64())); };
    content c;
    constexpr std::size_t longest_id = 32; // RFC 5246 7.4.1.2
    c.id = copy(in.block8(longest_id));
    c.saved = copy(in.block16());
    const auto policy = in.take(c.policy.size());
    c.established = instant();
    c.valid_from = instant();
    c.valid_to = instant();
    if (auto ec = in.finish()) return ec;
    std::copy(policy.begin(), policy.end(), c.policy.begin());
    return std::make_shared<const session>(std::move(c));
}

} // namespace sim::tls
