#include "devices/dlms/hdlc_frame.hpp"

#include <doctest/doctest.h>

namespace {

using namespace devices::dlms;

sim::bytes hex(std::string_view text) { return sim::from_hex(text).value(); }

std::vector<hdlc_frame> all(hdlc_deframer& d)
{
    std::vector<hdlc_frame> out;
    while (auto f = d.next()) out.push_back(std::move(*f));
    return out;
}

const hdlc_address client{16, 0, 1}, meter{1, 0, 1}, far_meter{1, 17, 2}, farthest{0x3FFF, 0x1234, 4};

struct row {
    const char* octets; ///< empty: only that it comes back
    hdlc_frame frame;
};

std::vector<row> rows()
{
    return {
        // SNRM and DISC of client 16 to server 1 as clients in the field send them
        {"7EA0070321930F017E", {meter, client, hdlc_kind::connect, true, 0, 0, false, {}}},
        {"7EA00721037301407E", {client, meter, hdlc_kind::acknowledge, true, 0, 0, false, {}}},
        {"7EA00703215303C77E", {meter, client, hdlc_kind::disconnect, true, 0, 0, false, {}}},
        {"", {meter, client, hdlc_kind::information, true, 3, 5, false, hex("E6E600C001")}},
        {"", {client, far_meter, hdlc_kind::information, false, 7, 0, true, sim::bytes(2030, 0x7E)}},
        {"", {farthest, client, hdlc_kind::receive_ready, true, 0, 7, false, {}}},
        {"", {client, farthest, hdlc_kind::receive_not_ready, false, 0, 1, false, {}}},
        {"", {client, meter, hdlc_kind::disconnected, true, 0, 0, false, {}}},
        {"", {client, meter, hdlc_kind::reject, true, 0, 0, false, hex("010203")}},
        {"", {client, meter, hdlc_kind::unnumbered, false, 0, 0, false, hex("0F")}},
    };
}

TEST_CASE("the check is that of X.25")
{
    CHECK(hdlc_crc(sim::as_bytes("123456789")) == 0x906E); // the catalogue's check value
    CHECK(hdlc_crc({}) == 0);
}

TEST_CASE("every kind of frame is written and found again, however the line cuts it")
{
    sim::bytes line;
    std::vector<hdlc_frame> sent;
    for (const auto& [octets, frame] : rows()) {
        auto wire = encode(frame);
        REQUIRE(wire.has_value());
        if (*octets) CHECK(sim::to_hex(*wire) == octets);
        line.insert(line.end(), wire->begin(), wire->end());
        sent.push_back(frame);
    }
    for (std::size_t chunk : {1U, 2U, 3U, 7U, 100U, 100'000U}) {
        hdlc_deframer d;
        std::vector<hdlc_frame> received;
        for (std::size_t at = 0; at < line.size(); at += chunk) {
            d.feed(sim::byte_view(line).subspan(at, std::min(chunk, line.size() - at)));
            for (auto& f : all(d)) received.push_back(std::move(f));
        }
        CHECK(received == sent);
        CHECK(d.dropped() == 0);
    }
}

TEST_CASE("one flag can end a frame and begin the next, and noise between frames is passed over")
{
    hdlc_deframer d;
    d.feed(hex("7EA0070321930F017E"
               "A0070321930F017E"));
    CHECK(all(d).size() == 2);
    d.feed(hex("00FFA0077E7E7E4142"
               "7EA0070321930F017E"));
    CHECK(all(d).size() == 1);
    CHECK(d.dropped() == 0);
}

TEST_CASE("no frame with one wrong octet is taken, and the frame after it is")
{
    const auto good = encode(rows()[3].frame).value();
    for (std::size_t i = 1; i + 1 < good.size(); ++i) {
        CAPTURE(i);
        auto bad = good;
        bad[i] ^= 0x10;
        hdlc_deframer d;
        d.feed(bad);
        CHECK(all(d).empty());
        d.feed(sim::bytes(most_hdlc_octets, 0)); // longer than any length that the wrong octet may have promised
        CHECK(all(d).empty());
        d.feed(good);
        CHECK(all(d) == std::vector{rows()[3].frame});
    }
}

TEST_CASE("a frame whose checks hold and whose content does not is dropped")
{
    auto checked = [](const char* body) {
        auto octets = hex(body);
        sim::writer out;
        out.u8(0x7E).raw(octets).u16_le(hdlc_crc(octets)).u8(0x7E);
        hdlc_deframer d;
        d.feed(out.data());
        CHECK(all(d).empty());
        return d.dropped();
    };
    CHECK(checked("A00703219F") == 1);         // no such control field
    CHECK(checked("A0090202032193") == 1);     // an address of three octets
    CHECK(checked("A00B02020202032193") == 1); // of five
    CHECK(checked("A004") == 1);               // no addresses at all
    CHECK(checked("A00A0321100000E6") == 1);   // a wrong HCS under a right FCS
}

TEST_CASE("what does not fit into a frame is not encoded")
{
    hdlc_frame f{meter, client, hdlc_kind::information, true, 0, 0, false, sim::bytes(2031)};
    CHECK(encode(f).error() == sim::codec_errc::too_long);
    for (hdlc_address wrong : {hdlc_address{128, 0, 1}, hdlc_address{1, 1, 1}, hdlc_address{1, 128, 2},
                               hdlc_address{0x4000, 0, 4}, hdlc_address{1, 0, 3}})
        CHECK(encode({wrong, client, hdlc_kind::connect, true, 0, 0, false, {}}).error() ==
              sim::codec_errc::out_of_range);
}

} // namespace
