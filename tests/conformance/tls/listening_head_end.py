"""The reference systems as a stranger meets them: a scenario in real time whose head-ends listen on real sockets."""
import json
import signal
import sys
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "support"))
from s1sim_program import ProgramTest, Running, run  # noqa: E402

SCENARIO = """\
s1sim: 1
kind: scenario
name: Head-ends that listen
clock: {{ start: {start}, pace: 1x }}
limits: {{ virtual: 1d, wall: 1d }}
systems:
  smso: {{ listen: 127.0.0.1:0 }}
  s1sp: {{ listen: 127.0.0.1:0 }}
fleet:
  - {{ id: tri, count: 2, family: trilliant, overrides: {{ chf: {{ boot_time: 1s }} }} }}
"""
SMSO, S1SP = "hes.smso-a.example", "s1sp.dcc.example"


def rfc3339(when):
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


class HeadEndTest(ProgramTest):
    """One run of s1sim for all tests of a class."""

    start_time = "2020-11-07T00:00:00Z"

    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory(prefix="s1sim-test-")
        cls.addClassCleanup(scratch.cleanup)
        cls.home = Path(scratch.name)
        (cls.home / "scenario.yaml").write_text(SCENARIO.format(start=cls.start_time))
        cls.running = Running([cls.program, "run", "scenario.yaml", "--report", "out", "--progress", "none"], cls.home)
        cls.addClassCleanup(cls.running.kill)
        cls.ports = {name: int(cls.running.read_until(rf"listening: {name} at 127\.0\.0\.1:(\d+)")[1])
                     for name in (SMSO, S1SP)}
        cls.pki = cls.home / "out/pki"

    @classmethod
    def tearDownClass(cls):
        """Whatever strangers did, the run is well: it ends in order when it is told to."""
        alive = cls.running.alive()
        code = cls.running.stop(signal.SIGINT)
        assert alive and code == 130, f"s1sim ended with {code}:\n{cls.running.output}"

    @classmethod
    def virtual_time(cls):
        """Within seconds of what the devices and systems take for now."""
        return datetime.strptime(cls.start_time, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc) + timedelta(minutes=1)

    def told(self, event):
        """The entries that the journal holds by now."""
        lines = (self.home / "out/journal.ndjson").read_text().splitlines(keepends=True)
        entries = (json.loads(line) for line in lines if line.endswith("\n"))
        return [entry for entry in entries if entry["event"] == event]

    def newly_told(self, event, before):
        """The entry that follows the `before` first ones; waits for it."""
        return self.wait_for(lambda: self.told(event)[before:], f"{event} in the journal")[0]

    def openssl(self, *arguments, name=SMSO, cert="peer", **options):
        """openssl s_client; `cert` names a certificate and a key beside each other, or none."""
        files = [] if cert is None else ["-cert", f"{cert}.pem", "-key", f"{cert}.key"]
        return run(["openssl", "s_client", "-connect", f"127.0.0.1:{self.ports[name]}", "-servername", name,
                    "-CAfile", "smso-a-ca.pem" if name == SMSO else "dcc-ca.pem", "-verify_hostname", name,
                    "-verify_return_error", "-attime", int(self.virtual_time().timestamp()), *files, *arguments],
                   cwd=self.pki, **options)
