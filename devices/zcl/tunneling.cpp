#include "devices/zcl/tunneling.hpp"

#include <algorithm>

namespace devices::zcl {

namespace {

constexpr auto cluster = cluster_id::tunneling;

fields of_tunnel(direction to, std::string_view command, tunnel_id id)
{
    return arguments(cluster, to, command).add("tunnel_id", static_cast<std::uint64_t>(id));
}

fields transfer(direction to, tunnel_id id, sim::byte_view data)
{
    return of_tunnel(to, "TransferData", id).add("data", data);
}

fields transfer_error(direction to, tunnel_id id, transfer_status s)
{
    return of_tunnel(to, "TransferDataError", id).add("transfer_status", static_cast<std::uint64_t>(s));
}

bool standard_dlms(const fields& f)
{
    return f.number("protocol_id") == dlms_cosem && f.number("manufacturer_code") == no_manufacturer;
}

} // namespace

std::string_view to_string(tunnel_status s)
{
    switch (s) {
    case tunnel_status::success: return "success";
    case tunnel_status::busy: return "busy";
    case tunnel_status::no_more_tunnel_ids: return "no more tunnel ids";
    case tunnel_status::protocol_not_supported: return "protocol not supported";
    case tunnel_status::flow_control_not_supported: return "flow control not supported";
    }
    return "unknown status";
}

bool tunnel_pipe::push(sim::byte_view data)
{
    if (data.size() > most_waiting - waiting_octets_) return false;
    waiting_octets_ += data.size();
    const auto step = std::max<std::size_t>(at_once_, 1);
    for (; !data.empty(); data = data.subspan(std::min(step, data.size()))) {
        const auto part = data.first(std::min(step, data.size()));
        waiting_.emplace_back(part.begin(), part.end());
    }
    return true;
}

std::vector<sim::bytes> tunnel_pipe::take()
{
    std::vector<sim::bytes> now;
    while (!waiting_.empty() && !blocked_) {
        waiting_octets_ -= waiting_.front().size();
        now.push_back(std::move(waiting_.front()));
        waiting_.pop_front();
        blocked_ = flow_control_;
    }
    return now;
}

void tunnel_pipe::acknowledge(std::size_t room)
{
    // An end that has less room than the next transfer needs says so again when it has.
    if (room && (waiting_.empty() || waiting_.front().size() <= room)) blocked_ = false;
}

// ---- server

tunnel_server::tunnel* tunnel_server::find(tunnel_id id)
{
    const auto at = std::find_if(tunnels_.begin(), tunnels_.end(), [id](const tunnel& t) { return t.id == id; });
    return at == tunnels_.end() ? nullptr : &*at;
}

void tunnel_server::close(tunnel_id id)
{
    std::erase_if(tunnels_, [id](const tunnel& t) { return t.id == id; });
}

std::optional<tunnel_id> tunnel_server::free_id()
{
    if (tunnels_.size() >= settings_.most_tunnels) return {};
    constexpr std::uint16_t no_tunnel = 0xFFFF;
    while (next_id_ == no_tunnel || find(tunnel_id(next_id_))) ++next_id_;
    return tunnel_id(next_id_++);
}

void tunnel_server::flush(tunnel& t, tunnel_step& step)
{
    for (const auto& part : t.pipe.take())
        step.send.push_back({t.peer, command_frame(++sequence_, cluster, direction::to_client, "TransferData",
                                                   transfer(direction::to_client, t.id, part), true)});
}

tunnel_step tunnel_server::request(const tunnel_peer& from, std::uint8_t sequence, const fields& f, sim::time_point now)
{
    const bool flow_control = f.number("flow_control_support") == 1;
    auto status = tunnel_status::success;
    std::optional<tunnel_id> id;
    if (!standard_dlms(f))
        status = tunnel_status::protocol_not_supported;
    else if (flow_control && !settings_.flow_control)
        status = tunnel_status::flow_control_not_supported;
    else if (id = free_id(); !id)
        status = tunnel_status::no_more_tunnel_ids;
    auto said = arguments(cluster, direction::to_client, "RequestTunnelResponse");
    constexpr std::uint64_t no_tunnel = 0xFFFF;
    said.add("tunnel_id", id ? static_cast<std::uint64_t>(*id) : no_tunnel);
    said.add("tunnel_status", static_cast<std::uint64_t>(status));
    said.add("maximum_incoming_transfer_size", settings_.largest_transfer);
    tunnel_step step;
    step.send.push_back(
        {from, command_frame(sequence, cluster, direction::to_client, "RequestTunnelResponse", said, true)});
    if (id) {
        tunnels_.push_back({*id, from, tunnel_pipe(f.number("maximum_incoming_transfer_size"), flow_control), now});
        step.events.push_back(tunnel_opened{*id, from});
    }
    return step;
}

tunnel_step tunnel_server::list_protocols(const tunnel_peer& from, std::uint8_t sequence, const fields& f) const
{
    const bool first = f.number("protocol_offset") == 0;
    auto said = arguments(cluster, direction::to_client, "SupportedTunnelProtocolsResponse");
    said.add("protocol_list_complete", 1).add("protocol_count", first ? 1 : 0);
    if (first) said.add("manufacturer_code", no_manufacturer).add("protocol_id", dlms_cosem);
    tunnel_step step;
    step.send.push_back(
        {from, command_frame(sequence, cluster, direction::to_client, "SupportedTunnelProtocolsResponse", said, true)});
    return step;
}

tunnel_step tunnel_server::on_frame(const tunnel_peer& from, sim::byte_view frame, sim::time_point now)
{
    const auto m = parse(cluster, frame);
    const auto* f = m ? std::get_if<fields>(&m->content) : nullptr;
    if (!f || m->head.to != direction::to_server) return {};
    const auto name = m->command->name;
    if (name == "RequestTunnel") return request(from, m->head.sequence, *f, now);
    if (name == "GetSupportedTunnelProtocols") return list_protocols(from, m->head.sequence, *f);

    tunnel_step step;
    const auto id = tunnel_id(f->number("tunnel_id"));
    auto* t = find(id);
    auto say = [&](std::string_view command, const fields& what) {
        step.send.push_back(
            {from, command_frame(m->head.sequence, cluster, direction::to_client, command, what, true)});
    };
    auto complain = [&](transfer_status s) { say("TransferDataError", transfer_error(direction::to_client, id, s)); };
    auto conclude = [&](status s) {
        if (m->head.disable_default_response && s == status::success) return;
        frame_header head{frame_kind::foundation,
                          direction::to_client,
                          true,
                          {},
                          m->head.sequence,
                          static_cast<std::uint8_t>(general::default_response)};
        step.send.push_back({from, encode_frame(head, encode(default_response{m->head.command, s}))});
    };
    if (name == "TransferData") {
        const auto data = f->octets("data");
        if (!t) {
            complain(transfer_status::no_such_tunnel);
        } else if (!(t->peer == from)) {
            complain(transfer_status::wrong_device);
        } else if (data.size() > settings_.largest_transfer) {
            complain(transfer_status::data_overflow);
        } else {
            t->last = now;
            step.events.push_back(tunnel_data{id, {data.begin(), data.end()}});
            if (t->pipe.flow_control())
                say("AckTransferData", of_tunnel(direction::to_client, "AckTransferData", id)
                                           .add("number_of_bytes_left", settings_.largest_transfer));
        }
        return step;
    }
    if (!t || !(t->peer == from)) {
        conclude(status::not_found);
        return step;
    }
    t->last = now;
    if (name == "CloseTunnel") {
        conclude(status::success);
        close(id);
        step.events.push_back(tunnel_closed{id, tunnel_end::by_client});
    } else if (name == "AckTransferData") {
        t->pipe.acknowledge(f->number("number_of_bytes_left"));
        flush(*t, step);
    } else if (name == "ReadyData") {
        t->pipe.acknowledge(f->number("number_of_octets_left"));
        flush(*t, step);
    } else if (name == "TransferDataError" &&
               transfer_status(f->number("transfer_status")) == transfer_status::no_such_tunnel) {
        close(id);
        step.events.push_back(tunnel_closed{id, tunnel_end::unknown});
    }
    return step;
}

tunnel_step tunnel_server::send(tunnel_id id, sim::byte_view data, sim::time_point now)
{
    tunnel_step step;
    if (auto* t = find(id); t && t->pipe.push(data)) {
        t->last = now;
        flush(*t, step);
    }
    return step;
}

tunnel_step tunnel_server::expire(sim::time_point now)
{
    tunnel_step step;
    for (const auto& t : tunnels_)
        if (now - t.last >= settings_.close_after) {
            step.send.push_back(
                {t.peer, command_frame(++sequence_, cluster, direction::to_client, "TunnelClosureNotification",
                                       of_tunnel(direction::to_client, "TunnelClosureNotification", t.id), true)});
            step.events.push_back(tunnel_closed{t.id, tunnel_end::timed_out});
        }
    std::erase_if(tunnels_, [&](const tunnel& t) { return now - t.last >= settings_.close_after; });
    return step;
}

std::optional<sim::time_point> tunnel_server::next_expiry() const
{
    std::optional<sim::time_point> next;
    for (const auto& t : tunnels_) {
        const auto at = t.last + settings_.close_after;
        next = next ? std::min(*next, at) : at;
    }
    return next;
}

// ---- client

sim::bytes tunnel_client::frame(std::string_view command, const fields& f, bool quiet)
{
    return command_frame(++sequence_, cluster, direction::to_server, command, f, quiet);
}

tunnel_step tunnel_client::to_server(sim::bytes frame) const
{
    tunnel_step step;
    step.send.push_back({server_, std::move(frame)});
    return step;
}

tunnel_step tunnel_client::ended(tunnel_end why)
{
    tunnel_step step;
    step.events.push_back(tunnel_closed{*id_, why});
    id_.reset();
    pipe_.reset();
    return step;
}

void tunnel_client::flush(tunnel_step& step)
{
    for (const auto& part : pipe_->take())
        step.send.push_back({server_, frame("TransferData", transfer(direction::to_server, *id_, part), true)});
}

tunnel_step tunnel_client::request(std::uint8_t protocol, std::uint16_t manufacturer)
{
    id_.reset();
    pipe_.reset();
    asked_ = true;
    auto f = arguments(cluster, direction::to_server, "RequestTunnel");
    f.add("protocol_id", protocol).add("manufacturer_code", manufacturer);
    f.add("flow_control_support", settings_.flow_control);
    f.add("maximum_incoming_transfer_size", settings_.largest_transfer);
    return to_server(frame("RequestTunnel", f, false));
}

tunnel_step tunnel_client::on_frame(sim::byte_view octets)
{
    const auto m = parse(cluster, octets);
    const auto* f = m ? std::get_if<fields>(&m->content) : nullptr;
    if (!f || m->head.to != direction::to_client) return {};
    const auto name = m->command->name;
    tunnel_step step;
    if (name == "RequestTunnelResponse") {
        if (!std::exchange(asked_, false)) return {};
        const auto status = tunnel_status(f->number("tunnel_status"));
        if (status != tunnel_status::success) {
            step.events.push_back(tunnel_refused{status});
            return step;
        }
        id_ = tunnel_id(f->number("tunnel_id"));
        pipe_.emplace(f->number("maximum_incoming_transfer_size"), settings_.flow_control);
        step.events.push_back(tunnel_opened{*id_, server_});
        return step;
    }
    if (name == "SupportedTunnelProtocolsResponse" || !ours(*f)) return {};
    if (name == "TunnelClosureNotification") return ended(tunnel_end::by_server);
    if (name == "TransferData") {
        const auto data = f->octets("data");
        if (data.size() > settings_.largest_transfer)
            return to_server(frame("TransferDataError",
                                   transfer_error(direction::to_server, *id_, transfer_status::data_overflow), true));
        step.events.push_back(tunnel_data{*id_, {data.begin(), data.end()}});
        if (settings_.flow_control)
            step.send.push_back({server_, frame("AckTransferData",
                                                of_tunnel(direction::to_server, "AckTransferData", *id_)
                                                    .add("number_of_bytes_left", settings_.largest_transfer),
                                                true)});
    } else if (name == "AckTransferData") {
        pipe_->acknowledge(f->number("number_of_bytes_left"));
        flush(step);
    } else if (name == "ReadyData") {
        pipe_->acknowledge(f->number("number_of_octets_left"));
        flush(step);
    } else if (name == "TransferDataError" &&
               transfer_status(f->number("transfer_status")) != transfer_status::data_overflow) {
        return ended(tunnel_end::unknown);
    }
    return step;
}

tunnel_step tunnel_client::send(sim::byte_view data)
{
    tunnel_step step;
    if (id_ && pipe_->push(data)) flush(step);
    return step;
}

tunnel_step tunnel_client::close()
{
    if (!id_) return {};
    auto step = to_server(frame("CloseTunnel", of_tunnel(direction::to_server, "CloseTunnel", *id_), false));
    auto end = ended(tunnel_end::by_client);
    step.events = std::move(end.events);
    return step;
}

} // namespace devices::zcl
