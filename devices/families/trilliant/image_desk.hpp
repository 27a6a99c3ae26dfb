// Answers IMAGE requests: the hub's own firmware, and one image at a time for a device behind it.
#pragma once
#include "devices/call_home/hub_session.hpp"
#include "devices/chf/hub.hpp"
#include "devices/families/trilliant/client_parts.hpp"

namespace devices::families::trilliant {

class image_desk {
public:
    /// Both must outlive it.
    image_desk(chf::hub& owner, const client_parts& parts);

    call_home::hub_handler::image_answer transfer(const call_home::image_operation& operation);
    /// The image for a device on the HAN.
    const chf::stored_image& for_device() const { return store_; }
    /// What has become of it: fetching, delivered, running. With `running` the image is forgotten.
    void progress(call_home::image_state state);

private:
    using answer = call_home::hub_handler::image_answer;
    using status = call_home::image_status;
    status carry_out(const call_home::image_offer& o);
    status carry_out(const call_home::image_block& o);
    status carry_out(const call_home::image_activate& o);
    status carry_out(const call_home::image_drop& o);
    status carry_out(const call_home::image_query&) { return status::ok; }
    answer describe(status s, sim::eui64 device) const;
    bool is_own(sim::eui64 device) const { return device == hub_.eui64(); }
    /// Of a device on the HAN; empty: unknown.
    std::string model_of(sim::eui64 device) const;
    bool holds(sim::eui64 device) const;
    void tell(const chf::image_record& r) const;

    chf::hub& hub_;
    const client_parts& parts_;
    chf::stored_image store_;
};

} // namespace devices::families::trilliant
