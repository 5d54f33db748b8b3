"""What a row of the table says: tried, fired, passed, not run, seconds, seed."""

import threading
import time

# The label of a row that breaks off outside of its trials.
ITSELF = "the row itself"


class Tally:
    """One row. A run whose fault did not fire is no pass, and neither is one that could not run."""

    def __init__(self, number, title, seed, say):
        self.number, self.title, self.seed, self.say = number, title, seed, say
        self.tried = self.fired = self.passed = self.skipped = 0
        # How many trials the long form has, when this is a sample of them.
        self.of = None
        # Whether its time was up before all was tried.
        self.is_cut = False
        self.failures, self.reasons, self.notes = [], [], []
        # Row 14: each planted fault, and what caught it.
        self.catches = []
        self.lock, self.begin, self.seconds = threading.Lock(), time.monotonic(), 0.0

    def record(self, label, fired, problems, count=1):
        """One trial, or one of `count` faults of which `fired` fired."""
        with self.lock:
            self.tried += count
            self.fired += int(fired)
            problems = list(problems)
            if int(fired) < count:
                problems.append("the fault did not fire" if count == 1 else f"{int(fired)} of {count} faults fired")
            if problems:
                self.failures.append({"label": label, "problems": problems})
                self.say(f"  {label}: " + "\n    ".join(problems[:4]))
            else:
                self.passed += count

    def skip(self, label, why):
        """It cannot run here: that is not passed."""
        with self.lock:
            self.skipped += 1
            self.reasons.append({"label": label, "why": why})
            self.say(f"  {label}: not run: {why}")

    def note(self, text):
        """A figure that belongs to the row."""
        with self.lock:
            self.notes.append(text)

    def age(self):
        return time.monotonic() - self.begin

    def close(self):
        self.seconds = self.age()
        if self.is_cut:
            self.note("its time was up")

    @property
    def is_green(self):
        return self.tried > 0 and self.passed == self.fired == self.tried and not self.skipped

    def as_json(self):
        return {
            "row": self.number, "title": self.title, "tried": self.tried, "of": self.of, "fired": self.fired,
            "passed": self.passed, "notRun": self.skipped, "seconds": round(self.seconds, 1), "seed": self.seed,
            "green": self.is_green, "failures": self.failures, "reasons": self.reasons, "notes": self.notes,
            "catches": self.catches,
        }


def table(tallies):
    """The rows as markdown."""
    lines = ["| # | what | tried | of | fired | passed | not run | seconds | seed |",
             "|---|---|---|---|---|---|---|---|---|"]
    for row in tallies:
        what = row.title + "".join(f"; {note}" for note in row.notes)
        of = row.of if row.of is not None else row.tried
        lines.append(f"| {row.number} | {what} | {row.tried:,} | {of:,} | {row.fired:,} | {row.passed:,} | "
                     f"{row.skipped:,} | {row.seconds:.0f} | {row.seed} |")
    catches = [catch for row in tallies for catch in row.catches]
    if catches:
        lines += ["", "| planted fault | what it does | row | caught at try | where | seed |",
                  "|---|---|---|---|---|---|"]
        lines += [f"| {catch['fault']} | {catch['what']} | {catch['row']} | {catch['tries']:,} | {catch['label']} | "
                  f"{catch['seed']} |"
                  for catch in catches]
    return "\n".join(lines)
