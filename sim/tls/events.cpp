#include "sim/tls/events.hpp"

namespace sim::tls {

namespace {

void add_name(fields& to, const outcome& o)
{
    if (o.peer) to.push_back({"name", o.peer->subject_common_name});
}

void add_rejection(fields& to, const failure& f)
{
    if (f.description) to.push_back({"alert", std::string(to_string(*f.description))});
    to.push_back({"reason", f.reason});
}

/// Words of our own: those of the system's categories depend on the platform.
std::string words_of_transport(error_code ec)
{
    if (ec.category() == tls_category()) return ec.message();
    if (ec == end_of_file()) return "the connection ended";
    if (ec == operation_aborted()) return "the connection was given up";
    if (ec == boost::system::errc::connection_reset) return "the connection was reset";
    if (ec == boost::system::errc::timed_out) return "the connection timed out";
    if (ec == boost::system::errc::network_down) return "the network went down";
    return "the transport failed";
}

} // namespace

std::string_view to_string(party p)
{
    switch (p) {
    case party::us: return "us";
    case party::peer: return "peer";
    case party::transport: return "transport";
    }
    return {};
}

fields connecting_fields(std::string_view peer, std::string_view expected_name)
{
    fields all{{"peer", std::string(peer)}};
    if (!expected_name.empty()) all.push_back({"name", std::string(expected_name)});
    return all;
}

fields established_fields(std::string_view peer, const outcome& o)
{
    fields all{{"peer", std::string(peer)}};
    add_name(all, o);
    all.push_back({"suite", o.suite});
    all.push_back({"resumed", o.resumed});
    return all;
}

fields failed_fields(std::string_view peer, const outcome& o, error_code ec)
{
    const auto f = o.failure.value_or(failure{party::transport, std::nullopt, words_of_transport(ec)});
    fields all{{"peer", std::string(peer)}};
    add_name(all, o);
    all.push_back({"by", std::string(to_string(f.by))});
    add_rejection(all, f);
    return all;
}

fields rejected_fields(std::string_view by, std::string_view peer, const outcome& o)
{
    fields all{{"by", std::string(by)}, {"peer", std::string(peer)}};
    add_name(all, o);
    if (o.failure) add_rejection(all, *o.failure);
    return all;
}

fields closed_fields(std::string_view peer, error_code ec)
{
    const bool clean = !ec || ec == end_of_file();
    return {{"peer", std::string(peer)},
            {"clean", clean},
            {"reason", clean ? std::string("close_notify") : words_of_transport(ec)}};
}

} // namespace sim::tls
