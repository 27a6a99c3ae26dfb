// An electricity meter, a gas meter and a hub of the test's own, asked in ZCL frames.
#pragma once
#include "devices/zcl_objects/models.hpp"
#include "tests/unit/zcl/samples.hpp"

#include <doctest/doctest.h>

namespace tests {

using namespace devices;
using namespace std::chrono_literals;
using zcl::cluster_id;
using zcl::direction;
using zcl::status;

inline sim::time_point at(const char* text) { return sim::parse_rfc3339(text).value(); }
inline std::uint64_t utc(sim::time_point t) { return zcl::to_utc(t); }

/// One device, as somebody on its network asks it.
template <class Device>
struct asker {
    const zcl::device_model_of<Device>& model;
    Device& device;
    sim::time_point now = at("2020-11-07T12:10:00Z");
    zcl::endpoint_id endpoint{zcl_objects::first_endpoint};
    zcl::report_table reports{};
    std::uint8_t sequence{0};

    std::vector<zcl::message> send(cluster_id cluster, const sim::bytes& frame)
    {
        const zcl::incoming in{sim::eui64(0x70B3D50000000001), zcl::endpoint_id(1), endpoint, cluster, frame};
        std::vector<zcl::message> answers;
        for (const auto& octets : model.handle(in, now, device, reports)) {
            CHECK(octets.size() <= 73); // what a frame of the HAN carries without fragments
            answers.push_back(zcl::parse(cluster, octets).value());
            CHECK(answers.back().head.sequence == frame[1]);
        }
        return answers;
    }
    /// The value of an attribute by its name in the table; empty: it is not there.
    std::optional<zcl::value> read(cluster_id cluster, std::string_view name, std::uint16_t number = 1,
                                   std::uint16_t outer = 1, direction to = direction::to_server)
    {
        CAPTURE(name);
        const auto id = zcl::attribute(zcl::describe(cluster), name, number, outer);
        const zcl::attribute_id ids[]{id};
        const auto answers = send(cluster, zcl::read_frame(++sequence, ids, to));
        REQUIRE(answers.size() == 1);
        const auto* v = zcl::find(answers[0], id);
        return v ? std::optional(*v) : std::nullopt;
    }
    std::int64_t number(cluster_id cluster, std::string_view name, std::uint16_t n = 1, std::uint16_t outer = 1)
    {
        CAPTURE(name);
        CAPTURE(n);
        const auto v = read(cluster, name, n, outer);
        REQUIRE(v.has_value());
        return v->as_signed();
    }
    status write(cluster_id cluster, std::string_view name, const zcl::value& v)
    {
        const zcl::attribute_value values[]{{zcl::attribute(zcl::describe(cluster), name), v}};
        const auto answers =
            send(cluster, zcl::general_frame(++sequence, zcl::general::write_attributes, zcl::encode_values(values)));
        REQUIRE(answers.size() == 1);
        return zcl::status_of(answers[0]).value();
    }
    /// The answers to a command; `to` says whom it is for.
    std::vector<zcl::message> run(cluster_id cluster, std::string_view command, const zcl::fields& arguments,
                                  direction to = direction::to_server)
    {
        return send(cluster, zcl::command_frame(++sequence, cluster, to, command, arguments));
    }
    /// The status with which a command without an answer of its own is answered.
    status order(cluster_id cluster, std::string_view command, const zcl::fields& arguments,
                 direction to = direction::to_server)
    {
        const auto answers = run(cluster, command, arguments, to);
        REQUIRE(answers.size() == 1);
        const auto s = zcl::status_of(answers[0]);
        REQUIRE(s.has_value());
        return *s;
    }
    /// The one command that answers.
    zcl::fields ask(cluster_id cluster, std::string_view command, const zcl::fields& arguments, std::string_view answer,
                    direction to = direction::to_server)
    {
        const auto answers = run(cluster, command, arguments, to);
        REQUIRE(answers.size() == 1);
        REQUIRE(answers[0].command != nullptr);
        CHECK(answers[0].command->name == answer);
        return std::get<zcl::fields>(answers[0].content);
    }
};

inline zcl::fields to_server(cluster_id cluster, std::string_view command)
{
    return zcl::arguments(cluster, direction::to_server, command);
}
inline zcl::fields to_client(cluster_id cluster, std::string_view command)
{
    return zcl::arguments(cluster, direction::to_client, command);
}

struct electricity_bench {
    esme::meter meter{{sim::eui64(0x70B3D50000000002),
                       sim::mpan::parse(std::string("200000000001") + sim::mpan_check_digit("200000000001")).value(),
                       "E20A000001", "Landis+Gyr", "E470", "1.14"},
                      sim::rng(7),
                      "tri-1.esme",
                      at("2018-05-17T10:44:10Z")};
    zcl_objects::meter_device device{meter};
    asker<zcl_objects::meter_device> client{zcl_objects::esme_model(), device};
};
struct gas_bench {
    gsme::meter meter{{sim::eui64(0x70B3D50000000003),
                       sim::mprn::parse("12345678" + sim::mprn_check_digits("12345678")).value(), "G20A000001",
                       "Landis+Gyr", "G370", "1.09"},
                      sim::rng(7),
                      "tri-1.gsme",
                      at("2018-05-17T10:44:10Z")};
    zcl_objects::meter_device device{meter};
    asker<zcl_objects::meter_device> client{zcl_objects::gsme_model(), device};
};

struct toy_hub final : zcl_objects::hub_device {
    std::string maker{"Trilliant"}, kind{"GPRS-WAN-HUB"}, version{"2.9.4"};
    std::uint8_t mirrors{1};
    bool clock_set{true};
    std::vector<zcl_objects::offered_image> offered;
    struct taken {
        sim::eui64 device;
        zcl_objects::image_name name;
        bool good;
    };
    std::vector<taken> took;
    std::vector<std::pair<cluster_id, sim::bytes>> sent;

    const std::string& manufacturer() const override { return maker; }
    const std::string& model() const override { return kind; }
    const std::string& firmware() const override { return version; }
    std::uint8_t mirrors_free() const override { return mirrors; }
    std::optional<sim::time_point> clock(sim::time_point now) const override
    {
        return clock_set ? std::optional(now) : std::nullopt;
    }
    std::vector<zcl_objects::offered_image> images() const override { return offered; }
    void image_taken(sim::eui64 device, const zcl_objects::image_name& name, bool good) override
    {
        took.push_back({device, name, good});
    }
    void publish(zcl::endpoint_id, cluster_id cluster, sim::byte_view frame) override
    {
        sent.emplace_back(cluster, sim::bytes(frame.begin(), frame.end()));
    }
};
struct hub_bench {
    toy_hub hub;
    asker<zcl_objects::hub_device> client{zcl_objects::hub_model(), hub};
};

/// Everything that a model has is read and has the type that the table says.
template <class Device>
void read_everything(asker<Device>& client)
{
    for (const auto& endpoint : client.model.endpoints())
        for (const auto& side : endpoint.clusters) {
            CAPTURE(side.spec().name);
            client.endpoint = endpoint.id;
            std::size_t found = 0;
            for (const auto& entry : side.attributes()) {
                const auto& spec = *entry.spec;
                const auto first = client.read(side.spec().id, spec.name, spec.first, 1, side.side());
                if (!first) continue;
                CHECK(first->type == spec.type);
                ++found;
            }
            CHECK(found <= side.attributes().size());
        }
    client.endpoint = zcl_objects::first_endpoint;
}

} // namespace tests
