#include "devices/object_lists/parts.hpp"

#include "devices/cosem/values.hpp"

namespace devices::object_lists {

using namespace cosem;

namespace {

using dlms::data_tag;

const capture_object status_column{class_id::data, named("0-0:96.10.1")};

/// A column that is a register.
capture_object register_column(const obis& name) { return {class_id::register_, name}; }

/// Slots of a profile, each under the time of its end, a day at a time.
class slot_rows final : public profile_rows {
public:
    slot_rows(const metering::profile& of, sim::time_point now)
        : of_(of), now_(now), first_(of_.oldest(now)), count_(of_.entries(now))
    {}

    std::size_t count() const override { return count_; }
    sim::time_point time(std::size_t entry) const override { return start(entry) + of_.step(); }
    void cell(std::size_t entry, std::size_t column, axdr_writer& out) override
    {
        seek(entry);
        switch (column) {
        case 0: put(out, shown(time(entry))); break;
        case 1: out.unsigned_integer(static_cast<std::uint8_t>(slot_.status)); break;
        default: put(out, data_tag::double_long_unsigned, slot_.amount); break;
        }
    }

private:
    sim::time_point start(std::size_t entry) const { return first_ + of_.step() * static_cast<std::int64_t>(entry); }
    void seek(std::size_t entry)
    {
        if (range_ && entry == at_) return;
        if (!range_) range_.emplace(of_.read(start(entry), start(count_), now_));
        at_ = entry;
        if (const auto next = range_->next()) slot_ = *next;
    }

    metering::profile of_;
    sim::time_point now_, first_;
    std::size_t count_;
    std::optional<metering::profile_range> range_;
    std::size_t at_{0};
    metering::slot slot_{};
};

object slots(const fuel_names& fuel, std::string_view name, std::string meaning, std::string_view captured,
             std::uint32_t entries, std::function<metering::profile(const call&)> of)
{
    constexpr std::uint32_t half_hour_seconds = 1800;
    profile p{{clock_column(), status_column, register_column(named(captured))}, half_hour_seconds, entries};
    if (fuel.medium == gas.medium)
        p.period = [of](const call& c) {
            return static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::seconds>(of(c).step()).count());
        };
    p.rows = [of](const call& c) { return std::make_unique<slot_rows>(of(c), c.now()); };
    p.base = [](const call&) { return civil_time(); };
    return make_profile(named(name), std::move(meaning), for_readers, std::move(p));
}

/// Voltages of half-hours: the same slots as the load profile.
class voltage_rows final : public profile_rows {
public:
    voltage_rows(const esme::voltage_model& of, const metering::profile& slots, sim::time_point now)
        : of_(of), first_(slots.oldest(now)), count_(slots.entries(now))
    {}
    std::size_t count() const override { return count_; }
    sim::time_point time(std::size_t entry) const override
    {
        return first_ + metering::half_hour_length * static_cast<std::int64_t>(entry + 1);
    }
    void cell(std::size_t entry, std::size_t column, axdr_writer& out) override
    {
        if (column == 0) return put(out, shown(time(entry)));
        if (entry != at_) {
            values_ = of_.half_hour(time(entry) - metering::half_hour_length);
            at_ = entry;
        }
        const std::int32_t values[] = {values_.average, values_.lowest, values_.highest};
        put(out, data_tag::long_unsigned, values[column - 1] / 100);
    }

private:
    const esme::voltage_model& of_;
    sim::time_point first_;
    std::size_t count_;
    std::size_t at_{SIZE_MAX};
    esme::voltage_statistics values_{};
};

/// Registers at instants: daily reads and the billing log.
struct registers_at {
    sim::time_point at;
    std::uint8_t why; ///< of a billing entry
    std::int64_t total;
    metering::tally registers;
};
class register_rows final : public profile_rows {
public:
    register_rows(std::vector<registers_at> rows, bool reasons) : rows_(std::move(rows)), reasons_(reasons) {}
    std::size_t count() const override { return rows_.size(); }
    sim::time_point time(std::size_t entry) const override { return rows_[entry].at; }
    void cell(std::size_t entry, std::size_t column, axdr_writer& out) override
    {
        const auto& row = rows_[entry];
        if (column == 0) return put(out, shown(row.at));
        if (reasons_ && column == 1) {
            out.unsigned_integer(row.why);
            return;
        }
        const auto number = column - (reasons_ ? 2 : 1);
        put(out, data_tag::double_long_unsigned, number == 0 ? row.total : row.registers.rates[number - 1]);
    }

private:
    std::vector<registers_at> rows_;
    bool reasons_;
};

std::vector<capture_object> register_columns(const fuel_names& fuel, bool reasons)
{
    std::vector<capture_object> columns{clock_column()};
    if (reasons) columns.push_back({class_id::data, named("0-0:96.10.2")});
    columns.push_back(register_column(named(fuel.total)));
    for (std::size_t rate = 1; rate <= fuel.rates; ++rate) columns.push_back(register_column(rate_name(fuel, rate)));
    return columns;
}

class log_rows final : public profile_rows {
public:
    explicit log_rows(const metering::event_log& log) : log_(log) {}
    std::size_t count() const override { return log_.size(); }
    sim::time_point time(std::size_t entry) const override { return log_.at(entry).at; }
    void cell(std::size_t entry, std::size_t column, axdr_writer& out) override
    {
        const auto e = log_.at(entry);
        if (column == 0)
            put(out, shown(e.at));
        else
            out.long_unsigned(column == 1 ? static_cast<std::uint16_t>(e.code) : e.count);
    }

private:
    const metering::event_log& log_;
};

} // namespace

void add_log(object_list& list, std::uint8_t number, const std::string& name,
             std::function<const metering::event_log&(const call&)> log,
             std::function<action_result(const call&)> reset)
{
    const obis code{{0, 0, 96, 11, number, 255}}, counter{{0, 0, 96, 15, number, 255}};
    list.push_back(make_data(
        code, name + ": code of the newest entry", for_readers, reading([log](const call& c, axdr_writer& out) {
            const auto& l = log(c);
            out.long_unsigned(l.size() == 0 ? std::uint16_t{0} : static_cast<std::uint16_t>(l.newest().code));
        })));
    list.push_back(
        make_data(counter, name + ": entries that there have ever been", for_readers,
                  reading([log](const call& c, axdr_writer& out) { out.double_long_unsigned(log(c).sequence()); })));
    profile p{
        {clock_column(), {class_id::data, code}, {class_id::data, counter}}, 0, metering::event_log::most_entries};
    p.rows = [log](const call& c) { return std::make_unique<log_rows>(log(c)); };
    p.base = [](const call&) { return civil_time(); };
    p.reset = std::move(reset);
    list.push_back(
        make_profile({{0, 0, 99, 98, number, 255}}, name + ": time, code, repeats", for_readers, std::move(p)));
}

void add_profiles(object_list& list, const fuel_names& fuel)
{
    list.push_back(make_data(named("0-0:96.10.1"), "Status of the profile's interval that runs", for_readers,
                             reading([](const call& c, axdr_writer& out) {
                                 const auto slot = device(c).meter.import_profile().at(c.now(), c.now());
                                 out.unsigned_integer(static_cast<std::uint8_t>(slot.status));
                             })));
    list.push_back(slots(fuel, fuel.profile, "Profile of thirteen months: end of the interval, status, amount",
                         fuel.interval, metering::thirteen_months_of_half_hours,
                         [](const call& c) { return device(c).meter.import_profile(); }));
    profile days{register_columns(fuel, false), 86'400, metering::most_daily_reads};
    days.rows = [](const call& c) {
        std::vector<registers_at> rows;
        for (const auto& t : device(c).meter.daily_reads(c.now())) rows.push_back({t.at, 0, t.total(), t});
        return std::make_unique<register_rows>(std::move(rows), false);
    };
    days.base = [](const call&) { return civil_time(); };
    list.push_back(
        make_profile(named("0-0:98.2.0"), "Daily reads: the registers at midnight UTC", for_readers, std::move(days)));
    if (fuel.medium == gas.medium) return;
    constexpr auto three_months = static_cast<std::uint32_t>(metering::three_months_of_half_hours);
    const auto electric = [](const call& c) -> esme::meter& { return *device(c).electricity; };
    list.push_back(slots(fuel, "1-0:99.1.1", "Profile of three months: export", "1-0:2.29.0", three_months,
                         [electric](const call& c) { return electric(c).export_profile(); }));
    list.push_back(slots(fuel, "1-0:99.1.2", "Profile of three months: reactive import", "1-0:3.29.0", three_months,
                         [electric](const call& c) { return electric(c).reactive_import_profile(); }));
    list.push_back(slots(fuel, "1-0:99.1.4", "Profile of three months: reactive export", "1-0:4.29.0", three_months,
                         [electric](const call& c) { return electric(c).reactive_export_profile(); }));
    profile voltage{{clock_column(), register_column(named("1-0:32.5.0")), register_column(named("1-0:32.3.0")),
                     register_column(named("1-0:32.6.0"))},
                    1800,
                    three_months};
    voltage.rows = [electric](const call& c) {
        return std::make_unique<voltage_rows>(electric(c).voltage(), electric(c).export_profile(), c.now());
    };
    voltage.base = [](const call&) { return civil_time(); };
    list.push_back(
        make_profile(named("1-0:99.1.3"), "Profile of three months: voltage", for_readers, std::move(voltage)));
}

void add_logs(object_list& list)
{
    add_log(
        list, 0, "Event log", [](const call& c) -> const metering::event_log& { return device(c).meter.events(); },
        [](const call& c) {
            device(c).meter.clear_events(c.now());
            return action_result::success;
        });
    add_log(list, 1, "Security log",
            [](const call& c) -> const metering::event_log& { return device(c).meter.security(); }, {});
}

object billing_log(const fuel_names& fuel)
{
    profile p{register_columns(fuel, true), 0, metering::most_billing_entries};
    p.rows = [](const call& c) {
        std::vector<registers_at> rows;
        for (auto& e : device(c).meter.billing_log(c.now()))
            rows.push_back({e.at, static_cast<std::uint8_t>(e.why), e.total, e.registers});
        return std::make_unique<register_rows>(std::move(rows), true);
    };
    p.base = [](const call&) { return civil_time(); };
    p.capture = [](const call& c) {
        device(c).meter.bill_now(c.now());
        return action_result::success;
    };
    return make_profile(named("0-0:98.1.0"), "Billing data log: time, reason, registers", for_readers, std::move(p));
}

} // namespace devices::object_lists
