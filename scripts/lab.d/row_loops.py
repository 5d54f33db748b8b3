"""Row 12: rings of bots that answer everything; the loop guard holds their wakes, and every message is delivered."""

import os
import time

from world import World

SHORT, LONG = 8, 3_700
SIZES = ("2", "3", "5")
LIMIT = 20


def ring(lab, size, seconds):
    names = [f"Bot{number}" for number in range(size)]
    world = World(lab, homes=[(name,) for name in names] + [("Coach",)], wakes=[name.lower() for name in names],
                  settings=f"relay: {{ poll: 50ms, settle: 20ms, lockHold: 0s }}\n"
                           f"guard: {{ wakesPerHour: {LIMIT}, pairWakesPerHour: {LIMIT}, spacing: 0s }}")
    # A bot that is woken answers the next one at once; it keeps a copy of what it wrote.
    script = f"""n=$(wc -l <{world.calls_file})
case $1 in {' '.join(f'{name.lower()}) me={name} to={names[(number + 1) % size]};;' for number, name in enumerate(names))} esac
low=$(echo $me | tr A-Z a-z)
text=$(printf '\\n### 2026-02-10 19:32:15 SGT - %s → %s (#%s.%s)\\nI answer everything.\\n\\n⏱ 07:32:15pm SGT\\nx' $me $to $n $$)
printf '%s' "${{text%x}}" >{world.folder}/wrote.$me.$n.$$
cat {world.folder}/wrote.$me.$n.$$ >>{world.folder}/$low/BOT_CHAT.md"""
    world.make_bell(script)
    try:
        relay = world.start()
        world.say("Bot0", names[1], "Who begins?")
        end, honest = time.monotonic() + seconds, 0
        while time.monotonic() < end:
            time.sleep(0.5)
            world.say("Coach", names[honest % size], f"An honest message, number {honest}.", closed=True)
            honest += 1
        problems = world.stop(relay)
        written(world, names)
        relay = world.start()
        world.waked, kept = [], world.waked
        problems += world.settled(10) + world.stop(relay)
        counts = [sum(1 for line in world.calls() if line[0] == name) for name in kept]
        # The limit is that of the whole group; each bot may have been on its way when it was reached.
        most = LIMIT * (1 + int(seconds / 3600)) + size
        if sum(counts) > most:
            problems.append(f"{sum(counts)} wakes, more than {most}")
        held = [name for name in kept if os.path.exists(f"{world.state}/bots/{name}/held")]
        answers = len([name for name in os.listdir(world.folder) if name.startswith("wrote.")])
        if not held:
            problems.append(f"nobody is held after {sum(counts)} wakes and {answers} answers")
        return bool(held), problems, sum(counts)
    finally:
        world.remove()


def written(world, names):
    """What the bots wrote while nobody looked, in the order of their files."""
    texts = {}
    for name in os.listdir(world.folder):
        if name.startswith("wrote."):
            with open(f"{world.folder}/{name}", "rb") as file:
                texts.setdefault(name.split(".")[1], []).append(file.read())
    for name in names:
        home = world.home(name)
        data = home.read()
        for piece in sorted(texts.get(name, []), key=data.find):
            if piece in data:
                home.pieces.append(piece)
                home.growths.append((piece, True))


def run(tally, lab):
    seconds = SHORT if lab.short else int(lab.within(LONG))
    tally.is_cut = not lab.short and seconds < LONG
    wakes = []

    def trial(label, dice):
        fired, problems, count = ring(lab, int(label), seconds)
        wakes.append(f"{label} bots {count}")
        return fired, problems
    tally.of = len(SIZES)
    lab.play(tally, [size for size in SIZES if size.startswith(lab.only)], trial)
    tally.note(f"wakes in {seconds} s: {', '.join(sorted(wakes))}")
