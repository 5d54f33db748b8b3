"""Row 9: bots that read their file, edit it and write it back whole, every 50 ms, while messages arrive."""

import threading
import time

import judge
from world import World

BOTS = 20
SHORT, LONG = 6, 600


class Editor(threading.Thread):
    """One bot of that kind. It knows what it has erased: what came between its reading and its writing."""

    def __init__(self, world, name, dice):
        super().__init__(daemon=True)
        self.world, self.name_, self.dice, self.ends = world, name, dice, False
        self.home = world.home(name)
        self.erased, self.own = [], 0

    def run(self):
        while not self.ends:
            text = self.home.read()
            time.sleep(self.dice.random() * 0.01)
            fresh = self.world.message(self.name_, "Coach", f"Edited {self.own}.")
            self.own += 1
            now = self.home.read()
            with open(self.home.path, "r+b") as file:
                file.truncate(0)
                file.write(text + fresh)
            if now != text:
                self.erased.append(now[len(text):])
            self.home.growths.append((fresh, True))
            time.sleep(0.04 + self.dice.random() * 0.02)


def run(tally, lab):
    seconds = SHORT if lab.short else lab.within(LONG)
    tally.is_cut = not lab.short and seconds < LONG
    names = [f"Bot{number:02d}" for number in range(BOTS)]
    world = World(lab, homes=[("Coach",)] + [(name,) for name in names])
    # What was read empty and is written back cannot be told from a file that was cleared.
    for home in world.homes:
        home.append(b"What stands at the top.\n", due=None)
    try:
        relay = world.start()
        editors = [Editor(world, name, lab.dice(name)) for name in names]
        for editor in editors:
            editor.start()
        end, dice, sent = time.monotonic() + seconds, lab.dice("coach"), 0
        while time.monotonic() < end:
            world.say("Coach", "ALL", f"Number {sent}.")
            sent += 1
            time.sleep(0.02 + dice.random() * 0.1)
        for editor in editors:
            editor.ends = True
        for editor in editors:
            editor.join()
        # What was erased last is written again within the time that a rewrite needs to settle.
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline and any(missing(world, editor) for editor in editors):
            time.sleep(0.1)
        for editor in editors:
            tally.record(editor.name_, len(editor.erased) > 0 or not lab.short, verdict(world, editor), 1)
        found = back(world, editors)
        tally.record("what the editors wrote", True, found + world.stop(relay))
        tally.note(f"{sum(len(e.erased) for e in editors):,} growths erased in {sent * BOTS:,} deliveries")
    finally:
        world.remove()


def dues(world, editor):
    return [due.whole for due in judge.dues(world.homes[0], editor.home, world.homes)]


def missing(world, editor):
    text = editor.home.read()
    return [whole for whole in dues(world, editor) if whole not in text]


def verdict(world, editor):
    """Nothing is erased for good, and there is at most one more copy for each time it was erased."""
    text = editor.home.read()
    problems = [f"erased for good: {judge.excerpt(whole)}" for whole in missing(world, editor)]
    for whole in dues(world, editor):
        lost = sum(part.count(whole) for part in editor.erased)
        if text.count(whole) > 1 + lost:
            problems.append(f"{text.count(whole)} copies of {judge.excerpt(whole)}, erased {lost} times")
    return problems


def back(world, editors):
    """Coach's file is nobody's to edit: there everything stands once and in order."""
    home = world.homes[0]
    end = time.monotonic() + 10
    while True:
        findings = judge.Findings()
        queues = [judge.Queue(judge.dues(editor.home, home, world.homes)) for editor in editors]
        judge.walk(home, home.read(), home.pieces, queues, [], findings, False, False, [])
        for queue in queues:
            while (due := queue.current()) is not None:
                findings.add("lost", judge.excerpt(due.whole), "is missing in", home.path)
                queue.next += 1
        if not findings or time.monotonic() > end:
            return findings.without()
        time.sleep(0.1)
