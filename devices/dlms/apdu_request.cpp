#include "devices/dlms/apdu_fields.hpp"

namespace devices::dlms {
namespace {

using namespace fields;
using sim::reader;
using sim::writer;

// Each service's tag, its choice within the tag, and its fields.
struct request_encoder {
    writer& out;
    const invoke& id;

    void operator()(const request::get& r) const { write(begin(out, service_tag::get_request, 1, id), r.what); }
    void operator()(const request::get_next& r) const { begin(out, service_tag::get_request, 2, id).u32(r.block); }
    void operator()(const request::get_list& r) const
    {
        write_list(begin(out, service_tag::get_request, 3, id), r.what);
    }
    void operator()(const request::set& r) const
    {
        write(begin(out, service_tag::set_request, 1, id), r.what);
        write(out, r.value);
    }
    void operator()(const request::set_first_block& r) const
    {
        write(begin(out, service_tag::set_request, 2, id), r.what);
        write(out, r.block);
    }
    void operator()(const request::set_block& r) const { write(begin(out, service_tag::set_request, 3, id), r.block); }
    void operator()(const request::set_list& r) const
    {
        write_list(begin(out, service_tag::set_request, 4, id), r.what);
        write_list(out, r.values);
    }
    void operator()(const request::set_list_first_block& r) const
    {
        write_list(begin(out, service_tag::set_request, 5, id), r.what);
        write(out, r.block);
    }
    void operator()(const request::action& r) const
    {
        write(begin(out, service_tag::action_request, 1, id), r.what);
        out.u8(r.parameters ? 1 : 0);
        if (r.parameters) write(out, *r.parameters);
    }
    void operator()(const request::action_next& r) const
    {
        begin(out, service_tag::action_request, 2, id).u32(r.block);
    }
    void operator()(const request::action_list& r) const
    {
        write_list(begin(out, service_tag::action_request, 3, id), r.what);
        write_list(out, r.parameters);
    }
    void operator()(const request::action_first_block& r) const
    {
        write(begin(out, service_tag::action_request, 4, id), r.what);
        write(out, r.block);
    }
    void operator()(const request::action_list_first_block& r) const
    {
        write_list(begin(out, service_tag::action_request, 5, id), r.what);
        write(out, r.block);
    }
    void operator()(const request::action_block& r) const
    {
        write(begin(out, service_tag::action_request, 6, id), r.block);
    }
};

request::service unknown_request(reader& in)
{
    in.fail(sim::codec_errc::out_of_range);
    return request::get_next{0};
}

/// Fields are read in the order of the braces.
request::service read_get_request(reader& in, std::uint8_t choice)
{
    switch (choice) {
    case 1: return request::get{read(in, as<attribute>{})};
    case 2: return request::get_next{in.u32()};
    case 3: return request::get_list{read_list<attribute>(in)};
    default: return unknown_request(in);
    }
}

request::service read_set_request(reader& in, std::uint8_t choice)
{
    switch (choice) {
    case 1: return request::set{read(in, as<attribute>{}), read(in, as<encoded_data>{})};
    case 2: return request::set_first_block{read(in, as<attribute>{}), read(in, as<data_block>{})};
    case 3: return request::set_block{read(in, as<data_block>{})};
    case 4: return request::set_list{read_list<attribute>(in), read_list<encoded_data>(in)};
    case 5: return request::set_list_first_block{read_list<attribute>(in), read(in, as<data_block>{})};
    default: return unknown_request(in);
    }
}

request::service read_action_request(reader& in, std::uint8_t choice)
{
    switch (choice) {
    case 1: {
        request::action r{read(in, as<method>{}), {}};
        if (read_flag(in)) r.parameters = read(in, as<encoded_data>{});
        return r;
    }
    case 2: return request::action_next{in.u32()};
    case 3: return request::action_list{read_list<method>(in), read_list<encoded_data>(in)};
    case 4: return request::action_first_block{read(in, as<method>{}), read(in, as<data_block>{})};
    case 5: return request::action_list_first_block{read_list<method>(in), read(in, as<data_block>{})};
    case 6: return request::action_block{read(in, as<data_block>{})};
    default: return unknown_request(in);
    }
}

request::service read_request(reader& in, std::uint8_t tag, std::uint8_t choice)
{
    switch (static_cast<service_tag>(tag)) {
    case service_tag::get_request: return read_get_request(in, choice);
    case service_tag::set_request: return read_set_request(in, choice);
    case service_tag::action_request: return read_action_request(in, choice);
    default: return unknown_request(in);
    }
}

} // namespace

sim::bytes encode(const request_apdu& r)
{
    writer out;
    std::visit(request_encoder{out, r.invoke}, r.what);
    return out.take();
}

sim::result<request_apdu> decode_request(sim::byte_view apdu)
{
    reader in(apdu);
    const auto tag = in.u8(), choice = in.u8();
    request_apdu out;
    out.invoke = read(in, as<invoke>{});
    out.what = read_request(in, tag, choice);
    if (auto ec = in.finish()) return ec;
    return out;
}

} // namespace devices::dlms
