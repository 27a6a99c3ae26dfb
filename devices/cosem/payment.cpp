#include "devices/cosem/payment.hpp"

namespace devices::cosem {
namespace {

void put_bits(axdr_writer& out, bits v, std::size_t count)
{
    std::uint8_t octet = 0;
    for (std::size_t i = 0; i < count; ++i)
        if (v >> i & 1) octet = static_cast<std::uint8_t>(octet | 0x80U >> i);
    out.bit_string(std::span(&octet, 1), count);
}

void put(axdr_writer& out, const std::vector<obis>& names)
{
    out.array(names.size());
    for (const auto& n : names) out.octet_string(n.groups);
}

void put(axdr_writer& out, const unit_charge& v)
{
    out.structure(3).structure(2).integer(v.commodity_scale).integer(v.price_scale);
    put(out, v.commodity);
    out.array(v.prices.size());
    for (const auto& [index, price] : v.prices) out.structure(2).octet_string(sim::as_bytes(index)).long_integer(price);
}

std::vector<std::pair<std::string, std::int16_t>> prices_of(const data& table)
{
    std::vector<std::pair<std::string, std::int16_t>> out;
    for (const auto& item : table.items)
        out.emplace_back(sim::as_text(item.items[0].octets), static_cast<std::int16_t>(item.items[1].number));
    return out;
}

bool take(unit_charge& to, const data& v)
{
    to.commodity_scale = static_cast<std::int8_t>(v.items[0].items[0].number);
    to.price_scale = static_cast<std::int8_t>(v.items[0].items[1].number);
    const auto& commodity = v.items[1].items;
    to.commodity.of = static_cast<class_id>(commodity[0].number);
    std::ranges::copy(commodity[1].octets, to.commodity.name.groups.begin());
    to.commodity.attribute = static_cast<std::uint8_t>(commodity[2].number);
    to.prices = prices_of(v.items[2]);
    return true;
}

std::int32_t amount(const data& v) { return static_cast<std::int32_t>(v.number); }

/// Attribute `index` is a double-long in `field`.
template <class T>
void bind_amount(content_binder<T>& bind, std::uint8_t index, std::int32_t T::*field)
{
    bind.read_write(
        index, [field](const T& v, axdr_writer& out) { out.double_long(v.*field); },
        [field](T& to, const data& v) { return to.*field = amount(v), true; });
}

void add_amount_method(object& o, std::uint8_t index, std::function<action_result(const call&, std::int32_t)> f)
{
    if (f) o.method(index, [f = std::move(f)](const call& c, const data& v, axdr_writer&) { return f(c, amount(v)); });
}

void bind_account_lists(content_binder<account>& bind)
{
    using content = const account&;
    bind.read(9, [](content v, axdr_writer& out) { put(out, v.credits); })
        .read(10, [](content v, axdr_writer& out) { put(out, v.charges); })
        .read(11,
              [](content v, axdr_writer& out) {
                  out.array(v.collections.size());
                  for (const auto& c : v.collections) {
                      out.structure(3).octet_string(c.credit.groups).octet_string(c.charge.groups);
                      put_bits(out, c.when, 3);
                  }
              })
        .read(12,
              [](content v, axdr_writer& out) {
                  out.array(v.token_shares.size());
                  for (const auto& [credit, share] : v.token_shares)
                      out.structure(2).octet_string(credit.groups).unsigned_integer(share);
              })
        .read(15, [](content v, axdr_writer& out) {
            dlms::data name{dlms::data_tag::utf8_string, 0, {}, {}};
            const auto text = sim::as_bytes(v.currency);
            name.octets.assign(text.begin(), text.end());
            out.structure(3).value(name).integer(v.currency_scale);
            out.enumerated(static_cast<std::uint8_t>(v.currency_is));
        });
}

} // namespace

object make_account(obis name, std::string meaning, rights access, contents<account> value, simple_action activate,
                    simple_action close, simple_action reset)
{
    using content = const account&;
    object o(class_id::account, name, std::move(meaning), access);
    content_binder<account> bind(o, std::move(value));
    bind.read_write(
        2,
        [](content v, axdr_writer& out) {
            out.structure(2).enumerated(static_cast<std::uint8_t>(v.mode));
            out.enumerated(static_cast<std::uint8_t>(v.status));
        },
        [](account& to, const data& v) {
            const auto mode = v.items[0].number, status = v.items[1].number;
            to.mode = static_cast<account_mode>(mode);
            to.status = static_cast<account_status>(status);
            return mode >= 1 && mode <= 2 && status >= 1 && status <= 3;
        });
    bind.read(3, [](content v, axdr_writer& out) { out.unsigned_integer(v.credit_in_use); });
    bind.read(4, [](content v, axdr_writer& out) { put_bits(out, v.credit_status, 8); });
    bind_amount(bind, 5, &account::available_credit);
    bind_amount(bind, 6, &account::amount_to_clear);
    bind_amount(bind, 7, &account::clearance_threshold);
    bind_amount(bind, 8, &account::aggregated_debt);
    bind_account_lists(bind);
    bind.read(13, [](content v, axdr_writer& out) { put(out, v.activated); });
    bind.read(14, [](content v, axdr_writer& out) { put(out, v.closed); });
    bind_amount(bind, 16, &account::low_credit_threshold);
    bind_amount(bind, 17, &account::next_credit_threshold);
    bind.read_write(
        18, [](content v, axdr_writer& out) { out.long_unsigned(v.max_provision); },
        [](account& to, const data& v) { return to.max_provision = static_cast<std::uint16_t>(v.number), true; });
    bind_amount(bind, 19, &account::max_provision_period_seconds);
    add_method(o, 1, std::move(activate));
    add_method(o, 2, std::move(close));
    add_method(o, 3, std::move(reset));
    return o;
}

object make_credit(obis name, std::string meaning, rights access, contents<credit> value, credit_actions actions)
{
    using content = const credit&;
    object o(class_id::credit, name, std::move(meaning), access);
    content_binder<credit> bind(o, std::move(value));
    bind_amount(bind, 2, &credit::amount);
    bind.read(3, [](content v, axdr_writer& out) { out.enumerated(static_cast<std::uint8_t>(v.type)); });
    bind.read(4, [](content v, axdr_writer& out) { out.unsigned_integer(v.priority); });
    bind_amount(bind, 5, &credit::warning_threshold);
    bind_amount(bind, 6, &credit::limit);
    bind.read(7, [](content v, axdr_writer& out) { put_bits(out, v.configuration, 5); });
    bind.read(8, [](content v, axdr_writer& out) { out.enumerated(static_cast<std::uint8_t>(v.status)); });
    bind_amount(bind, 9, &credit::preset);
    bind_amount(bind, 10, &credit::available_threshold);
    bind.read(11, [](content v, axdr_writer& out) { put(out, v.period); });
    add_amount_method(o, 1, std::move(actions.update));
    add_amount_method(o, 2, std::move(actions.set));
    add_method(o, 3, std::move(actions.invoke));
    return o;
}

object make_charge(obis name, std::string meaning, rights access, contents<charge> value, charge_actions actions)
{
    using content = const charge&;
    object o(class_id::charge, name, std::move(meaning), access);
    content_binder<charge> bind(o, std::move(value));
    bind_amount(bind, 2, &charge::total_paid);
    bind.read(3, [](content v, axdr_writer& out) { out.enumerated(static_cast<std::uint8_t>(v.type)); })
        .read(4, [](content v, axdr_writer& out) { out.unsigned_integer(v.priority); })
        .read(5, [](content v, axdr_writer& out) { put(out, v.active); })
        .read_write(
            6, [](content v, axdr_writer& out) { put(out, v.passive); },
            [](charge& to, const data& v) { return take(to.passive, v); })
        .read_write(
            7, [](content v, axdr_writer& out) { put(out, v.activation); },
            [](charge& to, const data& v) { return std::ranges::copy(v.octets, to.activation.begin()), true; })
        .read_write(
            8, [](content v, axdr_writer& out) { out.double_long_unsigned(v.period_seconds); },
            [](charge& to, const data& v) { return to.period_seconds = static_cast<std::uint32_t>(v.number), true; })
        .read(9, [](content v, axdr_writer& out) { put_bits(out, v.configuration, 2); })
        .read(10, [](content v, axdr_writer& out) { put(out, v.last_collection); });
    bind_amount(bind, 11, &charge::last_collected);
    bind_amount(bind, 12, &charge::remaining);
    bind.read_write(
        13, [](content v, axdr_writer& out) { out.long_unsigned(v.proportion); },
        [](charge& to, const data& v) { return to.proportion = static_cast<std::uint16_t>(v.number), true; });
    if (actions.update_prices)
        o.method(1, [f = std::move(actions.update_prices)](const call& c, const data& v, axdr_writer&) {
            return f(c, prices_of(v));
        });
    add_method(o, 2, std::move(actions.activate_passive));
    add_method(o, 3, std::move(actions.collect));
    add_amount_method(o, 4, std::move(actions.update_remaining));
    add_amount_method(o, 5, std::move(actions.set_remaining));
    return o;
}

object make_token_gateway(obis name, std::string meaning, rights access,
                          std::function<token_gateway(const call&)> value,
                          std::function<action_result(const call&, std::string_view token)> enter)
{
    using content = const token_gateway&;
    object o(class_id::token_gateway, name, std::move(meaning), access);
    content_binder<token_gateway> bind(o, {std::move(value)});
    bind.read(2, [](content v, axdr_writer& out) { out.octet_string(sim::as_bytes(v.token)); })
        .read(3, [](content v, axdr_writer& out) { put(out, v.entered); })
        .read(4,
              [](content v, axdr_writer& out) {
                  out.array(v.description.size());
                  for (const auto& d : v.description) out.octet_string(sim::as_bytes(d));
              })
        .read(5, [](content v, axdr_writer& out) { out.enumerated(static_cast<std::uint8_t>(v.delivery)); })
        .read(6, [](content v, axdr_writer& out) {
            out.structure(2).enumerated(static_cast<std::uint8_t>(v.status));
            out.bit_string({}, 0);
        });
    o.method(1, [enter = std::move(enter)](const call& c, const data& v, axdr_writer&) {
        return enter(c, sim::as_text(v.octets));
    });
    return o;
}

} // namespace devices::cosem
