"""The lab of scenarios/lab/landis_gyr_by_hand.yaml, as a stranger meets it: real sockets, keys and certificates in files.

What is done here is what docs/protocols/landis_gyr_by_hand.md tells a person who connects a client by hand.
"""
import json
import signal
import ssl
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "support"))
sys.path.insert(0, str(Path(__file__).resolve().parent))
from bench import Bench  # noqa: E402
from client import hdlc, links, suite0  # noqa: E402
from s1sim_program import ROOT, ProgramTest, Running  # noqa: E402

SAPS = {"chf": 1, "esme": 16, "gsme": 17}
SCENARIO = ROOT / "scenarios/lab/landis_gyr_by_hand.yaml"


class Lab(ProgramTest):
    """One run of s1sim for all tests of a class."""

    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory(prefix="s1sim-test-")
        cls.addClassCleanup(scratch.cleanup)
        cls.home = Path(scratch.name)
        cls.running = Running([cls.program, "run", SCENARIO, "--report", "out", "--progress", "none"], cls.home)
        cls.addClassCleanup(cls.running.kill)
        cls.ports = {name: int(cls.running.read_until(rf"listening: {name}\.chf at 127\.0\.0\.1:(\d+)")[1])
                     for name in ("tls", "plain")}
        cls.keys = json.loads((cls.home / "out/pki/dlms-keys.json").read_text())
        cls.wait_for(cls(), lambda: len(cls.told("wan.online")) == 2, "hubs that are online")

    @classmethod
    def tearDownClass(cls):
        """Whatever strangers did, the run is well: it ends in order when it is told to."""
        alive = cls.running.alive()
        code = cls.running.stop(signal.SIGINT)
        assert alive and code == 130, f"s1sim ended with {code}:\n{cls.running.output}"

    @classmethod
    def told(cls, event):
        """The entries that the journal holds by now."""
        lines = (cls.home / "out/journal.ndjson").read_text().splitlines(keepends=True)
        entries = (json.loads(line) for line in lines if line.endswith("\n"))
        return [entry for entry in entries if entry["event"] == event]

    @classmethod
    def wrapper(cls, name):
        """A connection to a hub: plainly, or inside TLS with the certificate of somebody whom it trusts."""
        tls = None
        if name == "tls":
            pki = cls.home / "out/pki"
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            tls.check_hostname = False  # the hub is known by its EUI-64
            tls.load_verify_locations(pki / "device-ca.pem")
            tls.load_cert_chain(pki / "smso-a-head-end.pem", pki / "smso-a-head-end.key")
            # Certificates are good in the world's time, which may not be ours.
            tls.verify_flags |= 0x200000  # X509_V_FLAG_NO_CHECK_TIME
        return links.Wrapper("127.0.0.1", cls.ports[name], tls)

    @classmethod
    def bench(cls, name, part="esme"):
        device = cls.keys[f"{name}.{part}"]
        keys = suite0.Keys(bytes.fromhex(device["encryption"]), bytes.fromhex(device["authentication"]))
        made = Bench(lambda: cls.wrapper(name), None, lambda: [], keys, device["password"].encode(), SAPS[part],
                     hdlc.server_address(1))
        made.counter.value = 1_000_000  # beyond what the head-end of the lab has used
        made.master = bytes.fromhex(device["master"])
        made.begin()
        return made
