// Hostile frames against a device: its first octets choose an endpoint's cluster and how much room an answer has. What
// it answers is a frame of the same cluster, of the same sequence number, and not longer than there is room for.
#include "tests/unit/zcl/toy_meter.hpp"

#include "sim/core/check.hpp"

using namespace devices::zcl;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    sim::reader in(sim::byte_view(data, size));
    static toy_meter meter;
    static report_table reports;
    meter = {};
    reports = {};
    while (in.remaining()) {
        const auto choice = in.u8();
        const auto frame = in.block8();
        if (!in.ok()) break;
        const auto cluster = clusters()[(choice & 15) % clusters().size()].id;
        const std::size_t room = choice & 0x40 ? 40 : max_frame;
        const incoming one{sim::eui64(1), endpoint_id(1), toy_endpoint, cluster, frame, !(choice & 0x20), true, room};
        const auto answers = toy_model().handle(one, toy_time, meter, reports);
        if (answers.empty()) continue;
        const auto asked = decode_frame(frame).value();
        for (const auto& a : answers) {
            const auto m = parse(cluster, a);
            sim::check(m.has_value(), "an answer that cannot be read");
            sim::check(m->head.sequence == asked.head.sequence && m->head.to != asked.head.to, "an answer to nobody");
            if (std::holds_alternative<std::vector<read_record>>(m->content) ||
                std::holds_alternative<discover_response>(m->content))
                sim::check(a.size() <= room, "an answer longer than there is room for");
        }
        reports.take_due(toy_time, [&](const report_subject& s) { return toy_model().read(s, toy_time, meter); });
    }
    sim::check(reports.entries().size() <= report_table::most, "more rules than there may be");
    return 0;
}
