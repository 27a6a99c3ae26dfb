// Meters through the Metering, Basic and Time clusters: their values are the meter's own.
#include "bench.hpp"

namespace {

using namespace tests;
constexpr auto metering_cluster = cluster_id::metering;

metering::switching_table two_rates()
{
    metering::switching_table table;
    table.days = {{{0min, 0}, {420min, 1}}};
    return table;
}

} // namespace

TEST_CASE("everything that a model has can be read")
{
    electricity_bench e;
    gas_bench g;
    hub_bench h;
    zcl_objects::ihd_device display{"Chameleon", "IHD3", "1.0"};
    asker<zcl_objects::ihd_device> d{zcl_objects::ihd_model(), display};
    read_everything(e.client);
    read_everything(g.client);
    read_everything(h.client);
    read_everything(d);
}

TEST_CASE("registers are those of the meter at that time, and rates add up to the summation")
{
    electricity_bench b;
    REQUIRE(!b.meter.set_tariff({two_rates(), {}, metering::block_period::month}, {}, at("2019-01-01T00:00:00Z"),
                                at("2019-01-01T00:00:00Z")));
    for (const char* when : {"2019-02-03T04:05:06Z", "2020-11-07T12:10:00Z"}) {
        b.client.now = at(when);
        const auto total = b.client.number(metering_cluster, "CurrentSummationDelivered");
        CHECK(total == b.meter.import_wh(b.client.now));
        std::int64_t sum = 0;
        for (std::uint16_t rate = 1; rate <= 48; ++rate)
            sum += b.client.number(metering_cluster, "CurrentTier#SummationDelivered", rate);
        CHECK(sum == total);
        CHECK(b.client.number(metering_cluster, "CurrentTier#SummationDelivered", 2) ==
              b.meter.registers(b.client.now).rates[1]);
        CHECK(b.client.number(metering_cluster, "CurrentTier#SummationDelivered", 2) > 0);
        CHECK(b.client.number(metering_cluster, "ActiveRegisterTierDelivered") == b.meter.rate(b.client.now) + 1);
        CHECK(b.client.number(metering_cluster, "CurrentSummationReceived") == b.meter.export_wh(b.client.now));
        CHECK(b.client.number(metering_cluster, "InstantaneousDemand") ==
              b.meter.power_w(b.client.now) - b.meter.export_power_w(b.client.now));
        CHECK(b.client.number(metering_cluster, "ReadingSnapshotTime") == static_cast<std::int64_t>(utc(b.client.now)));
    }
    CHECK(b.client.number(metering_cluster, "UnitOfMeasure") == 0);
    CHECK(b.client.number(metering_cluster, "Multiplier") == 1);
    CHECK(b.client.number(metering_cluster, "Divisor") == 1000);
    CHECK(b.client.number(metering_cluster, "MeteringDeviceType") == 0);
    CHECK(b.client.number(metering_cluster, "DefaultUpdatePeriod") == 30);
    CHECK(b.client.number(metering_cluster, "FastPollUpdatePeriod") == 5);
}

TEST_CASE("a gas meter has volumes, a battery, and four rates")
{
    gas_bench b;
    CHECK(b.client.number(metering_cluster, "CurrentSummationDelivered") == b.meter.volume_dm3(b.client.now));
    CHECK(b.client.number(metering_cluster, "UnitOfMeasure") == 1);
    CHECK(b.client.number(metering_cluster, "MeteringDeviceType") == 1);
    CHECK(b.client.number(metering_cluster, "RemainingBatteryLifeInDays") == b.meter.cell().days_left(b.client.now));
    CHECK(b.client.number(metering_cluster, "RemainingBatteryLife") ==
          b.meter.cell().per_mille_left(b.client.now) / 10);
    CHECK(b.client.read(metering_cluster, "CurrentTier#SummationDelivered", 4).has_value());
    CHECK(!b.client.read(metering_cluster, "CurrentTier#SummationDelivered", 5));
    CHECK(!b.client.read(metering_cluster, "InstantaneousDemand"));
    CHECK(!b.client.read(metering_cluster, "DefaultUpdatePeriod"));
    CHECK(b.client.number(metering_cluster, "Status") == 0);
    b.meter.age_battery(100, b.client.now);
    CHECK(b.client.number(metering_cluster, "Status") == 0x02);
    CHECK(b.client.number(metering_cluster, "RemainingBatteryLifeInDays") == 100);
    CHECK(b.client.number(cluster_id::basic, "PowerSource") == 3);
}

TEST_CASE("blocks are counted, by rate and all rates together")
{
    electricity_bench b;
    const auto since = at("2020-11-01T00:00:00Z");
    REQUIRE(!b.meter.set_tariff({two_rates(), {10'000, 20'000}, metering::block_period::month}, {}, since, since));
    CHECK(b.client.number(metering_cluster, "CurrentBlock") > 0);
    const auto registers = b.meter.registers(b.client.now);
    for (std::uint16_t block = 1; block <= 4; ++block) {
        std::int64_t all = 0;
        for (std::uint16_t rate = 1; rate <= 8; ++rate) {
            const auto one = b.client.number(metering_cluster, "CurrentTier#Block#SummationDelivered", block, rate);
            CHECK(one == registers.blocks[block - 1U][rate - 1U]);
            all += one;
        }
        CHECK(b.client.number(metering_cluster, "CurrentNoTierBlock#SummationDelivered", block) == all);
    }
    CHECK(b.client.number(metering_cluster, "CurrentBlockPeriodConsumptionDelivered") == registers.in_period);
    CHECK(registers.in_period > 0);
}

TEST_CASE("days, weeks and months are those of the meter's history")
{
    electricity_bench b;
    const auto days = b.meter.history(metering::calendar_span::day, b.client.now);
    const auto weeks = b.meter.history(metering::calendar_span::week, b.client.now);
    const auto months = b.meter.history(metering::calendar_span::month, b.client.now);
    auto back = [](const auto& spans, std::size_t n) { return spans[spans.size() - 1 - n].amount; };
    CHECK(b.client.number(metering_cluster, "CurrentDayConsumptionDelivered") == back(days, 0));
    CHECK(b.client.number(metering_cluster, "PreviousDayConsumptionDelivered") == back(days, 1));
    CHECK(b.client.number(metering_cluster, "PreviousDay#ConsumptionDelivered", 2) == back(days, 2));
    CHECK(b.client.number(metering_cluster, "PreviousDay#ConsumptionDelivered", 8) == back(days, 8));
    CHECK(b.client.number(metering_cluster, "PreviousWeek#ConsumptionDelivered", 5) == back(weeks, 5));
    CHECK(b.client.number(metering_cluster, "CurrentMonthConsumptionDelivered") == back(months, 0));
    CHECK(b.client.number(metering_cluster, "PreviousMonth#ConsumptionDelivered", 13) == back(months, 13));
    electricity_bench young;
    young.client.now = young.meter.installed() + 1h;
    CHECK(young.client.number(metering_cluster, "PreviousDayConsumptionDelivered") == 0xFFFFFF);
}

TEST_CASE("a profile is read newest first, and its entries are what the register has grown by")
{
    electricity_bench b;
    auto ask = [&](std::uint64_t channel, std::uint64_t end, std::uint64_t periods) {
        auto f = to_server(metering_cluster, "GetProfile");
        f.add("interval_channel", channel).add("end_time", end).add("number_of_periods", periods);
        return b.client.ask(metering_cluster, "GetProfile", f, "GetProfileResponse");
    };
    auto latest = ask(0, 0, 3);
    CHECK(latest.number("status") == 0);
    CHECK(latest.number("profile_interval_period") == 2);
    CHECK(latest.number("end_time") == utc(at("2020-11-07T12:00:00Z")));
    REQUIRE(latest.count("intervals") == 3);
    auto end = at("2020-11-07T12:00:00Z");
    for (std::size_t i = 0; i < 3; ++i, end -= 30min)
        CHECK(static_cast<std::int64_t>(latest.number("intervals", i)) ==
              b.meter.import_wh(end) - b.meter.import_wh(end - 30min));

    const auto older = ask(0, utc(at("2020-06-01T00:10:00Z")), 2);
    CHECK(older.number("end_time") == utc(at("2020-06-01T00:00:00Z")));
    CHECK(static_cast<std::int64_t>(older.number("intervals")) ==
          b.meter.import_wh(at("2020-06-01T00:00:00Z")) - b.meter.import_wh(at("2020-05-31T23:30:00Z")));

    CHECK(ask(2, 0, 1).number("status") == 0); // reactive
    CHECK(ask(9, 0, 1).number("status") == 1);
    CHECK(ask(0, utc(b.client.now + 1h), 1).number("status") == 3);
    const auto many = ask(0, 0, 100);
    CHECK(many.number("status") == 4);
    CHECK(many.count("intervals") == 20);
    CHECK(b.client.number(metering_cluster, "MaxNumberOfPeriodsDelivered") == 20);
    const auto before = ask(0, utc(at("2018-01-01T00:00:00Z")), 5);
    CHECK(before.number("status") == 5);
    CHECK(before.count("intervals") == 0);
    REQUIRE(!b.meter.set_profile_step(1h, b.client.now));
    CHECK(ask(0, 0, 1).number("profile_interval_period") == 1);
    CHECK(b.client.number(metering_cluster, "ProfileIntervalPeriod") == 1);

    gas_bench g;
    auto f = to_server(metering_cluster, "GetProfile");
    f.add("interval_channel", 1).add("end_time", 0).add("number_of_periods", 1);
    CHECK(g.client.ask(metering_cluster, "GetProfile", f, "GetProfileResponse").number("status") == 2);
}

TEST_CASE("snapshots are the billing data log, by cause and time")
{
    electricity_bench b;
    auto get = [&](std::uint64_t from, std::uint64_t to, std::uint64_t offset, std::uint64_t cause) {
        auto f = to_server(metering_cluster, "GetSnapshot");
        f.add("earliest_start_time", from).add("latest_end_time", to).add("snapshot_offset", offset);
        return f.add("snapshot_cause", cause);
    };
    auto take = to_server(metering_cluster, "TakeSnapshot");
    const auto refused = b.client.ask(metering_cluster, "TakeSnapshot",
                                      zcl::fields(take).add("snapshot_cause", 1U << 6), "TakeSnapshotResponse");
    CHECK(refused.number("snapshot_confirmation") == 1);
    const auto taken =
        b.client.ask(metering_cluster, "TakeSnapshot", take.add("snapshot_cause", 1U << 10), "TakeSnapshotResponse");
    CHECK(taken.number("snapshot_confirmation") == 0);
    CHECK(taken.number("snapshot_id") == utc(b.client.now));
    const auto when = b.client.now;
    b.client.now += 48h;
    const auto shown =
        b.client.ask(metering_cluster, "GetSnapshot", get(0, 0xFFFFFFFF, 0, 1U << 10), "PublishSnapshot");
    CHECK(shown.number("snapshot_id") == taken.number("snapshot_id"));
    CHECK(shown.number("total_snapshots_found") == 1);
    sim::reader payload(shown.octets("snapshot_payload"));
    CHECK(static_cast<std::int64_t>(payload.u48_le()) == b.meter.import_wh(when));
    CHECK(payload.u8() == 1);
    CHECK(static_cast<std::int64_t>(payload.u48_le()) == b.meter.import_wh(when));
    CHECK(!payload.finish());

    const auto monthly =
        b.client.ask(metering_cluster, "GetSnapshot", get(0, 0xFFFFFFFF, 1, 1U << 1), "PublishSnapshot");
    CHECK(monthly.number("total_snapshots_found") == 12); // and the one on demand is the thirteenth
    CHECK(b.client.order(metering_cluster, "GetSnapshot", get(0, 0xFFFFFFFF, 1, 1U << 10)) == status::not_found);
    CHECK(b.client.order(metering_cluster, "GetSnapshot", get(0, 1000, 0, 0xFFFFFFFF)) == status::not_found);
}

TEST_CASE("a monthly schedule is the billing day; nothing else is understood")
{
    electricity_bench b;
    auto f = to_server(metering_cluster, "ScheduleSnapshot");
    f.add("issuer_event_id", 5).add("command_index", 0).add("total_number_of_commands", 1);
    auto row = [&](const char* start, std::uint64_t schedule) {
        f.add("snapshot_schedule_id", 1).add("snapshot_start_time", utc(at(start))).add("snapshot_schedule", schedule);
        f.add("snapshot_payload_type", 4).add("snapshot_cause", 1U << 1);
    };
    row("2020-12-09T00:00:00Z", 2U << 20 | 1);
    row("2020-12-10T00:00:00Z", 1);
    row("2020-12-29T00:00:00Z", 2U << 20 | 1);
    row("2020-12-11T01:00:00Z", 2U << 20 | 1);
    const auto said = b.client.ask(metering_cluster, "ScheduleSnapshot", f, "ScheduleSnapshotResponse");
    REQUIRE(said.count("snapshot_schedule_confirmation") == 4);
    CHECK(said.number("snapshot_schedule_confirmation", 0) == 0);
    for (std::size_t i = 1; i < 4; ++i) CHECK(said.number("snapshot_schedule_confirmation", i) == 1);
    CHECK(b.meter.billing().day() == 9);
}

namespace {

zcl::fields change_supply(std::uint64_t wanted, std::uint64_t when = 0, std::uint64_t control = 0)
{
    auto f = to_server(metering_cluster, "ChangeSupply");
    f.add("provider_id", 7).add("issuer_event_id", 8).add("request_date_time", 0).add("implementation_date_time", when);
    return f.add("proposed_supply_status", wanted).add("supply_control_bits", control);
}

} // namespace

TEST_CASE("a supply is switched off and armed from afar, and on by the person alone")
{
    electricity_bench e;
    gas_bench g;
    auto life = [](auto& b) {
        CHECK(b.client.number(metering_cluster, "SupplyStatus") == 2);
        CHECK(b.client.order(metering_cluster, "ChangeSupply", change_supply(3)) == status::invalid_value);
        CHECK(b.client.order(metering_cluster, "ChangeSupply", change_supply(1)) == status::action_denied);
        CHECK(b.client.order(metering_cluster, "ChangeSupply", change_supply(0)) == status::success);
        CHECK(b.client.number(metering_cluster, "SupplyStatus") == 0);
        CHECK((b.client.number(metering_cluster, "Status") & 0x40) == 0x40);
        auto local = to_server(metering_cluster, "LocalChangeSupply");
        CHECK(b.client.order(metering_cluster, "LocalChangeSupply",
                             zcl::fields(local).add("proposed_supply_status", 2)) == status::action_denied);
        CHECK(b.client.order(metering_cluster, "ChangeSupply", change_supply(2)) == status::action_denied);
        CHECK(b.client.number(metering_cluster, "SupplyStatus") == 0);
        b.client.now += 1h;
        const auto said =
            b.client.ask(metering_cluster, "ChangeSupply", change_supply(1, 0, 1), "SupplyStatusResponse");
        CHECK(said.number("provider_id") == 7);
        CHECK(said.number("issuer_event_id") == 8);
        CHECK(said.number("supply_status_after_implementation") == 1);
        CHECK(b.client.number(metering_cluster, "SupplyStatus") == 1);
        CHECK(b.client.order(metering_cluster, "LocalChangeSupply",
                             zcl::fields(local).add("proposed_supply_status", 0)) == status::action_denied);
        CHECK(b.client.order(metering_cluster, "LocalChangeSupply",
                             zcl::fields(local).add("proposed_supply_status", 2)) == status::success);
        CHECK(b.client.number(metering_cluster, "SupplyStatus") == 2);
        CHECK(b.meter.valve().state() == metering::supply_state::enabled);
    };
    life(e);
    life(g);
}

TEST_CASE("a command for later waits, outlives a power cut, and happens at its second")
{
    electricity_bench b;
    const auto when = at("2020-11-08T00:00:00Z");
    CHECK(b.client.order(metering_cluster, "ChangeSupply", change_supply(0, utc(when))) == status::success);
    CHECK(b.device.next_event() == when);
    CHECK(b.device.revision() > 0);
    sim::writer kept;
    b.device.save(kept);
    zcl_objects::meter_device again(b.meter);
    sim::reader in(kept.data());
    again.restore(in);
    CHECK(!in.finish());
    CHECK(again.next_event() == when);
    again.settle(when - 1s);
    CHECK(b.meter.valve().state() == metering::supply_state::enabled);
    again.settle(when + 10min);
    CHECK(b.meter.valve().state() == metering::supply_state::disabled);
    CHECK(b.meter.valve().since() == when);
    CHECK(b.meter.events().newest().code == metering::alert_code::future_command_actioned);
    CHECK(!again.next_event());
}

TEST_CASE("no more commands wait than there is room for, and they happen in the order of their times")
{
    electricity_bench b;
    const auto first = at("2020-11-08T00:00:00Z");
    for (std::size_t i = 0; i < zcl_objects::meter_device::most_waiting; ++i)
        CHECK(b.client.order(metering_cluster, "ChangeSupply",
                             change_supply(i == 0 ? 1 : 0, utc(first + (20 - i) * 1h))) == status::success);
    CHECK(b.client.order(metering_cluster, "ChangeSupply", change_supply(0, utc(first))) == status::insufficient_space);
    CHECK(b.device.next_event() == first + 5h);
    b.device.settle(first + 20h);
    CHECK(b.meter.valve().state() == metering::supply_state::armed);
}

TEST_CASE("fast polling is granted, not faster and not longer than it may")
{
    electricity_bench b;
    auto ask = [&](std::uint64_t period, std::uint64_t minutes) {
        auto f = to_server(metering_cluster, "RequestFastPollMode");
        f.add("fast_poll_update_period", period).add("duration", minutes);
        return b.client.ask(metering_cluster, "RequestFastPollMode", f, "RequestFastPollModeResponse");
    };
    const auto said = ask(1, 60);
    CHECK(said.number("applied_update_period") == 5);
    CHECK(said.number("fast_poll_mode_end_time") == utc(b.client.now + 15min));
    CHECK(b.device.fast_poll_until() == b.client.now + 15min);
    CHECK(ask(10, 2).number("applied_update_period") == 10);
    CHECK(b.device.fast_poll_until() == b.client.now + 15min);
    gas_bench g;
    auto f = to_server(metering_cluster, "RequestFastPollMode");
    CHECK(g.client.order(metering_cluster, "RequestFastPollMode",
                         f.add("fast_poll_update_period", 5).add("duration", 1)) ==
          status::unsupported_cluster_command);
}

TEST_CASE("a gas meter keeps the endpoint of its mirror")
{
    gas_bench b;
    auto f = to_server(metering_cluster, "RequestMirrorResponse");
    CHECK(b.client.order(metering_cluster, "RequestMirrorResponse", zcl::fields(f).add("endpoint_id", 0xFFFF)) ==
          status::success);
    CHECK(!b.device.kept().mirror);
    b.client.order(metering_cluster, "RequestMirrorResponse", zcl::fields(f).add("endpoint_id", 12));
    CHECK(b.device.kept().mirror == 12);
    auto removed = to_server(metering_cluster, "MirrorRemoved");
    b.client.order(metering_cluster, "MirrorRemoved", removed.add("endpoint_id", 12));
    CHECK(!b.device.kept().mirror);
}

TEST_CASE("names are written and read, as long as they may be")
{
    electricity_bench b;
    auto text = [](std::size_t n) { return zcl::of_text(zcl::data_type::octet_string, std::string(n, 'x')); };
    CHECK(b.client.write(metering_cluster, "SiteID", text(33)) == status::invalid_value);
    CHECK(b.client.write(metering_cluster, "SiteID", text(32)) == status::success);
    CHECK(b.client.read(metering_cluster, "SiteID")->octets.size() == 32);
    CHECK(b.client.write(metering_cluster, "CustomerIDNumber", text(24)) == status::success);
    CHECK(b.client.read(metering_cluster, "MeterSerialNumber")->as_text() == "E20A000001");
    CHECK(b.client.write(cluster_id::basic, "LocationDescription",
                         zcl::of_text(zcl::data_type::character_string, "under the stairs")) == status::success);
    CHECK(b.client.read(cluster_id::basic, "LocationDescription")->as_text() == "under the stairs");
    CHECK(b.client.read(cluster_id::basic, "ManufacturerName")->as_text() == "Landis+Gyr");
    CHECK(b.client.read(cluster_id::basic, "ModelIdentifier")->as_text() == "E470");
    CHECK(b.client.read(cluster_id::basic, "SWBuildID")->as_text() == "1.14");
}

TEST_CASE("the load limit is the meter's")
{
    electricity_bench b;
    CHECK(b.client.number(metering_cluster, "DemandLimit") == 0);
    CHECK(b.client.number(metering_cluster, "LoadLimitSupplyState") == 2);
    REQUIRE(!b.meter.set_limit({5000, 300s, esme::load_limit_action::arm, 600s}, b.client.now));
    CHECK(b.client.number(metering_cluster, "DemandLimit") == 5000);
    CHECK(b.client.number(metering_cluster, "DemandLimitArmDuration") == 600);
    CHECK(b.client.number(metering_cluster, "LoadLimitSupplyState") == 1);
    CHECK(b.client.number(metering_cluster, "LoadLimitCounter") == b.meter.limit_count());
}

TEST_CASE("what tampering, an empty battery and the load limit do to the supply is set and seen")
{
    auto states = [](std::uint64_t tamper, std::uint64_t depletion, std::uint64_t flow, std::uint64_t limit) {
        auto f = to_server(metering_cluster, "SetSupplyStatus");
        f.add("issuer_event_id", 1).add("supply_tamper_state", tamper).add("supply_depletion_state", depletion);
        return f.add("supply_uncontrolled_flow_state", flow).add("load_limit_supply_state", limit);
    };
    electricity_bench e;
    gas_bench g;
    for (const auto& bad : {states(1, 2, 2, 2), states(2, 0, 2, 2), states(2, 2, 0, 2), states(2, 2, 2, 3)})
        CHECK(e.client.order(metering_cluster, "SetSupplyStatus", bad) == status::invalid_value);
    CHECK(g.client.order(metering_cluster, "SetSupplyStatus", states(2, 2, 2, 0)) == status::invalid_value);
    CHECK(e.client.order(metering_cluster, "SetSupplyStatus", states(0, 2, 2, 1)) == status::success);
    CHECK(e.meter.disabling_tampers() == metering::every_tamper);
    CHECK(e.meter.limit().action == esme::load_limit_action::arm);
    CHECK(e.client.number(metering_cluster, "SupplyTamperState") == 0);
    CHECK(e.client.number(metering_cluster, "LoadLimitSupplyState") == 1);
    CHECK(g.client.order(metering_cluster, "SetSupplyStatus", states(2, 0, 2, 2)) == status::success);
    CHECK(g.meter.disables_on_depletion());
    CHECK(g.client.number(metering_cluster, "SupplyDepletionState") == 0);
    CHECK(g.client.number(metering_cluster, "SupplyTamperState") == 2);
}

TEST_CASE("a meter follows its hub's clock within ten seconds, and is set by command beyond them")
{
    electricity_bench b;
    b.meter.set_clock_drift(0, b.client.now);
    b.meter.set_clock(b.client.now, b.client.now);
    auto hub_says = [&](sim::time_point shown) {
        const zcl::read_record record{zcl::attribute(zcl::describe(cluster_id::time), "Time"), status::success,
                                      zcl::of(zcl::data_type::utc_time, utc(shown))};
        const auto frame = zcl::general_frame(1, zcl::general::read_attributes_response,
                                              zcl::encode_read_response({&record, 1}), direction::to_client);
        return b.device.take_hub_time(zcl::parse(cluster_id::time, frame).value(), b.client.now);
    };
    CHECK(hub_says(b.client.now + 9s));
    CHECK(b.client.number(cluster_id::time, "Time") == static_cast<std::int64_t>(utc(b.client.now + 9s)));
    CHECK(!hub_says(b.client.now + 30s));
    CHECK(b.meter.take_outcome().alerts.back().code == metering::alert_code::clock_not_adjusted);
    CHECK(!hub_says(zcl::from_utc(zcl::no_utc)));
    CHECK(b.client.write(cluster_id::time, "Time", zcl::of(zcl::data_type::utc_time, utc(b.client.now + 1h))) ==
          status::success);
    CHECK(b.meter.clock().error(b.client.now) == 1h);
    CHECK(b.client.write(cluster_id::time, "Time", zcl::of(zcl::data_type::utc_time, zcl::no_utc)) ==
          status::invalid_value);
    b.client.now = at("2021-07-01T12:00:00Z");
    b.meter.set_clock(b.client.now, b.client.now);
    CHECK(b.client.number(cluster_id::time, "LocalTime") == static_cast<std::int64_t>(utc(at("2021-07-01T13:00:00Z"))));
    CHECK(b.client.number(cluster_id::time, "DstStart") == static_cast<std::int64_t>(utc(at("2021-03-28T01:00:00Z"))));
    CHECK(b.client.number(cluster_id::time, "DstEnd") == static_cast<std::int64_t>(utc(at("2021-10-31T01:00:00Z"))));
}
