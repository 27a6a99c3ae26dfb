#include "devices/dlms/apdu_fields.hpp"

namespace devices::dlms {
namespace {

using namespace fields;
using sim::reader;
using sim::writer;

struct response_encoder {
    writer& out;
    const invoke& id;

    void operator()(const response::get& r) const { write(begin(out, service_tag::get_response, 1, id), r.result); }
    void operator()(const response::get_block& r) const
    {
        begin(out, service_tag::get_response, 2, id).u8(r.last ? 1 : 0).u32(r.number);
        if (const auto* raw = std::get_if<sim::bytes>(&r.raw)) {
            out.u8(0);
            write_octets(out, *raw);
        } else {
            out.u8(1);
            write(out, std::get<data_access_result>(r.raw));
        }
    }
    void operator()(const response::get_list& r) const
    {
        write_list(begin(out, service_tag::get_response, 3, id), r.results);
    }
    void operator()(const response::set& r) const { write(begin(out, service_tag::set_response, 1, id), r.result); }
    void operator()(const response::set_block& r) const { begin(out, service_tag::set_response, 2, id).u32(r.number); }
    void operator()(const response::set_last_block& r) const
    {
        write(begin(out, service_tag::set_response, 3, id), r.result);
        out.u32(r.number);
    }
    void operator()(const response::set_last_block_list& r) const
    {
        write_list(begin(out, service_tag::set_response, 4, id), r.results);
        out.u32(r.number);
    }
    void operator()(const response::set_list& r) const
    {
        write_list(begin(out, service_tag::set_response, 5, id), r.results);
    }
    void operator()(const response::action& r) const
    {
        write(begin(out, service_tag::action_response, 1, id), r.outcome);
    }
    void operator()(const response::action_block& r) const
    {
        write(begin(out, service_tag::action_response, 2, id), r.block);
    }
    void operator()(const response::action_list& r) const
    {
        write_list(begin(out, service_tag::action_response, 3, id), r.outcomes);
    }
    void operator()(const response::action_next& r) const
    {
        begin(out, service_tag::action_response, 4, id).u32(r.block);
    }
};

response::service unknown_response(reader& in)
{
    in.fail(sim::codec_errc::out_of_range);
    return response::set_block{0};
}

response::get_block read_block(reader& in)
{
    response::get_block r{read_flag(in), in.u32(), {}};
    const auto choice = in.u8();
    if (choice > 1) in.fail(sim::codec_errc::out_of_range);
    if (choice == 0)
        r.raw = read_octets(in, longest_block);
    else
        r.raw = read(in, as<data_access_result>{});
    return r;
}

/// Fields are read in the order of the braces.
response::service read_get_response(reader& in, std::uint8_t choice)
{
    switch (choice) {
    case 1: return response::get{read(in, as<read_result>{})};
    case 2: return read_block(in);
    case 3: return response::get_list{read_list<read_result>(in)};
    default: return unknown_response(in);
    }
}

response::service read_set_response(reader& in, std::uint8_t choice)
{
    switch (choice) {
    case 1: return response::set{read(in, as<data_access_result>{})};
    case 2: return response::set_block{in.u32()};
    case 3: return response::set_last_block{read(in, as<data_access_result>{}), in.u32()};
    case 4: return response::set_last_block_list{read_list<data_access_result>(in), in.u32()};
    case 5: return response::set_list{read_list<data_access_result>(in)};
    default: return unknown_response(in);
    }
}

response::service read_action_response(reader& in, std::uint8_t choice)
{
    switch (choice) {
    case 1: return response::action{read(in, as<response::action_outcome>{})};
    case 2: return response::action_block{read(in, as<data_block>{})};
    case 3: return response::action_list{read_list<response::action_outcome>(in)};
    case 4: return response::action_next{in.u32()};
    default: return unknown_response(in);
    }
}

response::service read_response(reader& in, std::uint8_t tag, std::uint8_t choice)
{
    switch (static_cast<service_tag>(tag)) {
    case service_tag::get_response: return read_get_response(in, choice);
    case service_tag::set_response: return read_set_response(in, choice);
    case service_tag::action_response: return read_action_response(in, choice);
    default: return unknown_response(in);
    }
}

} // namespace

sim::bytes encode(const response_apdu& r)
{
    writer out;
    std::visit(response_encoder{out, r.invoke}, r.what);
    return out.take();
}

sim::result<response_apdu> decode_response(sim::byte_view apdu)
{
    reader in(apdu);
    const auto tag = in.u8(), choice = in.u8();
    response_apdu out{};
    out.invoke = read(in, as<invoke>{});
    out.what = read_response(in, tag, choice);
    if (auto ec = in.finish()) return ec;
    return out;
}

} // namespace devices::dlms
