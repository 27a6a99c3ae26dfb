// Image transfer over a firmware store.
#pragma once
#include "devices/cosem/image_transfer.hpp"
#include "devices/metering/firmware_image.hpp"

namespace devices::object_lists {

/// Octets of a block (model choice): one fits into an APDU of 1024.
inline constexpr std::uint32_t image_block_size = 512;

cosem::image_status status_of(const metering::firmware_store& store);
/// All that is read; the methods are the caller's.
cosem::image_transfer transfer_into(std::function<const metering::firmware_store&(const cosem::call&)> store);

} // namespace devices::object_lists
