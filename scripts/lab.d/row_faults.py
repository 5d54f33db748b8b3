"""Row 14: the lab itself: faults that are planted into a copy of the code must be caught by its rows."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
BUILD = ["swift", "build", "-c", "release", "--static-swift-stdlib", "-Xlinker", "-s"]
TOOLS = ("relay", "monitor", "link", "hub", "botchat", "healthcheck")


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


class Copy:
    """A copy of the code with a build folder of its own, so that only what a fault changes is compiled again."""

    def __init__(self):
        # Not in memory: a build is large.
        self.folder = tempfile.mkdtemp(prefix="botchat-lab-faults-", dir=os.environ.get("TMPDIR", "/tmp"))
        self.code = f"{self.folder}/code"
        for name in ("Sources", "Tests", "Package.swift"):
            source = f"{ROOT}/{name}"
            (shutil.copytree if os.path.isdir(source) else shutil.copy2)(source, self.make(name))

    def make(self, name):
        os.makedirs(self.code, exist_ok=True)
        return f"{self.code}/{name}"

    def build(self):
        """Builds it; returns what the compiler says against it, and None when it is built."""
        # Told so it ends its compilers; killed it would leave them.
        code, output, errors = run_whole(BUILD, self.code, signal.SIGINT)
        return None if code == 0 else (output + errors)[-1500:]

    def programs(self, name):
        """The programs as they are now, in a folder that the next build leaves alone."""
        folder = f"{self.folder}/{name}"
        os.makedirs(folder)
        for tool in TOOLS:
            shutil.copy2(f"{self.code}/.build/release/{tool}", folder)
        return folder

    def patch(self, file, *words):
        return subprocess.run(["patch", "-s", "-p1", "--no-backup-if-mismatch", *words, "-i", file], cwd=self.code, capture_output=True, text=True,
                              check=False)

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)


def failures(lab, programs, rows):
    """What fails in the short form of these rows: pairs of a row and a label."""
    _, output, _ = run_whole(
        [sys.executable, f"{HERE}/lab.py", "--row", rows, "--seed", str(lab.seed), "--bin", programs, "--json", "--jobs",
         str(lab.jobs)], ROOT)
    try:
        table = json.loads(output)["rows"]
    except (ValueError, KeyError):
        # A row that cannot even begin with these programs has caught them.
        return {(rows, "it could not be played")}
    return {(row["row"], failure["label"]) for row in table for failure in row["failures"]}


def run(tally, lab):
    names = sorted(name[:-6] for name in os.listdir(f"{HERE}/faults") if name.endswith(".patch"))
    tally.of = len(names)
    names = [name for name in names if name.startswith(lab.only)]
    copy = Copy()
    lab.endings.append(copy.remove)
    why = copy.build()
    if why:
        return tally.skip("all", why)
    sound = copy.programs("sound")
    known = {}
    for name in names:
        file = f"{HERE}/faults/{name}.patch"
        with open(file, encoding="utf-8") as patch:
            rows = re.search(r"^Rows: (.*)$", patch.read(), re.M)[1]
        done = copy.patch(file)
        if done.returncode:
            tally.record(name, False, [f"the patch does not fit any more: {done.stdout}{done.stderr}"])
            continue
        why = copy.build()
        if why:
            tally.record(name, False, [f"it does not compile: {why}"])
        else:
            if rows not in known:
                known[rows] = failures(lab, sound, rows)
            # What fails without the fault, too, has caught nothing.
            caught = failures(lab, copy.programs(name), rows) - known[rows]
            by = sorted({row for row, _ in caught})
            tally.record(name, True, [] if by else [f"not caught by row {rows}"])
            if by:
                tally.note(f"{name}: row {', '.join(by)}, {len(caught)} trials")
                tally.say(f"  {name}: caught by row {', '.join(by)}, in {len(caught)} trials")
        if copy.patch(file, "-R").returncode:
            raise RuntimeError(f"{name} cannot be taken back")
