// Two banks of firmware and a trial: a hub that has switched must come home with the new image within some starts, or
// it goes back to the one before. Pure; the hub keeps it in a sim::nvm_cell<dual_image>.
//
// Source: hubs of the kind have two images in the field; how a trial goes is a model choice.
#pragma once
#include "sim/core/bytes.hpp"

#include <array>
#include <optional>
#include <string>

namespace devices::chf {

struct firmware_bank {
    std::string version;
    bool works{true}; ///< metering::firmware_header
    bool operator==(const firmware_bank&) const = default;
};

class dual_image {
public:
    dual_image() = default;
    explicit dual_image(firmware_bank as_made) : banks_{std::move(as_made), {}} {}

    const firmware_bank& running() const { return banks_[active_]; }
    const firmware_bank& other() const { return banks_[1U - active_]; }
    bool on_trial() const { return trial_; }
    /// Runs this from the next start on, on trial. False: not while another is on trial.
    bool switch_to(firmware_bank next);
    /// The hub starts. True: that was one start too many of a trial, and it runs the image before again.
    bool start(std::uint32_t most_starts);
    /// The hub has been in a session. True: that ends a trial.
    bool confirm();

    bool operator==(const dual_image&) const = default;
    friend void encode(sim::writer& out, const dual_image& v);
    friend dual_image decode(sim::reader& in, const dual_image*);

private:
    std::array<firmware_bank, 2> banks_;
    std::uint8_t active_{0};
    bool trial_{false};
    std::uint32_t starts_{0}; ///< of the trial
};

} // namespace devices::chf
