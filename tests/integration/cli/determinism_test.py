"""Shipped scenarios told again: what decides a run is its file and its seed, not threads, not sockets, not luck."""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "support"))
from s1sim_program import MAIN_SCENARIO, ROOT, ProgramTest, main, read_journal  # noqa: E402


class Determinism(ProgramTest):
    def play(self, name, *arguments, scenario=MAIN_SCENARIO):
        outcome = self.s1sim("run", scenario, "--report", name, "--progress", "none", *arguments)
        self.assertIn(outcome.code, (0, 1), outcome.err)
        return self.folder / name / "journal.ndjson"

    def assert_same(self, a, b):
        """Not assertEqual on the whole: megabytes of difference tell less than the first line of it."""
        if a.read_bytes() == b.read_bytes():
            return
        lines = zip(a.read_text().splitlines(), b.read_text().splitlines())
        first = next((pair for pair in lines if pair[0] != pair[1]), ("one is longer", ""))
        self.fail(f"{a.parent.name} and {b.parent.name} differ:\n{first[0]}\n{first[1]}")

    @staticmethod
    def told(journal):
        return [(entry["t"], entry["event"], entry.get("on")) for entry in read_journal(journal)
                if entry["event"].startswith(("migration.", "wan."))]

    def test_a_family_that_is_called_is_told_the_same_over_sockets_and_in_memory(self):
        scenario = ROOT / "scenarios/foc/seven_day_reconnect_landis_gyr.yaml"
        one = self.play("memory", "--transport", "memory", "--threads", "1", scenario=scenario)
        real = self.play("real-sockets", "--transport", "tcp", "--threads", "2", scenario=scenario)
        for name in ("memory", "real-sockets"):
            self.assertEqual(self.result(name)["verdict"], "PASS", name)
        self.assertGreater(len(self.told(one)), 150)
        self.assertEqual(self.told(one), self.told(real))
        self.assert_same(one, real)

    def test_same_file_same_seed_same_journal(self):
        one = self.play("one-thread", "--transport", "memory", "--threads", "1")
        two = self.play("two-threads", "--transport", "memory", "--threads", "2")
        again = self.play("again", "--transport", "memory", "--threads", "2")
        real = self.play("real-sockets", "--transport", "tcp", "--threads", "2")
        other = self.play("another-seed", "--transport", "memory", "--seed", "8")

        self.assert_same(two, again)
        self.assert_same(one, two)
        for name in ("one-thread", "two-threads", "again", "real-sockets"):
            self.assertEqual(self.result(name)["verdict"], "PASS", name)
        self.assertEqual(self.result("real-sockets")["transport"], "tcp")

        self.assertGreater(len(self.told(two)), 200)
        self.assertEqual(self.told(two), self.told(real))
        self.assert_same(two, real)  # and everything else in it

        self.assertNotEqual(self.told(two), self.told(other))


if __name__ == "__main__":
    main()
