// Firmware over the HAN, and what hubs keep for their devices: messages, prices, images.
#include "bench.hpp"

namespace {

using namespace tests;
using zcl_objects::image_name;
constexpr auto ota = cluster_id::ota_upgrade;

constexpr image_name next_version{0x1063, zcl_objects::electricity_image, 0x010F0000};

std::shared_ptr<const sim::bytes> image_file(std::string_view model, std::size_t size, image_name name = next_version)
{
    return std::make_shared<const sim::bytes>(
        zcl_objects::make_ota_file(name, metering::make_firmware_image(model, "1.15", size)));
}

/// A hub that offers an image to a meter; frames are carried to and fro until nobody says anything or one is lost.
struct transfer {
    electricity_bench meter;
    hub_bench hub;
    std::size_t carried{0};
    std::size_t lost_after{1'000'000};

    std::optional<zcl_objects::upgrade_step> carry(zcl_objects::upgrade_step step)
    {
        while (step.send) {
            if (++carried > lost_after) return step;
            const zcl::incoming in{meter.device.id(), zcl::endpoint_id(1), zcl_objects::first_endpoint, ota,
                                   *step.send};
            const auto answers = zcl_objects::hub_model().handle(in, meter.client.now, hub.hub, hub.client.reports);
            step = {};
            for (const auto& a : answers) step = meter.device.upgrade().on_frame(a, meter.client.now);
        }
        return {};
    }
    zcl_objects::ota_client& client() { return meter.device.upgrade(); }
    sim::time_point now() const { return meter.client.now; }
};

} // namespace

TEST_CASE("an image goes over in blocks, is verified, and runs when it is told to")
{
    transfer t;
    const auto run_at = t.now() + 2h;
    t.hub.hub.offered = {{next_version, image_file("E470", 5'000), run_at}};
    CHECK(t.client().running().version == 0x010E0000);
    auto notify = to_client(ota, "ImageNotify");
    notify.add("payload_type", 3).add("query_jitter", 100).add("manufacturer", 0x1063);
    notify.add("image_type", zcl_objects::electricity_image).add("file_version", next_version.version);
    CHECK(!t.carry(
        t.client().on_frame(zcl::command_frame(1, ota, direction::to_client, "ImageNotify", notify), t.now())));
    CHECK(t.carried == 2 + 2 + (5'000 + 47) / 48); // query, header in two blocks, the image, the end
    REQUIRE(t.hub.hub.took.size() == 1);
    CHECK(t.hub.hub.took[0].good);
    CHECK(t.hub.hub.took[0].name == next_version);
    CHECK(t.meter.meter.firmware() == "1.14");
    t.meter.meter.settle(run_at - 1s);
    CHECK(t.meter.meter.firmware() == "1.14");
    t.meter.meter.settle(run_at);
    CHECK(t.meter.meter.firmware() == "1.15");
    CHECK(t.client().running() == next_version);
    t.meter.client.now = run_at + 1s;
    // It is what the hub has: nothing goes on.
    CHECK(!t.carry(t.client().ask(t.now())));
    CHECK(t.client().status() == zcl_objects::upgrade_status::normal);
}

TEST_CASE("a power cut at 60 % of an image: it goes on at the block that is missing")
{
    transfer t;
    t.hub.hub.offered = {{next_version, image_file("E470", 4'800), {}}};
    t.lost_after = 3 + 60;
    CHECK(t.carry(t.client().ask(t.now())).has_value());
    CHECK(t.client().status() == zcl_objects::upgrade_status::in_progress);
    const auto offset = t.client().file_offset();
    CHECK(offset == zcl_objects::ota_prefix_octets + 60 * 48);
    CHECK(t.meter.client.read(ota, "CurrentFileVersion", 1, 1, direction::to_client)->number == 0x010E0000);
    CHECK(t.meter.client.read(ota, "FileOffset", 1, 1, direction::to_client)->number == offset);
    sim::writer kept, meter;
    t.meter.device.save(kept);
    t.meter.meter.save(meter);

    transfer later; // the same meter, as it was made, and its memory
    later.hub.hub.offered = t.hub.hub.offered;
    sim::reader in(kept.data()), in_meter(meter.data());
    later.meter.meter.restore(in_meter);
    const auto& image = t.meter.meter.image(); // its blocks are kept one by one
    for (std::size_t n = 0; n < image.blocks(); ++n)
        if (image.has(n)) REQUIRE_FALSE(later.meter.meter.restore_block(n, image.block(n)));
    later.meter.device.restore(in);
    CHECK(!in.finish());
    CHECK(later.client().file_offset() == offset);
    CHECK(!later.carry(later.client().ask(later.now())));
    CHECK(later.carried == 1 + 40 + 1);
    CHECK(later.meter.meter.firmware() == "1.15"); // at once
}

TEST_CASE("what is lost is asked for again, and given up after five attempts")
{
    transfer t;
    t.hub.hub.offered = {{next_version, image_file("E470", 1'000), {}}};
    t.lost_after = 10;
    auto step = t.carry(t.client().ask(t.now())).value();
    CHECK(step.wait == zcl_objects::ota_client::patience);
    for (std::size_t i = 1; i < zcl_objects::ota_client::most_attempts; ++i) {
        const auto again = t.client().timed_out(t.now());
        CHECK(again.send == step.send);
    }
    CHECK(!t.client().timed_out(t.now()).send);
    CHECK(!t.client().timed_out(t.now()).send);
    t.lost_after = 1'000'000;
    CHECK(!t.carry(t.client().ask(t.now())));
    CHECK(t.meter.meter.firmware() == "1.15");
}

TEST_CASE("an image that is none, or for another model, is not run, and the hub knows")
{
    auto damaged = *image_file("E470", 1'000);
    damaged[500] ^= 1;
    auto short_header = *image_file("E470", 1'000);
    short_header[0] ^= 1;
    const std::shared_ptr<const sim::bytes> files[] = {image_file("G370", 1'000),
                                                       std::make_shared<const sim::bytes>(damaged),
                                                       std::make_shared<const sim::bytes>(short_header)};
    for (const auto& file : files) {
        transfer t;
        t.hub.hub.offered = {{next_version, file, {}}};
        CHECK(!t.carry(t.client().ask(t.now())));
        REQUIRE(t.hub.hub.took.size() == 1);
        CHECK(!t.hub.hub.took[0].good);
        CHECK(t.meter.meter.firmware() == "1.14");
        CHECK(t.client().file_offset() == 0xFFFFFFFF);
    }
}

TEST_CASE("another image than the one that was on its way begins anew")
{
    transfer t;
    t.hub.hub.offered = {{next_version, image_file("E470", 2'000), {}}};
    t.lost_after = 20;
    t.carry(t.client().ask(t.now()));
    const image_name other{0x1063, zcl_objects::electricity_image, 0x01100000};
    t.hub.hub.offered = {{other, image_file("E470", 1'000, other), {}}};
    t.lost_after = 1'000'000;
    CHECK(!t.carry(t.client().ask(t.now())));
    REQUIRE(t.hub.hub.took.size() == 1);
    CHECK(t.hub.hub.took[0].name == other);
    CHECK(t.meter.meter.firmware() == "1.15");
}

TEST_CASE("a hub that is not ready makes a meter wait, and one that has nothing lets it be")
{
    transfer t;
    CHECK(!t.carry(t.client().ask(t.now())));
    CHECK(!t.client().timed_out(t.now()).send);
    t.hub.hub.offered = {{next_version, image_file("E470", 1'000), {}}};
    t.lost_after = 5;
    const auto asked = t.carry(t.client().ask(t.now())).value();
    auto wait = to_client(ota, "ImageBlockResponse");
    wait.add("status", 0x97).add("current_time", 100).add("request_time", 400).add("minimum_block_period", 0);
    const auto step =
        t.client().on_frame(zcl::command_frame(9, ota, direction::to_client, "ImageBlockResponse", wait), t.now());
    CHECK(step.wait == 300s);
    CHECK(!step.send);
    CHECK(t.client().timed_out(t.now() + 300s).send == asked.send);
    auto abort = to_client(ota, "ImageBlockResponse");
    const auto stopped = t.client().on_frame(
        zcl::command_frame(9, ota, direction::to_client, "ImageBlockResponse", abort.add("status", 0x95)), t.now());
    CHECK(!stopped.send);
    CHECK(!t.client().timed_out(t.now()).send);
}

TEST_CASE("an image may wait for a later word, and a notification for others is no word")
{
    transfer t;
    t.hub.hub.offered = {{next_version, image_file("E470", 500), zcl::from_utc(zcl::no_utc)}};
    CHECK(!t.carry(t.client().ask(t.now())));
    t.meter.meter.settle(t.now() + 24h);
    CHECK(t.client().status() == zcl_objects::upgrade_status::waiting_to_upgrade);
    auto now = to_client(ota, "UpgradeEndResponse");
    now.add("manufacturer", 0xFFFF).add("image_type", 0xFFFF).add("file_version", 0xFFFFFFFF);
    now.add("current_time", 0).add("upgrade_time", 0);
    t.meter.client.now += 25h;
    t.client().on_frame(zcl::command_frame(9, ota, direction::to_client, "UpgradeEndResponse", now), t.now());
    CHECK(t.meter.meter.firmware() == "1.15");
    auto notify = to_client(ota, "ImageNotify");
    notify.add("payload_type", 1).add("query_jitter", 100).add("manufacturer", 0x10C7);
    CHECK(!t.client().on_frame(zcl::command_frame(1, ota, direction::to_client, "ImageNotify", notify), t.now()).send);
}

TEST_CASE("an OTA file says what it is, from its beginning on")
{
    const auto file = *image_file("E470", 300);
    const auto parsed = zcl_objects::parse_ota_file(file).value();
    CHECK(parsed.name == next_version);
    CHECK(parsed.size == file.size());
    CHECK(parsed.image_at == zcl_objects::ota_prefix_octets);
    CHECK(parsed.image_size == 300);
    for (std::size_t cut = 0; cut < zcl_objects::ota_prefix_octets; ++cut)
        CHECK(!zcl_objects::parse_ota_file(sim::byte_view(file).first(cut)));
    CHECK(sim::to_hex(sim::byte_view(file).first(20)) == "1EF1EE0B"
                                                         "0001"
                                                         "3800"
                                                         "0000"
                                                         "6310"
                                                         "0100"
                                                         "00000F01"
                                                         "0200");
    CHECK(zcl_objects::file_version("2.9.4") == 0x02090400);
    CHECK(zcl_objects::file_version("") == 0);
    CHECK(zcl_objects::file_version("v1.2.3.4.5") == 0x01020304);
    CHECK(zcl_objects::manufacturer_code("Nobody") == 0xFFFF);
}

// ---- messages

namespace {

zcl::fields show(std::uint64_t control = 0x80, std::uint64_t start = 0, std::uint64_t minutes = 60)
{
    auto f = to_client(cluster_id::messaging, "DisplayMessage");
    f.add("message_id", 7).add("message_control", control).add("start_time", start);
    return f.add("duration_in_minutes", minutes).add("message", "Prices change on Monday");
}

} // namespace

TEST_CASE("a message is shown for its time, confirmed once, and cancelled")
{
    electricity_bench b;
    const auto client_side = direction::to_client;
    CHECK(!b.device.confirm_message(1, b.client.now));
    CHECK(b.client.order(cluster_id::messaging, "DisplayMessage", show(), client_side) == status::success);
    const auto& message = b.device.kept().message;
    REQUIRE(message.has_value());
    CHECK(message->text == "Prices change on Monday");
    CHECK(message->shown_at(b.client.now));
    CHECK(message->shown_at(b.client.now + 60min - 1s));
    CHECK(!message->shown_at(b.client.now + 60min));
    CHECK(!b.device.confirm_message(1, b.client.now + 60min));
    const auto frame = b.device.confirm_message(9, b.client.now + 1min).value();
    const auto said = zcl::parse(cluster_id::messaging, frame).value();
    CHECK(said.command->name == "MessageConfirmation");
    CHECK(std::get<zcl::fields>(said.content).number("message_id") == 7);
    CHECK(!b.device.confirm_message(10, b.client.now + 1min));
    auto cancel = to_client(cluster_id::messaging, "CancelMessage");
    CHECK(b.client.order(cluster_id::messaging, "CancelMessage",
                         zcl::fields(cancel).add("message_id", 8).add("message_control", 0),
                         client_side) == status::not_found);
    CHECK(b.client.order(cluster_id::messaging, "CancelMessage", cancel.add("message_id", 7).add("message_control", 0),
                         client_side) == status::success);
    CHECK(!b.device.kept().message);
    // What needs no confirmation gets none; all can be cancelled later.
    b.client.order(cluster_id::messaging, "DisplayMessage", show(0x00, 0, 0xFFFF), client_side);
    CHECK(!b.device.confirm_message(1, b.client.now));
    CHECK(b.device.kept().message->shown_at(b.client.now + 24h * 1000));
    auto all = to_client(cluster_id::messaging, "CancelAllMessages");
    b.client.order(cluster_id::messaging, "CancelAllMessages", all.add("implementation_time", utc(b.client.now + 1h)),
                   client_side);
    CHECK(b.device.kept().message.has_value());
    b.device.settle(b.client.now + 1h);
    CHECK(!b.device.kept().message);
}

TEST_CASE("a load control event is heard, and nothing is switched")
{
    electricity_bench b;
    auto f = zcl::sample_arguments(
        zcl::command(zcl::describe(cluster_id::demand_response), direction::to_client, "LoadControlEvent").payload,
        true);
    const auto said =
        b.client.ask(cluster_id::demand_response, "LoadControlEvent", f, "ReportEventStatus", direction::to_client);
    CHECK(said.number("issuer_event_id") == f.number("issuer_event_id"));
    CHECK(said.number("event_status") == 1);
    CHECK(said.number("event_status_time") == utc(b.client.now));
    CHECK(b.meter.valve().state() == metering::supply_state::enabled);
}

// ---- the hub

TEST_CASE("a hub tells what it is, and whether it has room for a mirror")
{
    hub_bench b;
    CHECK(b.client.number(cluster_id::basic, "PhysicalEnvironment") == 1);
    b.hub.mirrors = 0;
    CHECK(b.client.number(cluster_id::basic, "PhysicalEnvironment") == 0);
    CHECK(b.client.number(cluster_id::time, "Time") == static_cast<std::int64_t>(utc(b.client.now)));
    CHECK(b.client.number(cluster_id::time, "TimeStatus") == 3);
    b.hub.clock_set = false;
    CHECK(b.client.number(cluster_id::time, "Time") == 0xFFFFFFFF);
    CHECK(b.client.number(cluster_id::time, "TimeStatus") == 0);
}

TEST_CASE("a hub keeps what it is told to publish, passes it on, and answers who asks")
{
    hub_bench b;
    const auto price = cluster_id::price;
    const auto current = to_server(price, "GetCurrentPrice").add("command_options", 0);
    CHECK(b.client.order(price, "GetCurrentPrice", current) == status::not_found);
    auto tell = [&](std::uint64_t number, sim::time_point start, std::uint64_t minutes) {
        auto f = to_client(price, "PublishPrice");
        f.add("provider_id", 1).add("rate_label", "").add("issuer_event_id", 2).add("current_time", 0);
        f.add("unit_of_measure", 0).add("currency", 826).add("trailing_digit_and_price_tier", 0x51);
        f.add("number_of_price_tiers_and_register_tier", 0x11).add("start_time", utc(start));
        CHECK(b.client.order(price, "PublishPrice", f.add("duration_in_minutes", minutes).add("price", number),
                             direction::to_client) == status::success);
    };
    const auto now = b.client.now;
    tell(100, now - 1h, 0xFFFF);
    tell(200, now - 30min, 60);
    tell(300, now + 2h, 60);
    CHECK(b.hub.sent.size() == 3);
    CHECK(b.client.ask(price, "GetCurrentPrice", current, "PublishPrice").number("price") == 200);
    const auto scheduled =
        b.client.run(price, "GetScheduledPrices",
                     to_server(price, "GetScheduledPrices").add("start_time", 0).add("number_of_events", 0));
    REQUIRE(scheduled.size() == 3);
    CHECK(std::get<zcl::fields>(scheduled[2].content).number("price") == 300);
    b.client.now += 40min;
    CHECK(b.client.ask(price, "GetCurrentPrice", current, "PublishPrice").number("price") == 100);
    b.client.endpoint = zcl_objects::gas_endpoint;
    CHECK(b.client.order(price, "GetCurrentPrice", current) == status::not_found);
    b.client.endpoint = zcl_objects::first_endpoint;
    for (int i = 0; i < 20; ++i) tell(400, now + 3h + i * 1h, 60);
    CHECK(b.hub.book().from(zcl_objects::fuel::electricity, now).size() == zcl_objects::published::most_prices);

    const auto messaging = cluster_id::messaging;
    const auto last = to_server(messaging, "GetLastMessage");
    CHECK(b.client.order(messaging, "GetLastMessage", last) == status::not_found);
    CHECK(b.client.order(messaging, "DisplayMessage", show(), direction::to_client) == status::success);
    CHECK(b.hub.sent.back().first == messaging);
    CHECK(b.client.ask(messaging, "GetLastMessage", last, "DisplayMessage").text("message") ==
          "Prices change on Monday");
    sim::writer out;
    b.hub.book().save(out);
    zcl_objects::published again;
    sim::reader in(out.data());
    again.restore(in);
    CHECK(!in.finish());
    CHECK(again.message() == b.hub.book().message());
    CHECK(again.from(zcl_objects::fuel::electricity, now).size() == 8);
}

TEST_CASE("a display shows prices of both fuels and a message")
{
    zcl_objects::ihd_device display{"Chameleon", "IHD3", "1.0"};
    asker<zcl_objects::ihd_device> d{zcl_objects::ihd_model(), display};
    CHECK(d.order(cluster_id::messaging, "DisplayMessage", show(), direction::to_client) == status::success);
    CHECK(display.message->text == "Prices change on Monday");
    const auto& publish = zcl::command(zcl::describe(cluster_id::price), direction::to_client, "PublishPrice");
    const auto f = zcl::sample_arguments(publish.payload, false);
    CHECK(d.order(cluster_id::price, "PublishPrice", f, direction::to_client) == status::success);
    CHECK(display.prices[0] == f.number("price"));
    CHECK(!display.prices[1]);
}
