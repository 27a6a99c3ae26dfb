"""The conformance table against a device that has one object of every class."""
import os
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from bench import CLOCK, PUBLIC, Bench  # noqa: E402
from client import hdlc, links, suite0  # noqa: E402
from conformance_page import PAGE, ROWS, page  # noqa: E402


class Device:
    """The program in the background."""

    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self.line("wrapper: "))
        self.terminal = self.line("optical: ")
        self.told = []

    def line(self, begins):
        line = self.process.stdout.readline().strip()
        assert line.startswith(begins), line
        return line[len(begins):]

    def incidents(self):
        """All that it has told of by now."""
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        while (line := self.process.stdout.readline().strip()) != "told":
            self.told.append(line.removeprefix("incident: "))
        return list(self.told)

    def end(self):
        """Whatever was tried, it ends in order."""
        self.process.stdin.close()
        assert self.process.wait(60) == 0
        self.process.stdout.close()


class Table(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.device = Device(PROGRAM)
        cls.addClassCleanup(cls.device.end)
        keys = suite0.Keys(b"\x11" * 16, b"\xA1" * 16)
        cls.bench = Bench(lambda: links.Wrapper("127.0.0.1", cls.device.port), lambda: links.SerialLine(cls.device.terminal),
                          cls.device.incidents, keys, b"sesame", server=1, station=hdlc.server_address(1, 17))

    def try_row(self, row):
        bench = self.bench
        bench.begin()
        self.addCleanup(bench.close)
        before = len(bench.incidents())
        self.assertEqual(row.run(bench), row.answer)
        if row.then == "goes on":
            bench.opened.get(*CLOCK)
        elif row.then == "reconnect":
            bench.begin()
        bench.client(PUBLIC).get(*CLOCK)  # whose answer comes after all incidents
        self.assertEqual(bench.incidents()[before:], [row.logged] if row.logged else [])


class Page(unittest.TestCase):
    def test_it_is_made_of_the_rows(self):
        self.assertEqual(PAGE.read_text(), page(), "make it anew: tests/conformance/dlms/conformance_page.py")


def add(number, row):
    def test(self):
        self.try_row(row)
    test.__doc__ = f"{row.group}: {row.tried}"
    setattr(Table, f"test_{number:03}", test)


for at, each in enumerate(ROWS, 1):
    add(at, each)

if __name__ == "__main__":
    PROGRAM = os.path.abspath(sys.argv[1])
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]], verbosity=1)
