// Profile generic (IEC 62056-6-2, class 7) with selective access by range (selector 1) and by entry (selector 2).
//
// Entries are in the order of time, oldest first, and counted from 1. Nothing is kept here: a device opens its rows for
// one request, and they are streamed one by one.
//
// Where the standard leaves it open (model choice): a range or entries outside of what there is give fewer entries or
// none, as do ends in the wrong order; entry 0 as the beginning, and columns that do not exist, are
// scope_of_access_violated. A range is restricted by the clock's time only; an end that is not specified is open.
#pragma once
#include "devices/cosem/date_time.hpp"
#include "devices/cosem/object.hpp"

#include <memory>

namespace devices::cosem {

/// capture_object_definition.
struct capture_object {
    class_id of;
    obis name;
    std::uint8_t attribute{2};
    std::uint16_t data_index{0}; ///< of an element in a structure or array, from 1; 0: all of it
    bool operator==(const capture_object&) const = default;
};
void put(axdr_writer& out, const capture_object& v);

/// The entries of one profile of one device, as one request sees them: some are asked for their time, and then the
/// cells of consecutive ones are written. Both `time` and `cell` should take constant time.
class profile_rows {
public:
    virtual ~profile_rows() = default;
    /// entries_in_use.
    virtual std::size_t count() const = 0;
    /// What the entry's time is: rising. `entry` is counted from 0.
    virtual sim::time_point time(std::size_t entry) const = 0;
    virtual void cell(std::size_t entry, std::size_t column, axdr_writer& out) = 0;
};

struct profile {
    /// The clock's time among them: the sort object, and what a range restricts.
    std::vector<capture_object> columns;
    std::uint32_t capture_period_seconds{0}; ///< 0: captured by events
    std::uint32_t most_entries{0};
    std::function<std::unique_ptr<profile_rows>(const call&)> rows{};
    /// For the ends of ranges.
    std::function<time_base(const call&)> base{};
    /// Where a device changes it, instead of capture_period_seconds.
    std::function<std::uint32_t(const call&)> period{};
    std::function<action_result(const call&)> reset{};   ///< empty: there is no such method
    std::function<action_result(const call&)> capture{}; ///< the same
};
object make_profile(obis name, std::string meaning, rights access, profile value);

} // namespace devices::cosem
