#include "sim/kernel/registry.hpp"

#include "sim/core/check.hpp"

#include <algorithm>

namespace sim {

const boost::system::error_category& registry_category() noexcept
{
    static const table_category instance("sim.registry", {
                                                             "there is nothing of that name",
                                                             "there is no such installation or device",
                                                             "an argument is missing",
                                                             "an argument is not known here",
                                                             "an argument is of the wrong kind",
                                                             "it cannot do that in its present state",
                                                             "an argument has a value that is not known here",
                                                         });
    return instance;
}

error_code make_error_code(registry_errc e) noexcept { return {static_cast<int>(e), registry_category()}; }

void registry::declare(const event_type& type)
{
    // The journal's own keys: a field of that name would be a second key in the same object.
    for (const auto& f : type.fields)
        for (std::string_view reserved : {"seq", "cause", "t", "on", "device", "event"})
            check(f.name != reserved, "a field of " + std::string(type.name) +
                                          " has a name that is the journal's own: " + std::string(reserved));
    check(events_.emplace(type.name, &type).second, "event declared twice: " + std::string(type.name));
}
void registry::declare(const action_type& type)
{
    check(actions_.emplace(type.name, action_entry{&type, {}}).second,
          "action declared twice: " + std::string(type.name));
}
void registry::declare(const state_type& type)
{
    check(states_.emplace(type.name, state_entry{&type, {}, {}}).second,
          "state declared twice: " + std::string(type.name));
}

void registry::bind(const action_type& type, action_handler handler)
{
    auto it = actions_.find(type.name);
    check(it != actions_.end(), "action bound before it was declared: " + std::string(type.name));
    it->second.handler = std::move(handler);
}
void registry::bind(const state_type& type, state_reader reader)
{
    auto it = states_.find(type.name);
    check(it != states_.end(), "state bound before it was declared: " + std::string(type.name));
    it->second.reader = std::move(reader);
}

const event_type* registry::find_event(std::string_view name) const
{
    auto it = events_.find(name);
    return it == events_.end() ? nullptr : it->second;
}
const action_type* registry::find_action(std::string_view name) const
{
    auto it = actions_.find(name);
    return it == actions_.end() ? nullptr : it->second.type;
}
const state_type* registry::find_state(std::string_view name) const
{
    auto it = states_.find(name);
    return it == states_.end() ? nullptr : it->second.type;
}

std::vector<const event_type*> registry::events() const
{
    std::vector<const event_type*> out;
    for (const auto& [name, type] : events_) out.push_back(type);
    return out;
}
std::vector<const action_type*> registry::actions() const
{
    std::vector<const action_type*> out;
    for (const auto& [name, entry] : actions_) out.push_back(entry.type);
    return out;
}
std::vector<const state_type*> registry::states() const
{
    std::vector<const state_type*> out;
    for (const auto& [name, entry] : states_) out.push_back(entry.type);
    return out;
}

error_code registry::validate(const action_type& type, const arguments& args, std::string* culprit) const
{
    auto blame = [culprit](std::string_view name, registry_errc e) {
        if (culprit) *culprit = name;
        return make_error_code(e);
    };
    for (const auto& [name, content] : args) {
        auto p =
            std::find_if(type.parameters.begin(), type.parameters.end(), [&](const auto& q) { return q.name == name; });
        if (p == type.parameters.end()) return blame(name, registry_errc::unknown_argument);
        if (kind_of(content) != p->kind) return blame(name, registry_errc::wrong_kind);
        if (!p->values.empty() &&
            std::find(p->values.begin(), p->values.end(), std::get<std::string>(content)) == p->values.end())
            return blame(name, registry_errc::unknown_value);
    }
    for (const auto& p : type.parameters)
        if (p.required && !args.contains(p.name)) return blame(p.name, registry_errc::missing_argument);
    return {};
}

error_code registry::invoke(std::string_view action, std::string_view on, const arguments& args)
{
    auto it = actions_.find(action);
    if (it == actions_.end() || !it->second.handler) return registry_errc::unknown_name;
    if (auto ec = validate(*it->second.type, args)) return ec;
    if (it->second.type->needs_subject && on.empty()) return registry_errc::unknown_subject;
    return it->second.handler(on, args);
}

result<value> registry::get(std::string_view state, std::string_view on) const
{
    auto it = states_.find(state);
    if (it == states_.end() || !it->second.reader) return registry_errc::unknown_name;
    auto content = it->second.reader(on);
    if (!content) return registry_errc::unknown_subject;
    return *content;
}

void registry::changed(const state_type& type, std::string_view on)
{
    auto it = states_.find(type.name);
    if (it == states_.end() || it->second.watchers.empty()) return;
    if (!pending_names_.emplace(it->second.type, on).second) return;
    pending_.push_back({it->second.type, std::string(on), kernel_.cause()});
    if (std::exchange(notifying_, true)) return;
    kernel_.soon("registry.changed", [this] {
        notifying_ = false;
        pending_names_.clear();
        for (const auto& c : std::exchange(pending_, {})) {
            kernel_.set_cause(c.cause); // what an observer says was caused by the change that it was told of
            notify(c.type, c.on);
        }
    });
}

void registry::notify(const state_type* type, const std::string& on)
{
    // An observer may end its own or another's watch: collect first, then call those that still stand.
    auto& watchers = states_.at(type->name).watchers;
    std::vector<watch*> called;
    for (auto [it, end] = watchers.equal_range(on); it != end; ++it) called.push_back(it->second);
    if (!on.empty())
        for (auto [it, end] = watchers.equal_range(""); it != end; ++it) called.push_back(it->second);
    for (auto* w : called) {
        bool stands =
            std::any_of(watchers.begin(), watchers.end(), [w](const auto& entry) { return entry.second == w; });
        if (!stands) continue;
        auto observer = w->observer_; // a copy: it may end the watch that holds it
        observer(on);
    }
}

std::unique_ptr<registry::watch> registry::watch_state(std::string_view state, std::string on,
                                                       std::function<void(std::string_view)> observer)
{
    const auto* type = find_state(state);
    check(type, "watching an undeclared state: " + std::string(state));
    return std::make_unique<watch>(*this, *type, std::move(on), std::move(observer));
}

registry::watch::watch(registry& owner, const state_type& type, std::string on,
                       std::function<void(std::string_view)> observer)
    : owner_(owner), type_(type), on_(std::move(on)), observer_(std::move(observer))
{
    owner_.states_.at(type_.name).watchers.emplace(on_, this);
}

registry::watch::~watch()
{
    auto& watchers = owner_.states_.at(type_.name).watchers;
    for (auto [it, end] = watchers.equal_range(on_); it != end; ++it)
        if (it->second == this) {
            watchers.erase(it);
            return;
        }
}

} // namespace sim
