// Holds the protocol's description and its code together: the page's example, tables of values and limits are read from
// it.
#include "devices/call_home/codec.hpp"
#include "devices/call_home/hub_session.hpp"
#include "devices/call_home/limits.hpp"
#include "devices/call_home/names.hpp"
#include "devices/call_home/server_session.hpp"
#include "samples.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>
#include <string>

using namespace call_home_samples;

namespace {

std::vector<std::string> page()
{
    std::ifstream in(S1SIM_PROTOCOL_PAGE);
    REQUIRE(in.is_open());
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

/// The octets of every ```hex block, comments removed.
std::vector<sim::bytes> examples()
{
    std::vector<sim::bytes> out;
    bool inside = false;
    std::string digits;
    for (const auto& line : page()) {
        if (!inside) {
            inside = line.starts_with("```hex ");
        } else if (line == "```") {
            out.push_back(sim::from_hex(digits).value());
            digits.clear();
            inside = false;
        } else {
            for (char c : line.substr(0, line.find(';')))
                if (c != ' ') digits += c;
        }
    }
    return out;
}

/// The first cells of a row with the bars around them.
std::string first_cells(const std::string& line, int count)
{
    std::size_t bar = 0;
    for (int i = 0; i < count && bar != std::string::npos; ++i) bar = line.find('|', bar + 1);
    return bar == std::string::npos ? line : line.substr(0, bar + 1);
}

/// The rows of the table whose first header cell is `title`, by number of its occurrence: "| `1` | `boot` |" each.
std::vector<std::string> rows(const std::string& title, int occurrence = 0)
{
    std::vector<std::string> out;
    bool inside = false;
    for (const auto& line : page()) {
        if (inside && !line.starts_with("|")) break;
        if (inside && !line.starts_with("|---")) out.push_back(first_cells(line, 2));
        if (!inside && line.starts_with("| " + title + " |")) inside = occurrence-- == 0;
    }
    return out;
}

std::string row(std::string_view number, std::string_view name)
{
    return "| `" + std::string(number) + "` | `" + std::string(name) + "` |";
}

template <class Enum>
std::vector<std::string> expected(unsigned first, unsigned last)
{
    std::vector<std::string> out;
    for (unsigned n = first; n <= last; ++n) out.push_back(row(std::to_string(n), to_string(static_cast<Enum>(n))));
    CHECK(to_string(static_cast<Enum>(last + 1)).empty());
    return out;
}

std::vector<message> session_of_the_page()
{
    const auto midnight = at("2020-11-07T00:00:00Z");
    return {
        hello{hub, call_reason::boot, 2, one_o_clock, "T100", "2.1", {}},
        envelopes{false,
                  {{41, header_code::boot_report, hub, one_o_clock,
                    encode_payload(boot_report{boot_cause::restart, 52, "2.1"})},
                   {42, header_code::esme_daily_read, electricity_meter, one_o_clock,
                    encode_payload(register_read{midnight, 1'234'567})}}},
        ack{ack_control::keep_open, {}, one_o_clock + std::chrono::seconds(1), {}, {{41, 42}}, {}},
        config{1, set_server{"s1sp.example", 4060}},
        config_result{1, 1, config_status::ok, {}},
        command{2, electricity_meter, 1, 0x0702, {}, {0x00, 0x01, 0x00, 0x00, 0x00}},
        command_result{
            2, command_status::ok, {0x18, 0x01, 0x01, 0x00, 0x00, 0x00, 0x25, 0x87, 0xD6, 0x12, 0x00, 0x00, 0x00}},
        bye{bye_reason::complete, one_o_clock + std::chrono::seconds(31)},
        bye{bye_reason::complete, {}},
    };
}

/// The page's second session.
std::vector<message> image_and_late_result()
{
    const sim::bytes answer{0x18, 0x02, 0x01, 0x05, 0x02, 0x00, 0x21, 0x54, 0x0B};
    return {
        image{3, image_offer{hub, "2.2", 4098, some_fingerprint()}},
        image_result{3, 1, image_status::ok, image_state::receiving, 4096},
        image{4, image_block{hub, 4096, {0x0D, 0x0A}}},
        image_result{4, 2, image_status::ok, image_state::verified, 4098},
        image{5, image_activate{hub, some_fingerprint(), at("2020-11-08T01:00:00Z")}},
        image_result{5, 3, image_status::ok, image_state::waiting, 4098},
        command{6, gas_meter, 1, 0x0702, at("2020-11-07T02:00:00Z"), {0x00, 0x02, 0x00, 0x05, 0x02}},
        command_result{6, command_status::queued, {}},
        envelopes{false,
                  {{43, header_code::command_result, gas_meter, at("2020-11-07T01:27:40Z"),
                    encode_payload(command_result{6, command_status::ok, answer})}}},
    };
}

} // namespace

TEST_CASE("the page's sessions have the octets that the codec makes, and the meaning that the page says")
{
    auto octets = examples();
    auto messages = session_of_the_page();
    for (auto& m : image_and_late_result()) messages.push_back(std::move(m));
    REQUIRE(octets.size() == messages.size());
    for (std::size_t i = 0; i < octets.size(); ++i) {
        CAPTURE(i);
        CHECK(sim::to_hex(encode(messages[i]).value()) == sim::to_hex(octets[i]));
        auto m = decode(sim::byte_view(octets[i]).subspan(limits::length_prefix));
        REQUIRE(m.has_value());
        CHECK(*m == messages[i]);
    }
}

TEST_CASE("the page lists every value that the code knows, and no other")
{
    CHECK(rows("reason", 0) == expected<call_reason>(1, 5));
    CHECK(rows("cause") == expected<boot_cause>(1, 4));
    CHECK(rows("event") == expected<firmware_event>(1, 7));
    CHECK(rows("cause of billing") == expected<billing_cause>(0, 4));
    CHECK(rows("status", 2) == expected<image_status>(0, 7));
    CHECK(rows("state") == expected<image_state>(0, 8));
    CHECK(rows("control") == expected<ack_control>(0, 2));
    CHECK(rows("status", 0) == expected<command_status>(0, 7));
    CHECK(rows("purpose") == expected<purpose>(1, 2));
    CHECK(rows("status", 1) == expected<config_status>(0, 7));
    CHECK(rows("reason", 1) == expected<bye_reason>(0, 5));

    std::vector<std::string> codes;
    for (unsigned n = 0; n <= 0xFFFF; ++n) {
        auto name = to_string(static_cast<header_code>(n));
        if (name.empty()) continue;
        const std::uint8_t octets[] = {static_cast<std::uint8_t>(n >> 8), static_cast<std::uint8_t>(n)};
        codes.push_back(row("0x" + sim::to_hex(octets), name));
    }
    CHECK(rows("header code") == codes);

    std::vector<std::string> types, operations;
    for (std::uint8_t n = 1; n <= std::variant_size_v<message>; ++n)
        types.push_back("| `0x" + sim::to_hex(std::array{n}) + "` | " + std::string(message_name(n)) + " |");
    CHECK(message_name(std::variant_size_v<message> + 1).empty());
    for (std::uint8_t n = 1; n <= std::variant_size_v<config_operation>; ++n)
        operations.push_back(row(std::to_string(n), operation_name(n)));
    CHECK(rows("type") == types);
    CHECK(rows("operation") == operations);
    std::vector<std::string> steps;
    for (std::uint8_t n = 1; n <= std::variant_size_v<image_operation>; ++n)
        steps.push_back(row(std::to_string(n), image_operation_name(n)));
    CHECK(rows("step") == steps);
}

TEST_CASE("the page states the limits of the code")
{
    struct limit {
        const char* name;
        std::size_t most;
    };
    const limit all_limits[] = {{"message", limits::message},
                                {"model", limits::model},
                                {"firmware", limits::firmware},
                                {"server_name", limits::server_name},
                                {"token", limits::token},
                                {"envelopes", limits::envelopes},
                                {"payload", limits::payload},
                                {"ranges", limits::ranges},
                                {"frame", limits::frame},
                                {"certificate", limits::certificate},
                                {"credentials", limits::credentials},
                                {"half_hours", limits::half_hours},
                                {"alarm_detail", limits::alarm_detail},
                                {"log_entries", limits::log_entries},
                                {"rates", limits::rates},
                                {"han_devices", limits::han_devices},
                                {"image", limits::image},
                                {"image_block", limits::image_block}};
    std::vector<std::string> expected_rows;
    for (const auto& l : all_limits)
        expected_rows.push_back("| " + std::string(l.name) + " | " + std::to_string(l.most) + " |");
    CHECK(rows("limit") == expected_rows);
}

TEST_CASE("the page states the time-outs of the machines")
{
    std::vector<std::string> seconds;
    auto lines = page();
    for (const auto& line : lines) {
        if (!line.starts_with("| hub |") && !line.starts_with("| head-end |")) continue;
        auto cells = first_cells(line, 3);
        auto begin = first_cells(line, 2).size();
        seconds.push_back(cells.substr(begin + 1, cells.size() - begin - 3));
    }
    auto text = [](sim::duration d) {
        return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(d).count());
    };
    hub_timeouts h;
    server_timeouts s;
    CHECK(seconds == std::vector<std::string>{text(h.answer), text(h.idle), text(h.session), text(h.command),
                                              text(s.answer), text(s.idle), text(s.farewell), text(s.session)});
}
