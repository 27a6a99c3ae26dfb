"""Our Wireshark dissector, tried by tshark: on the protocol page's octets, on the fuzzer's seeds, on a run's capture.
Every message has its name, every octet a field, nothing is marked as wrong, and the fields are what was said."""
import hashlib
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "support"))
from s1sim_program import ROOT, ProgramTest, main, run  # noqa: E402

DISSECTOR = ROOT / "tools/wireshark/s1sim_call_home.lua"
PAGE = ROOT / "devices/families/trilliant/protocol.md"
SEEDS = ROOT / "tests/fuzz/call_home/seeds"
SCENARIO = ROOT / "scenarios/faults/trilliant_firmware.yaml"
PORT = 4433
TYPES = {1: "HELLO", 2: "ENVELOPES", 3: "ACK", 4: "COMMAND", 5: "RESULT", 6: "CONFIG", 7: "CONFIG_RESULT", 8: "BYE",
         9: "IMAGE", 10: "IMAGE_RESULT"}


def examples():
    """The page's octets, and the name that stands above each."""
    blocks = re.findall(r"^```hex \d+ (\w+), [\w-]+\n(.*?)^```", PAGE.read_text(), re.M | re.S)
    return [(name, bytes.fromhex("".join(line.split(";")[0] for line in text.splitlines()))) for name, text in blocks]


def seeds():
    """Messages for the codec: behind the octet that picks it, without their length."""
    files = [f for f in sorted(SEEDS.iterdir()) if f.name.startswith(("full_", "message_")) and f.name != "full_envelopes"]
    bodies = [f.read_bytes()[1:] for f in files]
    return [(TYPES[body[1]], len(body).to_bytes(2, "big") + body) for body in bodies]


class Dissector(ProgramTest):
    def tshark(self, capture, fields, *more):
        """One line of `fields` per frame; several values of a field are separated by a blank."""
        words = [word for field in fields for word in ("-e", field)]
        outcome = run(["tshark", "-X", f"lua_script:{DISSECTOR}", "-r", capture, *more, "-T", "fields", "-E", "separator=|",
                       "-E", "aggregator=/s", *words], cwd=self.folder)
        self.assert_exit(outcome, 0)
        self.assertNotIn("Lua Error", outcome.out + outcome.err)
        return [dict(zip(fields, line.split("|"), strict=True)) for line in outcome.out.splitlines()]

    def frames_of(self, messages):
        """One frame each, over plain TCP to the usual port."""
        (self.folder / "octets.txt").write_text("".join(f"0000 {m.hex(' ')}\n" for m in messages))
        self.assert_exit(run(["text2pcap", "-q", "-T", f"1000,{PORT}", "octets.txt", "octets.pcapng"], cwd=self.folder), 0)
        return self.folder / "octets.pcapng"

    def read(self, messages, *fields):
        always = ["call_home.type", "_ws.col.Info", "_ws.expert.message", "_ws.malformed", "data.data"]
        return self.tshark(self.frames_of(messages), [*always, *fields], "-d", f"tcp.port=={PORT},call_home")

    def nothing_is_wrong(self, frame):
        self.assertEqual((frame["_ws.malformed"], frame["data.data"]), ("", ""), frame)
        self.assertNotRegex(frame["_ws.expert.message"], "belong to no field|layout is broken|does not list|nobody knows", frame)

    def test_the_pages_octets_and_the_fuzzers_seeds_have_names_and_fields(self):
        known = examples() + seeds()
        self.assertGreater(len(known), 35)
        self.assertEqual({name for name, _ in known}, set(TYPES.values()))
        frames = self.read([octets for _, octets in known])
        self.assertEqual(len(frames), len(known))
        for (name, octets), frame in zip(known, frames, strict=True):
            self.assertEqual(frame["_ws.col.Info"].split(" ")[0], name)
            self.assertEqual(int(frame["call_home.type"], 16), octets[3])
            self.nothing_is_wrong(frame)

    def test_fields_are_what_the_page_says(self):
        expected = [
            (0, "call_home.model", "T100"), (0, "call_home.firmware", "2.1"), (0, "call_home.queue", "2"),
            (1, "call_home.register", "1234567"), (1, "call_home.boots", "52"), (1, "call_home.sequence", "41 42"),
            (2, "call_home.first", "41"), (2, "call_home.last", "42"),
            (3, "call_home.server", "s1sp.example"), (3, "call_home.port", "4060"),
            (5, "call_home.cluster", "0x0702"), (5, "call_home.zcl_command", "0x00"),
            (9, "call_home.image_size", "4098"), (9, "call_home.image_version", "2.2"),
            (10, "call_home.next", "4096"), (12, "call_home.image_state", "2"), (16, "call_home.status", "5"),
            (17, "call_home.zcl_payload", "05020021540b"),
        ]
        frames = self.read([octets for _, octets in examples()], *sorted({field for _, field, _ in expected}))
        for number, field, value in expected:
            self.assertEqual(frames[number][field], value, f"message {number + 1}, {field}")

    def test_what_breaks_the_layout_is_marked(self):
        good = examples()[0][1]
        longer = (len(good) - 1).to_bytes(2, "big") + good[2:] + b"\x00"
        cut = (len(good) - 7).to_bytes(2, "big") + good[2:-5]
        wrong_version = good[:2] + b"\x02" + good[3:]
        no_type = good[:3] + b"\x0b" + good[4:]
        expected = ["belong to no field", "layout is broken", "version 1", "version 1"]
        frames = self.read([longer, cut, wrong_version, no_type])
        for frame, marked in zip(frames, expected, strict=True):
            self.assertIn(marked, frame["_ws.expert.message"])

    def test_a_payload_that_is_not_what_its_code_says_is_marked_and_the_message_read_on(self):
        body = (SEEDS / "full_envelopes").read_bytes()[1:]  # its second envelope is an empty boot report
        frame = self.read([len(body).to_bytes(2, "big") + body], "call_home.sequence", "call_home.extensions")[0]
        self.assertIn("payload's layout is broken", frame["_ws.expert.message"])
        self.assertEqual((frame["call_home.sequence"], frame["call_home.extensions"]), ("7 9", "0"))

    def test_a_message_in_pieces_and_several_in_one_are_read(self):
        octets = b"".join(octets for _, octets in examples())
        pieces = [octets[at:at + 50] for at in range(0, len(octets), 50)]
        frames = self.read(pieces)
        names = [name for frame in frames for name in re.findall("[A-Z_]{3,}", frame["_ws.col.Info"]) if name in TYPES.values()]
        self.assertEqual(names, [name for name, _ in examples()])

    def test_a_run_with_images_and_commands_is_read_to_the_last_octet(self):
        outcome = self.s1sim("run", SCENARIO, "--report", "out", "--progress", "none", "--capture", "wan")
        self.assert_exit(outcome, 0)
        fields = ["tcp.stream", "tcp.dstport", "call_home.type", "call_home.step", "call_home.image_offset", "call_home.image_octets",
                  "call_home.fingerprint", "call_home.hub", "_ws.expert.message", "_ws.malformed", "data.data"]
        frames = self.tshark(self.folder / "out/wan.pcapng", fields, "-o", "tls.keylog_file:out/keys.log")
        seen = set()
        for frame in frames:
            self.nothing_is_wrong(frame)
            seen |= {int(kind, 16) for kind in frame["call_home.type"].split()}
        self.assertEqual(seen, set(TYPES) - {6, 7})
        images = {}
        for frame in frames:
            for offset, octets in zip(frame["call_home.image_offset"].split(), frame["call_home.image_octets"].split(),
                                      strict=True):
                images.setdefault(frame["tcp.stream"], {})[int(offset)] = bytes.fromhex(octets)
        self.assertGreaterEqual(len(images), 3)  # the hub that was cut off needs two sessions
        offered = {f for frame in frames for f in frame["call_home.fingerprint"].split()}
        whole = {hashlib.sha256(b"".join(parts[at] for at in sorted(parts))).hexdigest() for parts in images.values()}
        self.assertTrue(whole & offered)


if __name__ == "__main__":
    main()
