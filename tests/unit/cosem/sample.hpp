// A device that has one object of every class, with everything writable that may be: what a device keeps is kept here.
#pragma once
#include "devices/cosem/association.hpp"
#include "devices/cosem/clock.hpp"
#include "devices/cosem/communication.hpp"
#include "devices/cosem/image_transfer.hpp"
#include "devices/cosem/payment.hpp"
#include "devices/cosem/profile.hpp"
#include "devices/cosem/supply_control.hpp"
#include "devices/cosem/tables.hpp"
#include "devices/cosem/values.hpp"

namespace tests {

using namespace devices;

struct sample {
    sim::duration clock_error{};
    std::optional<cosem::preset_time> preset;
    std::size_t entries{100}; ///< of the profile, half-hourly since `first_entry`
    sim::time_point first_entry{};
    std::vector<cosem::special_day> days;
    cosem::calendar_content passive;
    cosem::date_time activation{cosem::no_time};
    std::vector<std::int64_t> thresholds{10, 20};
    std::vector<cosem::scheduled> times{{{0, 0, 0, 0}, {0xFF, 0xFF, 0xFF, 1, 0xFF}}};
    cosem::auto_connect connect{};
    cosem::push_setup push{};
    cosem::tcp_udp tcp{};
    cosem::gprs_modem modem{};
    cosem::limiter limit{};
    cosem::account account{};
    cosem::credit credit{};
    cosem::charge charge{};
    std::string token, secret;
    std::string done; ///< the last method that was executed
    std::vector<cosem::wrapped_key> keys;
    sim::bytes certificate;
    std::vector<bool> blocks;
};

/// Made once.
const cosem::logical_device_of<sample>& sample_model();

inline constexpr sim::time_point noon{std::chrono::sys_days(std::chrono::year(2020) / 11 / 7).time_since_epoch() +
                                      std::chrono::hours(12)};

} // namespace tests
