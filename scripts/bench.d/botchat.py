"""What the command for people and bots costs, on files with a long history."""

import os
import select
import statistics
import subprocess
import time

from observing import quantile
from world import TOOLS, Program, World, fill, message

HISTORY = 100_000_000


class Village:
    """Two files of 100 MB, and a relay that runs."""

    def __init__(self, folder):
        self.world = World(folder, 2, HISTORY)
        self.relay = Program("relay", self.world)
        self.relay.start()
        self.configuration = f"{folder}/botchat.yaml"
        os.chmod(self.configuration, 0o600)

    def remove(self):
        self.relay.stop()
        self.world.remove()

    def call(self, command, *more, codes=(0,)):
        """Runs `botchat` once; gives its wall time in nanoseconds and its peak memory in bytes."""
        return run([command, "--config", self.configuration, *more], codes)


def program():
    return os.path.join(os.path.dirname(Program.relay), "botchat")


def run(words, codes=(0,)):
    took, memory, code = map(int, subprocess.check_output([f"{TOOLS}/peak", program(), *words]).split())
    if code not in codes:
        raise RuntimeError(f"botchat {' '.join(words)} ended with {code}")
    return took, memory


def botchat(options):
    """Each command on 100 MB, --follow, and the log of a gigabyte."""
    if "relay" not in options.contenders:
        return
    village = Village(f"{options.folder}/botchat")
    try:
        calls = {
            "send": ["send", "--from", "Ross", "--to", "John", "The backup is done."],
            "unread": ["unread", "--bot", "John"],
            "status": ["status"],
            "log": ["log"],
        }
        for name, words in calls.items():
            runs = [village.call(*words, codes=(0, 1)) for _ in range(50)]
            times = sorted(took for took, _ in runs)
            yield dict(measure="botchat", contender="relay", command=name, bytes=HISTORY, runs=len(runs),
                       p50_ns=statistics.median(times), p99_ns=quantile(times, 0.99), max_ns=times[-1],
                       memory_bytes=max(memory for _, memory in runs))
        yield follow(village, min(500, options.samples))
    finally:
        village.remove()
    path = f"{options.folder}/large/BOT_CHAT.md"
    os.makedirs(os.path.dirname(path))
    fill(path, options.gigabyte, "Ross → John")
    for name, words in (("all", ["-n", "all"]), ("grep", ["-n", "20", "--grep", "nowhere"])):
        took, memory = run(["log", "--chat", path, *words], (0, 1))
        yield dict(measure="botchat-large", contender="relay", command=name, bytes=os.path.getsize(path),
                   seconds=took / 1e9, memory_bytes=memory)


def follow(village, samples):
    """From the write of a message until `log --follow` has shown it."""
    log = subprocess.Popen([program(), "log", "--config", village.configuration, "--follow", "-n", "1"],
                           stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    try:
        times = []
        for number in range(samples + 3):
            text = f"seen {number} at {time.time_ns()}"
            begin = time.monotonic_ns()
            with open(village.world.ross, "ab", buffering=0) as file:
                file.write(message(time.time_ns(), text, "Ross → John"))
            shown = b""
            while text.encode() not in shown:
                if not select.select([log.stdout], [], [], 10)[0]:
                    raise RuntimeError("log --follow does not show a message")
                shown += os.read(log.stdout.fileno(), 1 << 20)
            # Before the first ones it may not have watched yet.
            if number >= 3:
                times.append(time.monotonic_ns() - begin)
            time.sleep(0.02)
        times.sort()
        return dict(measure="botchat", contender="relay", command="log --follow", bytes=HISTORY, runs=len(times),
                    p50_ns=statistics.median(times), p99_ns=quantile(times, 0.99), max_ns=times[-1])
    finally:
        log.terminate()
        log.wait()
