// A hub as the devices of its HAN know it: its clock, what its head-end publishes to them, firmware for them.
#pragma once
#include "devices/zcl_objects/meter_device.hpp"

namespace devices::zcl_objects {

/// Firmware that the hub offers.
struct offered_image {
    image_name name;
    std::shared_ptr<const sim::bytes> file; ///< with its header (ota_file.hpp)
    /// When it is to be run: empty: as soon as it is there.
    std::optional<sim::time_point> run_at{};
};

/// What a hub has been told to publish: prices of both fuels and a message. Non-volatile.
class published {
public:
    static constexpr std::size_t most_prices = 8; ///< of one fuel

    struct price {
        sim::time_point start;
        std::uint16_t minutes; ///< 0xFFFF: until another one
        sim::bytes payload;    ///< of PublishPrice
    };
    /// One with the same start is replaced; of too many the oldest gives way.
    void add(fuel of, price p);
    /// The one in force at `t`, else null.
    const price* current(fuel of, sim::time_point t) const;
    /// Those that end after `from`, in the order of their starts.
    std::vector<price> from(fuel of, sim::time_point from) const;

    /// The payload of DisplayMessage; empty: none.
    const sim::bytes& message() const { return message_; }
    void show(sim::bytes payload) { message_ = std::move(payload); }

    void save(sim::writer& out) const;
    void restore(sim::reader& in);

private:
    std::array<std::vector<price>, 2> prices_;
    sim::bytes message_;
};

/// What the shell around a hub provides.
class hub_device {
public:
    virtual const std::string& manufacturer() const = 0;
    virtual const std::string& model() const = 0;
    virtual const std::string& firmware() const = 0;
    /// How many more meters it has room to mirror: what PhysicalEnvironment says.
    virtual std::uint8_t mirrors_free() const = 0;
    /// Empty: its clock is not set.
    virtual std::optional<sim::time_point> clock(sim::time_point now) const = 0;
    virtual std::vector<offered_image> images() const = 0;
    /// A device has the image, or has found that it is none.
    virtual void image_taken(sim::eui64 device, const image_name& name, bool good) = 0;
    /// What is to be published was changed; the frame is for the devices that listen to that endpoint.
    virtual void publish(zcl::endpoint_id endpoint, zcl::cluster_id cluster, sim::byte_view frame) = 0;

    published& book() { return book_; }

protected:
    ~hub_device() = default;

private:
    published book_;
};

} // namespace devices::zcl_objects
