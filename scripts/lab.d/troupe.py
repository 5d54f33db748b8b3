"""Two machines and a hub between them: everything that runs there, each of which can be killed and started again."""

import json
import os
import socket
import sys
import time

from world import World

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROXY = f"{ROOT}/Tests/Clients/chaos.py"
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
