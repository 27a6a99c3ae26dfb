// A firmware image on its way into a meter: blocks in any order, a check of the whole, an activation.
//
// The octets are kept only while a transfer is under way; what remains of a verified image is its version and hash.
// Real images are the makers' secret; ours are (model choice) "S1FW", model and version behind lengths of one octet,
// any payload, and the 64-bit FNV-1a hash of all before. A payload that begins with 0xDD is software that starts and
// does not do its work: what a fall-back to the image before is for.
#pragma once
#include "sim/core/bytes.hpp"
#include "sim/kernel/time.hpp"

#include <memory>
#include <optional>
#include <string>

namespace devices::metering {

/// An image that verifies, `size` octets long if that is enough for its fields.
sim::bytes make_firmware_image(std::string_view model, std::string_view version, std::size_t size, bool works = true);

struct firmware_header {
    std::string model, version;
    bool works{true};
};

enum class firmware_errc {
    too_large = 1, ///< more than the meter has room for
    no_transfer,   ///< nothing is being transferred
    bad_block,     ///< a number or length that the transfer does not have
    incomplete,    ///< blocks are missing
    not_verified,  ///< nothing verified is there to be activated
    bad_image,     ///< not an image, damaged, or for another model
};
const boost::system::error_category& firmware_category() noexcept;
sim::error_code make_error_code(firmware_errc e) noexcept;
/// Error: firmware_errc::bad_image for what is damaged or no image at all.
sim::result<firmware_header> read_firmware_image(sim::byte_view image);

enum class firmware_state : std::uint8_t {
    idle,         ///< nothing is there
    transferring, ///< blocks come in
    verified,     ///< complete and good; waits for its activation
    failed,       ///< complete and bad; a new transfer is needed
};

class firmware_store {
public:
    static constexpr std::size_t most_octets = 1024 * 1024;

    /// What was begun before is dropped. Blocks have 16 … 1024 octets. Errors: too_large, bad_block.
    sim::error_code begin(std::size_t size, std::size_t block_size);
    /// A block again is taken again. Errors: no_transfer, bad_block.
    sim::error_code put(std::size_t number, sim::byte_view data);
    /// Errors: no_transfer, incomplete, bad_image. Again after success: nothing.
    sim::error_code verify(std::string_view model);
    /// The version to run from now on; the store is idle again. Error: not_verified.
    sim::result<std::string> activate();

    firmware_state state() const { return state_; }
    std::size_t blocks() const;
    std::size_t block_size() const { return transfer_ ? transfer_->block_size : 0; }
    std::size_t size() const { return transfer_ ? transfer_->image.size() : 0; }
    bool has(std::size_t number) const;
    /// The first block that is missing; blocks() when none is.
    std::size_t first_missing() const;
    /// Of the image that was verified last; empty and 0 at first.
    const std::string& version() const { return version_; }
    std::uint64_t hash() const { return hash_; }

    /// The octets of a block that is there.
    sim::byte_view block(std::size_t number) const;
    /// Goes up with each transfer that begins.
    std::uint32_t transfers() const { return transfers_; }

    /// All but the blocks' octets, which would be written again with each block: they are to be kept one by one, and
    /// `put` again after `restore`.
    void save(sim::writer& out) const;
    void restore(sim::reader& in);

private:
    struct transfer {
        std::size_t block_size;
        sim::bytes image;
        std::vector<bool> present;
    };
    std::unique_ptr<transfer> transfer_;
    firmware_state state_{firmware_state::idle};
    std::string version_;
    std::uint64_t hash_{0};
    std::uint32_t transfers_{0};
};

} // namespace devices::metering

template <>
struct boost::system::is_error_code_enum<devices::metering::firmware_errc> : std::true_type {};
