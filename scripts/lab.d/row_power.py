"""Row 3: the power goes at random moments, with the chat files, the state, or all of it on the disk that loses it."""

import os
import signal
import time

import disk
from scenarios import must, pause, resume
from world import World

CUTS = 15
SHORT, LONG = 120, 5_000
# What lies on the disk; the rest lies where nothing is lost.
LAYOUTS = {"all": ("John", "Ross", "state"), "target": ("Ross",), "state": ("state",), "target-state": ("Ross", "state")}
# Cuts of which each comes right after messages were stored for later.
WAITING = 5


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


def parked(world, drive, dice):
    """What is stored for later is acknowledged: its source may lose it, and a cut at that moment takes nothing (R12)."""
    john = world.home("John")
    must(world.once())
    for number in range(WAITING):
        # What does not begin with this afterwards is no text that was read and written back (R10).
        john.append(f"What stands at the top of {number}.\n".encode(), due=None)
        must(world.once())
        drive.sync()
        pause(world)
        for _ in range(dice.randrange(1, 4)):
            world.say("John", "Ross", f"Waits, {number}. " + "Words. " * dice.randrange(400))
        must(world.once())
        john.rewrite(b"")
        drive.cut()
        drive.restore()
        resume(world)
        must(world.once())
    return WAITING, world.verdict()


def run(tally, lab):
    tally.of = LONG // CUTS * CUTS + WAITING
    why = disk.why_not(lab)
    if why:
        return tally.skip("all", why)
    drives = [disk.Disk(lab) for _ in range(lab.jobs)]
    total = (SHORT if lab.short else LONG) // CUTS
    labels = [f"{list(LAYOUTS)[number % len(LAYOUTS)]}/{number}" for number in range(total)]

    def trial(label, dice, play=cuts):
        drive = drives.pop()
        world = World(lab, places={name: drive.folder for name in LAYOUTS[label.split("/")[0]]})
        try:
            return play(world, drive, dice)
        finally:
            world.remove()
            drives.append(drive)
    lab.play(tally, [label for label in ("state/parked",) if label.startswith(lab.only)],
             lambda label, dice: trial(label, dice, parked), WAITING)
    lab.play(tally, [label for label in labels if label.startswith(lab.only)], trial, CUTS)
    for drive in drives:
        drive.remove()
