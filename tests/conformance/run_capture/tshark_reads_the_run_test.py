"""What the main scenario captured, read by somebody else's program: tshark finds nothing wrong, decrypts it with
keys.log, and sees what the journal tells."""
import re
import sys
from collections import defaultdict
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "support"))
from s1sim_program import MAIN_SCENARIO, ROOT, ProgramTest, main, run  # noqa: E402

FIELDS = """frame.number tcp.stream tcp.port frame.time_epoch ip.src ip.dst tcp.flags.syn tcp.flags.ack tcp.flags.fin tcp.flags.reset
    tcp.analysis.flags tcp.checksum.status ip.checksum.status tls.handshake.extensions_server_name tls.alert_message.level
    data.data call_home.type call_home.hub call_home.reason _ws.expert.severity _ws.expert.message _ws.malformed""".split()
GOOD_CHECKSUM, WARN, FATAL = "1", 0x600000, "2"
# Hubs that are called, and that push: their head-ends and they have this port. What is said inside is another protocol.
CALLED_HUBS, CALLED_PORT = "lg-", "4059"
DISSECTOR = ("-X", f"lua_script:{ROOT / 'tools/wireshark/s1sim_call_home.lua'}")
PLAIN = ("--disable-protocol", "5gli")  # else tshark takes a pushed notification for that
# What closing does (RFC 5246 7.2.1: nobody has to wait for the other's close_notify): it may be answered by a reset.
LAST_WORDS = "Connection reset (RST)"


def nanoseconds(rfc3339):
    """A time of the journal, exactly."""
    whole, fraction = re.fullmatch(r"(.*)\.(\d{9})Z", rfc3339).groups()
    return int(datetime.fromisoformat(whole + "+00:00").timestamp()) * 10**9 + int(fraction)


class Capture(ProgramTest):
    def setUp(self):
        super().setUp()
        outcome = self.s1sim("run", MAIN_SCENARIO, "--report", "out", "--progress", "none")
        self.assert_exit(outcome, 0)
        self.told = self.journal()
        self.frames = self.tshark()
        self.streams = defaultdict(list)
        for frame in self.frames:
            self.streams[frame["tcp.stream"]].append(frame)
        self.calls_home = {number: stream for number, stream in self.streams.items()
                           if CALLED_PORT not in stream[0]["tcp.port"].split(",")}
        self.assertGreater(len(self.streams), len(self.calls_home))

    def tshark(self):
        fields = [word for field in FIELDS for word in ("-e", field)]
        outcome = run(["tshark", "-r", "out/wan.pcapng", "-o", "tls.keylog_file:out/keys.log", "-o", "ip.check_checksum:TRUE",
                       "-o", "tcp.check_checksum:TRUE", *PLAIN, *DISSECTOR, "-T", "fields", "-E", "separator=|", *fields], cwd=self.folder)
        self.assert_exit(outcome, 0)
        return [dict(zip(FIELDS, line.split("|"), strict=True)) for line in outcome.out.splitlines()]

    def test_tshark_reads_what_the_journal_tells(self):
        """One run and one reading for all of it."""
        self.assertGreater(len(self.frames), 1000)
        self.nothing_is_wrong_with_any_frame()
        self.every_connection_ends_in_order()
        self.connections_are_those_of_the_journal()
        self.every_session_begins_with_the_hub_that_the_head_end_met()

    def nothing_is_wrong_with_any_frame(self):
        for frame in self.frames:
            self.assertEqual((frame["tcp.checksum.status"], frame["ip.checksum.status"]), (GOOD_CHECKSUM, GOOD_CHECKSUM), frame)
            self.assertEqual(frame["tcp.analysis.flags"], "", frame)  # nothing lost, repeated or out of order
            self.assertEqual(frame["_ws.malformed"], "", frame)
            worst = max((int(s) for s in frame["_ws.expert.severity"].split(",") if s), default=0)
            if worst >= WARN:
                self.assertEqual(frame["_ws.expert.message"], LAST_WORDS, frame)

    def every_connection_ends_in_order(self):
        for stream in self.streams.values():
            self.assertNotIn(FATAL, [f["tls.alert_message.level"] for f in stream])
            ends = {f["ip.src"] for f in stream if f["tcp.flags.fin"] == "1"}
            self.assertEqual(len(ends), 2, stream[0])
            finished = [n for n, f in enumerate(stream) if f["tcp.flags.fin"] == "1"][-1]
            resets = [n for n, f in enumerate(stream) if f["tcp.flags.reset"] == "1"]
            self.assertTrue(all(n > finished for n in resets), f"stream {stream[0]['tcp.stream']} is cut off")

    def connections_are_those_of_the_journal(self):
        """Each is dialled from the hub's address of the time, for the name that it said, on the way after it said so."""
        # What vanished on the way, because the hub believes in a context that is no more, is not seen by the capture.
        def vanished(entry):
            return entry.get("by") == "transport" and entry.get("reason", "").endswith("timed out")

        made = [e for e in self.told if e["event"] in ("tls.established", "tls.failed") and not vanished(e)
                and not e["on"].startswith(CALLED_HUBS)]
        self.assertGreater(sum(vanished(e) for e in self.told), 0)
        self.assertEqual(len(self.calls_home), len(made))
        dialled = {(f["ip.src"], self.time_of(f)): f for f in self.frames
                   if f["tcp.stream"] in self.calls_home and (f["tcp.flags.syn"], f["tcp.flags.ack"]) == ("1", "0")}
        self.assertEqual(len(dialled), len(made))
        address = {}
        for entry in self.told:
            if entry["event"] == "wan.context_active":
                address[entry["on"]] = entry["address"]
            if entry not in made:
                continue
            dial = self.told[entry["cause"] - 1]
            self.assertEqual(dial["event"], "tls.connecting")
            hub, said, done = address[entry["on"]], nanoseconds(dial["t"]), nanoseconds(entry["t"])
            mine = [t for a, t in dialled if a == hub and said <= t <= done]
            self.assertEqual(len(mine), 1, entry)
            # The capture shows a segment where it arrives: half of a round trip of 600 ms to 1200 ms, and 18 ms to send it.
            self.assertTrue(300_000_000 <= mine[0] - said <= 620_000_000, f"{mine[0] - said} ns after {dial}")
            stream = self.streams[dialled[hub, mine[0]]["tcp.stream"]]
            self.assertEqual({f["tls.handshake.extensions_server_name"] for f in stream} - {""}, {dial["name"]})

    def every_session_begins_with_the_hub_that_the_head_end_met(self):
        """By our dissector, which leaves no octet of these streams to others."""
        reasons = {1: "boot", 2: "scheduled", 3: "alarm", 4: "wake_up", 5: "call_back"}
        greetings = []
        for stream in self.calls_home.values():
            self.assertEqual({f["data.data"] for f in stream}, {""})
            spoken = [f for f in stream if f["call_home.type"]]
            self.assertTrue(spoken, f"stream {stream[0]['tcp.stream']} was not decrypted")
            hello = spoken[0]
            self.assertEqual(hello["call_home.type"].split(",")[0], "0x01")
            hub = hello["call_home.hub"].upper().replace(":", "-")
            greetings.append((hub, reasons[int(hello["call_home.reason"])]))
        met = [(e["hub"], e["reason"]) for e in self.told
               if e["event"] == "head_end.contact" and not e["on"].startswith(CALLED_HUBS)]
        self.assertEqual(sorted(greetings), sorted(met))

    @staticmethod
    def time_of(frame):
        seconds, fraction = frame["frame.time_epoch"].split(".")
        return int(seconds) * 10**9 + int(fraction)


if __name__ == "__main__":
    main()
