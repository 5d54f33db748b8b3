"""What can break at one moment between two machines, where nothing else disturbs: a trial for each."""

import os
import re
import shutil
import signal
import time

import disk
from reader import messages
from scenarios import wait_for
from troupe import Troupe

FEW = 5
HERE, THERE = "link Marlbot", "link Pelouse"


class Crossing(Troupe):
    """Nothing but what a trial breaks disturbs it: messages of one site to the bot of the other."""

    def __init__(self, lab, drive=None):
        super().__init__(lab, place=drive and drive.folder)
        self.drive = drive
        self.near, self.far = self.sites
        # The hub keeps messages for who has been in the room.
        self.send("That one gets through", 1)
        self.must_settle()

    def send(self, text, count=FEW):
        for number in range(count):
            self.near.say(self.near.bot, self.far.bot, f"{text}, {number}.")

    def must_settle(self):
        for site in self.sites:
            found = site.settled(20)
            if found:
                raise RuntimeError(found[0])

    def keep(self):
        """The hub has said that it keeps some messages for a link that is away."""
        self.kill([THERE])
        before = self.handed()
        self.send("Is kept")
        wait_for(lambda: self.handed() == before + FEW, 20)

    def handed(self):
        """How many messages the near link counts as handed over."""
        said = self.near.said("link").decode("utf-8", "replace")
        return len(re.findall(r"handed \S+ from", said)) + sum(
            int(count) for count in re.findall(r"handed (\d+) messages", said))

    def came(self):
        """How many messages the hub has brought to the far link, whatever became of them there."""
        return len(re.findall(rb"took a message|dropped a repetition", self.far.said("link")))

    def at_the_postman(self, site):
        """The messages in the file that a site's link keeps."""
        path = f"{site.state}/links/{site.other}/BOT_CHAT.md"
        with open(path, "rb") as file:
            return messages(file.read())

    def verdict(self):
        """What is wrong when all has come to rest, also in the files between relay and link."""
        problems = []
        for site in self.sites:
            problems += site.settled(20)
            names = [message.identity() for message in self.at_the_postman(site)]
            problems += [f"{name} stands {names.count(name)} times in the file of {site.other}'s link on {site.bot}'s side"
                         for name in sorted(set(names)) if names.count(name) > 1]
        return problems + self.stop()


def kept(crossing):
    """The hub is killed while it keeps messages for one who is away: it has said that it has them."""
    crossing.keep()
    hits = crossing.kill(["hub", HERE])
    for name in ("hub", HERE, THERE):
        crossing.start(name)
    return hits == 2


def unheard(crossing):
    """The hub is killed before it has read what was sent to it: nobody has said that it has that."""
    os.kill(crossing.running["hub"].pid, signal.SIGSTOP)
    before = len(crossing.at_the_postman(crossing.near))
    crossing.send("Is not heard")
    wait_for(lambda: len(crossing.at_the_postman(crossing.near)) == before + FEW, 20)
    # Then it is on its way at once.
    time.sleep(0.3)
    hits = crossing.kill(["hub", HERE])
    for name in ("hub", HERE):
        crossing.start(name)
    return hits == 2


def again(crossing):
    """The hub gets an older state back, and sends once more what it has brought already."""
    crossing.keep()
    crossing.kill(["hub"])
    older = f"{crossing.hub.folder}/older"
    shutil.copytree(f"{crossing.hub.folder}/state", older)
    before = crossing.came()
    for name in ("hub", THERE):
        crossing.start(name)
    crossing.must_settle()
    crossing.kill(["hub", THERE])
    shutil.rmtree(f"{crossing.hub.folder}/state")
    shutil.move(older, f"{crossing.hub.folder}/state")
    for name in ("hub", THERE):
        crossing.start(name)
    wait_for(lambda: crossing.came() >= before + 2 * FEW, 20)
    return crossing.came() == before + 2 * FEW


def power(crossing):
    """The hub's machine loses its power while it keeps messages for one who is away."""
    crossing.drive.sync()
    crossing.keep()
    os.kill(crossing.running["hub"].pid, signal.SIGSTOP)
    crossing.drive.cut()
    hits = crossing.kill(["hub", HERE])
    crossing.drive.restore()
    for name in ("hub", HERE, THERE):
        crossing.start(name)
    return hits == 2


ALL = {"kept": kept, "unheard": unheard, "again": again, "power": power}


def play(lab, kind):
    drive = disk.Disk(lab) if kind == "power" else None
    crossing = Crossing(lab, drive)
    try:
        fired = ALL[kind](crossing)
        return fired, crossing.verdict()
    finally:
        crossing.remove()
        if drive:
            drive.remove()
