// What scenarios do to meters, and what the journal and the states say of it.
#include "run_bench.hpp"

namespace tests {
namespace {

std::string fleet(std::string_view family)
{
    return "limits: { virtual: 10h }\nfleet: [{ id: home, family: " + std::string(family) +
           ", group: " + (family == "trilliant" ? "EA" : "EB") + " }]\n";
}

TEST_CASE("a supply is disabled, armed and enabled at hand of the scenario, and states follow, in both families")
{
    for (const char* family : {"trilliant", "landis_gyr"}) {
        CAPTURE(family);
        auto run = run_text(fleet(family) + "steps:\n"
                                            "  - { at: 1h, do: esme.supply, on: home, with: { to: disable } }\n"
                                            "  - { at: 2h, do: esme.supply, on: home, with: { to: enable } }\n"
                                            "  - { at: 3h, do: esme.supply, on: home, with: { to: arm } }\n"
                                            "  - { at: 4h, do: esme.button, on: home }\n"
                                            "  - { at: 5h, do: gsme.supply, on: home, with: { to: disable } }\n"
                                            "expect:\n"
                                            "  - { id: off, that: esme.supply == disabled, on: home, within: 1h }\n"
                                            "  - { id: on, that: esme.supply == enabled, on: home }\n"
                                            "  - { id: gas, that: gsme.supply == disabled, on: home, within: 5h }\n");
        CHECK(run.report.outcome == scenarios::report::verdict::pass);
        CHECK(run.story("meter.supply_changed") == words{"1h home meter.supply_changed", "3h home meter.supply_changed",
                                                         "4h home meter.supply_changed",
                                                         "5h home meter.supply_changed"});
        REQUIRE(run.report.warnings.size() == 1); // only a person enables
        CHECK(run.report.warnings[0].find("0d 02:00:00 was refused") != std::string::npos);
    }
}

TEST_CASE("what no household can draw is refused, with the reason")
{
    auto run = run_text(fleet("landis_gyr") +
                        "steps:\n"
                        "  - { at: 0s, do: esme.load, on: home, with: { watts: 0 } }\n"
                        "  - { at: 1h, do: esme.load, on: home, with: { watts: 1000001 } }\n"
                        "  - { at: 1h, do: gsme.flow, on: home, with: { for: 1h } }\n"
                        "  - { at: 1h, do: gsme.flow, on: home, with: { litres_per_hour: 900, for: 1h } }\n"
                        "  - { at: 2h, do: esme.load, on: home }\n"
                        "expect: [{ id: x, that: count(meter.alert) == 0 }]\n");
    REQUIRE(run.report.warnings.size() == 2);
    CHECK(run.report.warnings[0].find("a value is out of its range") != std::string::npos);
    CHECK(run.report.warnings[1].find("an argument is missing") != std::string::npos);
}

TEST_CASE("tampering and what is typed at the keys are told")
{
    auto run = run_text(fleet("landis_gyr") +
                        "steps:\n"
                        "  - { at: 1h, do: esme.tamper, on: home, with: { what: magnetic_field } }\n"
                        "  - { at: 2h, do: esme.tamper, on: home, with: { what: magnetic_field, ended: true } }\n"
                        "  - { at: 3h, do: gsme.tamper, on: home, with: { what: tilt } }\n"
                        "  - { at: 4h, do: esme.key_entry, on: home, with: { token: \"00000000000000000000\" } }\n"
                        "  - { at: 5h, do: esme.key_entry, on: home, with: { pence: 500 } }\n"
                        "expect: [{ id: x, that: count(meter.alert) == 4 }]\n");
    CHECK(run.report.outcome == scenarios::report::verdict::pass);
    words codes;
    for (const auto& entry : run.journal)
        if (finished::text(entry, "event") == "meter.alert") codes.push_back(finished::text(entry, "code"));
    CHECK(codes == words{"0x8F75", "0x81BC", "0x81C3", "0x8F63"});
    REQUIRE(run.report.warnings.size() == 2);
    CHECK(run.report.warnings[0].find("not authentic") != std::string::npos);
    CHECK(run.report.warnings[1].find("not in prepayment mode") != std::string::npos);
}

} // namespace
} // namespace tests
