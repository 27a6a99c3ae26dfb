// A meter fetches firmware from its hub: told that there is some, it asks which, then block after block, then says that
// it is whole, and runs it when it is told to.
//
// The image itself is in the meter's own store, block by block, in non-volatile memory: after a power cut, or with a
// hub that did not answer, the transfer goes on at the first block that is missing. Source: ZigBee OTA upgrade cluster
// (095264). Block sizes, patience and the number of attempts are a model choice.
#pragma once
#include "devices/metering/meter.hpp"
#include "devices/zcl/client.hpp"
#include "devices/zcl_objects/ota_file.hpp"

namespace devices::zcl_objects {

/// The attribute ImageUpgradeStatus.
enum class upgrade_status : std::uint8_t {
    normal = 0,
    in_progress = 1,
    complete = 2,
    waiting_to_upgrade = 3,
    count_down = 4,
    wait_for_more = 5,
};

/// What to send to the hub, and how long to wait for its answer.
struct upgrade_step {
    std::optional<sim::bytes> send;
    std::optional<std::chrono::seconds> wait; ///< call timed_out() then, unless a frame comes before
};

class ota_client {
public:
    /// Octets of a block: what one frame of the HAN carries.
    static constexpr std::uint8_t block_octets = 48;
    static constexpr std::chrono::seconds patience{10};
    static constexpr std::size_t most_attempts = 5;

    ota_client(metering::meter& meter, image_name own) : meter_(&meter), own_(own) {}

    /// Asks whether there is an image; also after a power cut, to go on.
    upgrade_step ask(sim::time_point t);
    /// A frame of the hub's OTA server. Others are passed over.
    upgrade_step on_frame(sim::byte_view frame, sim::time_point t);
    upgrade_step timed_out(sim::time_point t);

    /// What it runs, by OTA's number.
    image_name running() const;
    upgrade_status status() const;
    /// Of the file; 0xFFFFFFFF when nothing is under way.
    std::uint32_t file_offset() const;
    /// Version of the file on its way; all ones: none.
    std::uint32_t file_on_its_way() const { return file_ ? file_->version : 0xFFFFFFFF; }

    void save(sim::writer& out) const;
    void restore(sim::reader& in);

private:
    enum class state : std::uint8_t {
        idle,
        asking,   ///< QueryNextImageRequest is out
        fetching, ///< an ImageBlockRequest is out
        ending,   ///< UpgradeEndRequest is out
    };
    upgrade_step take_offer(const zcl::fields& f, sim::time_point t);
    upgrade_step take_block(const zcl::fields& f, sim::time_point t);
    upgrade_step take_end(const zcl::fields& f, sim::time_point t);
    upgrade_step fetch_next(sim::time_point t);
    upgrade_step finish(bool good);
    upgrade_step repeat();
    upgrade_step give_up();
    upgrade_step request(std::string_view command, const zcl::fields& f);

    metering::meter* meter_;
    image_name own_;
    std::optional<image_name> file_; ///< on its way
    std::uint32_t file_size_{0};
    sim::bytes prefix_; ///< of the file, until it is whole
    state state_{state::idle};
    std::optional<sim::bytes> last_;
    std::size_t attempts_{0};
    std::uint8_t sequence_{0};
};

} // namespace devices::zcl_objects
