"""The measures of waking: what happens between a message for a bot and its wake, and what watching for it costs."""

import os
import socket
import subprocess
import time

from observing import observe, observe_pollers, summary
from world import HERE, TOOLS, Program, World, append, message, put_away

# Many wakes an hour are what is measured: nothing may hold them.
UNGUARDED = "guard: { wakesPerHour: 100000, pairWakesPerHour: 100000, spacing: 0s }\nwake: { timeout: 10s }\n"


class Monitor(Program):
    """One contender that wakes a bot of a world: by the command `bell`, or by a request to the server `hook`."""

    def __init__(self, kind, world, bell, by="run", bot="Ross", configuration=None):
        super().__init__(kind, world)
        self.bell, self.bot, self.by, self.hook = f"bench-{os.getpid()}-{bell}", bot, by, None
        self.chat = next(path for names, path in world.homes if bot in names)
        if kind == "relay":
            self.configuration = configuration or world.configuration({bot: f", burst: 0s, wake: {self.wake()}"}, UNGUARDED)

    def command(self):
        return [f"{TOOLS}/bell", self.bell, "{text}", "{count}"]

    def wake(self):
        if self.by == "run":
            return "{ run: [" + ", ".join(f'"{word}"' for word in self.command()) + "] }"
        self.hook = subprocess.Popen([f"{TOOLS}/hook", self.bell], stdout=subprocess.PIPE, start_new_session=True)
        return f'{{ post: "http://127.0.0.1:{int(self.hook.stdout.readline())}/hooks/wake" }}'

    def says_ready(self):
        return self.kind == "relay"

    def argv(self, *more):
        if self.kind == "relay":
            return [self.monitor, "--config", self.configuration, "--bot", self.bot, *more]
        program = {"floor": [f"{TOOLS}/waker"], "bridge": ["bash", f"{HERE}/wake-loop.sh"],
                   "poller": ["bash", f"{HERE}/wake-poller.sh"]}[self.kind]
        return [*program, self.chat, self.bot, *self.command()]

    def wait_for_message(self):
        """The others say nothing when they are ready: the first wake shows it."""
        end = time.monotonic() + 30
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as bell:
            bell.bind(b"\0" + self.bell.encode())
            bell.settimeout(5 if self.kind == "poller" else 0.2)
            while time.monotonic() < end:
                append(self.chat, message(0, f"warm-up {time.monotonic_ns()}", f"John → {self.bot}"))
                try:
                    bell.recv(8)
                    return
                except TimeoutError:
                    continue
        raise RuntimeError(f"{self.kind} wakes nobody")

    def lane(self, name, count):
        return (name, count, self.chat, self.bell, "woken")

    def stop(self):
        super().stop()
        if self.hook:
            self.hook.kill()
            self.hook.wait()
            self.hook.stdout.close()
            self.hook = None


def wake(options):
    """append -> the bot's command runs, or the request has arrived: all lanes in one random order."""
    # With fewer than 200 samples a 99th percentile is nearly the worst one.
    n = max(200, options.samples // 3)
    plan = [  # name, contender, by, samples
        ("floor", "floor", "run", n),
        ("relay", "relay", "run", n),
        ("relay-post", "relay", "post", n),
        ("bridge", "bridge", "run", n // 10),
    ]
    plan = [lane for lane in plan if lane[1] in options.contenders]
    for number in range(options.rounds):
        programs, worlds = {}, []
        try:
            for name, kind, by, _ in plan:
                worlds.append(World(f"{options.folder}/wake-{name}"))
                programs[name] = Monitor(kind, worlds[-1], name, by)
                programs[name].start()
            observe([programs[name].lane(name, 5) for name, _, _, _ in plan], 1, (20, 60))
            before = {name: p.cpu() for name, p in programs.items()}
            found = observe([programs[name].lane(name, count) for name, _, _, count in plan], number + 2, (20, 60))
            for name, kind, _, count in plan:
                yield dict(measure="wake", lane=name, contender=kind, round=number, **summary(found[name]),
                           cpu_s_per_message=(programs[name].cpu() - before[name]) / count)
        finally:
            put_away(programs.values(), worlds)
    if "poller" in options.contenders:
        yield wake_by_polling(options)


def wake_by_polling(options):
    """The poller's: several of them at once, since each wake waits a second on average."""
    programs = [Monitor("poller", World(f"{options.folder}/wake-poller-{i}"), f"poller-{i}") for i in range(8)]
    count = max(3, options.samples // 150)
    found = observe_pollers(programs, lambda p: p.lane("poller", count))
    return dict(measure="wake", lane="poller", contender="poller", round=0, **summary(found))


def idle_monitors(options, count=50):
    """So many monitors and nothing to wake for: what does each of them cost?"""
    worlds, programs = [], []
    try:
        for kind in options.contenders:
            if kind == "tail":
                continue
            world = World(f"{options.folder}/idle-monitors-{kind}", count)
            worlds.append(world)
            bots = [names[0] for names, _ in world.homes]
            bell = f", wake: {{ run: [{TOOLS}/bell, nobody] }}"
            shared = world.configuration({bot: bell for bot in bots}, UNGUARDED) if kind == "relay" else None
            for bot in bots:
                program = Monitor(kind, world, f"idle-{kind}-{bot}", bot=bot, configuration=shared)
                programs.append(program)
                program.start(ready=kind == "relay")
        time.sleep(5)
        before = [(p.cpu(), p.wakeups(), time.monotonic()) for p in programs]
        time.sleep(options.idle)
        each = {}
        for program, (cpu, wakeups, begin) in zip(programs, before):
            spent, woken, seconds = program.cpu() - cpu, program.wakeups() - wakeups, time.monotonic() - begin
            each.setdefault(program.kind, []).append((spent / seconds, woken / seconds, program.memory()))
        for kind, figures in each.items():
            cpu, wakeups, memory = zip(*figures)
            yield dict(measure="idle-monitors", contender=kind, round=0, monitors=count, seconds=options.idle,
                       cpu_part=sum(cpu) / count, wakeups_per_s=sum(wakeups) / count, most_wakeups_per_s=max(wakeups),
                       memory_bytes=max(memory))
    finally:
        put_away(programs, worlds)
