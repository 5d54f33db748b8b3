"""A TCP proxy that does to connections what networks do to them, by a schedule that a seed repeats.

  chaos.py --to PORT --seed N [--seconds S]    or, to play a schedule that was printed:    chaos.py --to PORT --schedule FILE

Its first line is the port that it listens on, its next ones are the schedule, an event a line as JSON, and then each
event as it happens, with how many connections it struck. After the last one it only forwards. An event waits for a
connection that it can strike. `way` is `up` (to the server), `down`, or `both`.

  rst, fin      the connection ends, at both sides, once `after` more bytes have passed: in the middle of a frame, too
  stall         nothing passes for `seconds`
  half-open     it is forgotten: both sides believe in it, and nothing passes ever again
  slow          `rate` bytes in a second pass, for `seconds`
  jitter        each piece waits up to `delay` seconds, for `seconds`
  deaf          new connections are taken and never served, for `seconds`
  closed        new connections are refused, for `seconds`
  late          the client is cut off; what it had sent comes to the server `delay` seconds after it has come back
"""

import argparse
import asyncio
import json
import random
import socket
import struct
import sys

KINDS = ("rst", "fin", "stall", "half-open", "slow", "jitter", "deaf", "closed", "late")
WAYS = ("up", "down", "both")


def schedule(seed, seconds, pace=1.0):
    """The events of so many seconds, one in `pace` seconds on average; each kind comes before any comes again."""
    dice, events, at, kinds = random.Random(f"chaos/{seed}"), [], 0.3, []
    while True:
        at += dice.uniform(0.2, 1.8) * pace
        if at > seconds:
            return events
        if not kinds:
            kinds = list(KINDS)
            dice.shuffle(kinds)
        kind = kinds.pop()
        event = {"at": round(at, 3), "kind": kind}
        if kind in ("rst", "fin"):
            event.update(way=dice.choice(WAYS[:2]), after=dice.choice((0, dice.randrange(1, 200), dice.randrange(1, 40_000))))
        elif kind == "stall":
            event.update(way=dice.choice(WAYS), seconds=round(dice.uniform(0.2, 4), 2))
        elif kind == "slow":
            event.update(way=dice.choice(WAYS), seconds=round(dice.uniform(0.5, 3), 2), rate=dice.randrange(2_000, 200_000))
        elif kind == "jitter":
            event.update(way=dice.choice(WAYS), seconds=round(dice.uniform(0.5, 3), 2), delay=round(dice.uniform(0.01, 0.2), 3))
        elif kind in ("deaf", "closed"):
            event.update(seconds=round(dice.uniform(0.2, 2), 2))
        elif kind == "late":
            event.update(delay=round(dice.uniform(0.05, 1), 2))
        events.append(event)


class Way:
    """One direction of a connection: from one socket to the other."""

    def __init__(self, name, source, sink):
        self.name, self.source, self.sink = name, source, sink
        self.stalled_until = self.slow_until = self.jitter_until = 0.0
        self.rate = self.delay = 0
        # So many bytes may still pass before `end` happens; None: all.
        self.left, self.end = None, None
        # What is kept back for a server that is to get it late; None: nothing is.
        self.kept = None


class Connection:
    def __init__(self, proxy, client, server):
        self.proxy, self.client, self.server = proxy, client, server
        self.ways = {"up": Way("up", client, server), "down": Way("down", server, client)}
        self.is_forgotten = self.is_over = False
        # How many of its ways have come to their end by themselves.
        self.ended = 0
        self.tasks = [asyncio.ensure_future(self.forward(way)) for way in self.ways.values()]

    def chosen(self, way):
        return list(self.ways.values()) if way == "both" else [self.ways[way]]

    async def forward(self, way):
        loop = asyncio.get_running_loop()
        try:
            while data := await loop.sock_recv(way.source, 65_536):
                await self.passes(way, data)
                if self.is_over:
                    return
            if way.kept is None and not self.is_forgotten:
                self.ended += 1
                way.sink.shutdown(socket.SHUT_WR)
                if self.ended == 2:
                    self.finish("fin")
        except (OSError, asyncio.CancelledError):
            if not self.is_forgotten and way.kept is None:
                self.finish("rst")

    async def passes(self, way, data):
        loop = asyncio.get_running_loop()
        while data:
            while self.is_forgotten or (wait := way.stalled_until - loop.time()) > 0:
                await asyncio.sleep(3600 if self.is_forgotten else wait)
            if way.kept is not None:
                way.kept += data
                return
            now = loop.time()
            if now < way.jitter_until:
                await asyncio.sleep(self.proxy.dice.random() * way.delay)
            part = data
            if now < way.slow_until:
                part = data[:max(1, way.rate // 50)]
                await asyncio.sleep(0.02)
            if way.left is not None:
                part = part[:way.left]
                way.left -= len(part)
            if part:
                await loop.sock_sendall(way.sink, part)
            if way.left == 0:
                self.finish(way.end)
                return
            data = data[len(part):]

    def finish(self, how):
        """Both sides see the end: a clean one, or a reset."""
        if self.is_over:
            return
        self.is_over = True
        self.proxy.connections.discard(self)
        self.leave()
        for end in (self.client, self.server):
            shut(end, how)

    def leave(self):
        for task in self.tasks:
            if task is not asyncio.current_task():
                task.cancel()

    def forget(self):
        self.is_forgotten = True
        self.proxy.connections.discard(self)
        self.proxy.forgotten.append(self)

    async def be_late(self, delay):
        """The client is cut off, and comes back; only then does the server get the rest of what it had sent."""
        up = self.ways["up"]
        up.kept = b""
        # Something has to be under way.
        await asyncio.sleep(0.1)
        self.proxy.connections.discard(self)
        self.leave()
        shut(self.client, "rst")
        back = self.proxy.comings
        end = asyncio.get_running_loop().time() + 10
        while self.proxy.comings == back and asyncio.get_running_loop().time() < end:
            await asyncio.sleep(0.01)
        await asyncio.sleep(delay)
        try:
            await asyncio.wait_for(asyncio.get_running_loop().sock_sendall(self.server, up.kept), 5)
            await asyncio.sleep(0.2)
        except (OSError, asyncio.TimeoutError):
            pass
        self.finish("fin")


def shut(end, how):
    try:
        if how == "rst":
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        else:
            end.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    # Not before the loop has let go of it: its number would be another connection's.
    asyncio.get_running_loop().call_later(0.02, end.close)


class Proxy:
    def __init__(self, port, events, seed):
        self.port, self.events = port, events
        self.dice = random.Random(f"jitter/{seed}")
        self.connections, self.forgotten, self.tasks = set(), [], set()
        self.comings = 0
        self.deaf_until = self.closed_until = 0.0

    async def run(self):
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        listener.setblocking(False)
        say(listener.getsockname()[1])
        for event in self.events:
            say(json.dumps(event))
        self.keep(self.play())
        loop = asyncio.get_running_loop()
        while True:
            client, _ = await loop.sock_accept(listener)
            self.keep(self.take(client))

    def keep(self, work):
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def take(self, client):
        loop = asyncio.get_running_loop()
        client.setblocking(False)
        if loop.time() < self.closed_until:
            return shut(client, "rst")
        if loop.time() < self.deaf_until:
            return self.forgotten.append(client)
        server = socket.socket()
        server.setblocking(False)
        try:
            await loop.sock_connect(server, ("127.0.0.1", self.port))
        except OSError:
            server.close()
            return shut(client, "rst")
        for end in (client, server):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.comings += 1
        self.connections.add(Connection(self, client, server))

    async def play(self):
        loop = asyncio.get_running_loop()
        begin = loop.time()
        for number, event in enumerate(self.events):
            await asyncio.sleep(max(0, begin + event["at"] - loop.time()))
            while not self.connections and event["kind"] not in ("deaf", "closed"):
                await asyncio.sleep(0.01)
            struck = list(self.connections)
            for one in struck:
                self.strike(one, event)
            if event["kind"] in ("deaf", "closed"):
                setattr(self, f"{event['kind']}_until", loop.time() + event["seconds"])
                # Whoever is there would not notice: he has to come again.
                for one in struck:
                    one.finish("rst")
            say(json.dumps({"event": number, "kind": event["kind"], "struck": len(struck)}))
        say("calm")

    def strike(self, one, event):
        kind, until = event["kind"], asyncio.get_running_loop().time() + event.get("seconds", 0)
        ways = one.chosen(event.get("way", "both"))
        if kind in ("rst", "fin"):
            if event["after"] == 0:
                return one.finish(kind)
            for way in ways:
                way.left, way.end = event["after"], kind
        elif kind == "half-open":
            one.forget()
        elif kind == "late":
            self.keep(one.be_late(event["delay"]))
        for way in ways:
            if kind == "stall":
                way.stalled_until = until
            elif kind == "slow":
                way.slow_until, way.rate = until, event["rate"]
            elif kind == "jitter":
                way.jitter_until, way.delay = until, event["delay"]


def say(text):
    print(text, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--to", type=int, required=True, metavar="PORT", help="the server, on this machine")
    parser.add_argument("--seed", default="0")
    parser.add_argument("--seconds", type=float, default=60, help="how long the schedule is")
    parser.add_argument("--pace", type=float, default=1, help="seconds between two events on average")
    parser.add_argument("--schedule", metavar="FILE", help="events to play in place of those of the seed")
    chosen = parser.parse_args()
    if chosen.schedule:
        with open(chosen.schedule, encoding="utf-8") as file:
            lines = [json.loads(line) for line in file if line.startswith("{")]
        events = [line for line in lines if "at" in line]
    else:
        events = schedule(chosen.seed, chosen.seconds, chosen.pace)
    try:
        asyncio.run(Proxy(chosen.to, events, chosen.seed).run())
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
