"""The conformance table against the electricity meter of the lab, as its user reaches it: inside TLS, over the bare wrapper
and over the optical port."""
import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from bench import PUBLIC  # noqa: E402
from client import links, xdlms  # noqa: E402
from conformance_page import ROWS  # noqa: E402
from conformance_table import add_tests  # noqa: E402
from lab import SAPS, Lab  # noqa: E402
from rows_association import BEGIN, END  # noqa: E402
from rows_blocks import BLOCKS  # noqa: E402
from rows_installation import GATEWAY  # noqa: E402
from rows_lines import WRAP  # noqa: E402
from rows_services import ACT, READ, WRITE  # noqa: E402
from s1sim_program import PATIENCE, main  # noqa: E402

NOTHING = "0-0:96.98.0"  # what nobody has: a mark in the journal
CALLED = "tls.chf"  # by the head-end of the lab as well, whose counters we have overtaken
INCIDENTS = {"wrong password", "wrong reply to challenge", "not deciphered", "repeated counter", "policy violated"}


class Journal:
    """Incidents of all devices, as the journal has them."""

    def __init__(self, path, bench):
        self.bench, self.file = bench, path.open()
        self.half, self.found, self.marks, self.marked = "", [], 0, 0
        self.link = self.client = None

    def incidents(self):
        """All so far: what is asked for now is written behind them."""
        if self.link is None:
            self.link = self.bench.connect()
            self.client = self.bench.made(PUBLIC, self.link)
            self.client.associate()
        try:
            self.client.get(1, NOTHING, 2)
        except xdlms.AccessError:
            self.marks += 1
        give_up = time.monotonic() + PATIENCE
        while not self.read():
            assert time.monotonic() < give_up, "the journal says nothing of the last request"
            time.sleep(0.005)
        return list(self.found)

    def read(self):
        *lines, self.half = (self.half + self.file.read()).split("\n")
        for entry in map(json.loads, lines):
            if entry["event"] == "dlms.request" and entry["object"].startswith(NOTHING):
                self.marked += 1
            elif entry["event"] == "dlms.refused" and entry["reason"] in INCIDENTS and entry["device"] != CALLED:
                self.found.append(entry["reason"])
        return self.marked == self.marks


class Table(Lab):
    @classmethod
    def table_bench(cls, installation):
        made = cls.bench(installation)
        for part in SAPS:
            other = made if part == "esme" else cls.bench(installation, part)
            made.siblings[part] = other.server, other.keys, other.password, other.counter
            if other is not made:
                other.close()
        made.has = {"gateway", "master key"}
        made.incidents = Journal(cls.home / "out/journal.ndjson", made).incidents
        made.close()
        return made


class OverTheWrapper(Table):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bench = cls.table_bench("plain")


class InsideTls(Table):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bench = cls.table_bench("tls")


class OverTheOpticalPort(Table):
    """And over the bare wrapper, where a row compares."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bench = cls.table_bench("plain")
        cls.bench.serial_line = lambda: links.SerialLine(cls.home / "plain.esme")
        cls.bench.has.add("optical port")
        cls.bench.signs_on = False


WITH_TLS = {BEGIN, END, READ, WRITE, ACT, BLOCKS, GATEWAY, WRAP}  # each row has a handshake of its own, and the hub takes its time
add_tests(OverTheWrapper, [r for r in ROWS if r.needs != "optical port"])
add_tests(InsideTls, [r for r in ROWS if r.group in WITH_TLS])
add_tests(OverTheOpticalPort, [r for r in ROWS if r.needs == "optical port"])

if __name__ == "__main__":
    main()
