// Walks over everything that an object list says there is, and holds the answers against the list itself.
#pragma once
#include "devices/cosem/logical_device.hpp"
#include "devices/cosem/types.hpp"

#include <doctest/doctest.h>

namespace tests {

using namespace devices;

inline dlms::caller caller_of(cosem::association a, sim::time_point now)
{
    const auto& spec = cosem::describe(a);
    return {spec.client, spec.authentication, spec.ciphered, now};
}
inline dlms::attribute attribute_of(const cosem::object& o, std::uint8_t index)
{
    return {static_cast<std::uint16_t>(o.of().id), o.name(), index, {}};
}
inline dlms::method method_of(const cosem::object& o, std::uint8_t index)
{
    return {static_cast<std::uint16_t>(o.of().id), o.name(), index};
}

/// All of it must be one value.
inline dlms::data decoded(const sim::bytes& octets)
{
    constexpr dlms::data_limits roomy{16, 2'000'000, 1 << 20};
    sim::reader in(octets);
    auto value = dlms::read_data(in, roomy);
    REQUIRE_FALSE(in.finish());
    return value;
}
/// What no attribute or parameter of our classes looks like.
inline dlms::data misfit()
{
    dlms::data v{dlms::data_tag::structure, 0, {}, {}};
    v.items.resize(37);
    return v;
}

/// `server` answers for a device of `model`. Writes back what it has read, so what is writable must take its own value.
inline void walk_attributes(const cosem::logical_device& model, dlms::object_access& server, sim::time_point now)
{
    using result = dlms::data_access_result;
    for (const auto& o : model.objects())
        for (auto a : cosem::associations) {
            const auto who = caller_of(a, now);
            CAPTURE(o.name().to_string());
            CAPTURE(cosem::describe(a).name);
            for (const auto& spec : o.of().attributes) {
                CAPTURE(int{spec.index});
                const auto what = attribute_of(o, spec.index);
                dlms::axdr_writer out;
                CHECK(server.read(who, what, out) ==
                      (o.readable(spec.index, a) ? result::success : result::read_write_denied));
                CHECK(server.write(who, what, misfit()) ==
                      (o.writable(spec.index, a) ? result::type_unmatched : result::read_write_denied));
                if (!o.readable(spec.index, a)) continue;
                const auto value = decoded(out.encoded());
                CHECK(cosem::fits(spec.type, value));
                dlms::axdr_writer again;
                if (o.writable(spec.index, a)) CHECK(server.write(who, what, value) == result::success);
                CHECK(server.read(who, what, again) == result::success);
                CHECK(cosem::fits(spec.type, decoded(again.encoded())));
                if (spec.kept == cosem::kept::fixed) CHECK(again.encoded() == out.encoded());
            }
            const auto beyond = attribute_of(o, static_cast<std::uint8_t>(o.of().attributes.size() + 1));
            dlms::axdr_writer out;
            CHECK(server.read(who, beyond, out) ==
                  (o.visible(a) ? result::object_undefined : result::read_write_denied));
            CHECK(server.write(who, beyond, {}) ==
                  (o.visible(a) ? result::object_undefined : result::read_write_denied));
        }
}

/// Only what cannot succeed: what methods do is told by their own tests.
inline void walk_methods(const cosem::logical_device& model, dlms::object_access& server, sim::time_point now)
{
    using result = dlms::action_result;
    for (const auto& o : model.objects())
        for (auto a : cosem::associations) {
            const auto who = caller_of(a, now);
            CAPTURE(o.name().to_string());
            CAPTURE(cosem::describe(a).name);
            for (std::uint8_t index = 0; index < 20; ++index) {
                CAPTURE(int{index});
                auto expected = result::type_unmatched;
                if (!o.visible(a))
                    expected = result::read_write_denied;
                else if (!o.find_method(index))
                    expected = result::object_undefined;
                else if (!o.executable(index, a))
                    expected = result::read_write_denied;
                std::optional<dlms::encoded_data> returned;
                CHECK(server.invoke(who, method_of(o, index), misfit(), returned) == expected);
                CHECK_FALSE(returned.has_value());
            }
        }
}

/// Whoever belongs to no association gets nothing, whatever the object.
inline void walk_strangers(const cosem::logical_device& model, dlms::object_access& server, sim::time_point now)
{
    using result = dlms::data_access_result;
    const dlms::caller strangers[] = {
        {3, dlms::mechanism::none, false, now},     {1, dlms::mechanism::none, true, now},
        {1, dlms::mechanism::hls_gmac, false, now}, {2, dlms::mechanism::none, false, now},
        {1, dlms::mechanism::lls, true, now},       {16, dlms::mechanism::lls, true, now}};
    for (const auto& o : model.objects())
        for (const auto& who : strangers) {
            dlms::axdr_writer out;
            std::optional<dlms::encoded_data> returned;
            CHECK(server.read(who, attribute_of(o, 1), out) == result::read_write_denied);
            CHECK(server.write(who, attribute_of(o, 2), {}) == result::read_write_denied);
            CHECK(server.invoke(who, method_of(o, 1), {}, returned) == dlms::action_result::read_write_denied);
            auto other = attribute_of(o, 1);
            other.class_id = static_cast<std::uint16_t>(other.class_id + 1000);
            CHECK(server.read(who, other, out) == result::object_class_inconsistent);
        }
}

} // namespace tests
