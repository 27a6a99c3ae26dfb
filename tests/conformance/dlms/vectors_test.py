"""The client against published octets: what it writes and reads is what the standards' examples and other people's
programs have on the wire. Rows marked GB are the Green Book's examples (security suite 0 with EK 000102…0F, AK
D0D1…DF, system title 4D4D4D0000BC614E, counter 01234567); rows marked jDLMS are frames that the tests of jDLMS send."""
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from client import acse, axdr, hdlc, objects, suite0, xdlms  # noqa: E402

KEYS = suite0.Keys(bytes(range(16)), bytes(range(0xD0, 0xE0)))
TITLE, OTHER_TITLE, COUNTER = bytes.fromhex("4D4D4D0000BC614E"), bytes.fromhex("4D4D4D0000000001"), 0x01234567
GB_CONFORMANCE = 0x007E1F
GB_CIPHERED_INITIATE = "21303001234567801302FF8A7874133D414CED25B42534D28DB0047720606B175BD52211BE6841DB204D39EE6FDB8E356855"


def glo(tag, message):
    return bytes([tag]) + axdr.block(message)


class Acse(unittest.TestCase):
    def test_green_book_requests(self):
        plain = acse.initiate_request(GB_CONFORMANCE, 1200)
        self.assertEqual(plain.hex().upper(), "01000000065F1F0400007E1F04B0")
        self.assertEqual(acse.aarq(1, plain).hex().upper(),
                         "601DA109060760857405080101BE10040E01000000065F1F0400007E1F04B0")
        self.assertEqual(acse.aarq(1, plain, mechanism=acse.LLS, value=b"12345678").hex().upper(),
                         "6036A1090607608574050801018A0207808B0760857405080201AC0A80083132333435363738"
                         "BE10040E01000000065F1F0400007E1F04B0")
        dedicated = bytes.fromhex("00112233445566778899AABBCCDDEEFF")
        ciphered = glo(0x21, suite0.protect(KEYS, TITLE, suite0.BOTH, COUNTER,
                                            acse.initiate_request(GB_CONFORMANCE, 1200, dedicated)))
        self.assertEqual(ciphered.hex().upper(), GB_CIPHERED_INITIATE)
        self.assertEqual(acse.aarq(3, ciphered, TITLE, acse.LLS, b"12345678").hex().upper(),
                         "6066A109060760857405080103A60A04084D4D4D0000BC614E8A0207808B0760857405080201"
                         "AC0A80083132333435363738BE340432" + GB_CIPHERED_INITIATE)
        self.assertEqual(acse.rlrq(0, ciphered).hex().upper(), "6239800100BE340432" + GB_CIPHERED_INITIATE)

    def test_green_book_responses(self):
        aare = acse.read_aare(bytes.fromhex(
            "6129A109060760857405080101A203020100A305A103020100BE10040E0800065F1F040000501F01F40007"))
        self.assertEqual(aare[:4], (1, 0, 1, 0))
        self.assertEqual(acse.read_initiate_response(aare.information), (6, 0x501F, 500, 7))
        message = bytes.fromhex("3001234567891214A0845E475714383F65BC19745CA235906525E4F3E1C893")
        control, counter, plain = suite0.unprotect(KEYS, TITLE, message)
        self.assertEqual((control, counter), (suite0.BOTH, COUNTER))
        self.assertEqual(acse.read_initiate_response(plain), (6, 0x7C1F, 1024, 7))
        # As other people's clients have them in their tests.
        self.assertEqual(acse.read_rlre(bytes.fromhex("6303800100")), (0, None))
        _, information = acse.read_rlre(bytes.fromhex("6328800100BE230421281F" + message.hex()))
        self.assertEqual(information[:2].hex(), "281f")
        self.assertEqual(suite0.unprotect(KEYS, TITLE, information[2:])[2], plain)

    def test_a_rejection_without_user_information(self):
        aare = acse.read_aare(bytes.fromhex("6117A109060760857405080101A203020101A305A10302010D"))
        self.assertEqual((aare.result, aare.diagnostic, aare.information), (1, 13, None))


class Suite0(unittest.TestCase):
    def test_green_book_get(self):
        apdu = bytes.fromhex("C0010000080000010000FF0200")
        for control, expected in ((suite0.AUTHENTICATED, "1001234567C0010000080000010000FF020006725D910F9221D263877516"),
                                  (suite0.ENCRYPTED, "2001234567411312FF935A47566827C467BC"),
                                  (suite0.BOTH, "3001234567411312FF935A47566827C467BC7D825C3BE4A77C3FCC056B6B")):
            message = suite0.protect(KEYS, TITLE, control, COUNTER, apdu)
            self.assertEqual(message.hex().upper(), expected)
            self.assertEqual(suite0.unprotect(KEYS, TITLE, message), (control, COUNTER, apdu))

    def test_green_book_challenges(self):
        self.assertEqual(suite0.answer_challenge(KEYS, OTHER_TITLE, 1, b"P6wRJ21F").hex().upper(),
                         "10000000011A52FE7DD3E72748973C1E28")
        self.assertEqual(suite0.answer_challenge(KEYS, TITLE, COUNTER, b"K56iVagY").hex().upper(),
                         "1001234567FE1466AFB3DBCD4F9389E2B7")

    def test_rfc_3394(self):
        key = bytes.fromhex("00112233445566778899AABBCCDDEEFF")
        wrapped = suite0.wrap_key(KEYS.encryption, key)
        self.assertEqual(wrapped.hex().upper(), "1FA68B0A8112B447AEF34BD8FB5A7B829D3E862371D2CFE5")
        self.assertEqual(suite0.unwrap_key(KEYS.encryption, wrapped), key)


class Hdlc(unittest.TestCase):
    def frame(self, server, control, information="", to_server=True):
        client = hdlc.client_address(16)
        addresses = (server, client) if to_server else (client, server)
        return hdlc.Frame(*addresses, control, bytes.fromhex(information), False)

    def test_frames_of_jdlms(self):
        server = hdlc.server_address(1, 17, octets=4)
        self.assertEqual(server.hex().upper(), "00020023")
        rows = [
            ("A00A000200232193" "1871", self.frame(server, 0x93)),
            ("A023210002002373F6C5" "8180140502008006020080070400000001080400000001" "CE6A",
             self.frame(server, 0x73, "8180140502008006020080070400000001080400000001", False)),
            ("A02E0002002321107ECB" "E6E600601DA109060760857405080101BE10040E01000000065F1F040000301DFFFF" "D4C5",
             self.frame(server, 0x10, "E6E600601DA109060760857405080101BE10040E01000000065F1F040000301DFFFF")),
            ("A03A2100020023309941" "E6E7006129A109060760857405080101A203020100A305A103020100BE10040E"
             "0800065F1F040000301D19000007" "0C52",
             self.frame(server, 0x30, "E6E7006129A109060760857405080101A203020100A305A103020100BE10040E"
                        "0800065F1F040000301D19000007", False))]
        for wire, frame in rows:
            self.assertEqual(hdlc.encode(frame).hex().upper(), "7E" + wire + "7E")
            self.assertEqual(hdlc.decode(bytes.fromhex(wire)), frame)

    def test_addresses_and_kinds(self):
        self.assertEqual(hdlc.encode(self.frame(hdlc.server_address(1), 0x93)).hex().upper(), "7EA0070321930F017E")
        self.assertEqual(hdlc.server_address(1, 17).hex(), "0223")
        self.assertEqual(hdlc.server_address(0x3FFF, 0x3FFF).hex(), "fefefeff")
        self.assertEqual([self.frame(b"\x03", c).kind for c in (0x93, 0x53, 0x73, 0x1F, 0x97, 0x10, 0x11, 0x15)],
                         ["SNRM", "DISC", "UA", "DM", "FRMR", "I", "RR", "RNR"])

    def test_parameters(self):
        self.assertEqual(hdlc.read_parameters(bytes.fromhex("8180140502008006020080070400000001080400000001")),
                         hdlc.DEFAULTS)
        self.assertEqual(hdlc.parameters({5: 128, 6: 128, 7: 1, 8: 7}).hex(), "818012050180060180070400000001080400000007")

    def test_a_spoilt_frame_is_refused(self):
        frame = self.frame(hdlc.server_address(1), 0x10, "E6E600C001")
        for how in ({"bad_hcs": True}, {"bad_fcs": True}):
            with self.assertRaises(axdr.Malformed):
                hdlc.decode(hdlc.encode(frame, **how)[1:-1])


class Values(unittest.TestCase):
    def test_there_and_back(self):
        for value, wire in (
                (axdr.NULL, "00"), (axdr.Data("unsigned", 5), "1105"), (axdr.Data("long", -2), "10FFFE"),
                (axdr.Data("double-long-unsigned", 7), "0600000007"), (axdr.Data("boolean", True), "0301"),
                (axdr.Data("bit-string", "1010000001"), "040AA040"), (axdr.octets(b"\1\2"), "09020102"),
                (axdr.Data("visible-string", b"LGZ"), "0A034C475A"), (axdr.Data("enum", 30), "161E"),
                (axdr.structure(axdr.Data("integer", -3), axdr.Data("enum", 30)), "02020FFD161E"),
                (axdr.array(*[axdr.NULL] * 200), "0181C8" + "00" * 200), (axdr.Data("float32", 1.0), "173F800000")):
            self.assertEqual(axdr.encode(value).hex().upper(), wire)
            self.assertEqual(axdr.decode(bytes.fromhex(wire)), value)

    def test_what_is_cut_short_or_too_long_is_refused(self):
        for wire in ("", "06000000", "0202110511", "090301", "110505", "FF"):
            with self.assertRaises(axdr.Malformed):
                axdr.decode(bytes.fromhex(wire))

    def test_selective_access(self):
        selector, parameters = objects.by_entry(1, 2)
        self.assertEqual((selector, parameters.hex().upper()), (2, "020406000000010600000002120001120000"))
        end = bytes.fromhex("07E40B07060100000080" "00FF")
        selector, parameters = objects.by_range(end, end)
        self.assertEqual((selector, parameters.hex().upper()),
                         (1, "0204" "020412000809060000010000FF0F02120000" + 2 * ("090C" + end.hex().upper()) + "0100"))

    def test_names(self):
        for text in ("0-0:1.0.0", "0-0:1.0.0.255", "0.0.1.0.0.255", "0-0:1.0.0*255"):
            self.assertEqual(xdlms.obis(text).hex().upper(), "0000010000FF")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]], verbosity=2)
