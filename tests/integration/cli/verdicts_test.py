"""Verdicts and exit codes: what a broken expectation, an expectation that proves nothing, none at all, and an
interruption make of a run."""
import json
import signal
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "support"))
from s1sim_program import MAIN_SCENARIO, ONE_HUB, ROOT, ProgramTest, main, run  # noqa: E402

ONLINE = "expect:\n  - { id: online, that: wan.state == online, on: tri, within: 1h }\n"
NEVER_SINCE = "expect:\n  - { id: quiet, never: wan.offline, on: tri, since: migration.commissioned%s }\n"
# At 60x the hub boots after a third of a second: one expectation is broken then, the other stays open.
SLOW = "clock: { pace: 60x }\nexpect:\n  - { id: online-at-last, that: wan.state == online, on: tri }\n"
SLOW_AND_BROKEN = SLOW + "  - { id: never-boots, never: chf.booted, on: tri }\n"


class Verdicts(ProgramTest):
    def play(self, text, *arguments):
        return self.s1sim("run", self.file("scenario.yaml", text), "--report", "out", *arguments)

    def test_what_held_passes(self):
        outcome = self.play(ONE_HUB + ONLINE)
        self.assert_exit(outcome, 0)
        self.assertIn("PASS   1 of 1 expectation", outcome.out)
        self.assertEqual(outcome.err, "")
        self.assertEqual(self.result()["verdict"], "PASS")

    def test_a_broken_expectation_fails_and_says_whose_and_why(self):
        text = MAIN_SCENARIO.read_text()
        fleet, rest = text.index("fleet:"), text.index("expect:")
        seventh_day = text[text.index("  - id: seventh-day"):text.index("  - id: last-hour")]
        expect = ("expect:\n  - { id: too-soon, that: migration.state == commissioned, on: seventh-day, within: 100h,"
                  " since: sim.profile_changed }\n")
        outcome = self.play(text[:fleet] + "fleet:\n" + seventh_day + text[text.index("steps:"):rest] + expect,
                            "--transport", "memory")
        self.assert_exit(outcome, 1)
        self.assertIn("FAIL too-soon on seventh-day: ", outcome.out)

        [judged] = self.result()["expectations"]
        self.assertEqual((judged["id"], judged["subject"], judged["outcome"]), ("too-soon", "seventh-day", "FAIL"))
        self.assertIn("sim_migrated", judged["reason"])
        journal = self.journal()
        proof = [journal[e["seq"] - 1] for e in judged["evidence"]]
        for entry in proof:
            self.assertIn(f"journal {entry['seq']}: seventh-day {entry['event']} at ", outcome.out)
            self.assertEqual(entry["on"], "seventh-day")
        self.assertEqual([e["event"] for e in proof], ["sim.profile_changed", "migration.sim_migrated"])
        # They prove it: this is how far it had come, and nothing about the migration came after it.
        later = [e for e in journal if e["seq"] > proof[1]["seq"] and e["event"].startswith("migration.")]
        self.assertEqual(later, [])
        self.assertEqual(judged["decided_at"], "2020-11-11T05:00:02.000000000Z")

    def test_no_expectations_are_skipped(self):
        outcome = self.play(ONE_HUB)
        self.assert_exit(outcome, 3)
        self.assertIn("SKIPPED", outcome.out)
        self.assertEqual(self.result()["verdict"], "SKIPPED")

    def test_never_since_what_did_not_happen_is_invalid(self):
        outcome = self.play(ONE_HUB + NEVER_SINCE % "")
        self.assert_exit(outcome, 3)
        self.assertIn("INVALID quiet on tri", outcome.out)
        self.assertIn("migration.commissioned never happened", outcome.out)
        self.assertEqual(self.result()["verdict"], "INVALID")

    def test_never_since_what_did_not_happen_passes_where_that_is_allowed(self):
        self.assert_exit(self.play(ONE_HUB + NEVER_SINCE % ", vacuous: allow"), 0)

    def test_the_verdict_that_was_expected_exits_0_and_another_does_not(self):
        self.assert_exit(self.play(ONE_HUB + NEVER_SINCE % "" + "expected_verdict: INVALID\n"), 0)
        self.assertEqual(self.result()["verdict"], "INVALID")
        self.assert_exit(self.play(ONE_HUB + "expected_verdict: SKIPPED\n"), 0)
        self.assert_exit(self.play(ONE_HUB + ONLINE + "expected_verdict: INVALID\n"), 1)
        self.assert_exit(self.play(ONE_HUB + "expected_verdict: INVALID\n"), 3)

    def test_the_wall_limit_blocks_and_says_so(self):
        outcome = self.play(ONE_HUB.replace("3h }", "3h, wall: 1s }") + SLOW.replace("60x", "1x"))
        self.assert_exit(outcome, 3)
        self.assertIn("BLOCKED", outcome.out)
        self.assertIn("limits.wall of 1s was reached", outcome.out)
        self.assertEqual(self.result()["verdict"], "BLOCKED")

    def test_only_judges_what_it_names(self):
        both = ONE_HUB + ONLINE + "  - { id: broken, that: wan.state == off, on: tri }\n"
        self.assert_exit(self.play(both), 1)
        self.assert_exit(self.play(both, "--only", "online"), 0)
        self.assertEqual([e["id"] for e in self.result()["expectations"]], ["online"])

    def test_junit_says_what_result_json_says_and_keeps_to_its_schema(self):
        schema = ROOT / "docs/schemas/junit.xsd"
        for text in (ONE_HUB, ONE_HUB + ONLINE, ONE_HUB + NEVER_SINCE % "",
                     ONE_HUB + "expect:\n  - { id: off, that: wan.state == off, on: tri }\n"):
            self.play(text)
            path, result = self.folder / "out/junit.xml", self.result()
            checked = run(["xmllint", "--noout", "--nonet", "--schema", schema, path])
            self.assert_exit(checked, 0)
            [suite] = ElementTree.parse(path).getroot()
            self.assertEqual(suite.find("properties/property[@name='verdict']").get("value"), result["verdict"])
            cases = [case.get("name") for case in suite.findall("testcase")]
            self.assertTrue(cases)
            for judged in result["expectations"]:
                self.assertIn(f"{judged['id']} on {judged['subject']}", cases)
            broken = {"FAIL": "failure", "INVALID": "error", "SKIPPED": "skipped", "PASS": None}[result["verdict"]]
            told = [child.tag for case in suite.findall("testcase") for child in case]
            self.assertEqual(told, [broken] if broken else [])

    # ---- interruptions

    def interrupt(self, text, number, when):
        running = self.start("run", self.file("scenario.yaml", text), "--report", "out")
        self.wait_for(lambda: when in self.written("journal.ndjson"), f"{when} in the journal")
        self.assertTrue(running.alive(), running.output)
        code = running.stop(number)
        self.assertTrue(self.result()["interrupted"])
        self.assertEqual(self.journal()[-1]["seq"], self.result()["journal"]["entries"])
        self.assertTrue((self.folder / "out/junit.xml").exists())
        return code, running.output

    def written(self, name):
        path = self.folder / "out" / name
        return path.read_text() if path.exists() else ""

    def test_ctrl_c_writes_the_reports(self):
        code, output = self.interrupt(ONE_HUB + SLOW, signal.SIGINT, "chf.booted")
        self.assertEqual(code, 130, output)
        self.assertIn("BLOCKED", output)
        self.assertIn("interrupted", output)
        self.assertEqual(self.result()["verdict"], "BLOCKED")

    def test_termination_writes_the_reports(self):
        code, output = self.interrupt(ONE_HUB + SLOW, signal.SIGTERM, "chf.booted")
        self.assertEqual(code, 143, output)
        self.assertEqual(self.result()["verdict"], "BLOCKED")

    def test_ctrl_c_writes_the_reports_while_time_stands_still(self):
        running = self.start("run", self.file("scenario.yaml", ONE_HUB + SLOW), "--report", "out", "--pace", "step")
        running.read_until("One hub")
        self.wait_for(lambda: (self.folder / "out/journal.ndjson").exists(), "a journal")
        self.assertEqual(running.stop(signal.SIGINT), 130, running.output)
        self.assertEqual(self.result()["verdict"], "BLOCKED")

    def test_a_broken_expectation_outranks_ctrl_c(self):
        code, output = self.interrupt(ONE_HUB + SLOW_AND_BROKEN, signal.SIGINT, "chf.booted")
        self.assertEqual(code, 1, output)
        self.assertIn("FAIL never-boots on tri", output)
        self.assertEqual(self.result()["verdict"], "FAIL")
        outcomes = {e["id"]: e["outcome"] for e in self.result()["expectations"]}
        self.assertEqual(outcomes, {"never-boots": "FAIL", "online-at-last": "BLOCKED"})


if __name__ == "__main__":
    main()
