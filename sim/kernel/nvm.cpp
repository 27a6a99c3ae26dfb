#include "sim/kernel/nvm.hpp"

namespace sim {

const nvm_blob* nvm_memory::find(const std::string& device, const std::string& section) const
{
    auto it = blobs_.find(place_view(device, section));
    return it == blobs_.end() ? nullptr : &it->second;
}

void nvm_memory::store(const std::string& device, const std::string& section, nvm_blob blob)
{
    constexpr std::size_t most_slack = 64; // what is kept for long has no room to grow
    if (blob.data.capacity() - blob.data.size() > most_slack) blob.data.shrink_to_fit();
    if (auto known = blobs_.find(place_view(device, section)); known != blobs_.end())
        known->second = std::move(blob);
    else
        blobs_.emplace(place(device, section), std::move(blob));
}

void nvm_memory::erase(const std::string& device, const std::string& section) { blobs_.erase(place(device, section)); }

} // namespace sim
