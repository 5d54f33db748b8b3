"""The measures. Each yields rows: dictionaries with what was measured, for whom, in which round."""

import collections
import os
import random
import re
import threading
import time

import botchat
import health
import hubs
import villages
import waking
from observing import observe, observe_pollers, summary
from world import Program, World, append, ending, message, put_away


def latency(options):
    """append -> visible: all lanes in one random order, so that they share the machine's moods."""
    n, big = options.samples, 100_000_000
    plan = [  # name, contender, history, files, samples, style
        ("floor", "floor", 1024, 2, n, "closed"),
        ("relay", "relay", 1024, 2, n, "closed"),
        ("tail", "tail", 1024, 2, n // 10, "closed"),
        ("bridge", "bridge", 1024, 2, n // 10, "closed"),
        ("floor-100MB", "floor", big, 2, n // 5, "closed"),
        ("relay-100MB", "relay", big, 2, n // 5, "closed"),
        ("tail-100MB", "tail", big, 2, n // 10, "closed"),
        ("bridge-100MB", "bridge", big, 2, n // 10, "closed"),
        ("floor-500files", "floor", 1024, 500, n // 5, "closed"),
        ("relay-500files", "relay", 1024, 500, n // 5, "closed"),
        ("relay-open", "relay", 1024, 2, n // 50, "open"),
    ]
    plan = [lane for lane in plan if lane[1] in options.contenders]
    for number in range(options.rounds):
        programs, lanes, worlds = {}, [], []
        try:
            for name, kind, history, files, count, style in plan:
                world = World(f"{options.folder}/{name}", files, history)
                worlds.append(world)
                program = Program(kind, world)
                programs[name] = program
                program.start()
                lanes.append((name, count, world.john, world.ross, style))
            observe([(lane[0], min(lane[1], 5), *lane[2:]) for lane in lanes], 1, (20, 60))
            before = {name: p.cpu() for name, p in programs.items()}
            found = observe(lanes, number + 2, (20, 60))
            for name, kind, history, files, count, style in plan:
                spent = programs[name].cpu() - before[name]
                yield dict(measure="latency", lane=name, contender=kind, round=number, **summary(found[name]),
                           cpu_s_per_message=spent / count)
        finally:
            put_away(programs.values(), worlds)


def polling(options):
    """The poller's latency: several of them at once, since each message waits a second on average."""
    if "poller" not in options.contenders:
        return
    programs = [Program("poller", World(f"{options.folder}/poller-{i}")) for i in range(8)]
    count = max(3, options.samples // 150)
    found = observe_pollers(programs, lambda p: ("poller", count, p.world.john, p.world.ross, "closed"))
    yield dict(measure="latency", lane="poller", contender="poller", round=0, **summary(found))


def both(options):
    """Both sides write at once, every fourth time in the same instant; a quarter of John's is for Jack alone."""
    count = max(100, options.samples // 10)
    for number in range(min(options.rounds, 3)):
        for kind in options.contenders:
            world = World(f"{options.folder}/both-{kind}")
            program = Program(kind, world)
            sent, meet = {"john": [], "ross": []}, threading.Barrier(2)

            def write(side, path, seed):
                dice = random.Random(seed)
                for i in range(count):
                    private = side == "john" and dice.random() < 0.25
                    to = "John → Jack" if private else "John → Ross" if side == "john" else "Ross → John"
                    data = message(i, f"both-{side}-{i:06d}-end", to)
                    if i % 4 == 0:
                        meet.wait(60)
                    else:
                        time.sleep(dice.uniform(0.005, 0.05))
                    append(path, data)
                    sent[side].append((f"both-{side}-{i:06d}-end".encode(), data.strip(b"\n"), private))

            try:
                program.start()
                writers = [threading.Thread(target=write, args=("john", world.john, number)),
                           threading.Thread(target=write, args=("ross", world.ross, number + 100))]
                for writer in writers:
                    writer.start()
                for writer in writers:
                    writer.join()
                quiet([world.john, world.ross], 5 if kind == "poller" else 3)
            finally:
                program.stop()
            row = dict(sent=0, lost=0, doubled=0, torn=0, leaked=0)
            for side, destination in (("john", world.ross), ("ross", world.john)):
                with open(destination, "rb") as file:
                    content = file.read()
                seen = collections.Counter(re.findall(rb"both-" + side.encode() + rb"-\d{6}-end", content))
                for text, block, private in sent[side]:
                    times = seen[text]
                    row["sent"] += not private
                    row["leaked"] += private and times > 0
                    row["lost"] += not private and times == 0
                    row["doubled"] += times > 1
                    row["torn"] += not private and times == 1 and block not in content
            yield dict(measure="both", contender=kind, round=number, **row)
            world.remove()


def quiet(paths, seconds, limit=120):
    """Returns when the files have kept their sizes for so long."""
    last, since, end = None, time.monotonic(), time.monotonic() + limit
    while time.monotonic() < end:
        sizes = [os.path.getsize(path) for path in paths]
        if sizes != last:
            last, since = sizes, time.monotonic()
        elif time.monotonic() - since > seconds:
            return
        time.sleep(0.05)


def catchup(options, count):
    """It is down while `count` messages come; the time from its start until the last of them is there.

    For this relay the clock stops only when `--once` ends: then everything is synced and every id is stored.
    """
    for number in range(min(options.rounds, 3) if count <= 100_000 else 1):
        for kind in options.contenders:
            world = World(f"{options.folder}/catchup-{kind}")
            program = Program(kind, world)
            try:
                program.start()
                quiet([world.ross], 0.5 if kind != "poller" else 3)
                program.stop()
                offset = os.path.getsize(world.john)
                begin_ross = os.path.getsize(world.ross)
                text = "Message received and acknowledged; the bridge is holding strong, the plan is on its way, all is quiet."
                with open(world.john, "ab") as file:
                    for i in range(0, count, 10_000):
                        block = b"".join(message(n, f"catch-{n:07d}-end {text}") for n in range(i, min(count, i + 10_000)))
                        file.write(block)
                with open(f"{world.folder}/carried/John|Jack", "a" if kind == "poller" else "w") as file:
                    file.write("" if kind == "poller" else f"{offset}\n")
                os.sync()
                last, peak, weighed = f"catch-{count - 1:07d}-end".encode(), 0, 0.0
                begin = time.monotonic()
                program.start(*(["--once"] if kind == "relay" else []), ready=False,
                              environment={"FLOOR_START": str(offset)})
                visible = ended = None
                while time.monotonic() - begin < 300:
                    if program.process.poll() is not None:
                        ended = time.monotonic() - begin
                    if visible is None and os.path.getsize(world.ross) > begin_ross and last in ending(world.ross):
                        visible = time.monotonic() - begin
                    # The kernel keeps the peak; looking for it more often would only cost processor time.
                    if time.monotonic() - weighed > 0.02:
                        peak, weighed = max(peak, program.memory("VmHWM")), time.monotonic()
                    if ended is not None or (visible is not None and kind != "relay"):
                        break
                    time.sleep(0.002)
                # What is written twice may come later than the last message.
                quiet([world.ross], 0.5)
                code = program.process.poll()
                program.stop()
                seen = collections.Counter()
                with open(world.ross, "rb") as file:
                    file.seek(begin_ross)
                    while block := file.read(1 << 26):
                        block += file.readline()
                        seen.update(re.findall(rb"catch-\d{7}-end", block))
                yield dict(measure="catchup", count=count, contender=kind, round=number, bytes=os.path.getsize(world.john) - offset,
                           visible_s=visible, seconds=ended if kind == "relay" else visible, exit=code if kind == "relay" else None,
                           peak_bytes=peak, lost=count - len(seen), doubled=sum(n - 1 for n in seen.values()))
            finally:
                program.stop()
                world.remove()


def start(options):
    """First start, then restarts, on two files of 1 GB each; until it says that it watches."""
    size = options.gigabyte
    world = World(f"{options.folder}/start", 2, size)
    try:
        program = Program("relay", world)
        took = program.start()
        peak = program.memory("VmHWM")
        program.stop()
        yield dict(measure="first-start", contender="relay", round=0, bytes=2 * size, seconds=took, peak_bytes=peak)
        for number in range(options.rounds):
            program = Program("relay", world)
            took = program.start()
            text = f"after restart {number}"
            append(world.john, message(number, text))
            end = time.monotonic() + 10
            while text.encode() not in ending(world.ross) and time.monotonic() < end:
                time.sleep(0.002)
            arrived = text.encode() in ending(world.ross)
            peak = program.memory("VmHWM")
            program.stop()
            yield dict(measure="restart", contender="relay", round=number, bytes=2 * size, seconds=took,
                       peak_bytes=peak, lost=0 if arrived else 1)
    finally:
        program.stop()
        world.remove()


def idle(options):
    """Nothing happens in ten files: what does that cost?"""
    worlds, programs = [], []
    try:
        for kind in options.contenders:
            worlds.append(World(f"{options.folder}/idle-{kind}", 10))
            programs.append(Program(kind, worlds[-1]))
            programs[-1].start()
        time.sleep(5)
        before = [(p.cpu(), p.wakeups()) for p in programs]
        begin = time.monotonic()
        time.sleep(options.idle)
        seconds = time.monotonic() - begin
        for program, (cpu, wakeups) in zip(programs, before):
            yield dict(measure="idle", contender=program.kind, round=0, seconds=seconds,
                       cpu_part=(program.cpu() - cpu) / seconds, wakeups_per_s=(program.wakeups() - wakeups) / seconds,
                       memory_bytes=program.memory())
    finally:
        put_away(programs, worlds)


MEASURES = {
    "latency": latency,
    "polling": polling,
    "both": both,
    "catchup": lambda options: catchup(options, 100_000),
    "million": lambda options: catchup(options, 1_000_000),
    "start": start,
    "idle": idle,
    "wake": waking.wake,
    "idle-monitors": waking.idle_monitors,
    "health": health.health,
    "beside": health.beside,
    "botchat": botchat.botchat,
    "hub": hubs.hub,
    "villages": villages.villages,
}
