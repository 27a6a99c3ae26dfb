// What a device is on its endpoints, and the machine that answers frames for it.
//
// A model is made once and shared by all devices of a kind; what belongs to one device is the context that a call
// carries, and its table of reports. Wrong endpoints, clusters, attributes, types and lengths get the status that the
// standard has for them; commands without an answer of their own get a default response unless they do not want one.
// Source: ZigBee Cluster Library (075123), "Default response command" and "General command frames". A frame without
// link key for a cluster that needs one is answered not_authorized (model choice: the profile leaves it to the stack).
#pragma once
#include "devices/zcl/reporting.hpp"
#include "sim/core/ids.hpp"

#include <functional>
#include <type_traits>

namespace devices::zcl {

class cluster_side;

/// A frame as it came.
struct incoming {
    sim::eui64 from;
    endpoint_id source_endpoint;
    endpoint_id endpoint; ///< for which it is
    cluster_id cluster;
    sim::byte_view frame;
    bool link_secured{true};
    bool unicast{true};
    std::size_t room{max_frame}; ///< octets that an answer may have
};

/// One access.
struct call {
    const incoming& in;
    const cluster_side& self;
    sim::time_point now;
    void* device;

    /// The device's context, of the type that the model was made for (device_model_of<Device>).
    template <class Device>
    Device& on() const
    {
        return *static_cast<Device*>(device);
    }
    /// What may be sent back to the other side of the cluster, by its name in the table.
    fields arguments(std::string_view command) const;
};

/// A command for the other side of the cluster.
struct outgoing {
    std::string_view command;
    fields arguments;
};

/// What a handler says: a status, and commands that answer. With commands, a success says nothing more.
struct answer {
    answer(zcl::status s) : status(s) {} // a status alone is the usual answer
    answer(std::string_view command, fields arguments) { commands.push_back({command, std::move(arguments)}); }
    answer& add(std::string_view command, fields arguments)
    {
        commands.push_back({command, std::move(arguments)});
        return *this;
    }

    zcl::status status{status::success};
    std::vector<outgoing> commands;
};

/// Empty: this device does not have it.
using read_function = std::function<std::optional<value>(const call&, const attribute_place&)>;
/// The value has the attribute's type.
using write_function = std::function<status(const call&, const attribute_place&, const value&)>;
using command_function = std::function<answer(const call&, const fields&)>;

/// One side of one cluster: what of the table is there.
class cluster_side {
public:
    cluster_side(cluster_id id, direction side) : spec_(&describe(id)), side_(side) {}

    const cluster_spec& spec() const { return *spec_; }
    direction side() const { return side_; }

    /// `read` gives a number, a text, octets, a value, or an optional of one of them; it takes a call, and of a series
    /// the place too. Of series the first `most` (and `outer_most`) are there.
    template <class Read>
    cluster_side& attribute(std::string_view name, Read read, std::uint16_t most = 0xFFFF,
                            std::uint16_t outer_most = 0xFFFF)
    {
        return add_attribute(name, reading(std::move(read)), most, outer_most);
    }
    /// Of an attribute that is there.
    cluster_side& write(std::string_view name, write_function f);
    cluster_side& on(std::string_view command, command_function f);

    struct attribute_entry {
        const attribute_spec* spec;
        std::uint16_t most, outer_most;
        read_function read;
        write_function write;
    };
    struct command_entry {
        const command_spec* spec;
        command_function run;
    };
    const std::vector<attribute_entry>& attributes() const { return attributes_; }
    const std::vector<command_entry>& commands() const { return commands_; }
    /// Null: it is not there. `place` is set.
    const attribute_entry* find_attribute(attribute_id id, attribute_place& place) const;
    const command_entry* find_command(std::uint8_t id) const;

private:
    template <class Read>
    static read_function reading(Read read)
    {
        return [read = std::move(read)](const call& c, const attribute_place& p) -> std::optional<value> {
            if constexpr (std::is_invocable_v<const Read&, const call&, const attribute_place&>)
                return typed(p.spec->type, read(c, p));
            else
                return typed(p.spec->type, read(c));
        };
    }
    template <class T>
    static std::optional<value> typed(data_type type, const T& v)
    {
        if constexpr (std::is_same_v<T, value>)
            return v;
        else if constexpr (std::is_same_v<T, sim::bytes>)
            return of_octets(type, v);
        else if constexpr (std::is_convertible_v<T, std::string_view>)
            return of_text(type, v);
        else if constexpr (std::is_enum_v<T> || std::is_integral_v<T>)
            return of(type, static_cast<std::uint64_t>(v));
        else
            return v ? typed(type, *v) : std::nullopt;
    }
    cluster_side& add_attribute(std::string_view name, read_function read, std::uint16_t most,
                                std::uint16_t outer_most);

    const cluster_spec* spec_;
    direction side_;
    std::vector<attribute_entry> attributes_; ///< in the table's order
    std::vector<command_entry> commands_;
};

struct endpoint_model {
    endpoint_id id;
    std::uint16_t device_id; ///< of the Smart Energy profile
    std::vector<cluster_side> clusters;

    const cluster_side* find(cluster_id cluster, direction side) const;
};

class device_model {
public:
    device_model(std::string name, std::vector<endpoint_model> endpoints)
        : name_(std::move(name)), endpoints_(std::move(endpoints))
    {}
    const std::string& name() const { return name_; }
    std::span<const endpoint_model> endpoints() const { return endpoints_; }
    const endpoint_model* find(endpoint_id id) const;

    /// The frames to send back, in their order, to the endpoint that asked, on the same cluster. Answers that came
    /// (read, write, default responses) are nobody's here and get nothing.
    std::vector<sim::bytes> handle(const incoming& in, sim::time_point now, void* device, report_table& reports) const;
    /// Reads as from inside; empty: it is not there.
    std::optional<value> read(const report_subject& subject, sim::time_point now, void* device) const;

private:
    std::string name_;
    std::vector<endpoint_model> endpoints_;
};

/// A model whose calls carry a Device.
template <class Device>
class device_model_of : public device_model {
public:
    using device_model::device_model;
    std::vector<sim::bytes> handle(const incoming& in, sim::time_point now, Device& device, report_table& reports) const
    {
        return device_model::handle(in, now, &device, reports);
    }
    std::optional<value> read(const report_subject& subject, sim::time_point now, Device& device) const
    {
        return device_model::read(subject, now, &device);
    }
};

} // namespace devices::zcl
