"""openssl s_client and our head-ends: who is let in, who is turned away, and that everybody is told why."""
import re
import socket
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from listening_head_end import S1SP, SMSO, HeadEndTest, rfc3339, run  # noqa: E402
from s1sim_program import main  # noqa: E402

# RFC 5246 7.2
HANDSHAKE_FAILURE, CERTIFICATE_EXPIRED, UNKNOWN_CA, PROTOCOL_VERSION = 40, 45, 48, 70
ALERT_RECORD = 21
OLD = ["-cipher", "ALL:@SECLEVEL=0"]  # what it takes to make openssl offer versions before 1.2


class Strangers(HeadEndTest):
    def assert_welcome(self, outcome, resumed=False):
        self.assert_exit(outcome, 0)
        self.assertIn("Verification: OK", outcome.out)
        kind = "Reused" if resumed else "New"
        self.assertRegex(outcome.out, rf"(?m)^{kind}, TLSv1\.2, Cipher is ECDHE-ECDSA-AES\d+-GCM-SHA\d+$")
        self.assertIn("Extended master secret: yes", outcome.out)
        self.assertNotIn("alert", outcome.err)

    def assert_turned_away(self, alert, reason, *arguments, **options):
        """With a fatal alert, and words in the journal."""
        before = len(self.told("tls.rejected"))
        outcome = self.openssl(*arguments, **options)
        self.assert_exit(outcome, 1)
        self.assertEqual(re.findall(r"SSL alert number (\d+)", outcome.err), [str(alert)], outcome.err)
        entry = self.newly_told("tls.rejected", before)
        self.assertRegex(entry["reason"], reason)
        self.assertEqual(entry["by"], options.get("name", SMSO))
        return entry

    def forge(self, name, subject, *signed_by):
        run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "9000",
             "-subj", f"/CN={subject}", "-keyout", f"{name}.key", "-out", f"{name}.pem", *signed_by], cwd=self.folder)
        self.assertTrue((self.folder / f"{name}.pem").stat().st_size)
        return self.folder / name


class Visitors(Strangers):
    def test_mutual_handshake_with_both_systems(self):
        for name in (SMSO, S1SP):
            outcome = self.openssl("-tls1_2", name=name)
            self.assert_welcome(outcome)
            self.assertIn(f"Verified peername: {name}", outcome.out)
        self.assert_welcome(self.openssl())  # offering TLS 1.3 too does no harm

    def test_resumption_by_ticket(self):
        session = self.folder / "session"
        first = self.openssl("-tls1_2", "-sess_out", session)
        self.assert_welcome(first)
        self.assertIn("TLS session ticket:", first.out)
        self.assert_welcome(self.openssl("-tls1_2", "-sess_in", session), resumed=True)

    def test_resumption_by_session_id(self):
        session = self.folder / "session"
        first = self.openssl("-tls1_2", "-no_ticket", "-sess_out", session)
        self.assert_welcome(first)
        self.assertNotIn("TLS session ticket:", first.out)
        self.assert_welcome(self.openssl("-tls1_2", "-no_ticket", "-sess_in", session), resumed=True)

    def test_a_session_of_one_system_is_none_of_the_other(self):
        for way in ([], ["-no_ticket"]):
            session = self.folder / "session"
            self.assert_welcome(self.openssl("-tls1_2", *way, "-sess_out", session))
            self.assert_welcome(self.openssl("-tls1_2", *way, "-sess_in", session, name=S1SP))

    def test_nobody_without_a_certificate(self):
        for name in (SMSO, S1SP):
            self.assert_turned_away(HANDSHAKE_FAILURE, "showed no certificate", "-tls1_2", cert=None, name=name)

    def test_nobody_with_an_expired_certificate(self):
        entry = self.assert_turned_away(CERTIFICATE_EXPIRED, "has expired on 2020-11-06T", "-tls1_2", cert="expired-peer")
        subject = run(["openssl", "x509", "-noout", "-subject", "-in", "expired-peer.pem"], cwd=self.pki).out
        self.assertIn(entry["name"], subject)

    def test_nobody_with_a_certificate_that_he_made_himself(self):
        mine = self.forge("mine", "70-B3-D5-00-00-00-00-01", "-addext", "extendedKeyUsage=clientAuth")
        entry = self.assert_turned_away(UNKNOWN_CA, "no trusted CA vouches", "-tls1_2", cert=mine)
        self.assertEqual(entry["name"], "70-B3-D5-00-00-00-00-01")

    def test_nobody_with_a_certificate_of_another_ca_of_the_same_name(self):
        authority = self.forge("authority", "Device CA")
        mine = self.forge("mine", "70-B3-D5-00-00-00-00-01", "-CA", f"{authority}.pem", "-CAkey", f"{authority}.key",
                          "-addext", "basicConstraints=critical,CA:false")
        self.assertIn("issuer=CN = Device CA", run(["openssl", "x509", "-noout", "-issuer", "-in", f"{mine}.pem"]).out)
        self.assert_turned_away(UNKNOWN_CA, "no trusted CA vouches", "-tls1_2", cert=mine)

    def test_nobody_who_speaks_another_version(self):
        self.assert_turned_away(PROTOCOL_VERSION, "does not speak TLS 1.2", "-tls1", *OLD)
        self.assert_turned_away(PROTOCOL_VERSION, "does not speak TLS 1.2", "-tls1_1", *OLD)
        # To a server of 1.2 such a client speaks 1.2 without a cipher suite (RFC 8446 4.1.2, D.1).
        self.assert_turned_away(HANDSHAKE_FAILURE, "no cipher suite in common", "-tls1_3")

    def test_nobody_without_aead_and_forward_secrecy(self):
        for suites in ("ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES256-SHA384", "AES128-GCM-SHA256:AES256-GCM-SHA384",
                       "ECDHE-ECDSA-AES128-CCM", "AES128-SHA:AES256-SHA", "eNULL:@SECLEVEL=0", "DHE-RSA-AES128-GCM-SHA256"):
            self.assert_turned_away(HANDSHAKE_FAILURE, "no cipher suite in common", "-tls1_2", "-cipher", suites)

    def test_no_weak_curve(self):
        self.assert_turned_away(HANDSHAKE_FAILURE, "no .*cipher suite in common", "-tls1_2", "-curves", "secp521r1")

    def test_what_is_not_tls_is_told_so(self):
        for words in (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", b"\x16\x03\x01\x00\x05hello"):
            before = len(self.told("tls.rejected"))
            with socket.create_connection(("127.0.0.1", self.ports[SMSO]), timeout=60) as connection:
                connection.sendall(words)
                answer = connection.recv(16)
            self.assertEqual(answer[:1], bytes([ALERT_RECORD]), answer)
            self.assertEqual(answer[5], 2, "not a fatal alert")
            self.newly_told("tls.rejected", before)


class LongAgo(Strangers):
    start_time = "1975-06-01T00:00:00Z"

    def test_a_certificate_that_has_expired_by_the_wall_is_good_in_its_own_time(self):
        dates = run(["openssl", "x509", "-noout", "-enddate", "-in", "peer.pem"], cwd=self.pki).out
        self.assertRegex(dates, r"notAfter=.* 1995 GMT")
        self.assert_welcome(self.openssl("-tls1_2"))
        self.assert_turned_away(CERTIFICATE_EXPIRED, "has expired on 1975-05-31T", "-tls1_2", cert="expired-peer")


class TimeToCome(Strangers):
    start_time = rfc3339(datetime.now(timezone.utc) + timedelta(days=700))

    def test_a_certificate_that_is_good_by_the_wall_has_expired_in_virtual_time(self):
        still = run(["openssl", "x509", "-noout", "-checkend", "0", "-in", "expired-peer.pem"], cwd=self.pki)
        self.assert_exit(still, 0)
        self.assert_turned_away(CERTIFICATE_EXPIRED, "has expired on ", "-tls1_2", cert="expired-peer")
        self.assert_welcome(self.openssl("-tls1_2"))


if __name__ == "__main__":
    main()
