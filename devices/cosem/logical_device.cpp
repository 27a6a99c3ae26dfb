#include "devices/cosem/logical_device.hpp"

#include "devices/cosem/types.hpp"
#include "sim/core/check.hpp"

#include <algorithm>

namespace devices::cosem {
namespace {

/// The secret of an association is the one attribute that nobody reads.
bool is_secret(const object& o, std::uint8_t index) { return o.of().id == class_id::association_ln && index == 7; }

data_access_result read_one(const call& c, std::uint8_t index, const std::optional<dlms::selective_access>& selection,
                            axdr_writer& out)
{
    const auto* attribute = c.self.find(index);
    if (!attribute) return data_access_result::object_undefined;
    if (!c.self.readable(index, c.under)) return data_access_result::read_write_denied;
    if (!selection) return attribute->read(c, out);
    if (!attribute->select) return data_access_result::scope_of_access_violated;
    sim::reader in(selection->parameters);
    const auto parameters = dlms::read_data(in);
    if (in.finish()) return data_access_result::type_unmatched;
    return attribute->select(c, selection->selector, parameters, out);
}

/// Whether it may be written, before it is.
data_access_result may_write(const call& c, std::uint8_t index, const data& value)
{
    const auto* spec = c.self.of().attribute(index);
    if (!spec) return data_access_result::object_undefined;
    if (!c.self.writable(index, c.under)) return data_access_result::read_write_denied;
    return fits(spec->type, value) ? data_access_result::success : data_access_result::type_unmatched;
}

} // namespace

logical_device::logical_device(std::string name, std::uint16_t sap, offered_context offered,
                               std::vector<object> objects)
    : name_(std::move(name)), sap_(sap), offered_(offered), objects_(std::move(objects))
{
    std::ranges::sort(objects_, {}, &object::name);
    sim::check(std::ranges::adjacent_find(objects_, {}, &object::name) == objects_.end(),
               "a logical name stands for one object");
    for (const auto& o : objects_)
        for (const auto& a : o.of().attributes)
            sim::check(o.find(a.index)->read || is_secret(o, a.index),
                       o.name().to_string() + " cannot read its " + std::string(a.name));
}

const object* logical_device::find(const obis& name) const
{
    const auto at = std::ranges::lower_bound(objects_, name, {}, &object::name);
    return at != objects_.end() && at->name() == name ? &*at : nullptr;
}

object_server::found object_server::look_up(const dlms::caller& who, std::uint16_t class_id, const obis& name) const
{
    const auto* o = model_->find(name);
    if (!o) return {.result = data_access_result::object_undefined};
    if (static_cast<std::uint16_t>(o->of().id) != class_id)
        return {.result = data_access_result::object_class_inconsistent};
    const auto under = association_of(who);
    if (!under || !o->visible(*under)) return {.result = data_access_result::read_write_denied};
    return {.what = o, .under = *under};
}

data_access_result object_server::read(const dlms::caller& who, const dlms::attribute& what, axdr_writer& out)
{
    const auto at = look_up(who, what.class_id, what.instance);
    if (!at.what) return at.result;
    const call c{who, at.under, *model_, *at.what, device_};
    if (what.index != 0) return read_one(c, what.index, what.selection, out);
    return what.selection ? data_access_result::scope_of_access_violated : read_all(c, out);
}

data_access_result object_server::read_all(const call& c, axdr_writer& out) const
{
    const auto attributes = c.self.of().attributes;
    out.structure(attributes.size());
    for (const auto& a : attributes) {
        if (!c.self.readable(a.index, c.under)) {
            out.null_data();
            continue;
        }
        if (const auto result = read_one(c, a.index, {}, out); result != data_access_result::success) return result;
    }
    return data_access_result::success;
}

data_access_result object_server::write(const dlms::caller& who, const dlms::attribute& what, const data& value)
{
    const auto at = look_up(who, what.class_id, what.instance);
    if (!at.what) return at.result;
    const call c{who, at.under, *model_, *at.what, device_};
    if (what.selection) return data_access_result::scope_of_access_violated;
    if (what.index == 0) return write_all(c, value);
    const auto allowed = may_write(c, what.index, value);
    return allowed == data_access_result::success ? c.self.find(what.index)->write(c, value) : allowed;
}

data_access_result object_server::write_all(const call& c, const data& value) const
{
    const auto count = c.self.of().attributes.size();
    const auto* items = value.as_structure(count);
    if (!items) return data_access_result::type_unmatched;
    const auto each = [&](auto&& f) {
        for (std::size_t i = 0; i < count; ++i) {
            if ((*items)[i].tag == dlms::data_tag::null_data) continue;
            const auto result = f(static_cast<std::uint8_t>(i + 1), (*items)[i]);
            if (result != data_access_result::success) return result;
        }
        return data_access_result::success;
    };
    const auto allowed = each([&](std::uint8_t index, const data& v) { return may_write(c, index, v); });
    if (allowed != data_access_result::success) return allowed;
    return each([&](std::uint8_t index, const data& v) { return c.self.find(index)->write(c, v); });
}

action_result object_server::invoke(const dlms::caller& who, const dlms::method& what,
                                    const std::optional<data>& parameters, std::optional<dlms::encoded_data>& returned)
{
    const auto at = look_up(who, what.class_id, what.instance);
    if (!at.what) return static_cast<action_result>(at.result); // the same numbers
    const auto* spec = at.what->of().method(what.index);
    const auto* method = at.what->find_method(what.index);
    if (!spec || !method) return action_result::object_undefined;
    if (!at.what->executable(what.index, at.under)) return action_result::read_write_denied;
    // Clients differ in whether they send the integer that means nothing.
    const bool idle = spec->parameter == "integer" && (!parameters || parameters->tag == dlms::data_tag::null_data);
    if (!idle && !(parameters && fits(spec->parameter, *parameters))) return action_result::type_unmatched;
    axdr_writer out;
    const auto result = (*method)(call{who, at.under, *model_, *at.what, device_}, idle ? data{} : *parameters, out);
    if (result == action_result::success && out.size() > 0) returned = out.take();
    return result;
}

} // namespace devices::cosem
