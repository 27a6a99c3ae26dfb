"""Wrong in, clear out: a file that is wrong is refused with its place, at once, and nothing is run."""
import os
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "support"))
from s1sim_program import ONE_HUB, ProgramTest, main  # noqa: E402

LINES = ONE_HUB.count("\n")

# What is appended to a good file, the line that is wrong (counted after the good ones), and words of the message.
WRONG = {
    "unknown key": ("stepz: []\n", 1, ["stepz", "did you mean `steps`"]),
    "unknown key deep inside": ("steps:\n  - { at: 1h, do: migration.start, on: tri, width: {} }\n", 2, ["width"]),
    "bad duration": ("steps:\n  - { at: 1 hour, do: migration.start, on: tri }\n", 2, ["duration", "1 hour"]),
    "number without a unit": ("steps:\n  - { at: 60, do: migration.start, on: tri }\n", 2, ["duration", "60"]),
    "unknown action": ("steps:\n  - { at: 1h, do: migration.begin, on: tri }\n", 2,
                       ["migration.begin", "did you mean `migration.start`"]),
    "unknown event": ("expect:\n  - { id: a, never: wan.onlin, on: tri }\n", 2, ["wan.onlin", "wan.online"]),
    "unknown state": ("expect:\n  - { id: a, that: migration.stat == commissioned, on: tri }\n", 2, ["migration.stat"]),
    "unknown value": ("expect:\n  - { id: a, that: migration.state == comissioned, on: tri }\n", 2, ["comissioned"]),
    "selector that matches nothing": ("steps:\n  - { at: 1h, do: migration.start, on: quad-* }\n", 2, ["quad-*"]),
    "duplicate id": ("expect:\n  - { id: a, that: migration.state == none, on: tri }\n"
                     "  - { id: a, that: migration.state == none, on: tri }\n", 3, ["`a`", f"line {LINES + 2}"]),
    "second document": ("---\ns1sim: 1\n", 1, ["second document"]),
    "duplicate key": ("name: Again\n", 1, ["name", "second time"]),
    "merge key": ("clock: { <<: { pace: leap } }\n", 1, ["<<"]),
    "alias bomb": ("a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{n}: &{n} [{','.join(['*' + p] * 10)}]\n" for p, n in zip("abcdefgh", "bcdefghi")), 5, ["aliases"]),
    "alias inside its own anchor": ("steps: &a [*a]\n", 1, []),
}


class RefusedFiles(ProgramTest):
    def assert_refused(self, path, places, words):
        """`places`: lines of the messages, in order."""
        for command in (["check"], ["run", "--report", "out"]):
            outcome = self.s1sim(*command, path)
            self.assert_exit(outcome, 2)
            lines = outcome.err.splitlines()
            found = [re.fullmatch(re.escape(str(path)) + r":(\d+):(\d+): (.+)", line) for line in lines]
            self.assertTrue(all(found), f"not file:line:column: message:\n{outcome.err}")
            self.assertEqual([int(f[1]) for f in found], places, outcome.err)
            for word in words:
                self.assertIn(word, outcome.err)
            self.assertEqual(outcome.out, "", "something was run")
            self.assertFalse((self.folder / "out").exists(), "a report was begun")
            self.assertLess(outcome.cpu_seconds, 2, "not at once")

    def test_the_file_that_the_wrong_ones_grow_from_is_good(self):
        self.assert_exit(self.s1sim("check", self.file("good.yaml", ONE_HUB)), 0)

    def test_each_wrong_file_is_refused_with_its_place(self):
        for name, (text, line, words) in WRONG.items():
            with self.subTest(name):
                path = self.file(name.replace(" ", "_") + ".yaml", ONE_HUB + text)
                self.assert_refused(path, [LINES + line], words)

    def test_all_errors_are_told_at_once(self):
        wrong = "stepz: []\nexpect:\n  - { id: a, never: wan.onlin, on: tri }\n  - { id: b, that: x == y, on: tri }\n"
        path = self.file("wrong.yaml", ONE_HUB + wrong)
        self.assert_refused(path, [LINES + 1, LINES + 3, LINES + 4], ["stepz", "wan.onlin", "`x`"])

    def test_a_file_of_100_megabytes_is_refused(self):
        path = self.file("huge.yaml", ONE_HUB)
        os.truncate(path, 100_000_000)
        self.assert_refused(path, [1], ["too large"])

    def test_a_missing_file_is_refused(self):
        self.assert_refused(self.folder / "missing.yaml", [1], ["cannot be found"])

    def test_a_folder_without_scenarios_is_refused(self):
        self.file("notes/readme.txt", "no scenario")
        self.assert_refused(self.folder / "notes", [1], ["no scenario"])

    def test_what_is_no_regular_file_is_refused(self):
        os.mkfifo(self.folder / "pipe")
        self.assert_refused(self.folder / "pipe", [1], ["not a regular file"])
        self.assert_refused(Path("/dev/zero"), [1], ["not a regular file"])

    def test_what_is_no_yaml_is_refused(self):
        (self.folder / "binary.yaml").write_bytes(b"\xff\xfe\x00\x01")
        self.assert_refused(self.folder / "binary.yaml", [1], ["UTF-8"])
        self.assert_refused(self.file("empty.yaml", ""), [1], ["empty"])
        self.assert_refused(self.file("deep.yaml", "a: " + "[" * 10000), [1], ["nested"])

    def test_one_wrong_file_among_good_ones_and_nothing_runs(self):
        good = self.file("good.yaml", ONE_HUB)
        wrong = self.file("wrong.yaml", ONE_HUB + "stepz: []\n")
        for arguments in ([good, wrong], [wrong, good], [self.folder]):
            outcome = self.s1sim("run", "--report", "out", *arguments)
            self.assert_exit(outcome, 2)
            self.assertIn("wrong.yaml:8:1: ", outcome.err)
            self.assertEqual(outcome.out, "")
            self.assertFalse((self.folder / "out").exists())


if __name__ == "__main__":
    main()
