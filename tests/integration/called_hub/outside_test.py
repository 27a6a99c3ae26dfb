"""A hub that is called, and its meters, as clients outside of the program reach them: over a real port and over the
optical port's pseudo-terminal. The DLMS client shares nothing with s1sim."""
import json
import os
import signal
import ssl
import stat
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

TESTS = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "conformance/dlms")]
from client import acse, hdlc, links, suite0  # noqa: E402
from client.session import Client, Counter  # noqa: E402
from s1sim_program import ProgramTest, Running, main  # noqa: E402

# One hub with TLS and one without; the second's link has no delay. 60x: they are online within a second or two.
SCENARIO = """\
s1sim: 1
kind: scenario
name: Hubs with ways in
clock: { start: 2020-11-07T00:00:00Z, pace: 60x }
limits: { virtual: 20d, wall: 1d }
fleet:
  - id: lg
    family: landis_gyr
    dlms_port: 127.0.0.1:0
    optical_port: { electricity: electricity, gas: gas }
    overrides: { chf: { boot_time: 1s } }
  - id: open
    count: 2
    family: landis_gyr
    dlms_port: 127.0.0.1:0
    optical_port: several
    overrides: { chf: { boot_time: 1s, dlms: { transport: plain, journal: requests },
                        link: { round_trip_least: 0s, round_trip_most: 0s, bits_per_second_up: 0, bits_per_second_down: 0 } } }
"""
START = datetime(2020, 11, 7)
CHF, ESME, GSME = 1, 16, 17
CLOCK, SERIAL = (8, "0-0:1.0.0", 2), (1, "0-0:96.1.0", 2)
IMPORT, VOLUME = (3, "1-0:1.8.0", 2), (3, "7-0:3.0.0", 2)


def date_time(octets):
    year, month, day, _, hour, minute, second = (int.from_bytes(octets[:2], "big"), *octets[2:8])
    return datetime(year, month, day, hour, minute, second)


class Ways(ProgramTest):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory(prefix="s1sim-test-")
        cls.addClassCleanup(scratch.cleanup)
        cls.home = Path(scratch.name)
        (cls.home / "scenario.yaml").write_text(SCENARIO)
        cls.running = Running([cls.program, "run", "scenario.yaml", "--report", "out", "--progress", "none"], cls.home)
        cls.addClassCleanup(cls.running.kill)
        cls.ports = {name: int(cls.running.read_until(rf"listening: {name}\.chf at 127\.0\.0\.1:(\d+)")[1])
                     for name in ("lg", "open-1", "open-2")}
        cls.running.read_until(r"listening: open-2\.esme at several-2")
        cls.keys = json.loads((cls.home / "out/pki/dlms-keys.json").read_text())
        cls.counters = {}

    @classmethod
    def tearDownClass(cls):
        """Whatever clients did, the run is well, and its links go with it."""
        alive = cls.running.alive()
        code = cls.running.stop(signal.SIGINT)
        assert alive and code == 130, f"s1sim ended with {code}:\n{cls.running.output}"
        left = [name for name in ("electricity", "gas", "several-1", "several-2") if (cls.home / name).is_symlink()]
        assert not left, f"links that stayed: {left}"

    def setUp(self):
        super().setUp()
        self.wait_for(lambda: len(self.told("wan.online")) >= 3, "three hubs online")

    def told(self, event):
        lines = (self.home / "out/journal.ndjson").read_text().splitlines(keepends=True)
        entries = (json.loads(line) for line in lines if line.endswith("\n"))
        return [entry for entry in entries if entry["event"] == event]

    def reader(self, link, device, server):
        return Client(link, 2, server, mechanism=acse.LLS, password=self.keys[device]["password"].encode())

    def manager(self, link, device, server):
        keys = self.keys[device]
        counter = self.counters.setdefault(device, Counter())
        return Client(link, 1, server, mechanism=acse.HLS_GMAC, counter=counter,
                      keys=suite0.Keys(bytes.fromhex(keys["encryption"]), bytes.fromhex(keys["authentication"])))

    def assert_a_time_of_this_run(self, octets):
        shown = date_time(octets)
        self.assertGreaterEqual(shown, START)
        self.assertLess(shown, START + timedelta(days=20))


class Network(Ways):
    def tls(self, ca="smso-a"):
        context = ssl.create_default_context(cafile=self.home / "out/pki/device-ca.pem")
        context.check_hostname = False  # its name is an EUI-64
        context.verify_flags |= getattr(ssl, "VERIFY_X509_PARTIAL_CHAIN", 0)
        context.verify_mode = ssl.CERT_NONE  # the device's certificate is valid in the run's time, not in ours
        context.load_cert_chain(self.home / f"out/pki/{ca}.pem", self.home / f"out/pki/{ca}.key")
        return context

    def test_a_client_without_the_head_ends_certificate_is_turned_away(self):
        with self.assertRaises((ssl.SSLError, links.Closed, ConnectionError)):
            link = links.Wrapper("127.0.0.1", self.ports["lg"], self.tls("peer"))
            Client(link, 16, CHF).associate()
        self.wait_for(lambda: [e for e in self.told("tls.failed") if e["by"] == "us"], "the refusal in the journal")

    def test_a_head_end_reads_hub_and_meters_inside_tls(self):
        link = links.Wrapper("127.0.0.1", self.ports["lg"], self.tls("smso-a-head-end"))
        self.addCleanup(link.close)
        public = Client(link, 16, CHF)
        public.associate()
        self.assert_a_time_of_this_run(public.get(*CLOCK).value)
        for device, server, register in (("lg.esme", ESME, IMPORT), ("lg.gsme", GSME, VOLUME)):
            manager = self.manager(link, device, server)
            manager.associate()
            self.assertGreater(manager.get(*register).value, 0)

    def test_several_hubs_have_a_port_each_and_answer_without_tls(self):
        for name in ("open-1", "open-2"):
            link = links.Wrapper("127.0.0.1", self.ports[name])
            self.addCleanup(link.close)
            reader = self.reader(link, f"{name}.esme", ESME)
            reader.associate()
            self.assertGreater(reader.get(*IMPORT).value, 0)
            asked = self.wait_for(lambda: [e for e in self.told("dlms.request") if e["device"] == f"{name}.esme"],
                                  "the request in the journal")
            self.assertEqual((asked[-1]["object"], asked[-1]["result"]), ("1-0:1.8.0.255", "success"))


class Optical(Ways):
    def line(self, name):
        line = links.SerialLine(self.home / name)
        self.addCleanup(line.close)
        return line

    def hdlc(self, line, client, server):
        return links.Hdlc(line, client, hdlc.server_address(server))

    def test_the_paths_are_links_to_terminals_while_the_run_lasts(self):
        for name in ("electricity", "gas", "several-1", "several-2"):
            self.assertTrue((self.home / name).is_symlink())
            self.assertTrue(stat.S_ISCHR(os.stat(self.home / name).st_mode))

    def test_a_tool_signs_on_in_mode_e_and_reads_the_meters_clock(self):
        line = self.line("electricity")
        identification = hdlc.sign_on(line)
        self.assertTrue(identification.startswith("/LGZ5"), identification)
        link = self.hdlc(line, 16, 1)
        public = Client(link, 16, 1)
        public.associate()
        self.assert_a_time_of_this_run(public.get(*CLOCK).value)
        link.close()
        self.wait_for(lambda: [e for e in self.told("dlms.associated")
                               if e["device"] == "lg.esme" and e["over"] == "optical"], "the association in the journal")

    def test_a_tool_that_begins_in_hdlc_reads_with_a_password_and_with_keys(self):
        link = self.hdlc(self.line("gas"), 2, 1)
        reader = self.reader(link, "lg.gsme", 1)
        reader.associate()
        self.assertGreater(reader.get(*VOLUME).value, 0)
        link.close()
        link = self.hdlc(self.line("gas"), 1, GSME)
        manager = self.manager(link, "lg.gsme", GSME)
        manager.associate()
        self.assertGreater(manager.get(*VOLUME).value, 0)
        link.close()

    def test_the_meters_of_several_installations_have_a_line_each(self):
        serials = set()
        for name in ("several-1", "several-2"):
            link = self.hdlc(self.line(name), 16, ESME)
            public = Client(link, 16, ESME)
            public.associate()
            serials.add(bytes(public.get(*SERIAL).value))
            link.close()
        self.assertEqual(len(serials), 2)


if __name__ == "__main__":
    del Ways
    main()
