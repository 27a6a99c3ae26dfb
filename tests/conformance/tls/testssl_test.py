"""testssl.sh looks for known weaknesses of our head-end, and finds none."""
import json
import sys
from datetime import datetime, timezone
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from listening_head_end import SMSO, HeadEndTest, rfc3339, run  # noqa: E402
from s1sim_program import main  # noqa: E402

# testssl.sh 3.0 cannot show a certificate itself: it gets an openssl that does.
OPENSSL_WITH_A_CERTIFICATE = """\
#!/bin/sh
[ "$1" = s_client ] || exec openssl "$@"
shift
exec openssl s_client -cert {pki}/peer.pem -key {pki}/peer.key "$@"
"""
MUST_BE_OK = """SSLv2 SSLv3 TLS1_2 cipherlist_NULL cipherlist_aNULL cipherlist_EXPORT cipherlist_LOW cipherlist_STRONG PFS
    heartbleed CCS ROBOT secure_renego secure_client_renego CRIME_TLS POODLE_SSL fallback_SCSV SWEET32 FREAK DROWN LOGJAM
    BEAST LUCKY13 RC4""".split()
NOT_OFFERED = "SSLv2 SSLv3 TLS1 TLS1_1 TLS1_3 cipherlist_NULL cipherlist_3DES_IDEA cipherlist_AVERAGE".split()
PATIENCE = 800  # some twenty seconds of work, which a busy machine makes minutes of


class Testssl(HeadEndTest):
    start_time = rfc3339(datetime.now(timezone.utc))

    def test_finds_no_weakness(self):
        wrapper = self.file("openssl-with-a-certificate", OPENSSL_WITH_A_CERTIFICATE.format(pki=self.pki))
        wrapper.chmod(0o700)
        outcome = run(["testssl", "--warnings", "off", "--color", "0", "--quiet", "--nodns", "none", "--openssl", wrapper,
                       "--jsonfile", "findings.json", "-p", "-s", "-f", "-U", f"127.0.0.1:{self.ports[SMSO]}"],
                      cwd=self.folder, timeout=PATIENCE)
        # Its exit code counts its own troubles, such as an openssl without GOST; that it came to its end is a finding.
        self.assertTrue((self.folder / "findings.json").exists(), outcome.out + outcome.err)
        findings = {f["id"]: f for f in json.loads((self.folder / "findings.json").read_text())}
        findings.pop("engine_problem", None)  # openssl has no GOST engine
        self.assertIn("scanTime", findings, outcome.out)
        bad = {name: f["finding"] for name, f in findings.items() if f["severity"] not in ("OK", "INFO", "DEBUG")}
        self.assertEqual(bad, {}, outcome.out)
        for name in MUST_BE_OK:
            self.assertEqual(findings[name]["severity"], "OK", findings[name])
        for name in NOT_OFFERED:
            self.assertRegex(findings[name]["finding"], "^not offered", name)
        self.assertEqual(sorted(findings["PFS_ciphers"]["finding"].split()),
                         ["ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305"])


if __name__ == "__main__":
    main()
