#include "sim/kernel/nvm.hpp"

namespace sim {

const nvm_blob* nvm_memory::find(const std::string& device, const std::string& section) const
{
    auto it = blobs_.find({device, section});
    return it == blobs_.end() ? nullptr : &it->second;
}

void nvm_memory::store(const std::string& device, const std::string& section, nvm_blob blob)
{
    blobs_.insert_or_assign({device, section}, std::move(blob));
}

void nvm_memory::erase(const std::string& device, const std::string& section) { blobs_.erase({device, section}); }

} // namespace sim
