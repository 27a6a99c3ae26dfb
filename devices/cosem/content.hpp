// For classes whose attributes are simple: a device gives all values as one structure, and takes it back with one of
// them changed.
#pragma once
#include "devices/cosem/object.hpp"

namespace devices::cosem {

template <class Content>
struct contents {
    std::function<Content(const call&)> get;
    /// One attribute, `index`, is another than before; it has the right type, the rest is the device's judgement.
    std::function<data_access_result(const call&, std::uint8_t index, const Content&)> change{};
    /// The attributes that may change; none without `change`.
    std::vector<std::uint8_t> changeable{};
};

/// Binds attributes of an object to fields of a structure.
template <class Content>
class content_binder {
public:
    content_binder(object& o, contents<Content> c)
        : object_(o), contents_(std::make_shared<const contents<Content>>(std::move(c)))
    {}

    /// `put(content, out)` writes the attribute's value.
    template <class Put>
    content_binder& read(std::uint8_t index, Put put)
    {
        object_.read(index, [c = contents_, put](const call& of, axdr_writer& out) { put(c->get(of), out); });
        return *this;
    }
    /// The same, and `take(content, value)` takes one over, or says false: the value makes no sense, or where the class
    /// leaves the type open, it is not the one that the object has.
    template <class Put, class Take>
    content_binder& read_write(std::uint8_t index, Put put, Take take)
    {
        read(index, put);
        const auto& list = contents_->changeable;
        if (contents_->change && std::find(list.begin(), list.end(), index) != list.end())
            object_.write(index, [c = contents_, take, index](const call& of, const data& v) {
                auto content = c->get(of);
                if (take(content, v)) return c->change(of, index, content);
                return of.self.of().attribute(index)->type == "any" ? data_access_result::type_unmatched
                                                                    : data_access_result::other_reason;
            });
        return *this;
    }

private:
    object& object_;
    std::shared_ptr<const contents<Content>> contents_;
};

/// A method without parameters that mean anything.
using simple_action = std::function<action_result(const call&)>;
inline void add_method(object& o, std::uint8_t index, simple_action f)
{
    if (f) o.method(index, [f = std::move(f)](const call& c, const data&, axdr_writer&) { return f(c); });
}

} // namespace devices::cosem
