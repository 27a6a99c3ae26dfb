#include "devices/call_home/outbox.hpp"

#include "devices/call_home/codec.hpp"
#include "devices/call_home/limits.hpp"
#include "samples.hpp"
#include "sim/core/check.hpp"
#include "sim/kernel/nvm.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace call_home_samples;

namespace {
outbox::put_result put(outbox& box, header_code code, std::size_t payload = 10)
{
    return box.put(code, hub, one_o_clock, sim::bytes(payload, 0x11));
}
std::vector<std::uint32_t> sequences(const std::vector<envelope>& items)
{
    std::vector<std::uint32_t> out;
    for (const auto& item : items) out.push_back(item.sequence);
    return out;
}
using numbers = std::vector<std::uint32_t>;
} // namespace

TEST_CASE("a full outbox drops what is least worth keeping, and says what")
{
    // In the order of going; each is dropped before all that follow it.
    const header_code order[] = {
        static_cast<header_code>(0x7777), header_code::han_status,      header_code::esme_register,
        header_code::boot_report,         header_code::gsme_half_hours, header_code::event_log,
        header_code::security_log,        header_code::alarm,           header_code::firmware_report,
        header_code::command_result,      header_code::esme_billing,    header_code::gsme_daily_read};
    for (std::size_t less = 0; less < std::size(order); ++less) {
        for (std::size_t more = less + 1; more < std::size(order); ++more) {
            CAPTURE(less);
            CAPTURE(more);
            outbox box(2);
            put(box, order[more]);
            put(box, order[less]);
            auto result = put(box, order[more]);
            REQUIRE(result.dropped);
            CHECK(result.dropped->sequence == 2);
            CHECK(sequences(box.contents().items) == numbers{1, 3});
            // What is worth less than all that is there goes itself.
            auto own = put(box, order[less]);
            REQUIRE(own.dropped);
            CHECK(own.dropped->sequence == own.sequence);
        }
    }
}

TEST_CASE("the oldest of a kind goes first, and daily data outlives alarms")
{
    outbox box(4);
    for (auto code :
         {header_code::esme_daily_read, header_code::alarm, header_code::alarm, header_code::gsme_daily_read})
        CHECK(!put(box, code).dropped);
    CHECK(put(box, header_code::alarm).dropped->sequence == 2);
    CHECK(put(box, header_code::alarm).dropped->sequence == 3);
    CHECK(sequences(box.contents().items) == numbers{1, 4, 5, 6});
}

TEST_CASE("acknowledged envelopes go, unknown numbers are ignored")
{
    outbox box;
    for (int i = 0; i < 6; ++i) put(box, header_code::alarm);
    const std::array<sequence_range, 2> ranges{{{2, 3}, {6, 900}}};
    CHECK(box.acknowledge(ranges) == 3);
    CHECK(sequences(box.contents().items) == numbers{1, 4, 5});
    CHECK(box.acknowledge(ranges) == 0);
    CHECK(put(box, header_code::alarm).sequence == 7);
}

TEST_CASE("a batch holds the oldest that fit and says whether more follow")
{
    outbox box;
    for (int i = 0; i < 5; ++i) put(box, header_code::alarm, 100);
    auto two = box.batch(0, 2 * 120 + 5);
    CHECK(sequences(two.items) == numbers{1, 2});
    CHECK(two.more);
    CHECK(encode(two).value().size() == limits::length_prefix + 2 * 120 + 5);
    auto one = box.batch(2, 2 * 120 + 4);
    CHECK(sequences(one.items) == numbers{3});
    auto rest = box.batch(3, 4096);
    CHECK(sequences(rest.items) == numbers{4, 5});
    CHECK(!rest.more);
    CHECK(box.batch(5, 4096) == envelopes{});
    CHECK(box.has_after(4));
    CHECK(!box.has_after(5));
}

TEST_CASE("a batch that asks for too little still holds one, and one that asks for too much still is a message")
{
    outbox box(400);
    for (int i = 0; i < 300; ++i) put(box, header_code::alarm, i < 20 ? limits::payload : 0);
    CHECK(box.batch(0, 1).items.size() == 1);
    std::uint32_t after = 0;
    std::size_t total = 0;
    for (;;) {
        auto batch = box.batch(after, 1'000'000);
        REQUIRE(encode(batch).has_value());
        total += batch.items.size();
        after = batch.items.back().sequence;
        if (!batch.more) break;
    }
    CHECK(total == 300);
}

TEST_CASE("an outbox survives a power cut with its numbers")
{
    sim::nvm_memory memory;
    sim::nvm_cell<outbox_contents> cell(memory, "tri-1.chf", "outbox", 1);
    outbox box;
    put(box, header_code::alarm);
    put(box, header_code::esme_daily_read, 0);
    const std::array<sequence_range, 1> first{{{1, 1}}};
    box.acknowledge(first);
    cell.set(box.contents());
    outbox again(outbox::default_capacity, *cell.get());
    CHECK(again.contents() == box.contents());
    CHECK(put(again, header_code::alarm).sequence == 3);

    memory.store("tri-1.chf", "outbox", {1, {0, 0, 0, 1, 0, 9}});
    CHECK_THROWS_AS(cell.get(), sim::broken_invariant);
}

TEST_CASE("an outbox that is made smaller keeps the best")
{
    outbox box;
    for (auto code : {header_code::esme_daily_read, header_code::boot_report, header_code::alarm}) put(box, code);
    outbox smaller(2, box.contents());
    CHECK(sequences(smaller.contents().items) == numbers{1, 3});
    CHECK_THROWS_AS(outbox(0), sim::broken_invariant);
    CHECK_THROWS_AS(put(box, header_code::alarm, limits::payload + 1), sim::broken_invariant);
}
