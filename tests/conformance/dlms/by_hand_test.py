"""The commands of docs/protocols/landis_gyr_by_hand.md, run as written."""
import os
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from lab import SCENARIO, Lab  # noqa: E402
from s1sim_program import ROOT, main, run  # noqa: E402

PAGE = ROOT / "docs/protocols/landis_gyr_by_hand.md"


class ByHand(Lab):
    def test_the_page(self):
        blocks = re.findall(r"```sh\n([^`]*)```\n```text\n([^`]*)```", PAGE.read_text())
        self.assertGreater(len(blocks), 3)
        tree = self.home / "tree"
        tree.symlink_to(ROOT)
        self.assertIn(f"s1sim run {SCENARIO.relative_to(ROOT)} --report out\n", PAGE.read_text())
        for commands, expected in blocks:
            commands = commands.replace("tests/conformance", "tree/tests/conformance")
            outcome = run(["sh", "-ec", commands], cwd=self.home, env={
                **os.environ, "PORT": str(self.ports["plain"]), "TLS_PORT": str(self.ports["tls"]),
                "PYTHONDONTWRITEBYTECODE": "1"})
            self.assert_exit(outcome, 0)
            self.assertRegex(outcome.out, expected.strip())


if __name__ == "__main__":
    main()
