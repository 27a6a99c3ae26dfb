// The fields of ZDP messages, to the air and from it. Internal to sim/han.
#pragma once
#include "sim/han/zdp.hpp"

namespace sim::han::zdp::fields {

/// Writes; returns itself, so that a message is a line.
struct sink {
    writer& out;

    const sink& octet(std::uint8_t v) const;
    const sink& outcome(status v) const { return octet(static_cast<std::uint8_t>(v)); }
    const sink& ieee(eui64 v) const;
    const sink& address(short_address v) const;
    const sink& number(endpoint v) const { return octet(static_cast<std::uint8_t>(v)); }
    const sink& profile(profile_id v) const;
    /// Behind their count. More than max_clusters, or than fit a frame, are a programmer's error.
    const sink& clusters(const std::vector<cluster_id>& v) const;
    const sink& numbers(const std::vector<endpoint>& v) const;
    const sink& descriptor(const node_descriptor& v) const;
    const sink& descriptor(const simple_descriptor& v) const;
    const sink& bound(const binding& v) const;
};

/// Reads; errors stick to the reader.
class source {
public:
    explicit source(reader& in) : in_(in) {}

    std::uint8_t octet() { return in_.u8(); }
    status outcome() { return status{octet()}; }
    eui64 ieee() { return eui64(in_.u64_le()); }
    short_address address() { return short_address{in_.u16_le()}; }
    endpoint number() { return endpoint{octet()}; }
    profile_id profile() { return profile_id{in_.u16_le()}; }
    bool flag();
    std::vector<cluster_id> clusters();
    std::vector<endpoint> numbers();
    node_descriptor node();
    simple_descriptor simple();
    binding bound();
    /// Fails with `e` when the next octet is another one.
    void expect(std::uint8_t octet, error_code e);
    void fail(error_code e) { in_.fail(e); }

private:
    reader& in_;
};

} // namespace sim::han::zdp::fields
