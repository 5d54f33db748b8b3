"""Row 5: a disk of 64 kB that is filled and freed under traffic, one without inodes, and a limit on the file size."""

import errno
import os
import subprocess
import time

from disk import call
from judge import LINE_END
from world import World

# How often the disk is filled.
SHORT, LONG, EACH = 40, 500, 20


class Small:
    """A file system in memory that is soon full."""

    def __init__(self, lab, options):
        self.folder = lab.make_folder()
        self.is_mounted = True
        lab.endings.append(self.remove)
        call("mount", "-t", "tmpfs", "-o", f"{options},mode=755", "tmpfs", self.folder)

    def remove(self):
        if self.is_mounted:
            self.is_mounted = False
            # Programs that are ending may hold it for a moment.
            subprocess.run(["umount", "-l", self.folder], check=False)


def fill(path):
    """Takes all the room there is; returns whether that was it that came to an end."""
    with open(path, "ab", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError as error:
            return error.errno == errno.ENOSPC


def torn(world):
    """What stands there and is no whole message, while there is no room: what is missing is on its way."""
    found = world.verdict(but=("lost",))
    if found:
        # A write may have been under way.
        time.sleep(0.1)
        found = world.verdict(but=("lost",))
    return [f"without room: {line}" for line in found]


def alarm(world):
    """Whether the status tells of it."""
    return b"problem" in world.said() or b"waiting" in world.said()


def full(lab, dice):
    """Ross's file lies on 64 kB, which are filled and freed: nothing is torn, and it catches up within 5 s of room."""
    drive = Small(lab, "size=64k")
    world = World(lab, places={"Ross": drive.folder})
    fired, problems = 0, []
    try:
        relay = world.start()
        for number in range(EACH):
            fired += fill(f"{drive.folder}/filler")
            # Behind the last bytes of room a part of it may fit; that must not be written.
            world.say("John", "Ross", f"Number {number}. " + "Words. " * dice.randrange(1, 700))
            world.say("John", "Ross", f"And {number}.")
            time.sleep(0.05 + dice.random() * 0.1)
            problems += torn(world)
            os.remove(f"{drive.folder}/filler")
            begin = time.monotonic()
            problems += world.settled(5)
            if time.monotonic() - begin > 5:
                problems.append("it needed more than 5 s after there was room")
            # The file must not fill the disk for good: its bot tidies up.
            if os.path.getsize(world.home("Ross").path) > 30_000:
                time.sleep(0.1)
                world.home("Ross").rewrite(b"")
                time.sleep(0.2)
            if problems:
                break
        if not alarm(world):
            problems.append("nothing was said of it")
        return fired, problems + world.stop(relay)
    finally:
        world.remove()
        drive.remove()


def state_full(lab, dice):
    """The state lies on the full disk, and the chat files elsewhere; the log of a database may have 4 MB."""
    drive = Small(lab, "size=8m")
    world = World(lab, places={"state": drive.folder})
    fired, problems = 0, []
    try:
        relay = world.start()
        for number in range(EACH):
            fired += fill(f"{drive.folder}/filler")
            for part in range(dice.randrange(1, 5)):
                world.say("John", "Ross", f"Number {number}, {part}. " + "Words. " * dice.randrange(1, 400))
            time.sleep(0.05 + dice.random() * 0.1)
            os.remove(f"{drive.folder}/filler")
            problems += world.settled(8)
            if problems:
                break
        return fired, problems + world.stop(relay)
    finally:
        world.remove()
        drive.remove()


def inodes(lab, dice):
    """No inode is left where the state lies."""
    drive = Small(lab, "size=4m,nr_inodes=64")
    world = World(lab, places={"state": drive.folder})
    fired, problems = 0, []
    try:
        relay = world.start()
        for number in range(EACH):
            taken = []
            try:
                for index in range(1000):
                    taken.append(f"{drive.folder}/{number}.{index}")
                    os.close(os.open(taken[-1], os.O_CREAT | os.O_WRONLY))
            except OSError as error:
                taken.pop()
                fired += error.errno == errno.ENOSPC
            world.say("John", "Ross", f"Number {number}.")
            world.say("Ross", "Jack", f"Back {number}.")
            if dice.random() < 0.3:
                world.destroy(relay)
                relay = world.start(ready=False)
            time.sleep(0.05)
            for name in taken:
                os.remove(name)
            if relay.poll() is not None:
                # It may say that there is no room, and end; who looks after it starts it again.
                relay = world.start()
            problems += world.settled(8)
            if problems:
                break
        return fired, problems + world.stop(relay)
    finally:
        world.remove()
        drive.remove()


def limit(lab, dice):
    """A limit on the size of files: SIGXFSZ does not end it, nothing is torn, and a start without the limit mends it."""
    world = World(lab)
    # Where only the line end of a delivery had room, that stands there, and the whole follows.
    world.allows_fragments = LINE_END
    fired, problems = 0, []
    try:
        for number in range(EACH):
            size = os.path.getsize(world.home("Ross").path)
            most = max(size + dice.randrange(0, 400), 300_000 if number == 0 else 0)
            relay = world.start(under=["prlimit", f"--fsize={most}"] if number else [], ready=True)
            body = "Words. " * dice.randrange(60, 90)
            world.say("John", "Ross", f"Number {number}. {body}" if number else "x" * 299_000)
            time.sleep(0.15)
            if relay.poll() not in (None, 74):
                problems.append(f"it ended with {relay.returncode}: {world.said()[-300:]}")
            fired += number == 0 or os.path.getsize(world.home("Ross").path) <= most
            if relay.poll() is None:
                world.stop(relay)
            ended = world.once()
            problems += ended.problems(0, 74)
            found = world.verdict()
            if found:
                relay = world.start()
                found = world.settled(5)
                world.stop(relay)
            problems += found
            if problems:
                break
        return fired, problems
    finally:
        world.remove()


KINDS = {"full": full, "state": state_full, "inodes": inodes, "limit": limit}


def run(tally, lab):
    tally.of = LONG * len(KINDS)
    if os.geteuid():
        return tally.skip("all", "only root can mount")
    each = (SHORT if lab.short else LONG) // EACH
    labels = [f"{kind}/{number}" for number in range(each) for kind in KINDS if f"{kind}/{number}".startswith(lab.only)]
    lab.play(tally, labels, lambda label, dice: KINDS[label.split("/")[0]](lab, dice), EACH)
