// The fields that requests and responses are made of. For apdu_*.cpp only.
#pragma once
#include "devices/dlms/apdu.hpp"

namespace devices::dlms::fields {

/// First octets of the services of logical name referencing.
enum class service_tag : std::uint8_t {
    get_request = 0xC0,
    set_request = 0xC1,
    action_request = 0xC3,
    get_response = 0xC4,
    set_response = 0xC5,
    action_response = 0xC7,
};

template <class T>
struct as {}; ///< picks an overload of read()

/// Tag, choice within the tag, invoke-id-and-priority: how every service begins.
sim::writer& begin(sim::writer& out, service_tag tag, std::uint8_t choice, const invoke& id);
void write(sim::writer& out, const invoke& v);
invoke read(sim::reader& in, as<invoke>);
void write(sim::writer& out, const attribute& v);
attribute read(sim::reader& in, as<attribute>);
void write(sim::writer& out, const method& v);
method read(sim::reader& in, as<method>);
void write(sim::writer& out, const data_block& v);
data_block read(sim::reader& in, as<data_block>);
void write(sim::writer& out, const encoded_data& v);
encoded_data read(sim::reader& in, as<encoded_data>);
void write(sim::writer& out, const read_result& v);
read_result read(sim::reader& in, as<read_result>);
void write(sim::writer& out, data_access_result v);
data_access_result read(sim::reader& in, as<data_access_result>);
void write(sim::writer& out, const response::action_outcome& v);
response::action_outcome read(sim::reader& in, as<response::action_outcome>);

bool read_flag(sim::reader& in);
/// Of one block of a long service.
inline constexpr std::size_t longest_block = 65535;

template <class T>
void write_list(sim::writer& out, const std::vector<T>& list)
{
    write_length(out, list.size());
    for (const auto& item : list) write(out, item);
}
template <class T>
std::vector<T> read_list(sim::reader& in)
{
    std::vector<T> out;
    for (auto left = read_length(in, most_listed); left > 0 && in.ok(); --left) out.push_back(read(in, as<T>{}));
    return out;
}

} // namespace devices::dlms::fields
