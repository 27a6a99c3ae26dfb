#include "devices/families/trilliant/call_memory.hpp"

namespace devices::families::trilliant {

void encode(sim::writer& out, const call_memory& m)
{
    out.u32(m.period_s).u32(m.offset_s).u8(m.offset_given).u32(m.window_s);
    out.i64(m.electricity_until_s).i64(m.gas_until_s);
    for (auto number : m.told) out.u32(number);
    out.block16(m.han_told).block8(m.token).text8(m.token_for);
    out.u8(m.previous.has_value());
    encode(out, m.previous.value_or(chf::head_end_address{}));
    out.u32(m.redirect_failures);
}

call_memory decode(sim::reader& in, const call_memory*)
{
    auto copy = [](sim::byte_view data) { return sim::bytes(data.begin(), data.end()); };
    call_memory m;
    m.period_s = in.u32();
    m.offset_s = in.u32();
    m.offset_given = in.u8() != 0;
    m.window_s = in.u32();
    m.electricity_until_s = in.i64();
    m.gas_until_s = in.i64();
    for (auto& number : m.told) number = in.u32();
    m.han_told = copy(in.block16());
    m.token = copy(in.block8());
    m.token_for = in.text8();
    bool elsewhere = in.u8() != 0;
    auto previous = decode(in, static_cast<const chf::head_end_address*>(nullptr));
    if (elsewhere) m.previous = previous;
    m.redirect_failures = in.u32();
    return m;
}

} // namespace devices::families::trilliant
