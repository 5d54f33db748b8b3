"""Row 2b: a kill tears the last append at each of its bytes, and others write behind the torn end, or not."""

import os

import tracing
from judge import LINE_END
from scenarios import must
from snapshot import Snapshot
from world import World

SHAPES, SHORT = 50, 200
# "\n### 2026-02-10 ", in bytes.
SHRED = 16
FOREIGN = ("nothing", "message", "line", "rest")


class Torn:
    """A world that was killed between an append and the commit: the whole append stands there, the state knows nothing."""

    def __init__(self, lab, shape):
        dice = lab.dice(f"shape {shape}")
        self.world = World(lab)
        ross = self.world.home("Ross")
        must(self.world.once())
        if shape % 5:
            self.world.say("Ross", "John", "What stands there before.")
            must(self.world.once())
        self.world.say("John", "Ross", body(dice, shape), closed=shape % 3 > 0)
        if shape % 4 == 0:
            self.world.say("Jack", "Ross", body(dice, shape + 1))
        snapshot = Snapshot(self.world)
        argv = self.world.command("relay", "--once")
        self.before = os.stat(ross.path).st_size
        _, calls = tracing.observe(self.world, argv, ["write", "fdatasync"])
        snapshot.restore()
        write = next(i for i, call in enumerate(calls) if call.name == "write" and '"\\n' in call.text)
        sync = next(call for call in calls[write:] if call.name == "fdatasync")
        fired, _ = tracing.inject(self.world, argv, "fdatasync", sync.number, "signal=KILL")
        self.after = os.stat(ross.path).st_size
        if not fired or self.after == self.before:
            raise RuntimeError("no kill between the append and the commit")
        self.snapshot = Snapshot(self.world)

    @staticmethod
    def kind(length):
        """Text behind so much of ours: a continuation of the file's own message, or stray text of no message (R8)."""
        return True if length <= 1 else None

    def verdict(self, length):
        """What is wrong; of a shred shorter than a date nobody can tell whose it is when text is glued to it."""
        found = self.world.verdict()
        if 1 < length <= SHRED:
            found = [line for line in found if " (cont. 1)" not in line or not line.startswith("foreign: '\\n### ")]
        return found

    def cut(self, length, foreign):
        """Leaves so many bytes of the append, and returns what is wrong after the next start."""
        self.snapshot.restore()
        world, ross = self.world, self.world.home("Ross")
        whole = ross.read()
        os.truncate(ross.path, self.before + length)
        # With others' bytes behind it a fragment stays; a lone line end is nobody's, and does no harm (R11).
        world.allows_fragments = {ross.path} if foreign != "nothing" else LINE_END
        world.allows_notices = foreign in ("line", "rest")
        if foreign == "message":
            world.say("Ross", "John", "Written behind the torn end.")
        elif foreign == "line":
            ross.append(b"a line without a header\n", due=self.kind(length))
        elif foreign == "rest" and self.before + length < len(whole):
            # Somebody writes just the byte that comes next.
            ross.append(whole[self.before + length:self.before + length + 1] + b" is mine\n",
                        due=self.kind(length))
        problems = world.once().problems(0) + self.verdict(length)
        if not problems:
            world.say("John", "Ross", "A probe.")
            world.say("Ross", "John", "A probe back.")
            problems = world.once().problems(0) + [f"after a probe: {line}" for line in self.verdict(length)]
        return problems


def body(dice, shape):
    words = ["short", "a line\r\nwith two ends\r\nand more", "emoji 🦀 and ümläut ⏱ in the middle", "x" * 90,
             "### 2026-02-10 is quoted\nand the rest", "```\ncode\n```", "\x00\x01 bytes", "one\n\n\ntwo",
             "- a list\n- of two", "### no date"]
    return " ".join(words[(shape + dice.randrange(3) * step) % len(words)] for step in range(1 + shape % 2))


def run(tally, lab):
    shapes = range(SHAPES)
    if lab.short:
        shapes = sorted(lab.dice("shapes").sample(shapes, 8))
    tally.of = 0
    chosen = []
    every = {}
    for shape in range(SHAPES) if not lab.short else shapes:
        torn = Torn(lab, shape)
        every[shape] = torn
        for length in range(torn.after - torn.before + 1):
            chosen += [f"{shape}/{length}/{foreign}" for foreign in FOREIGN]
    labels = lab.sample(tally, chosen, SHORT)
    tally.note(f"{len(every)} of {SHAPES} messages")
    groups = [[label for label in labels if label.startswith(f"{shape}/")] for shape in every]

    # A world is for one trial at a time.
    def group(labels):
        for label in labels:
            if lab.is_over(tally):
                break
            shape, length, foreign = label.split("/")
            try:
                fired, problems = True, every[int(shape)].cut(int(length), foreign)
            except Exception as error:
                fired, problems = False, [repr(error)]
            tally.record(label, fired, problems)
    lab.share(groups, group)
    for torn in every.values():
        torn.world.remove()
