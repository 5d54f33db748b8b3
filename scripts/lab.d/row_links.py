"""Row 8: the owner of a workspace swaps the chat file for links, pipes and folders while root's relay appends."""

import os
import shutil
import subprocess
import time

from world import QUICK, World

HERE = os.path.dirname(os.path.abspath(__file__))
NOBODY = 65534
SHORT, LONG, EACH = 4_000, 1_000_000, 1_000
# Seconds: several polls, and longer than a file that was replaced needs to settle.
PATIENCE = 0.7


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


class Neighbourhood:
    """Ross's workspace, which somebody else than root owns, and a folder of root's where no byte may be written."""

    def __init__(self, lab):
        self.world = World(lab, owner=(NOBODY, NOBODY), settings=QUICK)
        self.outside = lab.make_folder()
        with open(f"{self.outside}/victim", "wb") as file:
            file.write(b"root's own\n")
        with open(f"{self.outside}/BOT_CHAT.md", "wb") as file:
            file.write(b"a chat file of somebody else's\n")
        self.before = look(self.outside)
        self.chat = self.world.home("Ross").path
        self.folder = os.path.dirname(self.chat)
        os.chown(self.folder, NOBODY, NOBODY)

    def written(self):
        """What became of the folder outside."""
        after = look(self.outside)
        return [f"outside: {path} was {self.before.get(path)} and is {after.get(path)}"
                for path in sorted(set(self.before) | set(after)) if self.before.get(path) != after.get(path)]

    def remove(self):
        self.world.remove()
        shutil.rmtree(self.outside)


def race(lab, tool, dice):
    """So many messages while the swapper is at work; no byte outside, and everything there when it has gone."""
    place = Neighbourhood(lab)
    world = place.world
    try:
        relay = world.start()
        swapper = world.launch([tool, place.folder, place.outside, str(dice.randrange(1 << 31))])
        for number in range(EACH):
            world.say("John", "Ross", f"Number {number}. {'Words. ' * dice.randrange(40)}")
            time.sleep(dice.random() * 0.006)
        swapper.terminate()
        turns = int(swapper.communicate(timeout=20)[0] or b"0")
        problems = []
        if swapper.returncode:
            problems.append(f"the swapper ended with {swapper.returncode}")
        problems += place.written()
        problems += world.settled(20)
        problems += world.stop(relay)
        return EACH if turns > 20 else 0, problems, turns
    finally:
        place.remove()


# What may stand where the chat file stood, for as long as it likes: each made from the name, and from what is outside.
STANDING = {
    "link": lambda chat, outside: os.symlink(f"{outside}/victim", chat),
    "link-to-nothing": lambda chat, outside: os.symlink(f"{outside}/fresh", chat),
    "link-to-folder": lambda chat, outside: os.symlink(outside, chat),
    "second-name": lambda chat, outside: os.link(f"{outside}/victim", chat),
    "pipe": lambda chat, outside: os.mkfifo(chat),
    "folder": lambda chat, outside: os.mkdir(chat),
}


def stand(lab, kind):
    """It stands there for several polls while messages come, with the relay at work or not; then the file is back."""
    place = Neighbourhood(lab)
    world, away = place.world, place.chat + ".away"
    try:
        relay, problems = world.start(), []
        for is_new in (False, True):
            if is_new:
                problems += world.stop(relay)
            os.rename(place.chat, away)
            STANDING[kind](place.chat, place.outside)
            world.say("John", "Ross", f"While something else stands there, {'before' if is_new else 'after'} a start.")
            if is_new:
                relay = world.start()
            time.sleep(PATIENCE)
            (os.rmdir if kind == "folder" else os.remove)(place.chat)
            os.rename(away, place.chat)
            problems += place.written() + world.settled(20)
        return True, problems + world.stop(relay)
    finally:
        place.remove()


def run(tally, lab):
    tally.of = LONG
    if os.geteuid():
        return tally.skip("all", "only root's relay writes into what others own")
    tool = f"{lab.folder}/swapper"
    done = subprocess.run(["cc", "-std=gnu11", "-O2", "-Wall", "-Wextra", "-o", tool, f"{HERE}/swapper.c"],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        return tally.skip("all", done.stderr.strip())
    kinds = [f"standing/{kind}" for kind in STANDING]
    tally.of += len(kinds)
    lab.play(tally, [label for label in kinds if label.startswith(lab.only)],
             lambda label, dice: stand(lab, label.split("/")[1]))
    turns = []

    def trial(label, dice):
        fired, problems, count = race(lab, tool, dice)
        turns.append(count)
        return fired, problems
    labels = [f"race/{number}" for number in range((SHORT if lab.short else LONG) // EACH)]
    lab.play(tally, [label for label in labels if label.startswith(lab.only)], trial, EACH)
    tally.note(f"{sum(turns):,} swaps")
