"""scripts/lab: see there."""

import argparse
import concurrent.futures
import hashlib
import importlib
import json
import os
import random
import shlex
import shutil
import signal
import sys
import tempfile
import threading
import traceback

import disk
from ledger import ITSELF, Tally, table

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
# The rows in their order, each with the module that plays it.
ROWS = {
    "0": ("the judge itself: planted lies", "selftest"),
    "1": ("a kill at every state-changing call", "row_crash"),
    "2": ("kills at random moments under load", "row_kills"),
    "2b": ("an append torn at every byte", "row_torn"),
    "3": ("power cuts", "row_power"),
    "4": ("each call fails with each error", "row_errors"),
    "5": ("full disks, no inodes, a limit on the size of files", "row_full"),
    "6": ("a damaged state", "row_damage"),
    "7": ("random schedules of all that happens to files", "row_schedules"),
    "8": ("links and races against root's relay", "row_links"),
    "9": ("lost updates: bots that write back what they read", "row_updates"),
    "10": ("no events, too few, or a short queue", "row_events"),
    "11": ("forgeries and hostile bytes", "row_hostile"),
    "12": ("rings of bots that answer everything", "row_loops"),
    "13": ("a soak", "row_soak"),
    "14": ("planted faults", "row_faults"),
    "15": ("two machines and a hub: kills, and a proxy that torments each link", "row_hub"),
}
SHORT = [number for number in ROWS if number not in ("13", "14")]


class Lab:
    """What the rows share: where the programs are, how much is to be done, and what must be cleaned up."""

    def __init__(self, chosen):
        self.bin, self.short, self.seed, self.jobs = chosen.bin, chosen.short, chosen.seed, chosen.jobs
        self.only, self.keep = tuple(chosen.only.split(",")), chosen.keep
        self.first, self.minutes = chosen.first, chosen.minutes
        # Kills are the same on any file system, and in memory a sync costs nothing.
        memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self.folder = tempfile.mkdtemp(prefix="botchat-lab-", dir=memory)
        self.programs, self.endings, self.is_ending = set(), [], False
        self.lock, self.disk = threading.Lock(), None

    def make_folder(self):
        return tempfile.mkdtemp(prefix="world-", dir=self.folder)

    def disk_folder(self):
        """A folder on ext4, for what no file system in memory can do."""
        with self.lock:
            self.disk = self.disk or disk.Disk(self)
        return tempfile.mkdtemp(dir=self.disk.folder)

    def dice(self, label):
        return random.Random(f"{self.seed}/{label}")

    def born(self, program):
        self.programs.add(program)
        self.go_on()

    def go_on(self):
        """Throws when the whole is about to end."""
        if self.is_ending:
            self.end_programs()
            raise RuntimeError("interrupted")

    def gone(self, program):
        self.programs.discard(program)

    def sample(self, tally, labels, count, key=None):
        """All of them, or in the short form so many, with one of each `key`; `--only` picks by the label's beginning."""
        labels = list(labels)
        tally.of = len(labels)
        if self.only != ("",):
            return [label for label in labels if label.startswith(self.only)]
        # Each label has its own lot: a seed draws the same ones where a run finds a few points more or less.
        lots = [hashlib.blake2b(f"{self.seed}/{tally.number}/{label}".encode(), digest_size=8).digest() for label in labels]
        order = sorted(range(len(labels)), key=lots.__getitem__)
        if not self.short or count >= len(labels):
            # Where the time may be too short for all it is some of each kind.
            return labels if self.minutes is None else [labels[index] for index in order]
        if key:
            first = list({key(labels[index]): index for index in order}.values())
            order = first + [index for index in order if index not in set(first)]
        chosen = set(order[:count])
        return [label for index, label in enumerate(labels) if index in chosen]

    def concerns(self, beginning):
        """Whether `--only` lets any label through that begins so."""
        return any(label.startswith(beginning) or beginning.startswith(label) for label in self.only)

    def is_over(self, tally):
        """Whether nothing more is to be tried in this row: its time is up, or what was looked for is found."""
        if self.first and tally.failures:
            return True
        is_late = self.minutes is not None and tally.age() > self.minutes * 60
        tally.is_cut = tally.is_cut or is_late
        return is_late

    def within(self, seconds):
        """How long something may take that could take so long."""
        return seconds if self.minutes is None else min(seconds, self.minutes * 60)

    def play(self, tally, labels, trial, count=1):
        """Plays `trial(label, dice)` for each label, some at a time: it returns whether the fault fired, and problems.

        With `count` one trial has so many faults, and returns how many of them fired.
        """
        def one(label):
            if self.is_over(tally):
                return
            try:
                fired, problems = trial(label, self.dice(label))
            except Exception:
                # How far it came nobody knows.
                fired, problems = 0, [traceback.format_exc()]
            tally.record(label, fired, problems, count)
        self.share(labels, one)

    def play_row(self, module, tally):
        """Plays a row; one that breaks off outside of a trial is red, and the others are still played."""
        try:
            module.run(tally, self)
        except Exception:
            self.end_programs()
            self.is_ending = False
            tally.record(ITSELF, False, [traceback.format_exc()])

    def share(self, tasks, work):
        pool = concurrent.futures.ThreadPoolExecutor(self.jobs)
        try:
            list(pool.map(work, tasks))
        except BaseException:
            # Nothing new begins, and what runs has nothing left to wait for.
            self.is_ending = True
            self.end_programs()
            raise
        finally:
            pool.shutdown(cancel_futures=True)

    def end_programs(self):
        for program in list(self.programs):
            if program.poll() is None:
                try:
                    os.killpg(program.pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
                program.wait()

    def clean(self):
        """Ends what was started and takes away what was made, nothing else."""
        self.end_programs()
        for ending in reversed(self.endings):
            ending()
        if not self.keep:
            shutil.rmtree(self.folder, ignore_errors=True)


def options():
    parser = argparse.ArgumentParser(
        prog="scripts/lab", description="Breaks relay and monitor in every way, and judges what became of each message.",
        epilog="example: scripts/lab --row 1 --seed 42 --only deliver/write")
    parser.add_argument("--short", action="store_true", help="a sample of rows 0 to 12 and 15, some minutes (the default)")
    parser.add_argument("--long", action="store_true", help="every row whole, for hours")
    parser.add_argument("--row", default="", metavar="N[,N]", help=f"only these, of {', '.join(ROWS)}")
    parser.add_argument("--self-test", action="store_true", help="only the judge itself; it is part of every run")
    parser.add_argument("--seed", type=int, help="repeats a run; without it one is drawn and printed")
    parser.add_argument("--only", default="", metavar="LABEL[,LABEL]",
                        help="only trials whose label begins so")
    parser.add_argument("--first", action="store_true", help="ends with the first failure")
    parser.add_argument("--minutes", type=float, help="no row begins a trial after so many; the table says how far it came")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="trials at a time")
    parser.add_argument("--bin", default=f"{ROOT}/.build/release", metavar="DIR", help="the programs to try")
    parser.add_argument("--table", metavar="FILE", help="writes the table there, as markdown")
    parser.add_argument("--json", action="store_true", help="prints the table as JSON")
    parser.add_argument("--keep", action="store_true", help="leaves the folder with what was tried")
    chosen = parser.parse_args()
    if chosen.short and chosen.long:
        parser.error("--short and --long do not go together")
    chosen.short = not chosen.long
    chosen.rows = [] if chosen.self_test else [n for n in chosen.row.split(",") if n] or (
        SHORT if chosen.short else list(ROWS))
    for number in chosen.rows:
        if number not in ROWS:
            parser.error(f"there is no row '{number}', only {', '.join(ROWS)}")
    chosen.bin = os.path.abspath(chosen.bin)
    for tool in ("relay", "monitor", "botchat", "link", "hub"):
        if not os.access(f"{chosen.bin}/{tool}", os.X_OK):
            parser.error(f"no program {chosen.bin}/{tool}: scripts/build makes it")
    chosen.seed = random.SystemRandom().randrange(1 << 31) if chosen.seed is None else chosen.seed
    return chosen


def interrupted(number, _):
    signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def main():
    chosen = options()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupted)

    def say(text):
        print(text, file=sys.stderr if chosen.json else sys.stdout, flush=True)
    lab = Lab(chosen)
    tallies = []
    try:
        for number in ["0"] + [row for row in chosen.rows if row != "0"]:
            title, module = ROWS[number]
            tally = Tally(number, title, chosen.seed, say)
            say(f"== row {number}: {title}, seed {chosen.seed}")
            lab.play_row(importlib.import_module(module), tally)
            tally.close()
            tallies.append(tally)
            say(f"   {tally.passed} of {tally.tried} passed in {tally.seconds:.0f} s")
            if lab.first and tally.failures:
                break
    except KeyboardInterrupt:
        say("lab: interrupted")
        return 130
    finally:
        lab.clean()
    text = table(tallies)
    say("")
    say(text)
    if chosen.json:
        print(json.dumps({"version": 1, "rows": [tally.as_json() for tally in tallies]}, indent=2))
    if chosen.table:
        with open(chosen.table, "w", encoding="utf-8") as file:
            file.write(text + "\n")
    red = [tally for tally in tallies if not tally.is_green]
    if red:
        say(f"lab: rows {', '.join(tally.number for tally in red)} did not pass")
        for tally in red:
            say(f"lab: hint: {again(chosen, tally)}")
        return 1
    return 0


def again(chosen, tally):
    """The command that plays the first failure of a row once more, or what could not run."""
    words = ["scripts/lab", *(["--long"] if chosen.long else []), "--row", tally.number, "--seed", str(tally.seed)]
    if tally.failures and tally.failures[0]["label"] != ITSELF:
        words += ["--only", tally.failures[0]["label"], "--keep"]
    return shlex.join(words)


if __name__ == "__main__":
    sys.exit(main())
