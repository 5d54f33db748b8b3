"""Runs the observer, and sums up what it saw."""

import collections
import subprocess
import threading
import time

from world import TOOLS, put_away


def quantile(values, part):
    values = sorted(values)
    return values[min(len(values) - 1, int(part * len(values)))] if values else None


def summary(samples):
    """-1 stands for what never came, -2 for what came once too often (see observer.c)."""
    good = [s for s in samples if s >= 0]
    return dict(samples=len(samples) - samples.count(-2), lost=samples.count(-1), doubled=samples.count(-2),
                p50_ns=quantile(good, 0.5), p99_ns=quantile(good, 0.99), max_ns=max(good, default=None))


def observe(lanes, seed, gaps, timeout=15000):
    """Runs the observer over lanes (name, samples, source, destination, style); gives the nanoseconds of each."""
    text = "".join(f"{name}\t{count}\t{source}\t{destination}\t{style}\n"
                   for name, count, source, destination, style in lanes if count)
    output = subprocess.run([f"{TOOLS}/observer", str(seed), str(gaps[0]), str(gaps[1]), str(timeout)],
                            input=text, text=True, stdout=subprocess.PIPE, check=True).stdout
    found = collections.defaultdict(list)
    for line in output.splitlines():
        name, value = line.split("\t")
        found[name].append(int(value))
    return found


def observe_pollers(programs, lane):
    """The samples of several pollers at once, since each message waits a second on average; puts them away.

    `lane(program)` is what the observer has to know of one of them, under the name "poller".
    """
    found = []

    def one(number, program):
        found.extend(observe([lane(program)], number, (50, 2050))["poller"])

    try:
        for program in programs:
            program.start(ready=False)
            time.sleep(0.25)
        for program in programs:
            program.wait_for_message()
        threads = [threading.Thread(target=one, args=pair) for pair in enumerate(programs)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return found
    finally:
        put_away(programs, [program.world for program in programs])
