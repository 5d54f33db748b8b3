"""What a health check costs, and whether the relay feels it."""

import itertools
import os
import statistics
import subprocess
import threading
import time

from observing import observe, quantile
from waking import UNGUARDED
from world import TOOLS, Program, World


class Village:
    """A world whose relay and monitors were started by the health check, as cron does it."""

    def __init__(self, folder, files):
        self.world = World(folder, files)
        bell = f", wake: {{ run: [{TOOLS}/bell, nobody] }}"
        bots = [name for names, _ in self.world.homes for name in names]
        self.configuration = self.world.configuration({bot: bell for bot in bots}, UNGUARDED)
        self.bots = len(bots)
        os.chmod(self.configuration, 0o600)
        self.program = os.path.join(os.path.dirname(Program.relay), "healthcheck")
        self.check("--start")

    def check(self, *more):
        """Runs one check; gives its wall time in nanoseconds and its peak memory in bytes."""
        command = [self.program, "--config", self.configuration, *more]
        took, memory, code = map(int, subprocess.check_output([f"{TOOLS}/peak", *command]).split())
        if code != 0:
            raise RuntimeError(f"{' '.join(command)} ended with {code}")
        return took, memory

    def remove(self):
        self.check("--stop")
        self.world.remove()


def health(options):
    """All is well: how long does a check take, with three bots and with a hundred?"""
    if "relay" not in options.contenders:
        return
    for files in (2, 99):
        village = Village(f"{options.folder}/health-{files}", files)
        try:
            # The first one after a start meets cold files.
            village.check()
            runs = [village.check() for _ in range(50)]
            times = sorted(took for took, _ in runs)
            yield dict(measure="health", contender="relay", round=0, bots=village.bots, runs=len(runs),
                       p50_ns=statistics.median(times), p99_ns=quantile(times, 0.99), max_ns=times[-1],
                       memory_bytes=max(memory for _, memory in runs))
        finally:
            village.remove()


def beside(options, pairs=10):
    """Ten pairs of rounds, one of each with a check every second: does a message take longer then?"""
    if "relay" not in options.contenders:
        return
    village = Village(f"{options.folder}/beside", 2)
    try:
        lane = [("relay", max(100, options.samples // 10), village.world.john, village.world.ross, "closed")]
        for number in range(pairs):
            # Every other pair the other way round: what drifts meanwhile counts for both.
            for isChecked in ((False, True) if number % 2 == 0 else (True, False)):
                end = threading.Event()

                def keep_checking():
                    while not end.wait(1.0):
                        village.check()

                thread = threading.Thread(target=keep_checking)
                if isChecked:
                    thread.start()
                # A seed makes the messages, and the same ones again would not be carried.
                found = [s for s in observe(lane, 2 * number + isChecked, (20, 60))["relay"] if s >= 0]
                end.set()
                if isChecked:
                    thread.join()
                yield dict(measure="beside", contender="relay", round=number, checked=isChecked,
                           p50_ns=quantile(found, 0.5), p99_ns=quantile(found, 0.99))
    finally:
        village.remove()


def chance(differences):
    """How likely differences as large as these are when there is none: every way to swap the pairs is tried."""
    wanted = abs(sum(differences)) - 1e-9
    signs = itertools.product((1, -1), repeat=len(differences))
    hits = [abs(sum(s * d for s, d in zip(sign, differences))) >= wanted for sign in signs]
    return sum(hits) / len(hits)
