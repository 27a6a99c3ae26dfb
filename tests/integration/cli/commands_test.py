"""The command line itself: help, version, wrong usage, the catalogue, several files, what a report folder holds."""
import json
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "support"))
from s1sim_program import MAIN_SCENARIO, ONE_HUB, ROOT, ProgramTest, main  # noqa: E402

ONLINE = "expect:\n  - { id: online, that: wan.state == online, on: tri, within: 1h }\n"
OFFLINE = "expect:\n  - { id: never-on, that: wan.state == off, on: tri }\n"

COMMANDS = {
    "run": ["--report", "--seed", "--transport", "--capture", "--threads", "--jobs", "--pace", "--only", "--progress"],
    "check": [],
    "describe": ["--json"],
}

# Names that users' scripts rely on. More may come, none of these may go.
NAMES = {
    "actions": """migration.start migration.rollback migration.cancel sim.set_profile chf.power_cut chf.power_restore
        chf.reboot chf.call_home chf.set_hes clock.pace log""",
    "events": """wan.attached wan.detached wan.attach_rejected wan.context_active wan.context_lost wan.online
        wan.offline sim.profile_changed tls.connecting tls.established tls.failed tls.closed hub.called_home
        credentials.replaced credentials.restored migration.requested migration.validated migration.rejected
        migration.sim_migrated migration.connected migration.installing migration.commissioned migration.timed_out
        migration.failed migration.rolling_back migration.rolled_back migration.rollback_failed
        migration.smso_restored migration.cancelled clock.jumped""",
    "states": """wan.state sim.profile sim.state chf.address chf.apn chf.hes tls.peer credentials.trust
        esme.import_kwh gsme.volume_m3 migration.state migration.outcome migration.step""",
    "families": "trilliant",
}
# Keys of every journal line: no event may have a field of such a name.
JOURNAL_KEYS = {"seq", "cause", "t", "on", "device", "event"}


class CommandLine(ProgramTest):
    def test_help_of_every_command_names_its_options(self):
        outcome = self.s1sim("--help")
        self.assert_exit(outcome, 0)
        for command, options in COMMANDS.items():
            self.assertRegex(outcome.out, rf"(?m)^\s+{command}\s+\S")
            helped = self.s1sim(command, "--help")
            self.assert_exit(helped, 0)
            for option in options:
                self.assertRegex(helped.out, rf"(?m)^\s+{option} ")
            self.assertEqual(helped.err, "")

    def test_version_is_that_of_the_project(self):
        version = re.search(r"project\([^)]*VERSION (\d+\.\d+\.\d+)", (ROOT / "CMakeLists.txt").read_text())[1]
        outcome = self.s1sim("--version")
        self.assert_exit(outcome, 0)
        self.assertEqual(outcome.out, f"s1sim {version}\n")

    def test_wrong_usage_exits_2_and_says_what_is_wrong(self):
        good = self.file("good.yaml", ONE_HUB + ONLINE)
        for arguments, words in (
                ([], "A command is required"), (["fly"], "fly"), (["run"], "FILE"), (["check"], "FILE"),
                (["run", good, "--nope"], "--nope"), (["run", good, "--transport", "udp"], "udp"),
                (["run", good, "--pace", "fast"], "expected leap, step or a rate"), (["run", good, "--threads", "0"], "0"),
                (["run", good, "--jobs", "x"], "--jobs"), (["run", good, "--seed", "-1"], "--seed"),
                (["run", good, "--progress", "loud"], "loud"), (["run", good, "--capture", "lan"], "lan"),
                (["run", good, "--capture", "wan"], "--report"), (["run", good, "--only", "onlin"], "`onlin`"),
                (["describe", "colours"], "colours")):
            with self.subTest(arguments):
                outcome = self.s1sim(*arguments)
                self.assert_exit(outcome, 2)
                self.assertIn(words, outcome.err)
                self.assertEqual(outcome.out, "")

    def test_a_report_that_cannot_be_written_exits_2_and_nothing_runs(self):
        good = self.file("good.yaml", ONE_HUB + ONLINE)
        self.file("occupied", "a file")
        self.file("taken/journal.ndjson/x", "a folder where the journal should be")
        for folder in ("occupied", "occupied/out", "taken"):
            outcome = self.s1sim("run", good, "--report", folder)
            self.assert_exit(outcome, 2)
            self.assertIn(f"cannot write {folder}", outcome.err)
            self.assertNotIn("PASS", outcome.out)

    def test_check_tells_what_is_good(self):
        outcome = self.s1sim("check", self.file("good.yaml", ONE_HUB + ONLINE), MAIN_SCENARIO)
        self.assert_exit(outcome, 0)
        self.assertRegex(outcome.out, r"good\.yaml: good \(1 installation.*1 expectation")
        self.assertRegex(outcome.out, r"seven_day_reconnect\.yaml: good \(16 installations, 1 step.*11 expectations\)")

    # ---- the catalogue

    def test_the_catalogue_holds_every_name_that_scripts_rely_on(self):
        outcome = self.s1sim("describe", "--json")
        self.assert_exit(outcome, 0)
        catalogue = json.loads(outcome.out)
        for topic, names in NAMES.items():
            found = [entry["name"] for entry in catalogue[topic]]
            self.assertEqual(sorted(set(names.split()) - set(found)), [], topic)
            self.assertEqual(found, sorted(set(found)), f"{topic} are not in order, or one stands twice")
            for entry in catalogue[topic]:
                self.assertTrue(entry["summary"], entry["name"])

    def test_no_event_has_a_field_that_every_journal_line_has(self):
        for event in json.loads(self.s1sim("describe", "events", "--json").out)["events"]:
            self.assertEqual({field["name"] for field in event["fields"]} & JOURNAL_KEYS, set(), event["name"])

    def test_the_catalogue_is_the_same_as_text(self):
        catalogue = json.loads(self.s1sim("describe", "--json").out)
        everything = self.s1sim("describe")
        self.assert_exit(everything, 0)
        for topic, entries in catalogue.items():
            outcome = self.s1sim("describe", topic)
            self.assert_exit(outcome, 0)
            self.assertIn(outcome.out, everything.out)
            for entry in entries:
                self.assertIn(f"  {entry['name']}\n      {entry['summary']}", outcome.out)
            self.assertEqual(list(json.loads(self.s1sim("describe", topic, "--json").out)), [topic])

    def test_the_objects_of_each_device_are_told_with_their_rights(self):
        devices = json.loads(self.s1sim("describe", "objects", "--json").out)["objects"]
        self.assertEqual([(device["name"], device["sap"]) for device in devices], [("CHF", 1), ("ESME", 16), ("GSME", 17)])
        classes = {entry["class"]: entry for entry in json.loads(self.s1sim("describe", "classes", "--json").out)["classes"]}
        for device in devices:
            for thing in device["objects"]:
                self.assertEqual(thing["class_name"], classes[thing["class"]]["name"])
                self.assertEqual(len(thing["attributes"]), len(classes[thing["class"]]["attributes"]))
        register = next(o for o in devices[1]["objects"] if o["logical_name"] == "1-0:1.8.0.255")
        self.assertEqual(register["access"], {"public": "---", "reading": "r--", "management": "r--"})
        self.assertRegex(self.s1sim("describe", "objects").out, r"1-0:1\.8\.0\.255 +3/0 +--- r-- r--  Active energy import, total")

    def test_the_clusters_are_told_with_the_devices_that_have_them(self):
        clusters = {entry["cluster"]: entry for entry in json.loads(self.s1sim("describe", "clusters", "--json").out)["clusters"]}
        self.assertEqual(len(clusters), 11)
        metering = clusters["0x0702"]
        attributes = {a["id"]: a for a in metering["attributes"]}
        self.assertEqual(attributes["0x0000"]["name"], "CurrentSummationDelivered")
        self.assertEqual(attributes["0x0000"]["devices"], ["ESME", "GSME"])
        self.assertEqual(attributes["0x0205"]["devices"], ["GSME"])
        commands = {(c["to"], c["id"]): c for c in metering["commands"]}
        self.assertEqual(commands["server", "0x0B"]["name"], "ChangeSupply")
        self.assertEqual([f["name"] for f in commands["client", "0x00"]["fields"]][-1], "intervals")
        out = self.s1sim("describe", "clusters").out
        self.assertIn("0x0000 r-p uint48    CurrentSummationDelivered", out)
        self.assertIn("0x0100 r-p uint48    CurrentTier[1..48]SummationDelivered", out)
        self.assertIn("intervals: uint24 * number_of_periods_delivered)", out)

    # ---- several files

    def test_two_files_at_once_have_a_folder_each_and_the_worst_verdict_wins(self):
        good, bad = self.file("good.yaml", ONE_HUB + ONLINE), self.file("bad.yaml", ONE_HUB + OFFLINE)
        outcome = self.s1sim("run", good, bad, "--jobs", "2", "--report", "out")
        self.assert_exit(outcome, 1)
        self.assertEqual(self.result("out/good")["verdict"], "PASS")
        self.assertEqual(self.result("out/bad")["verdict"], "FAIL")
        self.assertEqual(sorted(p.name for p in (self.folder / "out").iterdir()), ["bad", "good"])
        for words in ("PASS   1 of 1", "FAIL   0 of 1", "out/good/result.json", "out/bad/result.json"):
            self.assertIn(words, outcome.out)

    def test_two_files_at_once_write_the_journals_that_they_write_alone(self):
        tcp = (ONE_HUB + ONLINE).replace("memory", "tcp")
        files = [self.file("a.yaml", tcp), self.file("b.yaml", tcp.replace("s1sim: 1\n", "s1sim: 1\nseed: 2\n"))]
        self.assert_exit(self.s1sim("run", *files, "--jobs", "2", "--report", "both"), 0)
        for file in files:
            self.assert_exit(self.s1sim("run", file, "--report", "alone"), 0)
            alone, both = self.folder / "alone/journal.ndjson", self.folder / "both" / file.stem / "journal.ndjson"
            self.assertEqual(alone.read_bytes(), both.read_bytes())

    def test_a_folder_is_every_scenario_in_it(self):
        self.file("all/one.yaml", ONE_HUB + ONLINE)
        self.file("all/deeper/one.yaml", ONE_HUB + ONLINE)
        self.file("all/lab.yaml", "s1sim: 1\nkind: lab\n")
        self.file("all/notes.txt", "not a scenario")
        outcome = self.s1sim("run", "all", "--report", "out")
        self.assert_exit(outcome, 0)
        self.assertEqual(sorted(p.name for p in (self.folder / "out").iterdir()), ["one", "one-2"])
        self.assertEqual(outcome.out.count("PASS   1 of 1"), 2)

    # ---- what a run leaves

    def test_a_report_folder_holds_what_is_documented(self):
        outcome = self.s1sim("run", self.file("good.yaml", ONE_HUB + ONLINE), "--report", "deep/out", "--capture", "wan",
                             "--seed", "9", "--threads", "1")
        self.assert_exit(outcome, 0)
        folder = self.folder / "deep/out"
        self.assertEqual(sorted(p.name for p in folder.iterdir()),
                         ["journal.ndjson", "junit.xml", "keys.log", "result.json", "walltime.ndjson", "wan.pcapng"])
        for secret in ("keys.log", "wan.pcapng"):
            self.assertEqual((folder / secret).stat().st_mode & 0o777, 0o600, secret)
        result, journal = self.result("deep/out"), self.journal("deep/out")
        self.assertEqual((result["seed"], result["threads"], result["transport"]), (9, 1, "memory"))
        self.assertEqual(result["journal"], {"entries": len(journal), "lost": 0})
        self.assertEqual(f"s1sim {result['versions']['s1sim']}\n", self.s1sim("--version").out)
        self.assertIn("wan.online", [entry["event"] for entry in journal])
        wall = [json.loads(line) for line in (folder / "walltime.ndjson").read_text().splitlines()]
        self.assertEqual([line["seq"] for line in wall], [entry["seq"] for entry in journal])

    def test_without_a_report_nothing_is_written(self):
        good = self.file("good.yaml", ONE_HUB + ONLINE)
        self.assert_exit(self.s1sim("run", good), 0)
        self.assertEqual([p.name for p in self.folder.iterdir()], ["good.yaml"])

    def test_colours_and_bars_are_for_terminals_only(self):
        outcome = self.s1sim("run", self.file("good.yaml", ONE_HUB + ONLINE))
        self.assertNotIn("\x1b", outcome.out + outcome.err)
        self.assertNotIn("\r", outcome.out + outcome.err)


if __name__ == "__main__":
    main()
