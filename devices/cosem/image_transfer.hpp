// Image transfer (IEC 62056-6-2, class 18).
#pragma once
#include "devices/cosem/object.hpp"

namespace devices::cosem {

enum class image_status : std::uint8_t {
    not_initiated = 0,
    initiated = 1,
    verification_initiated = 2,
    verification_successful = 3,
    verification_failed = 4,
    activation_initiated = 5,
    activation_successful = 6,
    activation_failed = 7,
};
struct image_info {
    std::uint32_t size{0};
    std::string identification;
    sim::bytes signature;
};

struct image_transfer {
    std::uint32_t block_size{0}; ///< that the device takes; the last block may be shorter
    /// Of the transfer under way; 0 blocks: there is none.
    std::function<std::size_t(const call&)> blocks;
    std::function<bool(const call&, std::size_t block)> has;
    std::function<std::size_t(const call&)> first_missing; ///< the number of blocks when none is
    std::function<image_status(const call&)> status;
    std::function<std::vector<image_info>(const call&)> to_activate;
    std::function<action_result(const call&, sim::byte_view identifier, std::uint32_t size)> initiate;
    std::function<action_result(const call&, std::uint32_t block, sim::byte_view content)> put_block;
    std::function<action_result(const call&)> verify, activate;
};
/// Model choice: transfers are always enabled.
object make_image_transfer(obis name, std::string meaning, rights access, image_transfer value);

} // namespace devices::cosem
