#include "scenarios/reference/eligibility.hpp"

#include <doctest/doctest.h>

namespace scenarios::reference {
namespace {

using enum dormancy;

installation_facts good()
{
    installation_facts f;
    f.electricity_supplier = f.gas_supplier = "SUP1";
    return f;
}

TEST_CASE("each thing that stands in the way is named, and the first one found is told")
{
    auto no_key = good();
    no_key.master_key_present = false;
    CHECK(obstacle(no_key) == "the device's master key is missing");
    auto expired = good();
    expired.device_certificate_valid = false;
    CHECK(obstacle(expired) == "DeviceCertificate has expired");
    expired.master_key_present = false;
    CHECK(obstacle(expired) == "the device's master key is missing");
}

TEST_CASE("five failed attempts exclude, four do not")
{
    auto f = good();
    f.failed_attempts = 4;
    CHECK_FALSE(obstacle(f));
    f.failed_attempts = 5;
    CHECK(obstacle(f) == "five or more attempts have failed");
    f.failed_attempts = 500;
    CHECK(obstacle(f));
}

TEST_CASE("two suppliers are a split supply, which goes only while both fuels are recently dormant")
{
    struct {
        dormancy electricity, gas;
        bool dual, may;
    } rows[] = {{active, active, true, false},
                {recently_dormant, active, true, false},
                {active, recently_dormant, true, false},
                {historically_dormant, historically_dormant, true, false},
                {recently_dormant, historically_dormant, true, false},
                {recently_dormant, recently_dormant, true, true},
                {active, active, false, true}}; // with one fuel the other's supplier is nobody
    for (const auto& row : rows) {
        auto f = good();
        f.gas_supplier = "SUP2";
        f.electricity = row.electricity;
        f.gas = row.gas;
        f.dual_fuel = row.dual;
        CAPTURE(static_cast<int>(row.electricity));
        CAPTURE(static_cast<int>(row.gas));
        CHECK(obstacle(f).has_value() == !row.may);
        f.gas_supplier = "SUP1";
        CHECK_FALSE(obstacle(f));
    }
}

TEST_CASE("dormant electricity in prepayment does not go; active prepayment and dormant credit do")
{
    for (auto status : {recently_dormant, historically_dormant}) {
        auto f = good();
        f.electricity = status;
        CHECK_FALSE(obstacle(f));
        f.electricity_prepaid = true;
        CHECK(obstacle(f) == "dormant, and electricity is in prepayment");
    }
    auto f = good();
    f.electricity_prepaid = true;
    CHECK_FALSE(obstacle(f));
    f.gas = recently_dormant; // gas alone may be dormant
    CHECK_FALSE(obstacle(f));
}

} // namespace
} // namespace scenarios::reference
