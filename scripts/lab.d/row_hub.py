"""Row 15: two machines and a hub: everything is killed again and again, and a proxy before the hub torments each link."""

import random
import time

import crossings
import disk
from troupe import Troupe

# Seconds of trouble, and how many trials.
SHORT, LONG = (10, 1), (110, 3)


def torment(troupe, dice, seconds):
    """Both sides write while everything is killed; returns how many kills there were, and how many hit a living one."""
    # What one of these draws does not hang on how often another had its turn.
    writers = [(site, random.Random(dice.random())) for site in troupe.sites]
    pauses = random.Random(dice.random())
    begin, number, kills, hits = time.monotonic(), 0, 0, 0
    due = begin + 1
    waiting = []
    while (now := time.monotonic()) < begin + seconds or not all(proxy.is_calm for proxy in troupe.proxies):
        troupe.sites[0].lab.go_on()
        if now > begin + 2 * seconds + 60:
            raise RuntimeError("the proxies do not come to rest")
        for name, when in [one for one in waiting if one[1] <= now]:
            waiting.remove((name, when))
            troupe.start(name)
        if now < begin + seconds:
            if now >= due:
                everything = dice.random() < 0.1
                names = [name for name in troupe.names if name not in [one for one, _ in waiting]]
                chosen = names if everything else dice.sample(names, min(len(names), dice.choice((1, 1, 1, 2))))
                kills += len(chosen)
                hits += troupe.kill(chosen)
                # Mostly it is back at once, sometimes the others find out that it is away.
                waiting += [(name, now + dice.choice((0, 0, 0.3, 1.5)) * dice.random()) for name in chosen]
                due = now + dice.uniform(0.3, 1.5)
            for site, writer in writers:
                number += 1
                site.write(writer, number)
        time.sleep(pauses.random() * 0.06)
    for name, _ in waiting:
        troupe.start(name)
    return kills, hits, number


def run(tally, lab):
    seconds, trials = SHORT if lab.short else LONG
    tally.of = LONG[1] + len(crossings.ALL)
    kinds = [kind for kind in crossings.ALL if kind.startswith(lab.only)]
    why = disk.why_not(lab) if "power" in kinds else None
    if why:
        kinds.remove("power")
        tally.skip("power", why)
    lab.play(tally, kinds, lambda label, dice: crossings.play(lab, label))
    labels = [label for label in (f"chaos/{number}" for number in range(trials)) if label.startswith(lab.only)]

    def trial(label, dice):
        troupe = Troupe(lab, f"{lab.seed}/{label}", seconds)
        try:
            kills, hits, number = torment(troupe, dice, seconds)
            # Otherwise all of it has to come to rest by itself, which takes a link's longest pause.
            if lab.short or dice.random() < 0.5:
                kills += len(troupe.names)
                hits += troupe.kill(troupe.names)
                for name in troupe.names:
                    troupe.start(name, ready=True)
            begin = time.monotonic()
            problems = []
            # Calm takes some seconds, but not where others keep the machine busy.
            end = begin + (90 if lab.short else 240)
            for site in troupe.sites:
                problems += site.settled(max(0.0, end - time.monotonic()))
            took = time.monotonic() - begin
            kinds, planned = [], 0
            for proxy in troupe.proxies:
                struck, count = proxy.struck()
                kinds, planned = kinds + struck, planned + count
            problems += troupe.stop()
            tally.note(f"{label}: {number:,} turns of writing, {hits} of {kills} kills hit, {len(kinds)} of {planned} events of "
                       f"{len(set(kinds))} kinds, settled after {took:.0f} s")
            return hits > kills // 2 and len(kinds) == planned > 0, problems
        finally:
            troupe.remove()
    lab.play(tally, labels, trial)
