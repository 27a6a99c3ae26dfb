#include "tests/unit/cosem/sample.hpp"

#include <algorithm>
#include <limits>

namespace tests {
namespace {

using namespace devices::cosem;
using dlms::data_tag;

sample& of(const call& c) { return c.on<sample>(); }

/// British summer in 2020.
std::chrono::minutes summer(sim::time_point t)
{
    using namespace std::chrono;
    const sim::time_point begin(sys_days(year(2020) / 3 / 29).time_since_epoch() + hours(1));
    const sim::time_point end(sys_days(year(2020) / 10 / 25).time_since_epoch() + hours(1));
    return t >= begin && t < end ? minutes(60) : minutes(0);
}
constexpr time_base base{std::chrono::minutes(0), summer};

void add(std::int32_t& to, std::int32_t by)
{
    using limits = std::numeric_limits<std::int32_t>;
    to = static_cast<std::int32_t>(std::clamp<std::int64_t>(std::int64_t{to} + by, limits::min(), limits::max()));
}

template <class T>
contents<T> kept(T sample::*where, std::vector<std::uint8_t> changeable)
{
    return {[where](const call& c) { return of(c).*where; },
            [where](const call& c, std::uint8_t, const T& v) {
                of(c).*where = v;
                return data_access_result::success;
            },
            std::move(changeable)};
}
simple_action doing(const char* what)
{
    return [what](const call& c) {
        of(c).done = what;
        return action_result::success;
    };
}

class rows final : public profile_rows {
public:
    explicit rows(const sample& s) : sample_(s) {}
    std::size_t count() const override { return sample_.entries; }
    sim::time_point time(std::size_t entry) const override
    {
        return sample_.first_entry + std::chrono::minutes(30) * static_cast<std::int64_t>(entry);
    }
    void cell(std::size_t entry, std::size_t column, axdr_writer& out) override
    {
        switch (column) {
        case 0: put(out, to_date_time(time(entry), base)); break;
        case 1: out.double_long_unsigned(static_cast<std::uint32_t>(entry)); break;
        default: out.unsigned_integer(0); break;
        }
    }

private:
    const sample& sample_;
};

void add_values(std::vector<object>& list)
{
    const number energy{data_tag::double_long_unsigned, {0, unit::watt_hour}, [](const call&) { return 1234; }};
    const auto zero = reading([](const call&, axdr_writer& out) { out.unsigned_integer(0); });
    const auto captured = [](const call& c) { return to_date_time(c.now(), base); };
    list.push_back(make_text(named("0-0:96.1.0"), "Serial number", for_everyone, [](const call&) { return "S1"; }));
    list.push_back(make_register(named("1-0:1.8.0"), "Import", for_readers, energy));
    list.push_back(make_extended_register(named("1-0:1.6.0"), "Maximum", for_readers, {energy, zero, captured}));
    list.push_back(make_demand_register(named("1-0:1.4.0"), "Average", for_readers,
                                        {data_tag::long_unsigned,
                                         {0, unit::watt},
                                         [](const call&) { return 99'999; },
                                         [](const call&) { return -1; },
                                         zero,
                                         captured,
                                         captured,
                                         900,
                                         1}));
    const std::vector<capture_object> columns{{class_id::clock, named("0-0:1.0.0")},
                                              {class_id::register_, named("1-0:1.8.0")},
                                              {class_id::data, named("0-0:96.10.1")}};
    list.push_back(make_profile(named("1-0:99.1.0"), "Profile", for_readers,
                                {columns,
                                 1800,
                                 19'056,
                                 [](const call& c) { return std::make_unique<rows>(of(c)); },
                                 [](const call&) { return base; },
                                 {},
                                 doing("reset"),
                                 doing("capture")}));
}

void add_tables(std::vector<object>& list)
{
    clock_object k{[](const call& c) { return c.now() + of(c).clock_error; }, base};
    k.set = [](const call& c, sim::time_point shown) {
        of(c).clock_error = shown - c.now();
        return data_access_result::success;
    };
    k.preset = [](const call& c) -> std::optional<preset_time>& { return of(c).preset; };
    list.push_back(make_clock(named("0-0:1.0.0"), "Clock", for_everyone, std::move(k)));
    list.push_back(make_script_table(named("0-0:10.0.0"), "Scripts", for_readers,
                                     {{{1, {{class_id::register_, named("1-0:1.8.0"), 1}}}},
                                      [](const call& c, const script&) { return doing("script")(c); }}));
    list.push_back(make_special_days(named("0-0:11.0.0"), "Special days", for_readers,
                                     {[](const call& c) { return of(c).days; },
                                      [](const call& c, const std::vector<special_day>& days) {
                                          of(c).days = days;
                                          return data_access_result::success;
                                      }}));
    activity_calendar calendar{[](const call&) { return calendar_content{}; },
                               [](const call& c) { return of(c).passive; },
                               [](const call& c) { return of(c).activation; }};
    calendar.write = [](const call& c, calendar_part part, const calendar_content& v) {
        auto& to = of(c).passive;
        if (part == calendar_part::name) to.name = v.name;
        if (part == calendar_part::seasons) to.seasons = v.seasons;
        if (part == calendar_part::weeks) to.weeks = v.weeks;
        if (part == calendar_part::days) to.days = v.days;
        return data_access_result::success;
    };
    calendar.set_activation = [](const call& c, const date_time& at) {
        of(c).activation = at;
        return data_access_result::success;
    };
    calendar.activate = doing("activate calendar");
    list.push_back(make_activity_calendar(named("0-0:13.0.0"), "Calendar", for_readers, std::move(calendar)));
    list.push_back(make_register_monitor(named("0-0:16.1.0"), "Monitor", for_readers,
                                         {{class_id::register_, named("1-0:1.8.0")},
                                          data_tag::long_unsigned,
                                          [](const call& c) { return of(c).thresholds; },
                                          {{}, {}},
                                          [](const call& c, const std::vector<std::int64_t>& v) {
                                              of(c).thresholds = v;
                                              return data_access_result::success;
                                          }}));
    list.push_back(make_single_action_schedule(named("0-0:15.0.0"), "Schedule", for_readers,
                                               {{named("0-0:10.0.0"), 1},
                                                schedule_type::one_time_any_date,
                                                [](const call& c) { return of(c).times; },
                                                [](const call& c, const std::vector<scheduled>& v) {
                                                    of(c).times = v;
                                                    return data_access_result::success;
                                                }}));
}

void add_access(std::vector<object>& list)
{
    const auto secret = [](const call& c, association, sim::byte_view v) {
        of(c).secret = sim::as_text(v);
        return data_access_result::success;
    };
    list.push_back(make_association(named("0-0:40.0.0"), "This association", for_everyone, {{}, named("0-0:43.0.0")}));
    list.push_back(make_association(named("0-0:40.0.2"), "Reading", for_managers, {association::reading, {}, secret}));
    list.push_back(make_sap_assignment(named("0-0:41.0.0"), "Logical devices", for_everyone, [](const call&) {
        return std::vector<logical_device_name>{{1, "LGZ0000000000001"}};
    }));
    security_setup s{[](const call&) { return everything_ciphered; }, [](const call&) { return sim::bytes(8); },
                     [](const call&) { return sim::bytes(8); },
                     [](const call&) {
                         return std::vector<certificate_info>{
                             {certificate_entity::authority, certificate_type::tls, {1}, {2}, {3}, {}}};
                     }};
    s.activate = [](const call& c, std::uint8_t) { return doing("security")(c); };
    s.transfer_keys = [](const call& c, const std::vector<wrapped_key>& keys) {
        of(c).keys = keys;
        return action_result::success;
    };
    s.import_certificate = [](const call& c, sim::byte_view der) {
        of(c).certificate.assign(der.begin(), der.end());
        return action_result::success;
    };
    s.export_certificate = [](const call& c, const certificate_identification&, sim::bytes& der) {
        der = of(c).certificate;
        return action_result::success;
    };
    s.remove_certificate = [](const call& c, const certificate_identification& which) {
        of(c).done = std::holds_alternative<certificate_of_entity>(which) ? "entity" : "serial";
        return action_result::success;
    };
    list.push_back(make_security_setup(named("0-0:43.0.0"), "Security", for_managers, std::move(s)));
    list.push_back(make_image_transfer(named("0-0:44.0.0"), "Image", for_managers,
                                       {200, [](const call& c) { return of(c).blocks.size(); },
                                        [](const call& c, std::size_t i) { return of(c).blocks[i]; },
                                        [](const call& c) {
                                            return static_cast<std::size_t>(std::ranges::find(of(c).blocks, false) -
                                                                            of(c).blocks.begin());
                                        },
                                        [](const call&) { return image_status::initiated; },
                                        [](const call&) {
                                            return std::vector<image_info>{{1, "v2", {1, 2}}};
                                        },
                                        [](const call& c, sim::byte_view, std::uint32_t size) {
                                            if (size > 10'000) return action_result::other_reason;
                                            of(c).blocks.assign((size + 199) / 200, false);
                                            return action_result::success;
                                        },
                                        [](const call& c, std::uint32_t block, sim::byte_view) {
                                            if (block >= of(c).blocks.size()) return action_result::other_reason;
                                            of(c).blocks[block] = true;
                                            return action_result::success;
                                        },
                                        doing("verify"), doing("activate image")}));
}

void add_communication(std::vector<object>& list)
{
    const window always{no_time, no_time};
    list.push_back(make_auto_answer(named("0-0:2.2.0"), "Auto answer", for_readers, {[always](const call&) {
                                        auto_answer a;
                                        a.windows = {always};
                                        a.callers = {{"*", 1}};
                                        return a;
                                    }}));
    list.push_back(make_auto_connect(named("0-0:2.1.0"), "Auto connect", for_readers,
                                     kept(&sample::connect, {2, 3, 4, 6}), doing("connect")));
    list.push_back(
        make_push_setup(named("0-0:25.9.0"), "Push", for_readers, kept(&sample::push, {3, 5, 6, 7}), doing("push")));
    list.push_back(make_tcp_udp(named("0-0:25.0.0"), "TCP", for_readers, kept(&sample::tcp, {2, 6})));
    list.push_back(make_ipv4(named("0-0:25.1.0"), "IPv4", for_readers, [](const call&) { return ipv4{}; }));
    list.push_back(make_mac(named("0-0:25.2.0"), "MAC", for_readers, [](const call&) { return sim::bytes(8); }));
    list.push_back(make_gprs_modem(named("0-0:25.4.0"), "Modem", for_readers, kept(&sample::modem, {2, 3})));
    list.push_back(make_gsm_diagnostic(named("0-0:25.6.0"), "Diagnostic", for_readers, [](const call&) {
        gsm_diagnostic g;
        g.neighbours = {{1, 2, 3, 4}};
        return g;
    }));
}

void add_payment(std::vector<object>& list)
{
    list.push_back(
        make_disconnect_control(named("0-0:96.3.10"), "Supply", for_readers,
                                {[](const call&) { return true; }, [](const call&) { return control_state::connected; },
                                 control_mode::reconnected_by_person, doing("disconnect"), doing("reconnect")}));
    list.push_back(make_limiter(named("0-0:17.0.0"), "Limiter", for_readers, kept(&sample::limit, {4, 6, 7, 11})));
    list.push_back(make_account(named("0-0:19.0.0"), "Account", for_readers, kept(&sample::account, {2}),
                                doing("open account"), doing("close account"), doing("reset account")));
    list.push_back(make_credit(
        named("0-0:19.10.0"), "Credit", for_readers, kept(&sample::credit, {5, 6, 9, 10}),
        {[](const call& c, std::int32_t by) { return add(of(c).credit.amount, by), action_result::success; },
         [](const call& c, std::int32_t to) { return of(c).credit.amount = to, action_result::success; },
         doing("invoke credit")}));
    charge_actions actions{[](const call& c, const auto& prices) {
                               of(c).charge.passive.prices = prices;
                               return action_result::success;
                           },
                           doing("activate charge"), doing("collect")};
    actions.update_remaining = [](const call& c, std::int32_t by) {
        add(of(c).charge.remaining, by);
        return action_result::success;
    };
    actions.set_remaining = [](const call& c, std::int32_t to) {
        of(c).charge.remaining = to;
        return action_result::success;
    };
    list.push_back(make_charge(named("0-0:19.20.0"), "Charge", for_readers, kept(&sample::charge, {6, 7, 8, 13}),
                               std::move(actions)));
    list.push_back(make_token_gateway(
        named("0-0:19.40.0"), "Tokens", for_readers,
        [](const call& c) {
            return token_gateway{of(c).token, to_date_time(c.now(), base), {"top-up"}};
        },
        [](const call& c, std::string_view token) {
            of(c).token = token;
            return token.size() == 20 ? action_result::success : action_result::other_reason;
        }));
}

} // namespace

const logical_device_of<sample>& sample_model()
{
    static const auto model = [] {
        std::vector<object> list;
        add_values(list);
        add_tables(list);
        add_access(list);
        add_communication(list);
        add_payment(list);
        return logical_device_of<sample>("sample", 1, {dlms::conformance::get | dlms::conformance::set, 1024, 512},
                                         std::move(list));
    }();
    return model;
}

} // namespace tests
