// The object list of a kind of logical device, and the server's door to one of them.
//
// A list is made once and shared; a device costs nothing but the pointer to it that its server holds. The whole list is
// checked when it is made: every attribute of every object can be read unless it is a secret.
#pragma once
#include "devices/cosem/object.hpp"
#include "devices/dlms/initiate.hpp"

namespace devices::cosem {

/// What a server of this kind offers when an association begins; attribute 5 of an association tells it. What client
/// and server have agreed on may be less.
struct offered_context {
    dlms::conformance services{dlms::conformance::none};
    std::uint16_t max_receive_pdu{0}, max_send_pdu{0};
};

class logical_device {
public:
    logical_device(std::string name, std::uint16_t sap, offered_context offered, std::vector<object> objects);

    /// "ESME": of the kind, for people.
    const std::string& name() const { return name_; }
    std::uint16_t sap() const { return sap_; }
    const offered_context& offered() const { return offered_; }
    /// In the order of their logical names, which are unique.
    const std::vector<object>& objects() const { return objects_; }
    const object* find(const obis& name) const;

private:
    std::string name_;
    std::uint16_t sap_;
    offered_context offered_;
    std::vector<object> objects_;
};

/// An object list whose functions take a `Device`.
template <class Device>
class logical_device_of : public logical_device {
public:
    using logical_device::logical_device;
};

/// Answers for one device. It must outlive neither the list nor the device; it costs nothing to make.
class object_server final : public dlms::object_access {
public:
    template <class Device>
    object_server(const logical_device_of<Device>& model, Device& device) : model_(&model), device_(&device)
    {}

    /// Errors: object_undefined (the list has no such name, or the class no such attribute), object_class_inconsistent,
    /// read_write_denied, scope_of_access_violated (selective access where there is none, or out of its range),
    /// type_unmatched, and those of the function behind it. Attribute 0 gives a structure of all attributes, in which
    /// null-data stands for what the caller may not read.
    data_access_result read(const dlms::caller& who, const dlms::attribute& what, axdr_writer& out) override;
    /// The same. Attribute 0 takes a structure of all attributes, in which null-data leaves one alone; it is written
    /// only when all of it may be.
    data_access_result write(const dlms::caller& who, const dlms::attribute& what, const data& value) override;
    /// The same; a method that the object does without is object_undefined.
    action_result invoke(const dlms::caller& who, const dlms::method& what, const std::optional<data>& parameters,
                         std::optional<dlms::encoded_data>& returned) override;

private:
    struct found {
        const object* what{nullptr};
        association under{association::open};
        data_access_result result{data_access_result::success};
    };
    found look_up(const dlms::caller& who, std::uint16_t class_id, const obis& name) const;
    data_access_result read_all(const call& c, axdr_writer& out) const;
    data_access_result write_all(const call& c, const data& value) const;

    const logical_device* model_;
    void* device_;
};

} // namespace devices::cosem
