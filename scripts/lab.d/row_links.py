"""Row 8: the owner of a workspace swaps the chat file for links, pipes and folders while root's relay appends."""

import os
import shutil
import subprocess
import time

from world import QUICK, World

HERE = os.path.dirname(os.path.abspath(__file__))
NOBODY = 65534
SHORT, LONG, EACH = 4_000, 1_000_000, 1_000


def look(folder):
    """Everything in a folder: names, kinds, owners, modes, contents."""
    found = {}
    for root, folders, files in os.walk(folder):
        for name in folders + files:
            path = os.path.join(root, name)
            status = os.lstat(path)
            text = open(path, "rb").read() if name in files else b""
            found[path] = (status.st_mode, status.st_uid, status.st_gid, status.st_size, text)
    return found


def race(lab, tool, dice):
    """So many messages while the swapper is at work; no byte outside, and everything there when it has gone."""
    world = World(lab, owner=(NOBODY, NOBODY), settings=QUICK)
    outside = lab.make_folder()
    with open(f"{outside}/victim", "wb") as file:
        file.write(b"root's own\n")
    with open(f"{outside}/BOT_CHAT.md", "wb") as file:
        file.write(b"a chat file of somebody else's\n")
    before = look(outside)
    home = world.home("Ross")
    folder = os.path.dirname(home.path)
    os.chown(folder, NOBODY, NOBODY)
    try:
        relay = world.start()
        swapper = world.launch([tool, folder, outside])
        for number in range(EACH):
            world.say("John", "Ross", f"Number {number}. {'Words. ' * dice.randrange(40)}")
            time.sleep(dice.random() * 0.006)
        swapper.terminate()
        turns = int(swapper.communicate(timeout=20)[0] or b"0")
        problems = []
        if swapper.returncode:
            problems.append(f"the swapper ended with {swapper.returncode}")
        after = look(outside)
        for path in sorted(set(before) | set(after)):
            if before.get(path) != after.get(path):
                problems.append(f"outside: {path} was {before.get(path)} and is {after.get(path)}")
        problems += world.settled(20)
        problems += world.stop(relay)
        return EACH if turns > 20 else 0, problems, turns
    finally:
        world.remove()
        shutil.rmtree(outside)


def run(tally, lab):
    tally.of = LONG
    if os.geteuid():
        return tally.skip("all", "only root's relay writes into what others own")
    tool = f"{lab.folder}/swapper"
    done = subprocess.run(["cc", "-std=gnu11", "-O2", "-Wall", "-Wextra", "-o", tool, f"{HERE}/swapper.c"],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        return tally.skip("all", done.stderr.strip())
    turns = []

    def trial(label, dice):
        fired, problems, count = race(lab, tool, dice)
        turns.append(count)
        return fired, problems
    labels = [f"race/{number}" for number in range((SHORT if lab.short else LONG) // EACH)]
    lab.play(tally, [label for label in labels if label.startswith(lab.only)], trial, EACH)
    tally.note(f"{sum(turns):,} swaps")
