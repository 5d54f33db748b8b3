"""Chat files to measure with, and the programs that carry messages between them."""

import os
import select
import shutil
import signal
import subprocess
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
TOOLS = f"{ROOT}/.build/bench-tools"
CLOSING = "⏱ 07:32:15pm UTC"
TICK = os.sysconf("SC_CLK_TCK")


def message(number, text, route="John → Ross", closed=True):
    end = f"\n\n{CLOSING}\n" if closed else "\n"
    return f"\n### 2026-02-10 19:32:15 UTC - {route} (#{number})\n{text}{end}".encode()


def fill(path, size, route):
    """Writes old messages to `path` until it has `size` bytes; each is different, as real ones are."""
    body = "Message received and acknowledged. Backup finished, gateway healthy, cron is quiet. " * 4
    with open(path, "wb") as file:
        written = number = 0
        while written < size:
            block = b"".join(message(n, f"old {n} {body}", route) for n in range(number, number + 2000))
            block = block[: max(0, size - written)] if written + len(block) > size else block
            block = block[: block.rfind(b"\n\n### ") + 1] if len(block) + written >= size else block
            if not block:
                break
            written += file.write(block)
            number += 2000


class World:
    """A folder with chat files: John and Jack share the first one, Ross has the second, others follow."""

    def __init__(self, folder, files=2, history=1024):
        shutil.rmtree(folder, ignore_errors=True)
        self.folder = folder
        self.homes = []
        for number in range(files):
            names = [["John", "Jack"], ["Ross"]][number] if number < 2 else [f"Bot{number + 1:03d}"]
            path = f"{folder}/{names[0].lower()}/BOT_CHAT.md"
            os.makedirs(os.path.dirname(path))
            fill(path, history, f"{names[0]} → {names[-1]}")
            self.homes.append((names, path))
        os.makedirs(f"{folder}/jack")
        os.symlink(self.homes[0][1], f"{folder}/jack/BOT_CHAT.md")
        self.john, self.ross = self.homes[0][1], self.homes[1][1]

    def configuration(self, wakes={}, more=""):
        """Writes the configuration: `wakes` has further keys of a bot for its name, `more` whole lines."""
        bots = []
        for names, path in self.homes:
            for name in names:
                chat = path if name == names[0] else f"{self.folder}/{name.lower()}/BOT_CHAT.md"
                bots.append(f"  - {{ name: {name}, chat: {chat}{wakes.get(name, '')} }}")
        file = f"{self.folder}/botchat.yaml"
        with open(file, "w") as out:
            out.write(f"state: {self.folder}/state\nbots:\n" + "\n".join(bots) + f"\n{more}")
        return file

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)


class Program:
    """One contender at work in one world, in a process group of its own."""

    TITLES = {
        "relay": "this toolkit",
        "floor": "C floor",
        "tail": "tail -F | awk",
        "bridge": "inotifywait + awk",
        "poller": "2 s poller",
    }
    relay = f"{ROOT}/.build/release/relay"
    monitor = f"{ROOT}/.build/release/monitor"

    def __init__(self, kind, world):
        self.kind, self.world, self.process, self.before = kind, world, None, 0.0
        os.makedirs(f"{world.folder}/carried", exist_ok=True)

    def says_ready(self):
        return self.kind == "relay"

    def argv(self, *more):
        homes = self.world.homes
        if self.kind == "relay":
            return [self.relay, "--config", self.world.configuration(), *more]
        if self.kind == "floor":
            return [f"{TOOLS}/floor", *(",".join(names) + "=" + path for names, path in homes)]
        pairs = ["|".join(names) + "=" + path for names, path in homes]
        return ["bash", f"{HERE}/{self.kind}.sh", f"{self.world.folder}/carried", *pairs]

    def start(self, *more, environment=None, ready=True):
        """Starts it; with `ready`, returns when it watches, and gives the seconds that this took."""
        environment = dict(os.environ, LC_ALL="C.UTF-8", **(environment or {}))
        self.log = open(f"{self.world.folder}/log", "ab")
        begin = time.monotonic()
        self.process = subprocess.Popen(
            self.argv(*more), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.log,
            env=environment, start_new_session=True)
        if not ready:
            return 0.0
        if self.says_ready():
            said = select.select([self.process.stdout], [], [], 120)[0]
            line = self.process.stdout.readline() if said else b""
            if not line.startswith(b"ready"):
                self.stop()
                raise RuntimeError(f"{self.argv()[0]} did not start: {open(self.log.name, errors='replace').read()[-2000:]}")
            return time.monotonic() - begin
        self.wait_for_message()
        return 0.0

    def wait_for_message(self):
        """The others say nothing when they are ready: the first message that comes through shows it."""
        end = time.monotonic() + 30
        for number in range(1000):
            text = f"warm-up {number} {time.monotonic_ns()}"
            append(self.world.john, message(number, text))
            until = time.monotonic() + (5 if self.kind == "poller" else 0.2)
            while time.monotonic() < until:
                if text.encode() in ending(self.world.ross):
                    return
                time.sleep(0.005)
            if time.monotonic() > end:
                break
        raise RuntimeError(f"{self.kind} carries nothing")

    def members(self):
        found = []
        for entry in os.listdir("/proc"):
            if entry.isdigit():
                try:
                    with open(f"/proc/{entry}/stat") as stat:
                        fields = stat.read().rpartition(")")[2].split()
                except OSError:
                    continue
                if int(fields[2]) == self.process.pid and fields[0] != "Z":
                    found.append((int(entry), fields))
        return found

    def cpu(self):
        """Seconds of processor time: exact for what runs, in ticks for children that ended."""
        total = 0.0
        for pid, fields in self.members():
            total += (int(fields[13]) + int(fields[14])) / TICK
            try:
                for task in os.listdir(f"/proc/{pid}/task"):
                    with open(f"/proc/{pid}/task/{task}/schedstat") as stat:
                        total += int(stat.read().split()[0]) / 1e9
            except OSError:
                pass
        return total

    def memory(self, field="VmRSS"):
        """Bytes resident now (VmRSS) or at most so far (VmHWM), all its processes together."""
        total = 0
        for pid, _ in self.members():
            try:
                with open(f"/proc/{pid}/status") as status:
                    total += sum(int(l.split()[1]) * 1024 for l in status if l.startswith(field + ":"))
            except OSError:
                pass
        return total

    def wakeups(self):
        """How often its processes gave up the processor by themselves so far: each is a wake-up later."""
        total = 0
        for pid, _ in self.members():
            try:
                for task in os.listdir(f"/proc/{pid}/task"):
                    with open(f"/proc/{pid}/task/{task}/status") as status:
                        total += sum(int(l.split()[1]) for l in status if l.startswith("voluntary_ctxt"))
            except OSError:
                pass
        return total

    def stop(self):
        """Ends it: the relay as one does, by SIGTERM; the others know no such thing."""
        if self.process and self.process.poll() is None:
            try:
                os.killpg(self.process.pid, signal.SIGTERM)
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                pass
        try:
            if self.process:
                os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        if self.process:
            self.process.wait()
            self.process.stdout.close()
            self.log.close()


def put_away(programs, worlds):
    """Ends the programs, and only then removes what they work on."""
    for program in programs:
        program.stop()
    for world in worlds:
        world.remove()


def append(path, data):
    """One write, as an agent's tool or a careful script does it."""
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
    try:
        if os.write(file, data) != len(data):
            raise OSError(f"short write to {path}")
    finally:
        os.close(file)


def ending(path, count=4096):
    with open(path, "rb") as file:
        file.seek(max(0, os.fstat(file.fileno()).st_size - count))
        return file.read()
