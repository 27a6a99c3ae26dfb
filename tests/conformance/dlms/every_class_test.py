"""The conformance table against a device that has one object of every class."""
import os
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from bench import Bench  # noqa: E402
from client import hdlc, links, suite0  # noqa: E402
from conformance_page import PAGE, ROWS, page  # noqa: E402
from conformance_table import add_tests  # noqa: E402


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

    def push(self, octets=None):
        """Without an association, if nobody says how long."""
        self.incidents("push" if octets is None else f"push {octets}")

    def incidents(self, command=""):
        """All that it has told of by now."""
        self.process.stdin.write(f"{command}\n")
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
                          cls.device.incidents, keys, b"sesame", server=1, station=hdlc.server_address(1, 17), has={"optical port", "push of its own"})
        cls.bench.push = cls.device.push


class Page(unittest.TestCase):
    def test_it_is_made_of_the_rows(self):
        self.assertEqual(PAGE.read_text(), page(), "make it anew: tests/conformance/dlms/conformance_page.py")


add_tests(Table, ROWS)

if __name__ == "__main__":
    PROGRAM = os.path.abspath(sys.argv[1])
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]], verbosity=1)
