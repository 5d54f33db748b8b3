"""Row 7: random schedules of what bots, editors, rotations and kills do to files: on the model, and on real files."""

import os
import shutil
import subprocess
import time

from world import World

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SHORT, LONG, STEPS = 16, 1_000, 25
# Plays of each deck of the model; each has some dozens of steps, and there are a dozen decks.
PLAYS = 3_000


# Schedules that once went wrong, as short as they could be made.
KEPT = {"gone-answered": "say gone_while_answered say", "cleared-gone": "say clear gone say",
        "cleared-restart": "say clear restart say", "cleared-killed": "say clear kill say",
        "rewritten-away": "say say say rewritten_away say",
        "rewritten-to-size": "top say say say rewritten_to_size",
        "jumps": "say jump say jump edit jump restart say jump kill say clear jump say"}


class Schedule:
    """One source whose file all sorts of things happen to, and one destination; what is read is waited for first."""

    def __init__(self, lab, dice):
        self.world, self.dice, self.trace = World(lab), dice, []
        self.world.allows_fragments = True
        self.john = self.world.home("John")
        self.relay = self.world.start()

    def play(self, names=None):
        """Some random steps, or those with these names."""
        steps = [self.say, self.say, self.say, self.halves, self.answer, self.trim, self.rename, self.copy_truncate,
                 self.edit, self.clear, self.reuse, self.kill, self.restart, self.away, self.link, self.gone,
                 self.gone_while_answered, self.rewritten_away, self.jump]
        problems = []
        for name in names or [None] * STEPS:
            step = getattr(self, name) if name else self.dice.choice(steps)
            self.trace.append(step.__name__)
            step()
            if self.dice.random() < 0.3:
                time.sleep(self.dice.random() * 0.06)
        problems += self.world.settled(8)
        problems += self.world.stop(self.relay)
        if problems:
            problems.append("steps: " + " ".join(self.trace))
        return problems

    def read(self):
        """What was cut off before anybody read it is gone, and no fault of the relay's."""
        found = self.world.settled(8)
        if found:
            raise Broken(found)
        # It is stored, too, so that a kill right afterwards does not take it back.
        time.sleep(0.08)

    def say(self):
        self.world.say("John", "Ross", f"Step {len(self.trace)}. " + "Words. " * self.dice.randrange(30),
                       closed=self.dice.random() < 0.8)

    def top(self):
        """A line before the first message: what begins otherwise is no text that was read and written back (R10)."""
        self.john.append(b"What stands at the top.\n", due=None)

    def answer(self):
        self.world.say("Ross", "Jack", f"Step {len(self.trace)}.")

    def halves(self):
        """A message in two or three writes."""
        data = self.world.message("John", "Ross", f"In pieces {len(self.trace)}.\nA line.\nAnother line.")
        cuts = sorted(self.dice.randrange(1, len(data)) for _ in range(self.dice.randrange(1, 3)))
        for start, end in zip([0, *cuts], [*cuts, len(data)]):
            if end > start:
                self.john.append(data[start:end])
                time.sleep(self.dice.random() * 0.004)

    def text(self):
        return self.john.read()

    def trim(self):
        """The newest part stays."""
        self.read()
        text = self.text()
        at = text.find(b"\n\n### ", len(text) // 2)
        self.john.rewrite(text[at + 1:] if at >= 0 else b"")
        self.rest()

    def rename(self):
        self.read()
        self.john.rewrite(self.text(), rename=True)
        self.rest()

    def copy_truncate(self):
        self.read()
        shutil.copy(self.john.path, self.john.path + ".1")
        self.john.rewrite(b"")
        self.rest()

    def clear(self):
        self.read()
        self.john.rewrite(b"", rename=self.dice.random() < 0.5)
        self.rest()

    def edit(self):
        """A word of an old message is changed in place: an edit is not sent."""
        self.read()
        text = self.text()
        at = text.find(b"Words", 0)
        if at >= 0:
            self.john.rewrite(text[:at] + b"WORDS" + text[at + 5:])
            self.rest()

    def reuse(self):
        """The file is gone, and a new one may get its inode."""
        self.read()
        text = self.text()
        os.remove(self.john.path)
        with open(self.john.path, "wb"):
            pass
        os.chmod(self.john.path, 0o644)
        self.john.rewrite(text if self.dice.random() < 0.5 else b"", seen=text)
        self.rest()

    def away(self):
        """Gone for a while, and back."""
        os.rename(self.john.path, self.john.path + ".away")
        time.sleep(self.dice.random() * 0.08)
        os.rename(self.john.path + ".away", self.john.path)

    def gone(self):
        """Gone for several polls: a path that leads to it leads nowhere meanwhile."""
        os.rename(self.john.path, self.john.path + ".away")
        time.sleep(0.2)
        os.rename(self.john.path + ".away", self.john.path)

    def gone_while_answered(self):
        os.rename(self.john.path, self.john.path + ".away")
        time.sleep(0.2)
        self.answer()
        time.sleep(0.1)
        os.rename(self.john.path + ".away", self.john.path)

    def link(self):
        """For a moment the path is a link to somewhere else."""
        self.away_as(lambda: os.symlink("/etc/hostname", self.john.path))

    def away_as(self, make):
        os.rename(self.john.path, self.john.path + ".away")
        make()
        time.sleep(self.dice.random() * 0.03)
        os.remove(self.john.path)
        os.rename(self.john.path + ".away", self.john.path)

    def jump(self):
        """The clock jumps, as a file shows it: it was changed years ago or in years, and nobody has written to it.

        The relay's own clock jumps on the model: here it is everybody's.
        """
        self.read()
        years = self.dice.choice((-56, -1, 1, 70)) * 365 * 86_400
        os.utime(self.john.path, (time.time(), max(0, time.time() + years)))
        self.rest()

    def rest(self):
        """A rewrite settles before the next step, or it would be one rewrite."""
        time.sleep(0.15)

    def kill(self):
        self.world.destroy(self.relay)
        if self.dice.random() < 0.5:
            self.say()
        self.relay = self.world.start(ready=True)

    def rewritten_away(self):
        """While no relay runs the older half goes, and so much is written that the file is longer than before."""
        self.read()
        self.world.stop(self.relay)
        text = self.text()
        at = text.find(b"\n\n### ", len(text) // 2)
        self.john.rewrite(text[at + 1:] if at >= 0 else b"")
        while os.path.getsize(self.john.path) <= len(text):
            self.say()
        self.relay = self.world.start(ready=True)

    def rewritten_to_size(self):
        """While no relay runs all of it goes, and just as much is written: only the text tells that it was not read."""
        self.read()
        self.world.stop(self.relay)
        data = self.world.message("John", "Ross", "@")
        self.john.rewrite(b"", data.replace(b"@", b"s" * (len(self.text()) - len(data) + 1)))
        self.relay = self.world.start(ready=True)

    def restart(self):
        self.world.stop(self.relay)
        if self.dice.random() < 0.5:
            self.say()
        self.relay = self.world.start(ready=True)


class Broken(Exception):
    """The judge had something to say in the middle of a schedule."""


def real(lab, label, dice, steps):
    schedule = Schedule(lab, dice)
    try:
        return True, schedule.play(KEPT[label].split() if label in KEPT else None)
    except Broken as broken:
        return True, [*broken.args[0][:4], "steps: " + " ".join(schedule.trace)]
    finally:
        steps.append(len(schedule.trace))
        schedule.world.remove()


def model(tally, plays):
    """The random plays of the tests: kills, failures and rewrites on a model of files and state."""
    done = subprocess.run(["swift", "test", "--filter", "RandomPlayTests"], cwd=ROOT, capture_output=True, text=True,
                          env=dict(os.environ, BOTCHAT_MODEL_STEPS=str(plays)), check=False)
    text = done.stdout + done.stderr
    decks = text.count("Test case passing") + text.count("passed after")
    if done.returncode and "error:" in text and "✘" not in text:
        tally.skip("model", text[-400:])
    else:
        tally.record(f"model, {plays} plays of each deck", decks > 0, [] if done.returncode == 0 else [text[-1500:]])


def run(tally, lab):
    tally.of = LONG + len(KEPT) + 1
    steps = []
    labels = [*KEPT] + [f"real/{number}" for number in range(SHORT if lab.short else LONG)]
    lab.play(tally, [label for label in labels if label.startswith(lab.only)],
             lambda label, dice: real(lab, label, dice, steps))
    # The short form of the model is a part of the unit tests.
    if not lab.short and not lab.is_over(tally):
        model(tally, PLAYS)
    tally.note(f"{sum(steps):,} steps on real files")
