// Hostile frames against an electricity meter and a gas meter, with time going on: an octet of choices (which meter,
// which cluster), the frame behind its length, and how many minutes pass. Nothing throws, answers can be read, what is
// kept comes back from memory as it was, and the time of commands comes.
#include "devices/zcl/client.hpp"
#include "devices/zcl_objects/models.hpp"
#include "sim/core/check.hpp"

using namespace devices;
using namespace devices::zcl_objects;

namespace {

const auto installed = sim::from_unix_seconds(1'577'836'800); // 2020-01-01

struct household {
    esme::meter electricity{
        {sim::eui64(2), sim::mpan::parse(std::string("200000000001") + sim::mpan_check_digit("200000000001")).value(),
         "E1", "Landis+Gyr", "E470", "1.14"},
        sim::rng(7),
        "fuzz.esme",
        installed};
    gsme::meter gas{{sim::eui64(3), sim::mprn::parse("12345678" + sim::mprn_check_digits("12345678")).value(), "G1",
                     "Landis+Gyr", "G370", "1.09"},
                    sim::rng(7),
                    "fuzz.gsme",
                    installed};
    meter_device electricity_device{electricity}, gas_device{gas};
    zcl::report_table electricity_reports, gas_reports;
};

template <class Meter>
void check_memory(const meter_device& device, Meter& meter)
{
    sim::writer out;
    device.save(out);
    meter_device again(meter);
    sim::reader in(out.data());
    again.restore(in);
    sim::writer twice;
    again.save(twice);
    sim::check(!in.finish() && out.data() == twice.data(), "what a meter keeps changes in its memory");
}

void exchange(const zcl::device_model_of<meter_device>& model, meter_device& device, zcl::report_table& reports,
              zcl::cluster_id cluster, sim::byte_view frame, sim::time_point now)
{
    device.settle(now);
    device.meter().settle(now);
    const zcl::incoming in{sim::eui64(1), first_endpoint, first_endpoint, cluster, frame};
    for (const auto& answer : model.handle(in, now, device, reports))
        sim::check(zcl::parse(cluster, answer).has_value(), "an answer that cannot be read");
    const auto step = device.upgrade().on_frame(frame, now);
    if (step.send)
        sim::check(zcl::parse(zcl::cluster_id::ota_upgrade, *step.send).has_value(), "a question that is none");
    device.upgrade().timed_out(now);
    reports.take_due(now, [&](const zcl::report_subject& s) { return model.read(s, now, device); });
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    constexpr std::size_t most_frames = 24;
    sim::reader in(sim::byte_view(data, size));
    household home;
    auto now = installed + std::chrono::hours(1000);
    for (std::size_t i = 0; i < most_frames && in.remaining(); ++i) {
        const auto choice = in.u8();
        const auto frame = in.block8();
        now += std::chrono::minutes(in.u8());
        if (!in.ok()) break;
        const auto cluster = zcl::clusters()[(choice & 15) % zcl::clusters().size()].id;
        if (choice & 0x80)
            exchange(gsme_model(), home.gas_device, home.gas_reports, cluster, frame, now);
        else
            exchange(esme_model(), home.electricity_device, home.electricity_reports, cluster, frame, now);
    }
    check_memory(home.electricity_device, home.electricity);
    check_memory(home.gas_device, home.gas);
    return 0;
}
