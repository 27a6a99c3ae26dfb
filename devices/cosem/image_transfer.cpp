#include "devices/cosem/image_transfer.hpp"

#include "devices/cosem/content.hpp"

namespace devices::cosem {

object make_image_transfer(obis name, std::string meaning, rights access, image_transfer value)
{
    object o(class_id::image_transfer, name, std::move(meaning), access);
    const auto t = std::make_shared<const image_transfer>(std::move(value));
    o.read(2, [t](const call&, axdr_writer& out) { out.double_long_unsigned(t->block_size); });
    o.read(3, [t](const call& c, axdr_writer& out) {
        const auto count = t->blocks(c);
        sim::bytes bits((count + 7) / 8);
        for (std::size_t i = 0; i < count; ++i)
            if (t->has(c, i)) bits[i / 8] = static_cast<std::uint8_t>(bits[i / 8] | 0x80U >> (i % 8));
        out.bit_string(bits, count);
    });
    o.read(4, [t](const call& c, axdr_writer& out) {
        out.double_long_unsigned(static_cast<std::uint32_t>(t->first_missing(c)));
    });
    o.read(5, [](const call&, axdr_writer& out) { out.boolean(true); });
    o.read(6, [t](const call& c, axdr_writer& out) { out.enumerated(static_cast<std::uint8_t>(t->status(c))); });
    o.read(7, [t](const call& c, axdr_writer& out) {
        const auto list = t->to_activate(c);
        out.array(list.size());
        for (const auto& i : list) {
            out.structure(3).double_long_unsigned(i.size).octet_string(sim::as_bytes(i.identification));
            out.octet_string(i.signature);
        }
    });
    o.method(1, [t](const call& c, const data& v, axdr_writer&) {
        return t->initiate(c, v.items[0].octets, static_cast<std::uint32_t>(v.items[1].number));
    });
    o.method(2, [t](const call& c, const data& v, axdr_writer&) {
        return t->put_block(c, static_cast<std::uint32_t>(v.items[0].number), v.items[1].octets);
    });
    add_method(o, 3, t->verify);
    add_method(o, 4, t->activate);
    return o;
}

} // namespace devices::cosem
