"""Row 3: the power goes at random moments, with the chat files, the state, or all of it on the disk that loses it."""

import os
import signal
import time

import disk
from world import World

CUTS = 15
SHORT, LONG = 120, 5_000
# What lies on the disk; the rest lies where nothing is lost.
LAYOUTS = {"all": ("John", "Ross", "state"), "target": ("Ross",), "state": ("state",), "target-state": ("Ross", "state")}


def cuts(world, drive, dice):
    """So many cuts in a row; returns how many fired, and what went wrong."""
    world.allows_fragments = True
    relay = world.start()
    drive.sync()
    fired, problems = 0, []
    for cycle in range(CUTS):
        for _ in range(dice.randrange(1, 10)):
            sender, to = dice.choice((("Ross", "John"), ("John", "Ross"), ("Jack", "ALL")))
            size = 40_000 if dice.random() < 0.05 else 40
            # What its own bot did not sync may be gone, and nobody can deliver that.
            world.say(sender, to, f"Cycle {cycle}. " + "Words. " * dice.randrange(size), sync=True)
            time.sleep(dice.random() * 0.003)
        time.sleep(dice.random() * 0.02)
        # Nothing happens any more from the same moment on, in the program and on the disk.
        os.kill(relay.pid, signal.SIGSTOP)
        fired += relay.poll() is None
        drive.cut()
        world.destroy(relay)
        drive.restore()
        for home in world.homes:
            home.note_holes()
        relay = world.start()
    problems += world.settled(30)
    problems += world.stop(relay)
    return fired, problems


def run(tally, lab):
    tally.of = LONG
    why = disk.why_not(lab)
    if why:
        return tally.skip("all", why)
    drives = [disk.Disk(lab) for _ in range(lab.jobs)]
    total = (SHORT if lab.short else LONG) // CUTS
    labels = [f"{list(LAYOUTS)[number % len(LAYOUTS)]}/{number}" for number in range(total)]
    labels = [label for label in labels if label.startswith(lab.only)]

    def trial(label, dice):
        drive = drives.pop()
        world = World(lab, places={name: drive.folder for name in LAYOUTS[label.split("/")[0]]})
        try:
            return cuts(world, drive, dice)
        finally:
            world.remove()
            drives.append(drive)
    lab.play(tally, labels, trial, CUTS)
    for drive in drives:
        drive.remove()
