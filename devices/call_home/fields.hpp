// One description of a layout serves both directions: `layout(archive, value)` names the fields in their order, and the
// archive is a `decoder` or an `encoder`. So the two cannot disagree, and every bound stands in one place.
//
// Internal to this library. Both archives are sticky: after the first error nothing happens any more.
#pragma once
#include "devices/call_home/credential.hpp"
#include "devices/call_home/messages.hpp"
#include "sim/core/bytes.hpp"

#include <algorithm>
#include <concepts>
#include <type_traits>

namespace devices::call_home {

/// Seconds from the protocol's epoch, 2000-01-01T00:00:00Z.
inline constexpr std::int64_t epoch_unix_seconds = 946'684'800;
inline constexpr std::uint32_t no_time = 0xFFFFFFFF;

class decoder {
public:
    static constexpr bool decodes = true;
    explicit decoder(sim::byte_view data) : in_(data) {}

    void u8(std::uint8_t& v) { v = in_.u8(); }
    void u16(std::uint16_t& v) { v = in_.u16(); }
    void u32(std::uint32_t& v) { v = in_.u32(); }
    void u48(std::uint64_t& v) { v = in_.u48(); }
    void u64(std::uint64_t& v) { v = in_.u64(); }
    void block8(sim::bytes& v, std::size_t limit) { assign(v, in_.block8(limit)); }
    void block16(sim::bytes& v, std::size_t limit) { assign(v, in_.block16(limit)); }
    void text8(std::string& v, std::size_t limit) { v = in_.text8(limit); }
    void raw(std::span<std::uint8_t> v)
    {
        auto data = in_.take(v.size());
        std::copy(data.begin(), data.end(), v.begin());
    }
    /// Fails with out_of_range unless the value may be.
    void require(bool allowed)
    {
        if (!allowed) fail(sim::codec_errc::out_of_range);
    }
    void fail(sim::error_code e) { in_.fail(e); }
    bool ok() const { return in_.ok(); }
    sim::reader& in() { return in_; }

private:
    static void assign(sim::bytes& v, sim::byte_view data) { v.assign(data.begin(), data.end()); }
    sim::reader in_;
};

class encoder {
public:
    static constexpr bool decodes = false;

    void u8(std::uint8_t v) { out_.u8(v); }
    void u16(std::uint16_t v) { out_.u16(v); }
    void u32(std::uint32_t v) { out_.u32(v); }
    void u48(std::uint64_t v)
    {
        require(v < std::uint64_t{1} << 48);
        out_.u48(v);
    }
    void u64(std::uint64_t v) { out_.u64(v); }
    void block8(const sim::bytes& v, std::size_t limit)
    {
        if (fits(v.size(), limit)) out_.block8(v);
    }
    void block16(const sim::bytes& v, std::size_t limit)
    {
        if (fits(v.size(), limit)) out_.block16(v);
    }
    void text8(const std::string& v, std::size_t limit)
    {
        if (fits(v.size(), limit)) out_.text8(v);
    }
    void raw(sim::byte_view v) { out_.raw(v); }
    void require(bool allowed)
    {
        if (!allowed) fail(sim::codec_errc::out_of_range);
    }
    void fail(sim::error_code e)
    {
        if (!error_) error_ = e;
    }
    bool ok() const { return !error_; }
    sim::error_code error() const { return error_ ? error_ : out_.error(); }
    sim::writer& out() { return out_; }

private:
    bool fits(std::size_t size, std::size_t limit)
    {
        if (size > limit) fail(sim::codec_errc::too_long);
        return size <= limit;
    }
    sim::writer out_;
    sim::error_code error_;
};

template <class Value, class T>
concept is = std::same_as<std::remove_const_t<Value>, T>;

/// An enumeration of one or two octets whose values run from `first` to `last`.
template <class A, class Enum>
void enumeration(A& a, Enum& v, std::remove_const_t<Enum> first, std::remove_const_t<Enum> last)
{
    using number = std::underlying_type_t<std::remove_const_t<Enum>>;
    auto n = static_cast<number>(v);
    if constexpr (sizeof(number) == 1)
        a.u8(n);
    else
        a.u16(n);
    a.require(!a.ok() || (n >= static_cast<number>(first) && n <= static_cast<number>(last)));
    if constexpr (A::decodes) v = static_cast<Enum>(n);
}

/// An octet of flags of which only bit 0 has a meaning.
template <class A, class Bool>
void flag(A& a, Bool& v)
{
    std::uint8_t n = v;
    a.u8(n);
    a.require(n <= 1);
    if constexpr (A::decodes) v = n == 1;
}

template <class A, class Id>
void identifier(A& a, Id& v)
{
    std::uint64_t n = v.value();
    a.u64(n);
    if constexpr (A::decodes) v = sim::eui64(n);
}

template <class A, class Time>
void instant(A& a, Time& v)
{
    std::uint32_t n = no_time;
    if constexpr (!A::decodes) {
        std::int64_t seconds = sim::to_unix_seconds(v) - epoch_unix_seconds;
        a.require(seconds >= 0 && seconds < no_time);
        n = static_cast<std::uint32_t>(seconds);
    }
    a.u32(n);
    if constexpr (A::decodes) {
        a.require(!a.ok() || n != no_time);
        v = sim::from_unix_seconds(epoch_unix_seconds + n);
    }
}

template <class A, class Optional>
void optional_instant(A& a, Optional& v)
{
    if constexpr (A::decodes) {
        std::uint32_t n = no_time;
        a.u32(n);
        v = n == no_time ? optional_time() : optional_time(sim::from_unix_seconds(epoch_unix_seconds + n));
    } else {
        if (v)
            instant(a, *v);
        else
            a.u32(no_time);
    }
}

/// An octet that counts, then the items. `make` gives an empty item to decode into.
template <class A, class Vector, class Make, class Each>
void list8(A& a, Vector& items, std::size_t limit, Make make, Each each)
{
    auto n = static_cast<std::uint8_t>(std::min<std::size_t>(items.size(), 255));
    if (items.size() > limit) a.fail(sim::codec_errc::too_long);
    a.u8(n);
    if (n > limit) a.fail(sim::codec_errc::too_long);
    if constexpr (A::decodes) {
        items.clear();
        for (std::size_t i = 0; i < n && a.ok(); ++i) each(items.emplace_back(make()));
    } else {
        for (auto& item : items) each(item);
    }
}

} // namespace devices::call_home
