"""Row 2: relay and monitor are killed at random moments under load, and in the middle of large writes."""

import os
import time

from world import World

CYCLES = 20
SHORT, LONG = 200, 10_000


def busy(world, dice):
    """Everybody writes, relay and monitor are killed; the judge looks when both have come to rest."""
    relay = world.start()
    monitor = world.start("monitor", "--bot", "Ross")
    fired = 0
    for cycle in range(CYCLES):
        for _ in range(dice.randrange(1, 12)):
            sender, to = dice.choice((("Ross", "John"), ("John", "Ross"), ("Jack", "ALL"), ("Ross", "Jack, John")))
            body = "A word, and another one. " * dice.randrange(1, 60)
            world.say(sender, to, f"Cycle {cycle}. {body}", closed=dice.random() < 0.8)
            time.sleep(dice.random() * 0.004)
        moment(world, dice)
        fired += relay.poll() is None
        world.destroy(relay)
        if cycle % 3 == 0:
            world.destroy(monitor)
        # Mostly it is killed again before it has caught up.
        relay = world.start(ready=cycle + 1 == CYCLES or dice.random() < 0.2)
        if cycle % 3 == 0:
            monitor = world.start("monitor", "--bot", "Ross", ready=cycle + 3 >= CYCLES)
    return fired, (relay, monitor)


def moment(world, dice):
    """Half of the time it begins when a destination grows, which is when it hurts most."""
    if dice.random() < 0.5:
        sizes = [os.stat(home.path).st_size for home in world.homes]
        end = time.monotonic() + 0.1
        while time.monotonic() < end and sizes == [os.stat(home.path).st_size for home in world.homes]:
            pass
        time.sleep(dice.random() * 0.003)
    else:
        time.sleep(dice.random() * 0.05)


def large(world, dice):
    """A kill as soon as the file grows by a part of a message of 900 kB."""
    relay, fired, torn = world.start(), 0, 0
    path = world.home("Ross").path
    for cycle in range(CYCLES):
        before = os.stat(path).st_size
        data = world.say("John", "Ross", f"A line of message {cycle}.\n" * 36_000)
        # Not before the first of its pages, not after its last.
        least = dice.randrange(1, len(data))
        end = time.monotonic() + 2
        while os.stat(path).st_size < before + least and time.monotonic() < end:
            pass
        fired += relay.poll() is None
        world.destroy(relay)
        torn += 0 < os.stat(path).st_size - before < len(data) - 1
        relay = world.start(ready=cycle + 1 == CYCLES or dice.random() < 0.3)
    return fired, (relay,), torn


def run(tally, lab):
    total = (SHORT if lab.short else LONG) // CYCLES
    tally.of = LONG
    labels = [f"{'large' if number % 4 == 3 else 'busy'}/{number}" for number in range(total)]
    labels = [label for label in labels if label.startswith(lab.only)]
    torn = []

    def trial(label, dice):
        is_large = label.startswith("large")
        world = World(lab, wakes=[] if is_large else ["ross"])
        world.allows_fragments = True
        try:
            fired, programs, *tears = (large if is_large else busy)(world, dice)
            torn.extend(tears)
            # What was torn by the last kill is mended by a start that nobody interrupts.
            problems = world.settled(60)
            for program in programs:
                problems += world.stop(program)
            return fired, problems
        finally:
            world.remove()
    lab.play(tally, labels, trial, CYCLES)
    tally.note(f"{sum(torn)} of {CYCLES * len(torn)} kills in large writes tore the append")
