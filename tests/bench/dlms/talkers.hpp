// What clients of the benches say: associations, requests that were made beforehand, profiles.
#pragma once
#include "devices/dlms/client_association.hpp"
#include "devices/dlms/wrapper.hpp"
#include "outside_client.hpp"

namespace bench {

namespace dlms = devices::dlms;

/// Opens an association, and leaves it open. Further exchanges ask for one attribute.
class dlms_talker final : public talker {
public:
    dlms_talker(dlms::client_settings settings, std::uint16_t client, std::uint16_t server, dlms::attribute then);

    sim::bytes next() override;
    bool received(sim::byte_view octets, sim::bytes& send) override;
    /// What was read last.
    const dlms::encoded_data& value() const { return value_; }
    dlms::counter_values counters() const { return with_.counters(); }

private:
    dlms::client_association with_;
    std::uint16_t client_, server_;
    dlms::attribute then_;
    dlms::unwrapper incoming_;
    dlms::encoded_data value_;
};

/// Opens an association and releases it: one exchange.
class association_talker final : public talker {
public:
    association_talker(dlms::client_settings settings, std::uint16_t client, std::uint16_t server);

    sim::bytes next() override;
    bool received(sim::byte_view octets, sim::bytes& send) override;

private:
    dlms::client_settings settings_;
    std::optional<dlms::client_association> with_;
    std::uint16_t client_, server_;
    dlms::unwrapper incoming_;
};

/// Requests that were made beforehand, on an association that is open. Every answer must have the given length and
/// beginning; after the last request it begins anew.
class prepared_talker final : public talker {
public:
    prepared_talker(std::vector<sim::bytes> requests, sim::bytes beginning, std::size_t answer_octets);

    sim::bytes next() override;
    bool received(sim::byte_view octets, sim::bytes& send) override;
    /// The last whole answer.
    const sim::bytes& answer() const { return answer_; }

private:
    std::vector<sim::bytes> requests_;
    sim::bytes beginning_, answer_;
    std::size_t answer_octets_, at_{0};
};

} // namespace bench
