#include "ccm_floor.hpp"

#include "sim/kernel/output_file.hpp"
#include "tests/support/capture_reader.hpp"

#include <ctime>
#include <numeric>

namespace bench {

double core_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

sim::crypto::aes_key counting_from(std::uint8_t first)
{
    sim::crypto::aes_key key;
    std::iota(key.begin(), key.end(), first);
    return key;
}

double ccm_and_file(const floor& how)
{
    constexpr std::size_t header_size = 22, unsealed = 39, block_overhead = 32;
    const tests::scratch_file file;
    sim::bytes record((how.frame_size + block_overhead + 3) / 4 * 4), header(header_size),
        payload(how.frame_size - unsealed);
    sim::crypto::aes_ccm cipher(counting_from(0xC0));
    sim::crypto::ccm_nonce nonce{};
    sim::output_file out(file.path(), sim::file_access::owner_only);
    int opened = 0;
    const auto began = core_seconds();
    for (int i = 0; i < how.frames; ++i) {
        for (std::size_t octet = 0; octet < 4; ++octet) nonce[octet] = static_cast<std::uint8_t>(i >> (8 * octet));
        for (int layer = 0; layer < how.layers; ++layer) {
            const auto tag = cipher.seal(nonce, header, payload);
            if (how.both_ends) opened += !cipher.open(nonce, header, payload, tag);
        }
        out.write(record);
    }
    CHECK_FALSE(out.close());
    const auto took = core_seconds() - began;
    CHECK(opened == (how.both_ends ? how.frames * how.layers : 0));
    return took;
}

} // namespace bench
