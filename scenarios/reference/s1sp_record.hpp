// What the S1SP keeps of an installation. For s1sp*.cpp only.
#pragma once
#include "scenarios/reference/s1sp.hpp"

namespace scenarios::reference {

struct s1sp::record {
    using unique_action = sim::unique_function<void()>;
    record(sim::kernel& k, handed_over what, unique_action on_window, unique_action on_limit, unique_action on_retry)
        : given(std::move(what)),
          window(k, "s1sp.window", std::move(on_window)),
          limit(k, "s1sp.rollback_limit", std::move(on_limit)),
          retry(k, "s1sp.restore", std::move(on_retry))
    {}

    handed_over given;
    head_end_service* service{nullptr};
    std::uint16_t own_port{0};
    migration_machine machine;
    sim::timer window, limit, retry;
    head_end* contact{nullptr}; ///< while the hub is in contact
    bool installing{false};     ///< the machine has said `install` and not stopped it
    bool busy{false};           ///< a request to the hub is under way
    std::optional<migration_part> restoring;
    std::vector<device_keys> smso_keys; ///< as the DCO's details had them
    std::vector<device_keys> own_keys;  ///< made when they are first needed
    std::uint32_t attempts{0};          ///< migrations that were begun: each has keys of its own
    bool keys_sent{false};              ///< whether they arrived or not, they must be undone
    /// Counts what was begun: an answer that comes after it was stopped is nobody's.
    std::uint32_t turn{0};
};

template <class Handle>
auto s1sp::answered(record& r, Handle handle)
{
    return [&r, turn = r.turn, h = std::move(handle)](auto&&... answer) mutable {
        if (turn == r.turn) h(std::forward<decltype(answer)>(answer)...);
    };
}

} // namespace scenarios::reference
