"""The measure of two machines: file → relay → link → hub → link → relay → file, all of it on this one, with one disk."""

import os
import shutil
import signal
import subprocess
import time

from hubs import Hub
from observing import observe, quantile, summary
from world import ROOT, TOOLS, fill

HOPS = 5
# What is synced before the message can be read at the other end: what comes from a hub is stored before it is written.
SYNCS = 1


class Villages:
    """John lives here, Ross there; each of them has a file at the other one's, of which a link is the postman."""

    kind = "relay"

    def __init__(self, folder):
        self.folder, self.programs = folder, []
        shutil.rmtree(folder, ignore_errors=True)
        self.hub = Hub("hub", f"{folder}/hub")
        self.source, self.destination = f"{folder}/john/BOT_CHAT.md", f"{folder}/ross/BOT_CHAT.md"
        for path in (self.source, self.destination):
            os.makedirs(os.path.dirname(path))
            fill(path, 1024, "John → Ross")

    def start(self):
        self.hub.start()
        for own, other, token in (("John", "Ross", "marlbot"), ("Ross", "John", "pelouse")):
            here = f"{self.folder}/{own.lower()}"
            with open(os.open(f"{here}/token", os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
                file.write(f"token-for-{token}\n")
            with open(f"{here}/botchat.yaml", "w") as file:
                file.write(f"""state: {here}/state
bots:
  - {{ name: {own}, chat: {here}/BOT_CHAT.md }}
  - name: {other}
    link: {{ hub: "ws://127.0.0.1:{self.hub.port}", room: villages, token: {here}/token,
            from: {"pelouse" if token == "marlbot" else "marlbot"} }}
""")
            for argv in (["relay"], ["link", "--bot", other]):
                self.run([f"{ROOT}/.build/release/{argv[0]}", "--config", f"{here}/botchat.yaml", *argv[1:]])

    def run(self, argv):
        with open(f"{self.folder}/log", "ab") as log:
            process = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=log, text=True)
        self.programs.append(process)
        if not process.stdout.readline().startswith("ready"):
            process.kill()
            with open(f"{self.folder}/log", errors="replace") as log:
                raise RuntimeError(f"{argv[0]} did not start: {log.read()[-1000:]}")

    def stop(self):
        for process in self.programs:
            process.send_signal(signal.SIGTERM)
            process.wait()
            process.stdout.close()
        self.programs = []
        if hasattr(self.hub, "process"):
            self.hub.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


class Chain:
    """As many C floors one behind the other, the last but one of which syncs: about the least for such a way."""

    kind = "floor"

    def __init__(self, folder):
        self.folder, self.programs = folder, []
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        self.files = [f"{folder}/{number}.md" for number in range(HOPS + 1)]
        for path in self.files:
            fill(path, 1024, "John → Ross")
        self.source, self.destination = self.files[0], self.files[-1]

    def start(self):
        for hop in range(HOPS):
            environment = dict(os.environ, **({"FLOOR_SYNC": f"{self.folder}/synced"} if hop == HOPS - 2 else {}))
            argv = [f"{TOOLS}/floor", f"John={self.files[hop]}", f"Ross={self.files[hop + 1]}"]
            self.programs.append(subprocess.Popen(argv, env=environment))

    def stop(self):
        for process in self.programs:
            process.kill()
            process.wait()
        self.programs = []
        shutil.rmtree(self.folder, ignore_errors=True)


def villages(options):
    """Both in one random order, so that they share the moods of the machine and of its disk."""
    count = max(100, options.samples // 5)
    for number in range(options.rounds):
        ways = [kind(f"{options.folder}/villages-{kind.kind}") for kind in (Villages, Chain)]
        try:
            for way in ways:
                way.start()
            lanes = [(way.kind, count, way.source, way.destination, "closed") for way in ways]
            observe([(lane[0], 20, *lane[2:]) for lane in lanes], 1, (20, 60))
            found = observe(lanes, number + 2, (20, 60))
            sync = syncing(options.folder)
            for way in ways:
                yield dict(measure="villages", lane=way.kind, contender=way.kind, round=number, hops=HOPS, syncs=SYNCS,
                           sync_p50_ns=sync, **summary(found[way.kind]))
        finally:
            for way in ways:
                way.stop()


def syncing(folder, count=200):
    """How long it takes to write 4 KiB over what is there and to sync it, in nanoseconds."""
    path, block, took = f"{folder}/syncing", bytes(4096), []
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        os.write(file, block * 64)
        os.fsync(file)
        for number in range(count):
            begin = time.monotonic_ns()
            os.pwrite(file, block, number % 64 * 4096)
            os.fdatasync(file)
            took.append(time.monotonic_ns() - begin)
            time.sleep(0.002)
    finally:
        os.close(file)
        os.remove(path)
    return quantile(took, 0.5)


def lines(data, add, duration, times, median):
    """The lines about it: ours beside the floor of the same round, and what the disk takes."""
    rows = data.of(measure="villages", contender="relay")
    if not rows:
        return
    sync = median([row["sync_p50_ns"] for row in rows])
    for field, limit in (("p50_ns", 1e6), ("p99_ns", None)):
        cells = {}
        for kind in ("relay", "floor"):
            values = data.lane(kind, field, "villages")
            ratio = data.ratio(kind, "floor", field, measure="villages") if kind == "relay" else None
            cells[kind] = duration(median(values.values())) + (f" {times(ratio)}" if ratio else "")
        own = median([row[field] for row in rows])
        add(f"file → hub → file, {HOPS} programs and {SYNCS} sync on the way: {field[:3]}", cells, "< 1 ms" if limit else "",
            None if limit is None else own < limit)
    add("such a sync alone, 4 KiB in place: p50", {"floor": duration(sync)})
    add("messages that never came to the other machine", {"relay": str(sum(row["lost"] for row in rows))}, "0",
        not any(row["lost"] for row in rows))
