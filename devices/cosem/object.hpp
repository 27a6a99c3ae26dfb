// One row of a logical device's object list: an interface object with its name, its rights and the functions behind it.
//
// Rows are made once and shared by all devices of a kind; what belongs to one device is the context that a call
// carries. Ready-made behaviours for each class are in the headers beside this one; each gives an object.
#pragma once
#include "devices/cosem/interface_class.hpp"
#include "devices/cosem/rights.hpp"
#include "devices/dlms/data.hpp"
#include "devices/dlms/obis.hpp"
#include "devices/dlms/results.hpp"

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

namespace devices::cosem {

using dlms::action_result;
using dlms::axdr_writer;
using dlms::data;
using dlms::data_access_result;
using dlms::obis;
/// A logical name that must be well formed: for tables.
obis named(std::string_view text);

class object;
class logical_device;

/// One access: who asks for what of which device.
struct call {
    const dlms::caller& who;
    association under;
    const logical_device& model;
    const object& self;
    void* device;

    /// The device's context, of the type that the object list was made for (logical_device_of<Device>).
    template <class Device>
    Device& on() const
    {
        return *static_cast<Device*>(device);
    }
    sim::time_point now() const { return who.now; }
};

/// Streams the value of one attribute.
using read_function = std::function<data_access_result(const call&, axdr_writer&)>;
/// The same with selective access; the parameters are decoded already.
using select_function =
    std::function<data_access_result(const call&, std::uint8_t selector, const data& parameters, axdr_writer&)>;
/// The value has the attribute's type.
using write_function = std::function<data_access_result(const call&, const data&)>;
/// The parameter has the method's type, and is null where it means nothing. What is written is returned, if it is
/// anything.
using invoke_function = std::function<action_result(const call&, const data&, axdr_writer&)>;

/// Success, for reading functions that cannot fail and return nothing.
template <class F>
read_function reading(F f)
{
    if constexpr (std::is_void_v<std::invoke_result_t<F&, const call&, axdr_writer&>>)
        return [f = std::move(f)](const call& c, axdr_writer& out) {
            f(c, out);
            return data_access_result::success;
        };
    else
        return f;
}

class object {
public:
    struct attribute {
        read_function read;
        select_function select;
        write_function write;
    };

    /// Its logical name can be read from the start; everything else is added. `meaning` is for people.
    object(class_id of, obis name, std::string meaning, cosem::rights access);

    const interface_class& of() const { return *class_; }
    const obis& name() const { return name_; }
    const std::string& meaning() const { return meaning_; }

    // ---- how it is made. An index must be in the class, and is given once for each purpose.
    template <class F>
    object& read(std::uint8_t index, F f)
    {
        at(index).read = reading(std::move(f));
        return *this;
    }
    object& select(std::uint8_t index, select_function f);
    object& write(std::uint8_t index, write_function f);
    object& method(std::uint8_t index, invoke_function f);

    // ---- what it is like. Attributes and methods that the class lacks have no rights.
    bool readable(std::uint8_t index, association by) const;
    bool writable(std::uint8_t index, association by) const;
    bool executable(std::uint8_t method, association by) const;
    /// It has anything for that association.
    bool visible(association by) const { return access_[by].any(); }

    /// Null: the class has no such attribute.
    const attribute* find(std::uint8_t index) const;
    /// Null: the class has no such method, or the object does without.
    const invoke_function* find_method(std::uint8_t index) const;

private:
    attribute& at(std::uint8_t index);

    const interface_class* class_;
    obis name_;
    std::string meaning_;
    cosem::rights access_;
    std::vector<attribute> attributes_;
    std::vector<invoke_function> methods_; ///< by number, less one
};

} // namespace devices::cosem
