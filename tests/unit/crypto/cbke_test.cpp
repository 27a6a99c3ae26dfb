// The numbers are those of the worked example in the ZigBee Smart Energy profile, annex C.5, and of certificates that
// Certicom's test authority has issued.
#include "octets.hpp"
#include "sim/crypto/cbke.hpp"
#include "sim/crypto/random.hpp"

using namespace sim;
using crypto::cbke_errc;
using namespace crypto::cbke;
using tests::fixed;

namespace {

constexpr const char* test_authority = "0200FDE8A7F3D1084224962A4E7C54E69AC3F04DA6B8";

certificate certificate_of(std::string_view text) { return decode_certificate(from_hex(text).value()).value(); }

struct example_device {
    const char* certificate;
    const char* key;
    const char* open;
    const char* ephemeral;
    const char* open_ephemeral;

    identity self() const { return {certificate_of(certificate), fixed<21>(key), fixed<22>(test_authority)}; }
    ephemeral_key pair() const { return ephemeral_from(fixed<21>(ephemeral)).value(); }
    party seen() const { return {certificate_of(certificate), fixed<22>(open_ephemeral)}; }
};

constexpr example_device responder{
    "03045FDFC8D85FFB8B3993CB72DDCAA55F00B3E87D6D0000000000000001544553545345434101090006000000000000",
    "00B8A900FCADEBABBFA383B540FCE9ED438395EAA7", "030290A1F5C08DAD5F2945E335620C7A98FAC46666A1",
    "03D48C7210DDBCC4FB2E5E7A0AA16A0DB89540820B", "0306AB52062201D995B8B8591F3F086A3A2E214D845E"};
constexpr example_device initiator{
    "020615E07D30ECA2DAD58002E667D94BC1B4223983070000000000000002544553545345434101090006000000000000",
    "01E9DDB5580CF72ECE7F215F0AE594E48DF3E7FEE8", "03025BBA38D0C7B5436B68DF728F093E7A1D6C437E6D",
    "0013D36DE4B1EA8E22739C381370823F404BFF8862", "0300E117C86D0E7CD128B2F34E9076CFF24AF46D7288"};

} // namespace

TEST_CASE("the published exchange gives the published link key and confirmations, at either end")
{
    for (const auto& [which, own, peer] :
         {std::tuple(side::initiator, initiator, responder), std::tuple(side::responder, responder, initiator)}) {
        const auto agreed = agree(which, own.self(), own.pair(), peer.seen());
        REQUIRE(agreed.has_value());
        CHECK(to_hex(agreed->link_key) == "86D58AAA998E2FAEFAF9FEF49606543A");
        CHECK(to_hex(agreed->initiator) == "B82F1F9774740C32F80FCFC3921B6420");
        CHECK(to_hex(agreed->responder) == "79D5F2AD1C31D4D1EE7CB719AC683C3C");
    }
}

TEST_CASE("a certificate and its issuer's key give the subject's public key, as published")
{
    struct row {
        const char* certificate;
        const char* key;
    };
    constexpr row rows[] = {
        {responder.certificate, responder.open},
        {initiator.certificate, initiator.open},
        {"02020882B1D7DF05538F37CDD09A4F6B15368998642B002208000000000154455354534543410109108301234567890A",
         "0207D1CA014786B5E552CFD5F04339A2E856F00EAAEF"},
        {"0200CAA15B4BEEDE65C3139A5C3BC40C9AD153854A270022A300001731F354455354534543410109108301234567890A",
         "020366D312A0ABF55654EAD3E1624C31FAED89C3BB20"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.certificate);
        CHECK(to_hex(subject_key(certificate_of(row.certificate), fixed<22>(test_authority)).value()) == row.key);
    }
}

TEST_CASE("a private key gives its public one, as published")
{
    for (const auto& device : {responder, initiator}) {
        CHECK(to_hex(ephemeral_from(fixed<21>(device.key)).value().open) == device.open);
        CHECK(to_hex(device.pair().open) == device.open_ephemeral);
    }
}

TEST_CASE("a certificate is 48 octets: key, subject, issuer, attributes")
{
    const auto octets = from_hex(initiator.certificate).value();
    const auto value = certificate_of(initiator.certificate);
    CHECK(value.subject == eui64(2));
    CHECK(as_text(value.issuer) == "TESTSECA");
    CHECK(to_hex(value.attributes) == "01090006000000000000");
    CHECK(to_hex(encode(value)) == initiator.certificate);
    for (std::size_t size = 0; size < octets.size(); ++size)
        CHECK(decode_certificate(byte_view(octets).first(size)).error() == cbke_errc::malformed_certificate);
    auto longer = octets;
    longer.push_back(0);
    CHECK(decode_certificate(longer).error() == cbke_errc::malformed_certificate);
}

TEST_CASE("what is no point of the subgroup is refused, wherever it comes from")
{
    const char* bad[] = {
        "05025BBA38D0C7B5436B68DF728F093E7A1D6C437E6D", // not a compressed point
        "020000000000000000000000000000000000000000FF", // no such x on the curve
        "02FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", // not an element of the field
        "02000000000000000000000000000000000000000000", // of order two
        "00000000000000000000000000000000000000000000", // infinity, with octets behind it
    };
    for (const auto* octets : bad) {
        CAPTURE(octets);
        const auto point = fixed<22>(octets);
        auto peer = responder.seen();
        peer.ephemeral = point;
        CHECK(agree(side::initiator, initiator.self(), initiator.pair(), peer).error() == cbke_errc::invalid_point);
        peer = responder.seen();
        peer.own.reconstruction = point;
        CHECK(agree(side::initiator, initiator.self(), initiator.pair(), peer).error() == cbke_errc::invalid_point);
        CHECK(subject_key(peer.own, fixed<22>(test_authority)).error() == cbke_errc::invalid_point);
        CHECK(subject_key(responder.seen().own, point).error() == cbke_errc::invalid_point);
    }
}

TEST_CASE("a private key is at least 1 and below the order")
{
    constexpr const char* order = "04000000000000000000020108A2E0CC0D99F8A5EF";
    constexpr const char* highest = "04000000000000000000020108A2E0CC0D99F8A5EE";
    CHECK(ephemeral_from({}).error() == cbke_errc::invalid_key);
    CHECK(ephemeral_from(fixed<21>(order)).error() == cbke_errc::invalid_key);
    CHECK(ephemeral_from(fixed<21>(highest)).has_value());
    auto self = initiator.self();
    self.key = {};
    CHECK(agree(side::initiator, self, initiator.pair(), responder.seen()).error() == cbke_errc::invalid_key);
    CHECK(agree(side::initiator, initiator.self(), {}, responder.seen()).error() == cbke_errc::invalid_key);
}

TEST_CASE("a certificate that says something else than its issuer wrote leads to another key, not to an error")
{
    const auto honest = agree(side::initiator, initiator.self(), initiator.pair(), responder.seen()).value();
    auto peer = responder.seen();
    peer.own.attributes[9] ^= 1;
    const auto cheated = agree(side::initiator, initiator.self(), initiator.pair(), peer).value();
    CHECK(cheated.link_key != honest.link_key);
    CHECK(cheated.responder != honest.responder);
}

TEST_CASE("two devices of a simulated authority agree, and one of another authority does not")
{
    const rng dice(7);
    const auto issuer = fixed<8>("5331534953494D41");
    const auto source = [&dice](const char* name) { return crypto::simulation_random(dice.stream(name)); };
    auto first = source("authority"), second = source("another authority");
    const simulation_authority authority(first, issuer), other(second, issuer);
    auto a = source("hub"), b = source("meter"), again = source("hub"), c = source("ephemeral");
    const auto hub = authority.issue(eui64(1), {}, a), meter = authority.issue(eui64(2), {}, b);
    const auto repeated = authority.issue(eui64(1), {}, again);
    CHECK(repeated.own == hub.own);
    CHECK(repeated.key == hub.key);
    CHECK(hub.own.reconstruction != meter.own.reconstruction);
    CHECK(ephemeral_from(hub.key).value().open == subject_key(hub.own, authority.key()).value());

    const auto hub_key = make_ephemeral(c), meter_key = make_ephemeral(c);
    CHECK(hub_key.open != meter_key.open);
    const auto at_meter = agree(side::initiator, meter, meter_key, {hub.own, hub_key.open}).value();
    const auto at_hub = agree(side::responder, hub, hub_key, {meter.own, meter_key.open}).value();
    CHECK(at_meter == at_hub);

    const auto stranger = other.issue(eui64(2), {}, b);
    const auto at_stranger = agree(side::initiator, stranger, meter_key, {hub.own, hub_key.open}).value();
    CHECK_FALSE(at_stranger == agree(side::responder, hub, hub_key, {stranger.own, meter_key.open}).value());
}
