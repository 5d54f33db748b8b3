"""Row 6: the state is damaged: bytes flipped, files cut or blanked, an older copy, another version."""

import os
import shutil
import sqlite3

import scenarios
from snapshot import Snapshot

SHORT = 260


def prepared(lab, name):
    """A world with some history in its state, and new messages that nobody has delivered."""
    if name == "monitor":
        world = scenarios.wake_by_monitor(lab).world
        scenarios.must(world.once("monitor", "--bot", "Ross"))
        return world
    world = scenarios.begun(lab)
    for number in range(6):
        world.say("John", "Ross", f"Number {number}. " + "Words. " * (10 * number))
        world.say("Ross", "Jack", f"Back {number}.")
    if name == "killed":
        # The log of the database is what a kill leaves.
        relay = world.start()
        world.settled(10)
        world.destroy(relay)
    elif name == "waiting":
        scenarios.pause(world)
        scenarios.must(world.once())
        scenarios.resume(world)
    else:
        scenarios.must(world.once())
    return world


# How a state came to be, and the files of it that are damaged.
FILES = {"clean": ("relay.db", "relay.id"), "killed": ("relay.db", "relay.db-wal", "relay.db-shm"), "waiting": ("relay.db",),
         "monitor": ("wake.db",)}
PLACES = {"wake.db": "bots/ross/wake.db"}


def place(world, file):
    return f"{world.state}/{PLACES.get(file, file)}"


def points(lab):
    found = []
    for name, files in FILES.items():
        world = prepared(lab, name)
        for file in files:
            size = os.path.getsize(place(world, file))
            found += [f"{name}/{file}/flip/{at}" for at in range(size)]
            found += [f"{name}/{file}/cut/{at}" for at in range(0, size, 1 if size < 200 else 97)]
            found += [f"{name}/{file}/nuls/{at}" for at in range(0, size, 512)]
            found += [f"{name}/{file}/gone/0", f"{name}/{file}/folder/0"]
        known = version(place(world, files[0]))
        found += [f"{name}/{files[0]}/version/{number}" for number in (0, 1, 99) if number != known]
        found.append(f"{name}/{files[0]}/older/0")
        world.remove()
    return found


def version(path):
    """The schema version that a database says it has."""
    base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return base.execute("PRAGMA user_version").fetchone()[0]
    finally:
        base.close()


def read(path):
    with open(path, "rb") as file:
        return file.read()


def not_blank(data, at):
    """Where the next 512 bytes from there on are that are not blank already."""
    places = [*range(at, len(data), 512), *range(0, at, 512)]
    return next(place for place in places if any(data[place:place + 512]))


def damage(world, path, how, at, dice):
    """Damages one file of the state; returns whether that changed anything."""
    data = read(path)
    # It was made anew since its places were counted, and may be shorter now.
    last = len(data) - 1
    if how == "gone":
        os.remove(path)
    elif how == "folder":
        os.remove(path)
        os.mkdir(path)
    elif how == "cut":
        os.truncate(path, min(at, last))
    elif how == "version":
        with sqlite3.connect(path) as base:
            base.execute(f"PRAGMA user_version = {at}")
        base.close()
    elif how == "older":
        for suffix in ("", "-wal", "-shm"):
            if os.path.exists(path + suffix):
                os.remove(path + suffix)
        shutil.copy(world.older, path)
    else:
        at = min(at, last) if how == "flip" else not_blank(data, at)
        with open(path, "r+b") as file:
            file.seek(at)
            file.write(bytes([data[at] ^ (1 << dice.randrange(8))] if how == "flip" else len(data[at:at + 512])))
    return not os.path.isfile(path) or read(path) != data


class Group:
    """The trials on one state: it is put back for each."""

    def __init__(self, lab, name):
        self.lab, self.name = lab, name
        self.world = prepared(lab, name)
        self.world.older = self.world.folder + "/older.db"
        self.world.allows_notices = True
        self.snapshot = Snapshot(self.world)
        self.copy()

    def copy(self):
        """A copy of the database that is older than the last messages."""
        world = self.world
        scenarios.must(world.once())
        shutil.copy(f"{world.state}/relay.db", world.older)
        world.say("John", "Ross", "Behind the copy.")
        scenarios.must(world.once())
        if self.name == "clean":
            self.snapshot = Snapshot(world)
        else:
            self.snapshot.restore()

    def trial(self, file, how, at, dice):
        world = self.world
        self.snapshot.restore()
        fired = damage(world, place(world, file), how, at, dice)
        ended = world.once()
        if how == "folder" or how == "version":
            # It may refuse what is no state of its own, and say so; nothing may be lost by that.
            problems = ended.problems(0, 74, 78)
            if ended.code:
                self.snapshot.restore()
                problems += world.once().problems(0)
        else:
            problems = ended.problems(0, 74)
            problems += world.once().problems(0) if ended.code else []
        found = world.verdict()
        if found and not problems:
            daemon = world.start()
            found = world.settled(4)
            problems += world.stop(daemon)
        if not found and not problems:
            world.say("John", "Ross", "A probe.")
            world.say("Ross", "John", "A probe back.")
            problems = world.once().problems(0)
            found = [f"after a probe: {line}" for line in world.verdict()]
        return fired, problems + found


class WakeGroup(Group):
    """The same with a monitor: what comes behind the damage wakes its bot, once where it says nothing of a damage."""

    words = ("monitor", "--bot", "Ross")

    def copy(self):
        shutil.copy(place(self.world, "wake.db"), self.world.older)
        self.wake()
        self.snapshot = Snapshot(self.world)

    def wake(self):
        """One more message; returns how the monitor ended, and how often the bot was woken for how many."""
        before = len(self.world.calls())
        scenarios.mail(self.world, 1)
        ended = self.world.once(*self.words)
        return ended, [int(call[1]) for call in self.world.calls()[before:]]

    def trial(self, file, how, at, dice):
        self.snapshot.restore()
        fired = damage(self.world, place(self.world, file), how, at, dice)
        ended, counts = self.wake()
        problems = ended.problems(0, 74, 78)
        if ended.code:
            if how in ("folder", "version"):
                self.snapshot.restore()
            ended, more = self.wake()
            problems += ended.problems(0)
            counts += more
        if not counts or counts != [1] and "it is woken once" not in ended.output and how != "older":
            problems.append(f"after the damage it was woken for {counts} messages: {ended.output[-300:]}")
        if not problems:
            ended, counts = self.wake()
            problems += ended.problems(0)
            if counts != [1]:
                problems.append(f"after a probe it was woken for {counts} messages: {ended.output[-300:]}")
        return fired, problems


def run(tally, lab):
    labels = lab.sample(tally, points(lab), SHORT, key=lambda label: (label.split("/")[0], *label.split("/")[1:3]))
    tasks = []
    for name in FILES:
        mine = [label for label in labels if label.startswith(name + "/")]
        half = (len(mine) + 1) // 2
        tasks += [part for part in (mine[:half], mine[half:]) if part]

    def play(labels):
        name = labels[0].split("/")[0]
        group = (WakeGroup if name == "monitor" else Group)(lab, name)
        for label in labels:
            if lab.is_over(tally):
                break
            _, file, how, at = label.split("/")
            try:
                fired, problems = group.trial(file, how, int(at), lab.dice(label))
            except Exception as error:
                fired, problems = False, [repr(error)]
            tally.record(label, fired, problems)
        group.world.remove()
    lab.share(tasks, play)
