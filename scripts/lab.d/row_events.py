"""Row 10: the kernel has no events for the relay, too few, or none for this file system; the poll carries on."""

import os
import subprocess
import time

from disk import call
from world import FREE, World

POLL = 0.2
SETTINGS = f"relay: {{ poll: {int(POLL * 1000)}ms, settle: 20ms, lockHold: 0s }}\n{FREE}"
# What a delivery may take beyond the poll: it settles, is written and synced, on a machine that others use, too.
SLACK = 0.5
QUEUE = "/proc/sys/fs/inotify/max_queued_events"
# How often a trial does it, and how many trials of each kind there are.
SHORT, LONG = (12, 1), (20, 20)


def namespace(limit, number):
    """The program in a user namespace of its own, where inotify gives so many instances or watches."""
    return ["unshare", "--user", "--map-root-user", "sh", "-c",
            f'echo {number} >/proc/sys/user/{limit} || exit 77; exec "$@"', "sh"]


def plain(lab, world, dice, count):
    """Single messages, each of which must be there when the poll has come round."""
    problems, slowest = [], 0.0
    for number in range(count):
        time.sleep(dice.random() * POLL)
        world.say("John", "Ross", f"Number {number}.")
        begin = time.monotonic()
        problems += world.settled(10)
        slowest = max(slowest, time.monotonic() - begin)
    if slowest > POLL + SLACK:
        problems.append(f"the slowest came after {slowest:.2f} s")
    # Where events come all are there within some milliseconds.
    return slowest > POLL / 3, problems


def limited(limit, number):
    def trial(lab, dice, count):
        world = World(lab, settings=SETTINGS)
        try:
            relay = world.start(under=namespace(limit, number))
            fired, problems = plain(lab, world, dice, count)
            if b"poll carries on" not in world.said():
                problems.append(f"nothing was said of it: {world.said()[-300:]}")
            problems += health(world, limit, number)
            # With one watch some files still have theirs.
            return fired or number > 0, problems + world.stop(relay)
        finally:
            world.remove()
    return trial


def health(world, limit, number):
    """The health check must say so, where the limits are the same."""
    ended = world.run([*namespace(limit, number), f"{world.lab.bin}/healthcheck", "--config", world.config,
                       "--no-restart"])
    if ended.code == 0 or not any(
            "inotify" in line and not line.startswith("ok") for line in ended.output.splitlines()):
        return [f"healthcheck does not say so, it ended with {ended.code}: {ended.output[-500:]}"]
    return []


def overflow(lab, dice, count):
    """A queue of 16 events, which hundreds overflow while the relay stands still."""
    with open(QUEUE, encoding="ascii") as file:
        usual = file.read()
    world = World(lab, settings=SETTINGS)

    def restore():
        with open(QUEUE, "w", encoding="ascii") as file:
            file.write(usual)
    lab.endings.append(restore)
    try:
        # Only an inotify instance that begins now has the short queue.
        try:
            with open(QUEUE, "w", encoding="ascii") as file:
                file.write("16")
            relay = world.start()
        finally:
            restore()
        problems = []
        for number in range(count):
            os.kill(relay.pid, 19)
            for part in range(200):
                world.say("John", "Ross", f"Number {number}, {part}.")
                world.say("Ross", "John", f"Back {number}, {part}.")
            os.kill(relay.pid, 18)
            begin = time.monotonic()
            problems += world.settled(10)
            if time.monotonic() - begin > POLL + 4 * SLACK:
                problems.append(f"burst {number} came after {time.monotonic() - begin:.2f} s")
        return True, problems + world.stop(relay)
    finally:
        world.remove()


def silent(lab, dice, count):
    """A file system without events: an overlay, whose files change underneath."""
    folder = lab.make_folder()
    call("mount", "-t", "tmpfs", "-o", "size=8m,mode=755", "tmpfs", folder)
    lab.endings.append(lambda: subprocess.run(["umount", "-l", folder], capture_output=True, check=False))
    for name in ("lower", "upper", "work", "merged"):
        os.mkdir(f"{folder}/{name}")
    world = World(lab, settings=SETTINGS, places={"John": f"{folder}/upper"})
    merged = f"{folder}/merged"
    call("mount", "-t", "overlay", "-o", f"lowerdir={folder}/lower,upperdir={folder}/upper,workdir={folder}/work",
         "overlay", merged)
    try:
        with open(world.config, encoding="utf-8") as file:
            text = file.read()
        with open(world.config, "w", encoding="utf-8") as file:
            file.write(text.replace(world.home("John").path, f"{merged}/john/BOT_CHAT.md"))
        os.remove(f"{world.folder}/jack/BOT_CHAT.md")
        os.symlink(f"{merged}/john/BOT_CHAT.md", f"{world.folder}/jack/BOT_CHAT.md")
        relay = world.start()
        fired, problems = plain(lab, world, dice, count)
        return fired, problems + world.stop(relay)
    finally:
        world.remove()
        subprocess.run(["umount", "-l", merged], capture_output=True, check=False)
        subprocess.run(["umount", "-l", folder], capture_output=True, check=False)


KINDS = {"no instances": limited("max_inotify_instances", 0), "no watches": limited("max_inotify_watches", 0),
         "one watch": limited("max_inotify_watches", 1), "queue of 16": overflow, "file system without events": silent}


def run(tally, lab):
    count, rounds = SHORT if lab.short else LONG
    tally.of = LONG[0] * LONG[1] * len(KINDS)
    if os.geteuid():
        return tally.skip("all", "only root can set these limits")

    def trial(label, dice):
        fired, problems = KINDS[label.partition("/")[0]](lab, dice, count)
        return count if fired else 0, problems
    labels = [f"{kind}/{number}" for number in range(rounds) for kind in KINDS]
    lab.play(tally, [label for label in labels if label.startswith(lab.only)], trial, count)
