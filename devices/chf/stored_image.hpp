// A firmware image in the hub's non-volatile memory, on its way from the head-end: to the hub itself, or to a device on
// the HAN. It comes in order, block by block, over as many sessions and power cuts as it takes.
//
// An image is good when it is complete, has the digest that was offered, and is one for its device's model. Model
// choice: the digest is all the proof there is; signatures of makers are not modelled.
#pragma once
#include "devices/call_home/messages.hpp"
#include "sim/kernel/nvm.hpp"

#include <optional>
#include <string>

namespace devices::chf {

struct image_record {
    call_home::image_offer offer;
    std::uint32_t received{0}; ///< octets, from the start
    call_home::image_state state{call_home::image_state::receiving};
    bool works{true};                           ///< metering::firmware_header
    bool released{false};                       ///< the head-end has said that the device is to switch …
    std::optional<sim::time_point> switch_at{}; ///< … at this time by the hub's clock; none: as soon as it can
};
void encode(sim::writer& out, const image_record& r);
image_record decode(sim::reader& in, const image_record*);

class stored_image {
public:
    /// `slot` names it within the device's memory.
    stored_image(sim::nvm_backend& memory, std::string device, std::string slot);

    std::optional<image_record> record() const { return record_.get(); }
    /// Another offer than the one that is there drops that. An image that failed begins anew.
    void offer(const call_home::image_offer& what);
    /// The next octets. `model`: of its device. Statuses: ok, no_image, wrong_offset, too_large.
    call_home::image_status put(std::uint32_t offset, sim::byte_view data, std::string_view model);
    /// Octets of what has been received; fewer at its end.
    sim::bytes read(std::uint32_t offset, std::size_t count) const;
    // There must be a record.
    void set_state(call_home::image_state state);
    void release(std::optional<sim::time_point> switch_at);
    void drop();

private:
    void store(std::uint32_t offset, sim::byte_view data);
    void judge(image_record& r, std::string_view model) const;
    std::string section(std::size_t page) const;

    sim::nvm_backend& memory_;
    std::string device_, slot_;
    sim::nvm_cell<image_record> record_;
};

} // namespace devices::chf
