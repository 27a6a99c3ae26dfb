#include "devices/cosem/object.hpp"

#include "sim/core/check.hpp"

namespace devices::cosem {

std::optional<association> association_of(const dlms::caller& who)
{
    for (const auto& a : association_specs)
        if (a.client == who.client && a.authentication == who.authentication && (who.ciphered || !a.ciphered))
            return a.which;
    return {};
}

obis named(std::string_view text)
{
    const auto name = obis::parse(text);
    sim::check(name.has_value(), "not a logical name");
    return *name;
}

object::object(class_id of, obis name, std::string meaning, cosem::rights access)
    : class_(&describe(of)),
      name_(name),
      meaning_(std::move(meaning)),
      access_(access),
      attributes_(class_->attributes.size()),
      methods_(class_->methods.empty() ? 0 : class_->methods.back().index)
{
    read(1, [](const call& c, axdr_writer& out) { out.octet_string(c.self.name().groups); });
}

object::attribute& object::at(std::uint8_t index)
{
    sim::check(class_->attribute(index) != nullptr, "an attribute that the class does not have");
    return attributes_[index - 1U];
}

object& object::select(std::uint8_t index, select_function f)
{
    at(index).select = std::move(f);
    return *this;
}

object& object::write(std::uint8_t index, write_function f)
{
    at(index).write = std::move(f);
    return *this;
}

object& object::method(std::uint8_t index, invoke_function f)
{
    sim::check(class_->method(index) != nullptr, "a method that the class does not have");
    methods_[index - 1U] = std::move(f);
    return *this;
}

const object::attribute* object::find(std::uint8_t index) const
{
    return class_->attribute(index) ? &attributes_[index - 1U] : nullptr;
}

const invoke_function* object::find_method(std::uint8_t index) const
{
    return class_->method(index) && methods_[index - 1U] ? &methods_[index - 1U] : nullptr;
}

bool object::readable(std::uint8_t index, association by) const
{
    const auto* a = find(index);
    return a && a->read && access_[by].read;
}

bool object::writable(std::uint8_t index, association by) const
{
    const auto* a = find(index);
    return a && a->write && access_[by].write;
}

bool object::executable(std::uint8_t method, association by) const
{
    return find_method(method) && access_[by].execute;
}

} // namespace devices::cosem
