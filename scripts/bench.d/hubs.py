"""The measures of the hub, beside the least that others do.

Those in Python and Node keep nothing, and acknowledge what they have not stored; the C floor syncs before it does.
"""

import json
import os
import shutil
import signal
import subprocess

from world import HERE, ROOT, TOOLS

KINDS = {"hub": "hub", "floor": "C floor, synced", "websockets": "Python websockets", "ws": "Node ws"}


class Hub:
    """One of them, with a folder of its own."""

    def __init__(self, kind, folder):
        self.kind, self.folder = kind, folder
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)

    def start(self):
        environment = dict(os.environ, NODE_PATH="/usr/share/nodejs")
        argv = {"websockets": ["/usr/bin/python3", f"{HERE}/rival.py"], "ws": ["node", f"{HERE}/rival.js"],
                "floor": [f"{TOOLS}/rival", f"{self.folder}/synced"]}.get(self.kind)
        if argv is None:
            path = f"{self.folder}/hub.json"
            bots = ("marlbot", "pelouse", "crowd")
            with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
                json.dump({"port": 0, "state": "state", "tokens": {f"token-for-{b}": {"botId": b} for b in bots},
                           "limits": {"rate": 10_000_000, "perToken": 2000, "connections": 2000},
                           "retention": {"messages": 1_000_000}}, file)
            argv = [f"{ROOT}/.build/release/hub", "--config", path]
        with open(f"{self.folder}/log", "wb") as log:
            self.process = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=log, text=True, env=environment)
        line = self.process.stdout.readline()
        if not line.startswith("ready"):
            self.process.wait()
            with open(f"{self.folder}/log", errors="replace") as log:
                raise RuntimeError(f"{self.kind} did not start: {log.read()[-1000:]}")
        self.port = line.split()[-1].rpartition(":")[2]

    def memory(self):
        with open(f"/proc/{self.process.pid}/status") as file:
            return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmRSS"))

    def talk(self, what, count):
        done = subprocess.run([f"{TOOLS}/talker", self.port, what, str(count)], capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{self.kind}, {what}: {done.stderr.strip()}")
        return done.stdout.split()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        self.process.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def hub(options):
    """Messages 2 ms apart, 64 under way, and a thousand connections that only stay."""
    for number in range(options.rounds):
        for kind in KINDS:
            one = Hub(kind, f"{options.folder}/hub-{kind}")
            one.start()
            try:
                figures = [int(word) for word in one.talk("gaps", max(500, options.samples // 2))]
                received, acked = sorted(figures[0::2]), sorted(figures[1::2])
                flight = float(one.talk("flight", 20 * options.samples)[0])
                row = dict(measure="hub", contender=kind, round=number, acks_per_s=flight)
                for name, times in (("received", received), ("acked", acked)):
                    row[f"{name}_p50_ns"] = times[len(times) // 2]
                    row[f"{name}_p99_ns"] = times[len(times) * 99 // 100]
                crowd = subprocess.Popen([f"{TOOLS}/talker", one.port, "idle", "1000"], stdin=subprocess.PIPE,
                                         stdout=subprocess.PIPE, text=True)
                crowd.stdout.readline()
                row["memory_bytes"] = one.memory()
                crowd.communicate()
                yield row
            finally:
                one.stop()


def lines(data, add, duration, size, median):
    """The lines about the hub: ours, and the others in brackets."""
    rows = {kind: data.of(measure="hub", contender=kind) for kind in KINDS}
    if not rows["hub"]:
        return

    def line(what, field, show, wanted, reached):
        found = {kind: median([row[field] for row in rows[kind]]) for kind in KINDS if rows[kind]}
        others = ", ".join(f"{KINDS[kind]} {show(value)}" for kind, value in found.items() if kind != "hub")
        add(f"hub: {what}", {"relay": f"{show(found['hub'])} ({others})"}, wanted, reached(found["hub"]))

    line("message → the other has it: p50", "received_p50_ns", duration, "< 80 µs", lambda v: v < 80e3)
    line("message → the other has it: p99", "received_p99_ns", duration, "< 300 µs", lambda v: v < 300e3)
    line("message → ack (ours is synced): p50", "acked_p50_ns", duration, "< 300 µs", lambda v: v < 300e3)
    line("acks in a second, 64 under way (ours synced)", "acks_per_s", lambda v: f"{v:,.0f}", "≥ 30,000",
         lambda v: v >= 30e3)
    line("memory with 1,000 connections", "memory_bytes", size, "< 64 MB", lambda v: v < 64 * 1048576)
