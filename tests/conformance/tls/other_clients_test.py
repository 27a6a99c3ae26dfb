"""Clients of other makes against our head-ends: GnuTLS, what a scanner sees, and a hub that is written from
protocol.md alone."""
import socket
import ssl
import sys
import time
import xml.etree.ElementTree as ElementTree
from datetime import datetime, timezone
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from listening_head_end import S1SP, SMSO, HeadEndTest, rfc3339, run  # noqa: E402
from s1sim_program import main  # noqa: E402

ONLY_1_2 = "NORMAL:-VERS-ALL:+VERS-TLS1.2"


class ToNow(HeadEndTest):
    start_time = rfc3339(datetime.now(timezone.utc))  # these clients judge by the wall


class GnuTls(ToNow):
    def gnutls(self, priority, *arguments, certificate=True):
        files = ["--x509certfile", "peer.pem", "--x509keyfile", "peer.key"] if certificate else []
        return run(["gnutls-cli", "--x509cafile", "smso-a-ca.pem", "--verify-hostname", SMSO, *files, "--priority", priority,
                    "--port", self.ports[SMSO], *arguments, "127.0.0.1"], cwd=self.pki)

    def test_is_let_in_and_trusts_the_server(self):
        for priority, suite in (("NORMAL", "AES-128-GCM"), (ONLY_1_2 + ":-CIPHER-ALL:+AES-256-GCM", "AES-256-GCM"),
                                (ONLY_1_2 + ":-CIPHER-ALL:+CHACHA20-POLY1305", "CHACHA20-POLY1305")):
            outcome = self.gnutls(priority)
            self.assert_exit(outcome, 0)
            self.assertIn("- Status: The certificate is trusted.", outcome.out)
            self.assertRegex(outcome.out, rf"- Description: \(TLS1\.2.*\)-\(ECDHE-SECP256R1\)-.*\({suite}\)")
            self.assertIn("extended master secret, safe renegotiation", outcome.out)
            self.assertIn("- Handshake was completed", outcome.out)

    def test_resumes_by_ticket_and_by_session_id(self):
        for priority in (ONLY_1_2, ONLY_1_2 + ":%NO_TICKETS"):
            outcome = self.gnutls(priority, "--resume", "--waitresumption")
            self.assert_exit(outcome, 0)
            self.assertIn("*** This is a resumed session", outcome.out)

    def test_is_turned_away_with_an_alert(self):
        refused = {
            "NORMAL:-VERS-ALL:+VERS-TLS1.0": 70, "NORMAL:-VERS-ALL:+VERS-TLS1.1": 70, "NORMAL:-VERS-ALL:+VERS-TLS1.3": 40,
            ONLY_1_2 + ":-CIPHER-ALL:+AES-128-CBC:+AES-256-CBC": 40, ONLY_1_2 + ":-KX-ALL:+RSA": 40,
            ONLY_1_2 + ":-KX-ALL:+DHE-RSA": 40, ONLY_1_2 + ":-GROUP-ALL:+GROUP-X25519": 40}
        for priority, alert in refused.items():
            outcome = self.gnutls(priority)
            self.assertNotEqual(outcome.code, 0, priority)
            self.assertIn(f"Received alert [{alert}]", outcome.out + outcome.err, priority)

    def test_is_turned_away_without_a_certificate(self):
        outcome = self.gnutls(ONLY_1_2, certificate=False)
        self.assertNotEqual(outcome.code, 0)
        self.assertIn("Received alert [40]", outcome.out + outcome.err)


class Sslscan(ToNow):
    def test_finds_tls_1_2_with_forward_secrecy_and_aead_and_nothing_else(self):
        for name in (SMSO, S1SP):
            outcome = run(["sslscan", "--xml=-", "--no-colour", "--certs=peer.pem", "--pk=peer.key", f"--sni-name={name}",
                           f"127.0.0.1:{self.ports[name]}"], cwd=self.pki)
            self.assert_exit(outcome, 0)
            seen = ElementTree.fromstring(outcome.out).find("ssltest")
            enabled = {f"{p.get('type')} {p.get('version')}": p.get("enabled") for p in seen.findall("protocol")}
            self.assertEqual(enabled, {"ssl 2": "0", "ssl 3": "0", "tls 1.0": "0", "tls 1.1": "0", "tls 1.2": "1", "tls 1.3": "0"})
            suites = {c.get("cipher") for c in seen.findall("cipher")}
            self.assertEqual(suites, {"ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
                                      "ECDHE-ECDSA-CHACHA20-POLY1305"})
            self.assertEqual({c.get("strength") for c in seen.findall("cipher")}, {"strong"})
            self.assertEqual(seen.find("renegotiation").get("supported"), "0")
            self.assertEqual({c.get("supported") for c in seen.findall("compression")} - {"0"}, set())
            self.assertEqual({h.get("vulnerable") for h in seen.findall("heartbleed")}, {"0"})
            certificate = seen.find("certificates/certificate")
            self.assertEqual(certificate.find("subject").text, name)
            self.assertEqual(certificate.find("expired").text, "false")


# devices/families/trilliant/protocol.md, read by itself
HELLO, BYE = 1, 8
NOT_KNOWN, PROTOCOL_ERROR = 3, 2
A_HUB = bytes.fromhex("70B3D500000000FF")


def message(kind, body):
    return (len(body) + 2).to_bytes(2, "big") + bytes([1, kind]) + body


class Hub(ToNow):
    """With Python's TLS, which is OpenSSL's library, in this process: what a handshake takes is the server's time."""

    def call(self):
        trust = ssl.create_default_context(cafile=self.pki / "smso-a-ca.pem")
        trust.load_cert_chain(self.pki / "peer.pem", self.pki / "peer.key")
        plain = socket.create_connection(("127.0.0.1", self.ports[SMSO]), timeout=120)
        self.addCleanup(plain.close)
        connection = trust.wrap_socket(plain, server_hostname=SMSO)
        self.addCleanup(connection.close)
        return connection

    def test_a_hub_that_the_head_end_does_not_know_is_told_so(self):
        connection = self.call()
        hello = A_HUB + bytes([1]) + (0).to_bytes(2, "big") + b"\xff\xff\xff\xff" + b"\x04T100" + b"\x032.1" + b"\x00"
        connection.sendall(message(HELLO, hello))
        self.assertEqual(connection.recv(100), message(BYE, bytes([NOT_KNOWN]) + b"\xff\xff\xff\xff" + b"\x00"))
        connection.sendall(message(BYE, bytes([0]) + b"\xff\xff\xff\xff" + b"\x00"))
        self.assertEqual(connection.recv(100), b"")  # close_notify: without it this would raise

    def test_what_is_no_message_is_told_so(self):
        for nonsense in (message(99, b""), message(HELLO, b"short"), b"\x00\x02\x09\x01", message(BYE, b"\x00" * 40)):
            connection = self.call()
            connection.sendall(nonsense)
            self.assertEqual(connection.recv(100), message(BYE, bytes([PROTOCOL_ERROR]) + b"\xff\xff\xff\xff" + b"\x00"))
            self.assertEqual(connection.recv(100), b"")

    def test_the_server_answers_at_once_while_its_hubs_live_on(self):
        self.wait_for(lambda: [e for e in self.told("hub.called_home") if e["on"] == "tri-2"], "a call home")
        took = []
        for _ in range(10):
            began = time.monotonic()
            self.call().close()
            took.append(time.monotonic() - began)
        # The best of ten, and seconds instead of milliseconds, since the machine may be busy. Its hubs have hours to
        # their next event: a server that answered with them would not answer here.
        self.assertLess(min(took), 2.0)


if __name__ == "__main__":
    main()
