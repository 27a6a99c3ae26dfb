// The catalogue of what exists — events, actions, states — and the one door through which all of it is used.
//
// Libraries declare typed descriptors; the world binds them. YAML steps, the API, `ctl` and the GUI all call `invoke`,
// and all read states through `get`. Watchers are told of changes: nobody polls the fleet.
#pragma once
#include "sim/core/unique_function.hpp"
#include "sim/kernel/journal.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

enum class registry_errc {
    unknown_name = 1,
    unknown_subject, ///< no installation of that name, or it has no such device
    missing_argument,
    unknown_argument,
    wrong_kind,    ///< an argument of another type
    refused,       ///< the subject cannot do that in its present state
    unknown_value, ///< of an argument that has a list of them
};
const boost::system::error_category& registry_category() noexcept;
error_code make_error_code(registry_errc e) noexcept;

struct action_type {
    std::string_view name; ///< "sim.set_profile"
    std::string_view summary;
    std::span<const parameter> parameters{};
    bool needs_subject{true};
};

struct state_type {
    std::string_view name; ///< "wan.state"
    value_kind kind;
    std::string_view summary;
    std::span<const std::string_view> values{}; ///< what a text state may be; empty: anything
};

/// Arguments by name, as they came from outside.
using arguments = std::map<std::string, value, std::less<>>;

class registry {
public:
    explicit registry(kernel& k) : kernel_(k) {}
    registry(const registry&) = delete;
    registry& operator=(const registry&) = delete;

    using action_handler = std::function<error_code(std::string_view on, const arguments&)>;
    using state_reader = std::function<std::optional<value>(std::string_view on)>;

    // ---- declaring (names must be unique; a second declaration throws)
    void declare(const event_type& type);
    void declare(const action_type& type);
    void declare(const state_type& type);
    // ---- binding, by the world that holds the subjects
    void bind(const action_type& type, action_handler handler);
    void bind(const state_type& type, state_reader reader);

    const event_type* find_event(std::string_view name) const;
    const action_type* find_action(std::string_view name) const;
    const state_type* find_state(std::string_view name) const;
    /// In the order of their names.
    std::vector<const event_type*> events() const;
    std::vector<const action_type*> actions() const;
    std::vector<const state_type*> states() const;

    /// Checks names and kinds of the arguments against the descriptor; used by `s1sim check` before anything runs.
    error_code validate(const action_type& type, const arguments& args, std::string* culprit = nullptr) const;
    error_code invoke(std::string_view action, std::string_view on, const arguments& args = {});
    /// Error: unknown_name, unknown_subject.
    result<value> get(std::string_view state, std::string_view on) const;

    // ---- change notification
    /// The subject's state may have changed. Watchers are called once at the end of the event that said so.
    void changed(const state_type& type, std::string_view on);
    class watch;
    /// `on` empty: every subject. The watch ends with the returned object.
    std::unique_ptr<watch> watch_state(std::string_view state, std::string on,
                                       std::function<void(std::string_view on)> observer);

private:
    struct action_entry {
        const action_type* type;
        action_handler handler;
    };
    struct state_entry {
        const state_type* type;
        state_reader reader;
        std::multimap<std::string, watch*, std::less<>> watchers;
    };
    void notify(const state_type* type, const std::string& on);

    kernel& kernel_;
    std::map<std::string_view, const event_type*> events_;
    std::map<std::string_view, action_entry> actions_;
    std::map<std::string_view, state_entry> states_;
    struct change {
        const state_type* type;
        std::string on;
        journal_seq cause;
    };
    std::vector<change> pending_;
    std::set<std::pair<const state_type*, std::string>> pending_names_;
    bool notifying_{false};
};

class registry::watch {
public:
    watch(registry& owner, const state_type& type, std::string on, std::function<void(std::string_view)> observer);
    watch(const watch&) = delete;
    watch& operator=(const watch&) = delete;
    ~watch();

private:
    friend class registry;
    registry& owner_;
    const state_type& type_;
    std::string on_;
    std::function<void(std::string_view)> observer_;
};

} // namespace sim

template <>
struct boost::system::is_error_code_enum<sim::registry_errc> : std::true_type {};
