"""Row 15: two machines and a hub: everything is killed again and again, and a proxy before the hub torments each link."""

import json
import os
import random
import re
import shutil
import signal
import socket
import sys
import time

import disk
from reader import messages
from scenarios import wait_for
from world import World

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROXY = f"{ROOT}/Tests/Clients/chaos.py"
# Seconds of trouble, and how many trials.
SHORT, LONG = (10, 1), (110, 3)
PACE = 1.0
# What a hub or a link does not notice by itself it notices after so long.
LIMITS = {"ping": "1s", "idle": "3s", "rate": 100_000}
ROOM = "meadow"
FENCE = "```\n### 2026-02-10 10:00:00 SGT - X → Y\n```"


class Site(World):
    """One machine: a bot that is met from afar, one beside it, and the postman of the bot on the other machine."""

    def __init__(self, lab, bot, neighbour, other, others_neighbour):
        self.other, self.link = other, None
        self.bot, self.neighbour, self.others_neighbour = bot, neighbour, others_neighbour
        super().__init__(lab, homes=((bot,), (neighbour,)), wakes=[bot.lower(), neighbour.lower()])
        self.allows_fragments = self.allows_notices = True
        self.token = f"{self.folder}/token"
        with open(self.token, "w", encoding="utf-8") as file:
            file.write(f"token-of-{bot.lower()}\n")
        os.chmod(self.token, 0o600)

    def meets(self, port):
        """From now on the other machine's bot is met at this port."""
        self.links = {self.other: f"hub: \"ws://127.0.0.1:{port}\", room: {ROOM}, token: {self.token}, "
                                  f"from: {self.other.lower()}, senders: [{self.others_neighbour}], ping: 1s"}
        self.configure()

    def letter(self, dice, number):
        """What one of its bots writes now: who, to whom, and the text."""
        sender = dice.choice((self.bot, self.bot, self.neighbour))
        beside = self.neighbour if sender == self.bot else self.bot
        to = dice.choice((self.other, self.other, self.other, "ALL", beside))
        kind = dice.random()
        body = f"Number {number}, between {sender} and {to}."
        if kind < 0.05:
            body += "\n" + "A line of a long one, é 🌱.\n" * dice.randrange(3_000, 12_000) + "End."
        elif kind < 0.15:
            body += f"\n\n{FENCE}\n### 2026-02-10 said\nMore \\ \"text\"\t."
        else:
            body += " Words." * dice.randrange(0, 120)
        return sender, to, body

    def write(self, dice, number):
        kind = dice.random()
        sender, to, body = self.letter(dice, number)
        if kind < 0.1:
            # In pieces: what comes after it was delivered is a continuation, and without a home behind a delivery.
            self.say(sender, to, body, closed=False)
            time.sleep(dice.random() * 0.1)
            self.home(sender).go_on(f"A line more of {number}.\n".encode())
        elif kind < 0.2:
            # A batch of several in one write, with private ones among them.
            beside = self.neighbour if sender == self.bot else self.bot
            self.home(sender).append(b"".join(
                self.message(sender, dice.choice((self.other, beside, "ALL")), f"{body[:2000]} Part {part}.")
                for part in range(dice.randrange(2, 6))))
        else:
            self.say(sender, to, body, closed=dice.random() < 0.9)


class Hub:
    """The hub, and a folder of its own in that place, or where it is cleaned up with a site's."""

    def __init__(self, site, bots, place=None):
        self.site, self.folder = site, f"{place or site.folder}/hub"
        os.makedirs(self.folder)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.config = f"{self.folder}/hub.json"
        with open(self.config, "w", encoding="utf-8") as file:
            json.dump({"port": self.port, "state": f"{self.folder}/state", "limits": LIMITS,
                       "tokens": {f"token-of-{bot.lower()}": {"botId": bot.lower()} for bot in bots}}, file)
        os.chmod(self.config, 0o600)
        self.program = None

    def start(self):
        with open(f"{self.folder}/log", "ab") as log:
            self.program = self.site.launch([f"{self.site.lab.bin}/hub", "--config", self.config], log)


class Chaos:
    """The proxy before the hub for one link, in a process of its own."""

    def __init__(self, site, hub, seed, seconds):
        self.path = f"{site.folder}/chaos"
        with open(self.path, "wb") as log:
            self.program = site.launch([
                sys.executable, PROXY, "--to", str(hub.port), "--seed", seed, "--seconds", str(seconds),
                "--pace", str(PACE)], log)
        end = time.monotonic() + 20
        while not (lines := self.lines()) and time.monotonic() < end:
            time.sleep(0.01)
        self.port = int(lines[0])

    def lines(self):
        with open(self.path, encoding="utf-8") as file:
            return [line for line in file.read().split("\n")[:-1] if line]

    def struck(self):
        """What happened so far: the kinds of the events that there were, and how many the schedule has."""
        events = [json.loads(line) for line in self.lines() if line.startswith("{")]
        return [event["kind"] for event in events if "event" in event], sum("at" in event for event in events)

    @property
    def is_calm(self):
        return "calm" in self.lines()[-1:]


class Troupe:
    """Everything that runs: two sites and a hub; any of it is killed and started again.

    With `seconds` a proxy stands before the hub for each link, and torments it for so long.
    """

    def __init__(self, lab, seed="", seconds=None, place=None):
        self.sites = [Site(lab, "Marlbot", "Ross", "Pelouse", "John"), Site(lab, "Pelouse", "John", "Marlbot", "Ross")]
        everybody = [home for site in self.sites for home in site.homes]
        for site in self.sites:
            site.everybody = everybody
        self.hub = Hub(self.sites[0], [site.bot for site in self.sites], place)
        self.proxies = []
        for site in self.sites:
            if seconds is not None:
                self.proxies.append(Chaos(site, self.hub, f"{seed}/{site.bot}", seconds))
            site.meets(self.proxies[-1].port if self.proxies else self.hub.port)
        # The very first start of relay and monitor counts what stands there as read: nobody writes before it.
        self.running = {}
        for name in self.names:
            self.start(name, ready=True)

    @property
    def names(self):
        return ["hub"] + [f"{tool} {site.bot}" for site in self.sites for tool in ("monitor", "relay", "link")]

    def start(self, name, ready=False):
        if name == "hub":
            self.hub.start()
            self.running[name] = self.hub.program
            return
        tool, bot = name.split()
        site = next(site for site in self.sites if site.bot == bot)
        words = {"relay": (), "monitor": ("--bot", bot), "link": ("--bot", site.other)}[tool]
        self.running[name] = site.start(tool, *words, ready=ready)

    def kill(self, names):
        """kill -9; how many of them were alive."""
        alive = 0
        for name in names:
            program = self.running[name]
            alive += program.poll() is None
            self.sites[0].destroy(program)
        return alive

    def stop(self):
        problems = []
        for name in reversed(self.names):
            problems += [f"{name}: {why}" for why in self.sites[0].stop(self.running[name])]
        return problems

    def remove(self):
        for site in self.sites:
            site.remove()


def torment(troupe, dice, seconds):
    """Both sides write while everything is killed; returns how many kills there were, and how many hit a living one."""
    # What one of these draws does not hang on how often another had its turn.
    writers = [(site, random.Random(dice.random())) for site in troupe.sites]
    pauses = random.Random(dice.random())
    begin, number, kills, hits = time.monotonic(), 0, 0, 0
    due = begin + 1
    waiting = []
    while (now := time.monotonic()) < begin + seconds or not all(proxy.is_calm for proxy in troupe.proxies):
        troupe.sites[0].lab.go_on()
        if now > begin + 2 * seconds + 60:
            raise RuntimeError("the proxies do not come to rest")
        for name, when in [one for one in waiting if one[1] <= now]:
            waiting.remove((name, when))
            troupe.start(name)
        if now < begin + seconds:
            if now >= due:
                everything = dice.random() < 0.1
                names = [name for name in troupe.names if name not in [one for one, _ in waiting]]
                chosen = names if everything else dice.sample(names, min(len(names), dice.choice((1, 1, 1, 2))))
                kills += len(chosen)
                hits += troupe.kill(chosen)
                # Mostly it is back at once, sometimes the others find out that it is away.
                waiting += [(name, now + dice.choice((0, 0, 0.3, 1.5)) * dice.random()) for name in chosen]
                due = now + dice.uniform(0.3, 1.5)
            for site, writer in writers:
                number += 1
                site.write(writer, number)
        time.sleep(pauses.random() * 0.06)
    for name, _ in waiting:
        troupe.start(name)
    return kills, hits, number


# How many messages cross in a trial that breaks one thing at one moment.
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


CROSSINGS = {"kept": kept, "unheard": unheard, "again": again, "power": power}


def cross(lab, kind):
    drive = disk.Disk(lab) if kind == "power" else None
    crossing = Crossing(lab, drive)
    try:
        fired = CROSSINGS[kind](crossing)
        return fired, crossing.verdict()
    finally:
        crossing.remove()
        if drive:
            drive.remove()


def run(tally, lab):
    seconds, trials = SHORT if lab.short else LONG
    tally.of = LONG[1] + len(CROSSINGS)
    kinds = [kind for kind in CROSSINGS if kind.startswith(lab.only)]
    why = disk.why_not(lab) if "power" in kinds else None
    if why:
        kinds.remove("power")
        tally.skip("power", why)
    lab.play(tally, kinds, lambda label, dice: cross(lab, label))
    labels = [label for label in (f"chaos/{number}" for number in range(trials)) if label.startswith(lab.only)]

    def trial(label, dice):
        troupe = Troupe(lab, f"{lab.seed}/{label}", seconds)
        try:
            kills, hits, number = torment(troupe, dice, seconds)
            # Otherwise all of it has to come to rest by itself, which takes a link's longest pause.
            if lab.short or dice.random() < 0.5:
                kills += len(troupe.names)
                hits += troupe.kill(troupe.names)
                for name in troupe.names:
                    troupe.start(name, ready=True)
            begin = time.monotonic()
            problems = []
            # Calm takes some seconds, but not where others keep the machine busy.
            end = begin + (90 if lab.short else 240)
            for site in troupe.sites:
                problems += site.settled(max(0.0, end - time.monotonic()))
            took = time.monotonic() - begin
            kinds, planned = [], 0
            for proxy in troupe.proxies:
                struck, count = proxy.struck()
                kinds, planned = kinds + struck, planned + count
            problems += troupe.stop()
            tally.note(f"{label}: {number:,} turns of writing, {hits} of {kills} kills hit, {len(kinds)} of {planned} events of "
                       f"{len(set(kinds))} kinds, settled after {took:.0f} s")
            return hits > kills // 2 and len(kinds) == planned > 0, problems
        finally:
            troupe.remove()
    lab.play(tally, labels, trial)
