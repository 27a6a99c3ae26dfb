// Stands in for libFuzzer where the compiler has none: runs a fuzz target over its seeds and over all prefixes of each,
// which is every way in which a message can be cut short.
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr std::size_t longest_cut = 4096; ///< seeds longer than this are cut only within their first octets

void replay(const std::filesystem::path& seed)
{
    std::ifstream file(seed, std::ios::binary);
    const std::vector<char> text{std::istreambuf_iterator<char>(file), {}};
    const std::vector<std::uint8_t> data(text.begin(), text.end());
    LLVMFuzzerTestOneInput(data.data(), data.size());
    for (std::size_t length = 0; length < data.size() && length <= longest_cut; ++length) {
        // A copy of its own, so that AddressSanitizer sees a read beyond the cut.
        const std::vector<std::uint8_t> cut(data.begin(), data.begin() + static_cast<std::ptrdiff_t>(length));
        LLVMFuzzerTestOneInput(cut.data(), cut.size());
    }
}

} // namespace

int main(int count, char** words)
{
    if (count != 2) {
        std::cerr << "usage: " << words[0] << " FOLDER-OF-SEEDS\n";
        return 2;
    }
    std::size_t seeds = 0;
    for (const auto& entry : std::filesystem::directory_iterator(words[1])) {
        if (!entry.is_regular_file()) continue;
        replay(entry.path());
        ++seeds;
    }
    std::cout << seeds << " seeds replayed\n";
    return seeds == 0 ? 1 : 0;
}
