// A logical device of a few objects, with keys in plain memory: what tests of associations talk to.
#pragma once
#include "devices/dlms/association_keys.hpp"
#include "devices/dlms/client_association.hpp"
#include "devices/dlms/server_association.hpp"
#include "sim/core/check.hpp"

#include <algorithm>
#include <map>

namespace toy {

using namespace devices::dlms;

/// Blanks are for people.
inline sim::bytes hex(std::string text)
{
    std::erase(text, ' ');
    return sim::from_hex(text).value();
}
inline key128 key(std::uint8_t octet)
{
    key128 k;
    k.fill(octet);
    return k;
}

struct keys final : association_keys {
    system_title title{{'T', 'O', 'Y', 0, 0, 0, 0, 1}};
    sim::bytes word{'s', 'e', 's', 'a', 'm', 'e'};
    std::optional<key128> unicast{key(0x11)}, broadcast{}, authentication{key(0xA1)};
    std::map<key_use, counter_values> stored;
    int writes{0};
    std::uint8_t drawn{0};

    system_title own_title() const override { return title; }
    sim::bytes password(std::uint16_t) const override { return word; }
    std::optional<key128> encryption_key(std::uint16_t, key_use use) const override
    {
        return use == key_use::unicast ? unicast : broadcast;
    }
    std::optional<key128> authentication_key(std::uint16_t) const override { return authentication; }
    counter_values counters(std::uint16_t, key_use use) const override
    {
        const auto found = stored.find(use);
        return found == stored.end() ? counter_values{} : found->second;
    }
    void store(std::uint16_t, key_use use, counter_values values) override
    {
        stored[use] = values;
        ++writes;
    }
    void draw(std::span<std::uint8_t> out) override
    {
        for (auto& octet : out) octet = ++drawn;
    }
};

inline constexpr obis energy{{1, 0, 1, 8, 0, 255}}, note{{0, 0, 96, 1, 0, 255}}, profile{{1, 0, 99, 1, 0, 255}},
    valve{{0, 0, 96, 3, 10, 255}}, secret{{0, 0, 96, 1, 5, 255}};

/// energy: a register (3/2), read only; note: an octet-string (1/2) of any length, to be read and written; profile: an
/// array (7/2) that answers selector 1 with less; secret: 1/2, for ciphered requests only; valve: methods 70/1 without
/// parameters, 70/2 which gives back what it got.
struct objects final : object_access {
    sim::bytes text{'h', 'i'};
    int closed{0};
    std::vector<caller> callers;

    data_access_result read(const caller& who, const attribute& what, axdr_writer& out) override
    {
        callers.push_back(who);
        if (what.instance == energy) {
            if (what.class_id != 3) return data_access_result::object_class_inconsistent;
            if (what.index == 0) {
                out.structure(2).octet_string(energy.groups).double_long_unsigned(123456);
                return data_access_result::success;
            }
            if (what.index == 1) out.octet_string(energy.groups);
            if (what.index == 2) out.double_long_unsigned(123456);
            return what.index <= 2 ? data_access_result::success : data_access_result::object_unavailable;
        }
        if (what.instance == note) {
            out.octet_string(text);
            return data_access_result::success;
        }
        if (what.instance == profile) {
            const std::size_t rows = what.selection ? 1 : 3;
            out.array(rows);
            for (std::size_t i = 0; i < rows; ++i) out.unsigned_integer(static_cast<std::uint8_t>(i));
            return data_access_result::success;
        }
        if (what.instance == secret) {
            if (!who.ciphered) return data_access_result::read_write_denied;
            out.boolean(true);
            return data_access_result::success;
        }
        out.null_data(); // written, and then refused: must not be seen
        return data_access_result::object_undefined;
    }
    data_access_result write(const caller& who, const attribute& what, const data& value) override
    {
        callers.push_back(who);
        if (what.instance == energy) return data_access_result::read_write_denied;
        if (what.instance != note) return data_access_result::object_undefined;
        const auto octets = value.as_octets();
        if (!octets) return data_access_result::type_unmatched;
        text.assign(octets->begin(), octets->end());
        return data_access_result::success;
    }
    action_result invoke(const caller& who, const method& what, const std::optional<data>& parameters,
                         std::optional<encoded_data>& returned) override
    {
        callers.push_back(who);
        if (what.instance != valve) return action_result::object_undefined;
        if (what.index == 1) {
            ++closed;
            return action_result::success;
        }
        if (!parameters) return action_result::type_unmatched;
        returned = axdr_writer().value(*parameters).take();
        return action_result::success;
    }
};

inline constexpr conformance everything =
    conformance::general_protection | conformance::general_block_transfer | conformance::attribute_0_set |
    conformance::priority_management | conformance::attribute_0_get | conformance::block_transfer_get |
    conformance::block_transfer_set | conformance::block_transfer_action | conformance::multiple_references |
    conformance::data_notification | conformance::get | conformance::set | conformance::selective_access |
    conformance::action;

inline conformance without(conformance all, conformance some)
{
    return static_cast<conformance>(static_cast<std::uint32_t>(all) & ~static_cast<std::uint32_t>(some));
}

inline server_settings public_client()
{
    return {.client = 16, .requests = {}, .answers = {}, .offered = everything, .max_pdu = 200};
}
inline server_settings reading_client()
{
    auto s = public_client();
    s.client = 2;
    s.authentication = mechanism::lls;
    return s;
}
inline server_settings management_client()
{
    return {.client = 1,
            .plain_context = false,
            .ciphered_context = true,
            .authentication = mechanism::hls_gmac,
            .requests = {true, true},
            .answers = {true, true},
            .offered = everything,
            .max_pdu = 200};
}

/// A client that such a server takes.
inline client_settings client_for(const server_settings& s)
{
    client_settings c;
    c.context = s.ciphered_context ? application_context::logical_names_ciphered : application_context::logical_names;
    c.authentication = s.authentication;
    c.password = {'s', 'e', 's', 'a', 'm', 'e'};
    c.title = {{'C', 'L', 'I', 0, 0, 0, 0, 2}};
    if (s.ciphered_context) c.control = authenticated_and_encrypted;
    c.encryption_key = key(0x11);
    c.authentication_key = key(0xA1);
    c.challenge = sim::bytes(16, 0xC5);
    c.proposed = everything;
    c.max_pdu = 200;
    return c;
}

/// A server with all it needs.
struct device {
    explicit device(server_settings s) : settings(s), server(settings, store, things) {}
    server_outcome hear(sim::byte_view apdu) { return server.received(sim::time_point{}, apdu); }

    server_settings settings;
    keys store;
    objects things;
    server_association server;
};

/// A meter with an open association of the public client.
struct open_meter : device {
    explicit open_meter(conformance proposed = everything, std::uint16_t max_pdu = 64, std::size_t longest = 1000)
        : device([&] {
              auto s = public_client();
              s.longest_value = longest;
              return s;
          }())
    {
        const aarq m{.calling_title = {},
                     .user_information =
                         encode(initiate_request{.dedicated_key = {}, .proposed = proposed, .max_pdu_size = max_pdu})};
        hear(encode(m));
        sim::check(server.associated(), "the public client is let in");
    }
    /// The answer as text; "" for none.
    std::string say(sim::byte_view apdu)
    {
        last = hear(apdu);
        return last.send.empty() ? "" : sim::to_hex(last.send.at(0));
    }
    std::string say(const char* octets) { return say(hex(octets)); }
    std::string say(request::service what) { return say(encode(request_apdu{{}, std::move(what)})); }
    response::service answer(request::service what)
    {
        say(std::move(what));
        return decode_response(last.send.at(0)).value().what;
    }
    server_outcome last;
};

inline sim::bytes octet_string(std::size_t size) { return axdr_writer().octet_string(sim::bytes(size, 0x5A)).take(); }

/// Passes octets to and fro until something has come of them. What the server says happened is added up.
struct line {
    device& meter;
    client_association& client;
    std::vector<server_event> events{};
    std::size_t turns{0};

    std::optional<client_event> run(sim::result<client_association::apdus> begin)
    {
        if (!begin) return client_result::failed{begin.error()};
        auto to_server = *begin;
        std::optional<client_event> event;
        for (turns = 0; turns < 100000 && !to_server.empty() && !event; ++turns) {
            std::vector<sim::bytes> to_client;
            for (const auto& apdu : to_server) {
                auto out = meter.hear(apdu);
                std::move(out.send.begin(), out.send.end(), std::back_inserter(to_client));
                std::move(out.events.begin(), out.events.end(), std::back_inserter(events));
            }
            to_server.clear();
            for (const auto& apdu : to_client) {
                auto out = client.received(apdu);
                std::move(out.send.begin(), out.send.end(), std::back_inserter(to_server));
                if (out.event) event = std::move(out.event);
            }
        }
        return event;
    }
    template <class T>
    std::optional<T> run_for(sim::result<client_association::apdus> begin)
    {
        auto event = run(std::move(begin));
        auto* wanted = event ? std::get_if<T>(&*event) : nullptr;
        if (!wanted) return {};
        return std::move(*wanted);
    }
};

/// Whether an event of this kind is among them.
template <class T>
const T* find(const std::vector<server_event>& events)
{
    for (const auto& e : events)
        if (const auto* found = std::get_if<T>(&e)) return found;
    return nullptr;
}

} // namespace toy
