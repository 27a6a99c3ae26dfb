"""s1sim as a child process, for tests in Python: scenarios in scratch folders, its output, its reports.

A test is a file of unittest cases that ends with `main()`; ctest runs it with the program's path as first argument.
Every test has a folder of its own, and every process that it starts ends with it.
"""
import json
import os
import re
import resource
import select
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
MAIN_SCENARIO = ROOT / "scenarios/foc/seven_day_reconnect.yaml"

# Patience, not a claim: how long a program may take on a machine that does ten other things.
PATIENCE = 240

# One hub in a world without sockets, long enough to come online, short enough to cost nothing.
ONE_HUB = """\
s1sim: 1
kind: scenario
name: One hub
transport: memory
limits: { virtual: 3h }
fleet:
  - { id: tri, family: trilliant }
"""


class Outcome(NamedTuple):
    code: int
    out: str
    err: str
    cpu_seconds: float


def run(arguments, **options):
    """Runs any program to its end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    options = {"stdin": subprocess.DEVNULL, "timeout": PATIENCE, **options}
    done = subprocess.run([str(a) for a in arguments], capture_output=True, text=True, errors="replace", **options)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Outcome(done.returncode, done.stdout, done.stderr, spent)


def read_journal(path):
    """The entries of a journal, after what holds for every journal: no gaps, causes before effects, no key twice."""
    def no_key_twice(pairs):
        keys = [key for key, _ in pairs]
        assert len(keys) == len(set(keys)), f"{path}: a key stands twice in an entry: {pairs}"
        return dict(pairs)

    entries = [json.loads(line, object_pairs_hook=no_key_twice) for line in Path(path).read_text().splitlines()]
    for number, entry in enumerate(entries, 1):
        assert entry["seq"] == number, f"{path}: entry {number} has seq {entry['seq']}"
        cause = entry.get("cause", 0)
        assert isinstance(cause, int) and cause < number, f"{path}: entry {number} has the cause {cause!r}"
        assert number == 1 or entry["t"] >= entries[number - 2]["t"], f"{path}: time goes back at entry {number}"
    return entries


class Running:
    """A run in the background, until stop() or the end of the test."""

    def __init__(self, arguments, cwd):
        self.process = subprocess.Popen([str(a) for a in arguments], cwd=cwd, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.output = ""

    def read_until(self, pattern, seconds=PATIENCE):
        """The first match of `pattern` in what the program has printed; waits for it."""
        give_up = time.monotonic() + seconds
        while not (found := re.search(pattern, self.output)):
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, give_up - time.monotonic()))
            data = os.read(self.process.stdout.fileno(), 65536) if ready else b""
            if not data:
                what = "ended" if ready else f"printed for {seconds} s"
                raise AssertionError(f"the program {what} without `{pattern}`:\n{self.output}")
            self.output += data.decode(errors="replace")
        return found

    def alive(self):
        return self.process.poll() is None

    def stop(self, number=signal.SIGINT):
        """Sends the signal, waits for the end, gives the exit code."""
        if self.alive():
            self.process.send_signal(number)
        return self.wait()

    def wait(self):
        rest, _ = self.process.communicate(timeout=PATIENCE)
        self.output += rest.decode(errors="replace")
        return self.process.returncode

    def kill(self):
        if self.alive():
            self.process.kill()
        self.process.communicate()


class ProgramTest(unittest.TestCase):
    program = None
    longMessage = True

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="s1sim-test-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def file(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def s1sim(self, *arguments, **options):
        return run([self.program, *arguments], **{"cwd": self.folder, **options})

    def start(self, *arguments):
        running = Running([self.program, *arguments], self.folder)
        self.addCleanup(running.kill)
        return running

    def result(self, report="out"):
        return json.loads((self.folder / report / "result.json").read_text())

    def journal(self, report="out"):
        return read_journal(self.folder / report / "journal.ndjson")

    def assert_exit(self, outcome, code):
        self.assertEqual(outcome.code, code, f"\nstdout:\n{outcome.out}\nstderr:\n{outcome.err}")

    def wait_for(self, condition, what, seconds=PATIENCE):
        """For what another process does; `condition` gives something true in the end."""
        give_up = time.monotonic() + seconds
        while not (found := condition()):
            self.assertLess(time.monotonic(), give_up, f"in vain: {what}")
            time.sleep(0.05)
        return found


def main():
    if len(sys.argv) < 2 or not os.access(sys.argv[1], os.X_OK):
        sys.exit(f"usage: {sys.argv[0]} PATH_OF_S1SIM [TEST…]")
    ProgramTest.program = os.path.abspath(sys.argv[1])
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]], verbosity=2)
