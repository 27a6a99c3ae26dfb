// Requests of any shape and size against an object list.
#pragma once
#include "tests/unit/cosem/walk.hpp"

namespace tests {

/// Values of any shape and size, from a fixed course of numbers.
class wild {
public:
    std::uint32_t next()
    {
        state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<std::uint32_t>(state_ >> 33);
    }
    dlms::data value(int depth = 0)
    {
        using dlms::data_tag;
        constexpr data_tag tags[] = {data_tag::null_data,
                                     data_tag::array,
                                     data_tag::structure,
                                     data_tag::boolean,
                                     data_tag::bit_string,
                                     data_tag::double_long,
                                     data_tag::double_long_unsigned,
                                     data_tag::octet_string,
                                     data_tag::visible_string,
                                     data_tag::integer,
                                     data_tag::long_integer,
                                     data_tag::unsigned_integer,
                                     data_tag::long_unsigned,
                                     data_tag::enumerated,
                                     data_tag::date_time,
                                     data_tag::dont_care};
        dlms::data v{tags[next() % std::size(tags)], next(), {}, {}};
        if (v.tag == data_tag::octet_string) v.octets.resize(next() % 14, static_cast<std::uint8_t>(next()));
        if (v.tag == data_tag::bit_string) v.number %= 9, v.octets.resize((v.number + 7) / 8);
        if (v.tag == data_tag::date_time) v.octets.resize(12);
        if (depth < 3 && (v.tag == data_tag::array || v.tag == data_tag::structure))
            for (auto n = next() % 5; n > 0; --n) v.items.push_back(value(depth + 1));
        return v;
    }

private:
    std::uint64_t state_{20201107};
};

/// Values of the right type, mostly at its ends: what gets past the check of types.
class fitting {
public:
    fitting(std::string_view type, wild& w) : text_(type), wild_(w) {}

    dlms::data value()
    {
        auto v = one();
        while (take(" | "))
            if (auto other = one(); wild_.next() % 2 == 0) v = std::move(other);
        return v;
    }

private:
    bool take(std::string_view token)
    {
        if (!text_.starts_with(token)) return false;
        text_.remove_prefix(token.size());
        return true;
    }
    dlms::data one()
    {
        if (take("any")) return wild_.value();
        if (take("array(")) {
            dlms::data v{dlms::data_tag::array, 0, {}, {}};
            const auto element = text_;
            for (auto n = wild_.next() % 4; n > 0; --n) {
                text_ = element;
                v.items.push_back(value());
            }
            text_ = element;
            value(); // past it
            take(")");
            return v;
        }
        if (take("structure(")) {
            dlms::data v{dlms::data_tag::structure, 0, {}, {}};
            do v.items.push_back(value());
            while (take(", "));
            take(")");
            return v;
        }
        return simple();
    }
    dlms::data simple()
    {
        const auto word = text_.substr(0, text_.find_first_of("(), |"));
        text_.remove_prefix(word.size());
        std::size_t length = 0;
        if (take("(")) {
            for (; text_.front() != ')'; text_.remove_prefix(1))
                length = length * 10 + static_cast<std::size_t>(text_.front() - '0');
            take(")");
        }
        for (const auto& d : cosem::detail::definitions)
            if (d.name == word) return fitting(d.type, wild_).value();
        for (const auto& name : cosem::detail::type_names)
            if (name.text == word) return content(name.tag, length ? length : name.length);
        FAIL("not a type");
        return {};
    }
    dlms::data content(dlms::data_tag tag, std::size_t length)
    {
        if (length == 0) length = wild_.next() % 30;
        dlms::data v{tag, 0, {}, {}};
        const std::uint64_t numbers[] = {0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000};
        // Through the codec, so that the number is one of its type.
        v.number = tag == dlms::data_tag::bit_string ? length : numbers[wild_.next() % std::size(numbers)];
        const bool bits = tag == dlms::data_tag::bit_string;
        const bool string = tag == dlms::data_tag::octet_string || tag == dlms::data_tag::visible_string ||
                            tag == dlms::data_tag::utf8_string;
        for (auto n = bits ? (length + 7) / 8 : string ? length : 0; n > 0; --n)
            v.octets.push_back(wild_.next() % 2 ? static_cast<std::uint8_t>(wild_.next() % 13) : std::uint8_t{0xFF});
        return decoded(dlms::axdr_writer().value(v).take());
    }

    std::string_view text_;
    wild& wild_;
};

/// Whatever comes, nothing is broken: all that can be read can still be read afterwards, in its type.
inline void pester(const cosem::logical_device& model, dlms::object_access& server, sim::time_point now)
{
    wild w;
    const auto who = caller_of(cosem::association::management, now);
    std::optional<dlms::encoded_data> returned;
    for (const auto& o : model.objects()) {
        for (std::uint8_t index = 0; index < 20; ++index)
            for (int i = 0; i < 20; ++i) {
                server.write(who, attribute_of(o, index), w.value());
                server.invoke(who, method_of(o, index), w.value(), returned);
                auto what = attribute_of(o, index);
                dlms::axdr_writer parameters, out;
                what.selection =
                    dlms::selective_access{static_cast<std::uint8_t>(w.next() % 4), parameters.value(w.value()).take()};
                server.read(who, what, out);
            }
        for (const auto& m : o.of().methods)
            for (int i = 0; i < 50; ++i)
                server.invoke(who, method_of(o, m.index), fitting(m.parameter, w).value(), returned);
        for (const auto& a : o.of().attributes)
            for (int i = 0; i < 50; ++i) {
                const auto value = fitting(a.type, w).value();
                CHECK(cosem::fits(a.type, value));
                server.write(who, attribute_of(o, a.index), value);
            }
    }
    for (const auto& o : model.objects())
        for (const auto& a : o.of().attributes) {
            CAPTURE(o.name().to_string());
            CAPTURE(a.name);
            dlms::axdr_writer out;
            const auto result = server.read(who, attribute_of(o, a.index), out);
            CHECK((result == dlms::data_access_result::success) == o.readable(a.index, cosem::association::management));
            if (result == dlms::data_access_result::success) CHECK(cosem::fits(a.type, decoded(out.encoded())));
        }
}

} // namespace tests
