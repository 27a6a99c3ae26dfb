#include "devices/zcl/layout.hpp"

#include "sim/core/check.hpp"

#include <utility>

namespace devices::zcl {

namespace {

bool repeated(const field& f) { return f.when == presence::each_of || f.when == presence::each_left; }

/// One past the last field of the group that begins at `first`.
std::size_t end_of_group(layout of, std::size_t first)
{
    std::size_t last = first + 1;
    while (last < of.size() && of[last].when == of[first].when && of[last].other == of[first].other) ++last;
    return last;
}

value read_field(sim::reader& in, const field& f)
{
    if (f.type != data_type::unknown) return read_value(in, f.type);
    return of_octets(f.type, f.octets ? in.take(f.octets) : in.rest());
}

void write_field(sim::writer& out, const field& f, const value& v)
{
    if (f.type != data_type::unknown) return write_value(out, v);
    sim::check(f.octets == 0 || v.octets.size() == f.octets, "a field of fixed size gets as many octets");
    out.raw(v.octets);
}

bool decided(const field& f, const fields& so_far)
{
    const auto number = so_far.number(f.other);
    if (f.when == presence::if_set) return (number & f.operand) != 0;
    return f.when == presence::if_equal ? number == f.operand : number >= f.operand;
}

/// Whether a field that is not repeated is there, when `left` says that something is.
bool is_there(const field& f, const fields& so_far, bool left)
{
    switch (f.when) {
    case presence::always: return true;
    case presence::if_left: return left;
    case presence::if_set:
    case presence::if_equal:
    case presence::if_least: return decided(f, so_far);
    case presence::each_of:
    case presence::each_left: break;
    }
    return false;
}

} // namespace

std::uint8_t fields::index(std::string_view name) const
{
    for (std::size_t i = 0; i < layout_.size(); ++i)
        if (layout_[i].name == name) return static_cast<std::uint8_t>(i);
    sim::check(false, "a field that the layout does not have");
    return 0;
}

const value* fields::find(std::string_view name, std::size_t row) const
{
    const auto wanted = index(name);
    for (const auto& one : items_)
        if (one.field == wanted && row-- == 0) return &one.content;
    return nullptr;
}

fields& fields::append(std::string_view name, value v)
{
    items_.push_back({index(name), std::move(v)});
    return *this;
}

fields& fields::add(std::string_view name, std::uint64_t number)
{
    return append(name, zcl::of(layout_[index(name)].type, number));
}

fields& fields::add(std::string_view name, std::string_view text) { return add(name, sim::as_bytes(text)); }

fields& fields::add(std::string_view name, sim::byte_view octets)
{
    return append(name, of_octets(layout_[index(name)].type, octets));
}

std::uint64_t fields::number(std::string_view name, std::size_t row) const
{
    const auto* v = find(name, row);
    return v ? v->number : 0;
}

std::int64_t fields::signed_number(std::string_view name, std::size_t row) const
{
    return static_cast<std::int64_t>(number(name, row));
}

sim::byte_view fields::octets(std::string_view name, std::size_t row) const
{
    const auto* v = find(name, row);
    return v ? sim::byte_view(v->octets) : sim::byte_view();
}

std::size_t fields::count(std::string_view name) const
{
    const auto wanted = index(name);
    std::size_t n = 0;
    for (const auto& one : items_) n += one.field == wanted;
    return n;
}

sim::result<fields> decode(layout of, sim::byte_view payload)
{
    fields f(of);
    sim::reader in(payload);
    auto read = [&](std::size_t i) { f.items_.push_back({static_cast<std::uint8_t>(i), read_field(in, of[i])}); };
    for (std::size_t i = 0; i < of.size() && in.ok();) {
        if (!repeated(of[i])) {
            if (is_there(of[i], f, in.remaining() != 0)) read(i);
            ++i;
            continue;
        }
        const auto end = end_of_group(of, i);
        const bool counted = of[i].when == presence::each_of;
        const auto rows = counted ? f.number(of[i].other) : 0;
        // Every row has octets, so that a count beyond them ends the loop.
        for (std::uint64_t row = 0; in.ok() && (counted ? row < rows : in.remaining() != 0); ++row)
            for (auto k = i; k < end && in.ok(); ++k) read(k);
        i = end;
    }
    if (!in.ok()) return in.error();
    return f;
}

sim::bytes encode(const fields& f)
{
    const auto of = f.of();
    sim::writer out;
    std::size_t next = 0;
    const auto& items = f.items();
    auto take = [&](std::size_t i) {
        sim::check(next < items.size() && items[next].field == i, "fields come in the layout's order, none missing");
        write_field(out, of[i], items[next++].content);
    };
    for (std::size_t i = 0; i < of.size();) {
        if (!repeated(of[i])) {
            const bool given = next < items.size() && items[next].field == i;
            if (is_there(of[i], f, given)) take(i);
            ++i;
            continue;
        }
        const auto end = end_of_group(of, i);
        std::size_t rows = 0;
        for (; next < items.size() && items[next].field == i; ++rows)
            for (auto k = i; k < end; ++k) take(k);
        sim::check(of[i].when == presence::each_left || rows == f.number(of[i].other), "as many rows as are announced");
        i = end;
    }
    sim::check(next == items.size(), "no field is there that must not be");
    return out.take();
}

} // namespace devices::zcl
