// The hub's mirror of a sleepy meter: what the meter reported at its last wake, for whoever asks in between.
//
// Source: ZigBee Smart Energy, "Mirroring" of the Metering cluster. Its content is a function of the last wake that was
// heard, so nobody has to hold it: it is taken from the meter, for that instant, when somebody looks. What could not be
// taken any more later is taken before it changes (`keep`). Model choices: the endpoint and the content that was last
// taken outlive a power cut of the hub.
#pragma once
#include "devices/zcl/foundation.hpp"
#include "sim/core/unique_function.hpp"
#include "sim/kernel/nvm.hpp"

#include <functional>
#include <optional>

namespace devices::chf {

struct mirrored_attribute {
    zcl::cluster_id cluster;
    zcl::attribute_id id;
    zcl::value content;
    bool operator==(const mirrored_attribute&) const = default;
};
/// In the order in which they are reported.
using mirror_image = std::vector<mirrored_attribute>;
/// Adds what a Report Attributes frame of that cluster says. Errors: of the codec, too_long beyond most_mirrored.
inline constexpr std::size_t most_mirrored = 128;
sim::error_code add_report(mirror_image& image, zcl::cluster_id cluster, sim::byte_view frame);

/// Whether the frame is a Read Attributes of attributes that are all there: such a one needs no meter.
bool can_answer(const mirror_image& image, zcl::cluster_id cluster, sim::byte_view frame);
/// To any Read Attributes; with UNSUPPORTED_ATTRIBUTE for what is not there. Empty: it is another frame.
std::optional<sim::bytes> answer_from(const mirror_image& image, zcl::cluster_id cluster, sim::byte_view frame);

class mirror {
public:
    /// Model choice: the first of the application endpoints above the hub's own.
    static constexpr std::uint8_t first_endpoint = 0x10;
    /// What the meter would report at that instant, which may have passed.
    using taker = std::function<mirror_image(sim::time_point)>;

    /// A wake by its number, and when it was.
    struct wake {
        std::int64_t number;
        sim::time_point at;
    };

    /// `hub`: whose memory it is in, "tri-1.chf". As made there is one, since the meter was installed long ago.
    mirror(sim::nvm_backend& memory, const std::string& hub, taker take);

    /// None: there is no mirror.
    std::optional<std::uint8_t> endpoint() const { return endpoint_; }
    /// The meter asks for one.
    std::uint8_t create();
    void remove();

    /// What was heard at that wake.
    const mirror_image& at(const wake& w);
    /// It came over the air.
    void heard(const wake& w, mirror_image image);
    /// The meter is about to change: what it has reported until now is taken while it can be.
    void keep(const wake& w);
    /// What the hub would have written down by now: to be called where it loses its power, and at changes of the meter.
    void store(const wake& w);
    /// The wake whose content outlived a power cut; none: nothing was stored.
    std::optional<wake> stored() const { return stored_ ? std::optional(stored_->from) : std::nullopt; }

private:
    struct taken {
        wake from;
        mirror_image image;
    };
    struct contents {
        std::optional<std::uint8_t> endpoint;
        std::optional<taken> last;
    };
    friend void encode(sim::writer& out, const contents& c);
    friend contents decode(sim::reader& in, const contents*);
    const taken* find(std::int64_t number) const;
    void write();

    sim::nvm_cell<contents> cell_;
    taker take_;
    std::optional<std::uint8_t> endpoint_;
    std::optional<taken> stored_;
    std::vector<taken> taken_; ///< of the last wakes; at most two, the older one first
};

} // namespace devices::chf
