// What a meter shows of its past beside profiles and registers: costs, balances, gas by tenths of an hour, voltage
// logs.
//
// The groups 128 and above of these names are a model choice: they are left to manufacturers.
#include "devices/object_lists/parts.hpp"

#include "devices/cosem/values.hpp"

namespace devices::object_lists {

using namespace cosem;

namespace {

using dlms::data_tag;
using metering::calendar_span;

constexpr std::uint8_t first_span = 128; ///< of group E's numbers for manufacturers

struct value_row {
    sim::time_point at;
    std::vector<std::int64_t> values; ///< of all columns but the time's
};

/// Few rows of numbers, after their time.
class value_rows final : public profile_rows {
public:
    value_rows(std::vector<value_row> rows, data_tag type) : rows_(std::move(rows)), type_(type) {}
    std::size_t count() const override { return rows_.size(); }
    sim::time_point time(std::size_t entry) const override { return rows_[entry].at; }
    void cell(std::size_t entry, std::size_t column, axdr_writer& out) override
    {
        const auto& row = rows_[entry];
        if (column == 0) return put(out, shown(row.at));
        put(out, type_, row.values[column - 1]);
    }

private:
    std::vector<value_row> rows_;
    data_tag type_;
};

struct few_rows {
    obis name;
    std::string meaning;
    std::vector<capture_object> columns; ///< beside the time
    std::uint32_t most;
    data_tag type;
    std::function<std::vector<value_row>(const call&)> rows;
    std::uint32_t period_seconds{0};
};

object make_few_rows(few_rows t)
{
    profile p{{clock_column()}, t.period_seconds, t.most};
    p.columns.insert(p.columns.end(), t.columns.begin(), t.columns.end());
    p.rows = [rows = std::move(t.rows), type = t.type](const call& c) {
        return std::make_unique<value_rows>(rows(c), type);
    };
    p.base = [](const call&) { return civil_time(); };
    return make_profile(t.name, std::move(t.meaning), for_readers, std::move(p));
}

// ---- what days, weeks and months have cost

struct span_names {
    calendar_span span;
    const char *now, *log; ///< in words
    std::uint32_t most;
};
constexpr span_names spans[] = {{calendar_span::day, "today", "Days: today and eight before", 9},
                                {calendar_span::week, "this week", "Weeks from Monday: this one and five before", 6},
                                {calendar_span::month, "this month", "Months: this one and thirteen before", 14}};

void add_span(object_list& list, const fuel_names& fuel, std::uint8_t number, const span_names& s)
{
    auto amount_name = named(fuel.interval);
    amount_name.groups[4] = static_cast<std::uint8_t>(first_span + number);
    const obis cost_name{{0, 0, 128, 0, number, 255}}, log_name{{0, 0, 98, 128, number, 255}};
    const auto now = [span = s.span](const call& c) { return device(c).meter.history(span, c.now()).back(); };
    list.push_back(make_register(amount_name, std::string("Consumption of ") + s.now, for_readers,
                                 {data_tag::double_long, fuel.in, [now](const call& c) { return now(c).amount; }}));
    list.push_back(
        make_register(cost_name, std::string("Cost of ") + s.now + ", with standing charges", for_readers,
                      {data_tag::double_long, pounds, [now](const call& c) { return amount(now(c).cost); }}));
    list.push_back(make_few_rows({log_name,
                                  std::string(s.log) + ": begin in UTC, consumption, cost; of this tenant",
                                  {{class_id::register_, amount_name}, {class_id::register_, cost_name}},
                                  s.most,
                                  data_tag::double_long,
                                  [span = s.span](const call& c) {
                                      std::vector<value_row> rows;
                                      for (const auto& e : device(c).meter.history(span, c.now()))
                                          rows.push_back({e.from, {e.amount, amount(e.cost)}});
                                      return rows;
                                  }}));
}

// ---- the prepayment logs

using balances_function = std::vector<metering::balance_entry> (metering::meter::*)(sim::time_point) const;

object prepayment_log(const char* name, std::string meaning, std::size_t most, balances_function of)
{
    constexpr std::uint8_t remaining = 12;
    return make_few_rows({named(name),
                          std::move(meaning),
                          {{class_id::credit, named("0-0:19.10.0")},
                           {class_id::credit, named("0-0:19.10.1")},
                           {class_id::register_, accumulated_debt_name()},
                           {class_id::charge, named("0-0:19.20.2"), remaining},
                           {class_id::charge, named("0-0:19.20.3"), remaining},
                           {class_id::charge, named("0-0:19.20.4"), remaining}},
                          static_cast<std::uint32_t>(most),
                          data_tag::double_long,
                          [of](const call& c) {
                              std::vector<value_row> rows;
                              for (const auto& e : (device(c).meter.*of)(c.now()))
                                  rows.push_back({e.at, {e.amounts.begin(), e.amounts.end()}});
                              return rows;
                          }});
}

// ---- voltage

struct excursion_names {
    esme::voltage_event kind;
    const char* word;
    std::uint8_t quantity; ///< group D: how many; how long and how far are the next two
    std::uint8_t number;   ///< group E
};
/// 32 to 38 of group D are the standard's for sags and swells; the extremes take the manufacturers' group E beside
/// them.
constexpr excursion_names excursions[] = {{esme::voltage_event::sag, "Voltage sag", 32, 0},
                                          {esme::voltage_event::swell, "Voltage swell", 36, 0},
                                          {esme::voltage_event::extreme_under, "Extreme under-voltage", 32, 128},
                                          {esme::voltage_event::extreme_over, "Extreme over-voltage", 36, 128}};
std::vector<value_row> excursion_rows(const call& c, esme::voltage_event kind)
{
    constexpr std::size_t most = 100;
    constexpr std::int64_t millivolts_per_tenth = 100;
    std::vector<value_row> rows;
    for (const auto& e : device(c).electricity->voltage_log(kind, c.now()))
        rows.push_back({e.from,
                        {std::chrono::duration_cast<std::chrono::seconds>(e.to - e.from).count(),
                         e.millivolts / millivolts_per_tenth}});
    if (rows.size() > most) rows.erase(rows.begin(), rows.end() - most);
    return rows;
}

void add_excursions(object_list& list, const excursion_names& n, std::uint8_t log)
{
    const auto name = [&](unsigned step) {
        return obis{{1, 0, 32, static_cast<std::uint8_t>(n.quantity + step), n.number, 255}};
    };
    const auto last = [kind = n.kind](const call& c, std::size_t column) {
        const auto rows = excursion_rows(c, kind);
        return rows.empty() ? std::int64_t{0} : rows.back().values[column];
    };
    const std::string word = n.word;
    list.push_back(make_register(name(0), word + ": how many its log has", for_readers,
                                 {data_tag::long_unsigned, {0, unit::count}, [kind = n.kind](const call& c) {
                                      return static_cast<std::int64_t>(excursion_rows(c, kind).size());
                                  }}));
    list.push_back(
        make_register(name(1), word + ": how long the last one was", for_readers,
                      {data_tag::long_unsigned, {0, unit::second}, [last](const call& c) { return last(c, 0); }}));
    list.push_back(
        make_register(name(2), word + ": voltage of the last one", for_readers,
                      {data_tag::long_unsigned, {-1, unit::volt}, [last](const call& c) { return last(c, 1); }}));
    list.push_back(make_few_rows({{{1, 0, 99, 128, log, 255}},
                                  word + " log, while voltage is watched: begin, length, voltage",
                                  {{class_id::register_, name(1)}, {class_id::register_, name(2)}},
                                  100,
                                  data_tag::long_unsigned,
                                  [kind = n.kind](const call& c) { return excursion_rows(c, kind); }}));
}

} // namespace

void add_history(object_list& list, const fuel_names& fuel)
{
    std::uint8_t number = 0;
    for (const auto& s : spans) add_span(list, fuel, number++, s);
    list.push_back(make_register(accumulated_debt_name(), "Accumulated debt", for_readers,
                                 {data_tag::double_long, pounds, [](const call& c) {
                                      return amount(device(c).meter.balance(c.now()).accumulated_debt);
                                  }}));
    list.push_back(prepayment_log("0-0:98.2.1", "Prepayment daily log: balances and debts at midnight UTC",
                                  metering::balance_log::most_days, &metering::meter::daily_balances));
    list.push_back(prepayment_log("0-0:98.1.1", "Prepayment billing log: balances and debts with the billing data log",
                                  metering::balance_log::most_bills, &metering::meter::billing_balances));
}

void add_voltage_logs(object_list& list)
{
    std::uint8_t log = 0;
    for (const auto& n : excursions) add_excursions(list, n, log++);
}

void add_network_data(object_list& list)
{
    constexpr auto step = std::chrono::duration_cast<std::chrono::seconds>(gsme::network_data_step).count();
    list.push_back(make_few_rows({named("7-0:99.128.0"),
                                  "Network data: the register at 41 tenths of an hour, four hours",
                                  {{class_id::register_, named(gas.total)}},
                                  static_cast<std::uint32_t>(gsme::network_data_samples),
                                  data_tag::double_long_unsigned,
                                  [](const call& c) {
                                      std::vector<value_row> rows;
                                      for (const auto& r : device(c).gas->network_data(c.now()))
                                          rows.push_back({r.at, {r.value}});
                                      return rows;
                                  },
                                  static_cast<std::uint32_t>(step)}));
}

} // namespace devices::object_lists
