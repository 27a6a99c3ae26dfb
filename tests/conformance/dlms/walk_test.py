"""What a person does with a meter of the lab: over the bare wrapper, and inside TLS."""
import datetime
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from bench import CLOCK, MANAGEMENT, PUBLIC, READING  # noqa: E402
from client import hdlc, links, objects, xdlms  # noqa: E402
from client.axdr import Data, octets  # noqa: E402
from lab import Lab  # noqa: E402
from s1sim_program import main  # noqa: E402

REGISTER, SUPPLY = (3, "1-0:1.8.0", 2), (70, "0-0:96.3.10")
LOAD = (objects.PROFILE, "1-0:99.1.0", 2)
HALF_HOUR = datetime.timedelta(minutes=30)
THIRTEEN_MONTHS = 19_056
ACCESS = {"--": {0}, "r-": {1, 4}, "-w": {2, 5}, "rw": {3, 6}}


class Walk(Lab):
    def a_walk(self, name):
        """In one order, as a field engineer does it."""
        bench = self.bench(name)
        self.addCleanup(bench.close)
        self.public_client(bench, name)
        self.reading_client(bench)
        self.object_list(bench)
        self.load_profile(bench)
        self.history(bench)
        self.clock_is_set(bench)
        self.supply(bench, name)

    def test_over_the_wrapper(self):
        self.a_walk("plain")

    def test_inside_tls(self):
        self.a_walk("tls")

    def test_over_the_optical_port(self):
        """Mode E and HDLC, at 9600 baud; the gas meter, which nobody else of this class uses."""
        bench = self.bench("plain", "gsme")
        self.addCleanup(bench.close)
        line = links.SerialLine(self.home / "plain.gsme")
        self.addCleanup(line.close)
        over_tcp = bench.client(READING).get(3, "7-0:3.0.0", 3)
        for client, ask in ((PUBLIC, (1, "0-0:96.1.0", 2)), (READING, (3, "7-0:3.0.0", 3)), (MANAGEMENT, (3, "7-0:3.0.0", 3))):
            self.assertTrue(hdlc.sign_on(line).startswith("/LGZ5"))
            link = links.Hdlc(line, client, hdlc.server_address(1))
            made = bench.made(client, link)
            made.server = 1
            made.associate()
            value = made.get(*ask)
            self.assertEqual(value.type if client == PUBLIC else value, "octet-string" if client == PUBLIC else over_tcp)
            if client == READING:
                self.profile_over_the_line(made)
            self.assertEqual(link.close(), "UA")

    def profile_over_the_line(self, client):
        profile = (objects.PROFILE, "7-0:99.1.0", 2)
        used = client.get(objects.PROFILE, "7-0:99.1.0", 7).value
        last = client.get(*profile, objects.by_entry(used - 9)).value
        self.assertEqual(len(last), 10)
        times = [objects.read_date_time(e[0].value) for e in last]
        ranged = client.get(*profile, objects.by_range(objects.date_time(times[0]), objects.date_time(times[-1]))).value
        self.assertEqual(ranged, last)
        self.assertEqual(len(client.get(*profile, objects.by_entry(1, 100)).value), 100)  # many frames, several blocks

    def test_the_counter_can_be_read_first(self):
        """As clients of other makes do it: read by the public client, plus one."""
        bench = self.bench("tls", "gsme")
        self.addCleanup(bench.close)
        for _ in range(2):
            public = bench.client(PUBLIC)
            bench.counter.value = public.get(1, "0-0:43.1.0", 2).value + 1
            public.release()
            management = bench.client(MANAGEMENT, same_counter=True)
            management.get(*CLOCK)
            management.release()

    def test_the_hub_notes_who_has_no_right(self):
        """In its security log, and as its last alert; every object that its push names is there."""
        bench = self.bench("plain", "chf")
        self.addCleanup(bench.close)
        public = bench.client(PUBLIC)
        with self.assertRaisesRegex(xdlms.AccessError, "read-write-denied"):
            public.get(40, "0-0:25.9.0", 3)
        public.release()
        management = bench.client(MANAGEMENT)
        log = management.get(objects.PROFILE, "0-0:99.98.1", 2).value
        self.assertEqual(log[-1][1].value, 0x8F3E)
        self.assertEqual(management.get(1, "0-0:96.11.0", 2).value, 0x8F3E)
        self.assertEqual(management.get(1, "0-0:96.128.0", 2).value, management.get(1, "0-0:96.1.3", 2).value)
        for item in management.get(40, "0-0:25.9.0", 2).value:
            class_id, name, attribute, _ = (part.value for part in item)
            management.get(class_id, "{}-{}:{}.{}.{}".format(*name), attribute)
        management.release()

    def history(self, bench):
        """Days and what they have cost, by entry and by range; today's consumption is the register's."""
        client = bench.client(READING)
        days = (objects.PROFILE, "0-0:98.128.0", 2)
        entries = client.get(*days).value
        self.assertEqual(len(entries), 9)
        self.assertEqual(len(client.get(objects.PROFILE, "0-0:98.128.2", 2).value), 14)
        second = objects.date_time(objects.read_date_time(entries[1][0].value))
        self.assertEqual(client.get(*days, objects.by_range(second, second)).value, entries[1:2])
        self.assertEqual(client.get(*days, objects.by_entry(2, 2)).value, entries[1:2])
        midnights = {objects.read_date_time(e[0].value): e[1].value
                     for e in client.get(objects.PROFILE, "0-0:98.2.0", 2).value}
        begin, end = (objects.read_date_time(e[0].value) for e in entries[1:3])
        self.assertEqual(entries[1][1].value, midnights[end] - midnights[begin])
        client.release()

    def public_client(self, bench, name):
        client = bench.client(PUBLIC)
        shown = objects.read_date_time(client.get(*CLOCK).value)
        self.assertEqual(shown.date(), datetime.date(2020, 11, 7))
        title = bytes.fromhex(self.keys[f"{name}.esme"]["system_title"])
        self.assertTrue(client.get(1, "0-0:42.0.0", 2).value.startswith(title[:3]))
        self.assertTrue(client.get(1, "0-0:96.1.0", 2).value)
        with self.assertRaisesRegex(xdlms.AccessError, "read-write-denied"):
            client.get(*REGISTER)
        client.release()

    def reading_client(self, bench):
        client = bench.client(READING)
        scaler, unit = client.get(3, "1-0:1.8.0", 3).plain()
        self.assertEqual((scaler, unit), (0, 30))  # Wh
        self.assertGreater(client.get(*REGISTER).value, 0)
        client.release()

    def object_list(self, bench):
        """What each association lists is what the catalogue says of it."""
        outcome = self.s1sim("describe", "objects", "--json")
        self.assert_exit(outcome, 0)
        lists = json.loads(outcome.out)["objects"]
        described = {o["logical_name"]: o for o in next(d for d in lists if d["name"] == "ESME")["objects"]}
        for client, access in ((PUBLIC, "public"), (READING, "reading"), (MANAGEMENT, "management")):
            listed = {o.name: o for o in objects.read_object_list(bench.client(client).get(15, "0-0:40.0.0", 2))}
            visible = {name for name, o in described.items() if o["access"][access] != "---"}
            self.assertEqual(set(listed), visible)
            for name, o in listed.items():
                self.assertEqual((o.class_id, o.version), (described[name]["class"], described[name]["version"]), name)
                for a in described[name]["attributes"]:
                    self.assertIn(o.attributes[a["index"]], ACCESS[a["access"][access]], (name, a))

    def load_profile(self, bench):
        client = bench.client(READING)
        used = client.get(objects.PROFILE, "1-0:99.1.0", 7).value
        self.assertEqual(used, THIRTEEN_MONTHS)
        entries = client.get(*LOAD, objects.by_entry(1)).value
        self.assertEqual(len(entries), used)
        self.assertGreater(len(client.block_sizes), 1)  # no APDU holds it
        times = [objects.read_date_time(e[0].value) for e in entries]
        self.assertEqual({b - a for a, b in zip(times, times[1:])}, {HALF_HOUR})
        # The whole as a range is the whole by entries.
        by_range = client.get(*LOAD, objects.by_range(objects.date_time(times[0]), objects.date_time(times[-1]))).value
        self.assertEqual(by_range, entries)
        # The sum of the profile's days is the daily log's difference of the register.
        days = client.get(objects.PROFILE, "0-0:98.2.0", 2).value
        first, last = days[0], days[-1]
        begin, end = (objects.read_date_time(d[0].value) for d in (first, last))
        between = sum(e[2].value for e, t in zip(entries, times) if begin < t <= end)
        self.assertEqual(between, last[1].value - first[1].value)
        # And what has come since the last midnight is in the register.
        since = sum(e[2].value for e, t in zip(entries, times) if t > end)
        self.assertGreaterEqual(client.get(*REGISTER).value, last[1].value + since)

    def clock_is_set(self, bench):
        """A minute ahead, and back: hundredths are not written."""
        client = bench.client(MANAGEMENT)

        def shown():
            return objects.read_date_time(client.get(*CLOCK).value)

        before, minute, second = shown(), datetime.timedelta(minutes=1), datetime.timedelta(seconds=1)
        client.set(*CLOCK, octets(objects.date_time(before + minute)))
        self.assertGreater(shown() - before, minute - second)
        client.set(*CLOCK, octets(objects.date_time(shown() - minute)))
        self.assertLess(shown() - before, minute - second)

    def supply(self, bench, name):
        client = bench.client(MANAGEMENT)

        def state():
            return client.get(*SUPPLY, 2).value, client.get(*SUPPLY, 3).value

        zero = Data("integer", 0)
        self.assertEqual(state(), (True, 1))
        client.action(*SUPPLY, 1, zero)
        self.assertEqual(state(), (False, 0))
        still = client.get(*REGISTER).value
        client.action(*SUPPLY, 2, zero)
        self.assertEqual(state(), (False, 2))  # armed: a person must press the button
        self.assertEqual(client.get(*REGISTER).value, still)
        self.assertEqual(client.get(3, "1-0:1.7.0", 2).value, 0)
        # The scenario's person does, 15 s after the supply was switched off.
        self.wait_for(lambda: state() == (True, 1), "the button")
        self.assertEqual(client.get(*REGISTER).value, still)  # it stood still all the time
        self.assertGreater(client.get(3, "1-0:1.7.0", 2).value, 0)
        self.wait_for(lambda: client.get(*REGISTER).value > still, "a register that counts again")
        self.assertEqual([e["state"] for e in self.told("meter.supply_changed") if e["on"] == name],
                         ["disabled", "armed", "enabled"])


if __name__ == "__main__":
    main()
