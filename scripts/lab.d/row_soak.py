"""Row 13: mixed traffic for a long time; descriptors, memory and watches stay flat, the state grows by little."""

import os
import sqlite3
import time

from world import World

SHORT, LONG = 300, 3_600
PER_MESSAGE = 60
# Until then everything is there that comes and goes: what is watched for two minutes (R10), and the databases' caches.
WARM, LEAST_WARM = 0.25, 150
# The caches of two databases are 2 MiB each, and as much for what the allocator does not give back; each message is in
# two indexes of 8 bytes an entry, which are 40 % full or more; a wake is remembered for an hour (R19).
ROOM, PER_ENTRY, PER_WAKE = 8 << 20, 40, 200


def reading(world, program):
    base = f"/proc/{program.pid}"
    with open(f"{base}/status", encoding="utf-8") as file:
        memory = next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmRSS"))
    watches, names = 0, os.listdir(f"{base}/fd")
    for name in os.listdir(f"{base}/fdinfo"):
        try:
            with open(f"{base}/fdinfo/{name}", encoding="utf-8") as file:
                watches += sum(line.startswith("inotify") for line in file)
        except OSError:
            pass
    return {"descriptors": len(names), "memory": memory, "watches": watches,
            "state": pages(f"{world.state}/relay.db")}


def pages(path):
    """How many bytes of the database are in use, with what is in its log; but for what is only watched for a while.

    That is bounded for each home, and the more it goes up and down the less the rest can be seen.
    """
    base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return base.execute("SELECT sum(pgsize) FROM dbstat WHERE name NOT LIKE '%kept%'").fetchone()[0]
    finally:
        base.close()


def run(tally, lab):
    seconds = SHORT if lab.short else int(lab.within(LONG))
    tally.is_cut = not lab.short and seconds < LONG
    world = World(lab, homes=[("John", "Jack"), ("Ross",), ("Mary",)], wakes=["ross"])
    dice = lab.dice("soak")
    try:
        relay = world.start()
        begin, readings, sent, counts, warm = time.monotonic(), [], 0, [], None
        while time.monotonic() - begin < seconds:
            sender, to = dice.choice((("John", "Ross"), ("Ross", "Jack"), ("Mary", "ALL"), ("Jack", "Mary, Ross")))
            world.say(sender, to, f"Number {sent}. " + "Words. " * dice.randrange(1, 200), closed=dice.random() < 0.9)
            sent += 1
            time.sleep(dice.random() * 0.02)
            if time.monotonic() - begin > seconds * (len(readings) + 1) / 40:
                if warm is None and time.monotonic() - begin > max(LEAST_WARM, seconds * WARM):
                    warm = len(readings)
                readings.append(reading(world, relay))
                counts.append(sent)
        problems = world.settled(60)
        if warm is None:
            return tally.skip(f"{seconds} s", "it takes longer until everything is there that comes and goes")
        first, last, entries = readings[warm], readings[-1], counts[-1] - counts[warm]
        room = ROOM + PER_ENTRY * entries + PER_WAKE * len(world.calls())
        for name, room in (("descriptors", 3), ("watches", 0), ("memory", room)):
            if last[name] > first[name] + room:
                problems.append(f"{name} grew from {first[name]:,} to {last[name]:,}")
        problems += world.stop(relay)
        whole = (last["state"] - first["state"]) / max(1, entries)
        if whole > PER_MESSAGE:
            problems.append(f"the state has {whole:.0f} bytes a message")
        tally.record(f"{seconds} s", True, problems)
        tally.note(f"{sent:,} messages in {seconds} s, {last['memory'] / 1e6:.1f} MB, {last['descriptors']} descriptors, "
                   f"{whole:.0f} bytes of state a message")
    finally:
        world.remove()
