"""Row 14: the lab itself: faults that are planted into a copy of the code must be caught by its rows."""

import fcntl
import filecmp
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile

from ledger import ITSELF

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
# A fault is one also without the optimiser, which would compile a whole module for each of them.
BUILD = ["swift", "build", "--static-swift-stdlib"]
# A row that draws its trials gets a second draw.
SEEDS = 2
TOOLS = ("relay", "monitor", "link", "hub", "botchat", "healthcheck")
# Which programs a row tries, if not the relay alone.
TRIED = {"15": ("relay", "link", "hub")}


def run_whole(argv, folder, number=signal.SIGTERM):
    """Runs a program to its end; when we are interrupted its group gets this signal, and is waited for."""
    with subprocess.Popen(argv, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          start_new_session=True) as program:
        try:
            output, errors = program.communicate()
        except BaseException:
            os.killpg(program.pid, number)
            program.wait()
            raise
    return program.returncode, output, errors


def names():
    return sorted(name[:-6] for name in os.listdir(f"{HERE}/faults") if name.endswith(".patch"))


def patch(folder, name, *words):
    """Applies a planted fault to the code in a folder."""
    return subprocess.run(["patch", "-s", "-f", "-p1", "--no-backup-if-mismatch", *words, "-i",
                           f"{HERE}/faults/{name}.patch"], cwd=folder, capture_output=True, text=True, check=False)


class Copy:
    """A copy of the code that stays for the next time, so that only what a fault changes is compiled again."""

    def __init__(self, lab):
        self.folder = f"{ROOT}/.build/faults"
        self.code = f"{self.folder}/code"
        # Another lab at the same time would take this one's faults for the code.
        os.makedirs(self.code, exist_ok=True)
        self.lock = os.open(self.folder, os.O_RDONLY)
        fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self.made = tempfile.mkdtemp(prefix="programs-", dir=self.folder)
        lab.endings.append(self.remove)
        for name in ("Sources", "Tests", "Package.swift"):
            self.bring(f"{ROOT}/{name}", f"{self.code}/{name}")

    def bring(self, source, target):
        """Makes the target what the source is, and touches nothing that is so already."""
        if not os.path.isdir(source):
            if not os.path.exists(target) or not filecmp.cmp(source, target, shallow=False):
                shutil.copy2(source, target)
            return
        os.makedirs(target, exist_ok=True)
        for name in os.listdir(target):
            if not os.path.exists(f"{source}/{name}"):
                path = f"{target}/{name}"
                (shutil.rmtree if os.path.isdir(path) else os.remove)(path)
        for name in os.listdir(source):
            self.bring(f"{source}/{name}", f"{target}/{name}")

    def build(self, *tools):
        """Builds these; returns what the compiler says against it, and None when they are built."""
        for tool in tools:
            # Told so it ends its compilers; killed it would leave them.
            code, output, errors = run_whole([*BUILD, "--product", tool], self.code, signal.SIGINT)
            if code:
                return (output + errors)[-1500:]
        return None

    def programs(self, name, tools, others=None):
        """The programs as they are now, in a folder that the next build leaves alone; the rest comes from `others`."""
        folder = f"{self.made}/{name}"
        os.makedirs(folder)
        for tool in TOOLS:
            shutil.copy2(f"{self.code}/.build/debug/{tool}" if tool in tools else f"{others}/{tool}", folder)
        return folder

    def remove(self):
        shutil.rmtree(self.made, ignore_errors=True)
        os.close(self.lock)


class Play:
    """What one row finds in some programs: it ends with the first thing that is wrong."""

    def __init__(self, lab, programs, row, seed, only=""):
        words = ["--row", row, "--seed", str(seed), "--bin", programs, "--jobs", str(lab.jobs), "--first", "--json"]
        code, output, errors = run_whole([sys.executable, f"{HERE}/lab.py", *words, "--only", only], ROOT)
        try:
            played = next(one for one in json.loads(output)["rows"] if one["row"] == row)
        except (ValueError, KeyError, StopIteration):
            raise RuntimeError(f"row {row} ended with {code}: {errors[-600:]}") from None
        self.tried, self.not_run = played["tried"], [reason["why"] for reason in played["reasons"]]
        self.failure = played["failures"][0] if played["failures"] else None

    @property
    def label(self):
        return self.failure["label"]

    @property
    def broke_off(self):
        """Whether nothing was judged."""
        return self.failure["problems"][0].startswith("Traceback")

    @property
    def why(self):
        """What was wrong, in a line; of what broke off only the end says it."""
        lines = self.failure["problems"][0].strip().split("\n")
        return lines[-1 if self.broke_off else 0]


def find(lab, rows, only, programs, sound):
    """The first trial of these rows that fails with the fault, and passes without it; of those with such labels.

    Returns what the table says of it, and why nothing caught it.
    """
    tried, why = 0, []
    for seed in range(lab.seed, lab.seed + SEEDS):
        for row in rows:
            play = Play(lab, programs, row, seed, only)
            tried += play.tried
            why += play.not_run
            if not play.failure:
                continue
            again = only if play.label == ITSELF else play.label
            # What breaks off once may have been disturbed by something else on the machine.
            if play.broke_off and not Play(lab, programs, row, seed, again).failure:
                why.append(f"row {row}, seed {seed}, broke off, and only once: {play.label}")
                continue
            # What fails without the fault, too, has caught nothing, and neither has what is no trial without it.
            without = Play(lab, sound, row, seed, again)
            if without.failure or without.not_run or not without.tried:
                why.append(f"row {row}, seed {seed}, {'fails' if without.failure else 'is not played'} "
                           f"without it, too: {play.label}")
                continue
            return {"row": row, "tries": tried, "label": play.label, "seed": seed,
                    "why": play.why}, []
    return None, why or [f"not caught by row {', '.join(rows)} in {tried} tries"]


def said(text):
    """The first line of a patch, the rows that are to catch it, and how the labels begin of the trials that can."""
    only = re.search(r"^Only: (.*)$", text, re.M)
    return text.split("\n", 1)[0].rstrip("."), re.search(r"^Rows: (.*)$", text, re.M)[1].split(","), only[1] if only else ""


def run(tally, lab):
    every = names()
    tally.of = len(every)
    copy = Copy(lab)
    why = copy.build(*TOOLS)
    if why:
        return tally.skip("all", why)
    sound = copy.programs("sound", TOOLS)
    for name in every:
        if name.startswith(lab.only) and not lab.is_over(tally):
            trial(tally, lab, copy, sound, name)


def trial(tally, lab, copy, sound, name):
    with open(f"{HERE}/faults/{name}.patch", encoding="utf-8") as file:
        what, rows, only = said(file.read())
    done = patch(copy.code, name)
    if done.returncode:
        return tally.record(name, False, [f"the patch does not fit any more: {done.stdout}{done.stderr}"])
    tools = sorted({tool for row in rows for tool in TRIED.get(row, ("relay",))})
    why = copy.build(*tools)
    if why:
        tally.record(name, False, [f"it does not compile: {why}"])
    else:
        programs = copy.programs(name, tools, sound)
        try:
            catch, problems = find(lab, rows, only, programs, sound)
        except RuntimeError as error:
            catch, problems = None, [str(error)]
        tally.record(name, True, problems)
        if catch:
            tally.catches.append({"fault": name, "what": what, **catch})
            tally.say(f"  {name}: caught by row {catch['row']} at try {catch['tries']:,}: {catch['label']}, "
                      f"seed {catch['seed']}: {catch['why'][:160]}")
        shutil.rmtree(programs)
    if patch(copy.code, name, "-R").returncode:
        raise RuntimeError(f"{name} cannot be taken back")
