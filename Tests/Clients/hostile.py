"""What a stranger or a broken client can do to the hub: memory stays bounded, and others are served meanwhile."""

import asyncio
import json
import os
import random

import websockets

from hub import Hub, run, until

HANDSHAKE = ("GET / HTTP/1.1\r\nHost: hub\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
             "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n").encode()


def frame(payload, opcode=1, final=True, masked=True, length=None, reserved=0):
    """A frame as it stands on the wire, with whatever is wrong in it."""
    size = len(payload) if length is None else length
    head = bytes([(0x80 if final else 0) | reserved | opcode])
    mark = 0x80 if masked else 0
    if size < 126:
        head += bytes([mark | size])
    elif size < 65536:
        head += bytes([mark | 126]) + size.to_bytes(2, "big")
    else:
        head += bytes([mark | 127]) + size.to_bytes(8, "big")
    if not masked:
        return head + payload
    mask = os.urandom(4)
    return head + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))


AUTH = frame(json.dumps({"type": "auth", "token": "token-for-ross"}).encode())


class Raw:
    """A connection of which every byte is ours."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    @classmethod
    async def open(cls, hub, handshake=HANDSHAKE):
        raw = cls(*await asyncio.open_connection("127.0.0.1", hub.port))
        raw.put(handshake)
        if handshake == HANDSHAKE:
            await asyncio.wait_for(raw.reader.readuntil(b"\r\n\r\n"), 10)
        return raw

    def put(self, *parts):
        try:
            self.writer.write(b"".join(parts))
        except OSError:
            pass

    async def rest(self, within=10):
        """Everything until the hub hangs up."""
        heard = b""
        try:
            while True:
                more = await asyncio.wait_for(self.reader.read(65536), within)
                if not more:
                    break
                heard += more
        except ConnectionError:
            pass
        self.writer.close()
        return heard


def closes_with(code, heard):
    """Whether a close frame with this code is among what was heard."""
    place = heard.find(b"\x88")
    while place >= 0:
        if heard[place + 2:place + 4] == code.to_bytes(2, "big"):
            return True
        place = heard.find(b"\x88", place + 1)
    return False


async def talk(hub, stop):
    """Two who only want to talk; answers how long each message took."""
    one, two = await hub.client("marlbot", "r"), await hub.client("pelouse", "r", receipts=True)
    times, number = [], 0
    while not stop.is_set():
        begin = asyncio.get_running_loop().time()
        await one.say(type="message", room="r", text="hello", id=f"{number}")
        message = await two.hear()
        times.append(asyncio.get_running_loop().time() - begin)
        await two.say(type="receipt", room="r", seq=message["seq"])
        assert (await one.hear())["delivered"] == 1
        number += 1
        await asyncio.sleep(0.01)
    return times


async def frames(program, folder):
    """Each way to break a frame harms that connection alone; those with a code end it."""
    hub = Hub(program, folder)
    hub.start()
    stop = asyncio.Event()
    talking = asyncio.create_task(talk(hub, stop))
    cases = [
        ("bad UTF-8", frame(b"\"\xff\""), 1007),
        ("UTF-8 cut off", frame(b"\"\xe2\x82"), 1007),
        ("a surrogate", frame(b"\"\xed\xa0\x80\""), 1007),
        ("two exabytes announced", frame(b"x", length=1 << 61), 1009),
        ("the highest bit of the length", frame(b"x", length=1 << 63), None),
        ("larger than is accepted", frame(b"x" * 5_000_000), 1009),
        ("fragments without end", frame(b"x" * 65535, final=False)
         + frame(b"x" * 65535, opcode=0, final=False) * 80, 1009),
        ("unmasked", frame(b"{}", masked=False), None),
        ("a reserved opcode", frame(b"{}", opcode=5), None),
        ("a reserved bit", frame(b"{}", reserved=0x40), None),
        ("a control frame in fragments", frame(b"x", opcode=9, final=False), None),
        ("a control frame too long", frame(b"x" * 126, opcode=9), None),
        ("a continuation of nothing", frame(b"x", opcode=0), None),
    ]
    # What a pong holds is its sender's affair (RFC 6455 section 5.5.3).
    lively = await hub.client("ross", "r2")
    await lively.socket.pong(b"\xff\xfe")
    await lively.say(type="message", room="r2", text="é")
    assert (await lively.hear_type("ack"))["room"] == "r2"
    for what, bytes_, code in cases:
        raw = await Raw.open(hub)
        raw.put(AUTH, bytes_)
        if not code:
            # Some of them are only the first part of something, which is waited for.
            raw.writer.write_eof()
        heard = await raw.rest()
        if code:
            assert b"auth_ok" in heard, (what, heard)
            assert closes_with(code, heard), (what, heard[-80:])
    # Before auth 4 KiB are all that is held for anybody.
    raw = await Raw.open(hub)
    raw.put(frame(b"x" * 4097))
    assert closes_with(1009, await raw.rest())
    stop.set()
    await talking
    assert hub.end() == 0


async def flood(program, folder):
    """Thousands of hostile connections and frames: bounded memory, and the others talk on."""
    hub = Hub(program, folder, limits={"auth": "1s"})
    hub.start()
    stop = asyncio.Event()
    talking = asyncio.create_task(talk(hub, stop))
    dice = random.Random(7)
    done = 0

    async def attack(number):
        nonlocal done
        kind = number % 6
        try:
            if kind == 0:
                raw = await Raw.open(hub, os.urandom(dice.randrange(1, 2000)))
            elif kind == 1:
                raw = await Raw.open(hub, HANDSHAKE[:dice.randrange(1, len(HANDSHAKE))])
            elif kind == 2:
                raw = await Raw.open(hub, b"GET / HTTP/1.1\r\n" + b"X-Long: " + b"x" * 100_000 + b"\r\n\r\n")
            elif kind == 3:
                raw = await Raw.open(hub)
                raw.put(AUTH, os.urandom(dice.randrange(1, 3000)))
            elif kind == 4:
                raw = await Raw.open(hub)
                raw.put(AUTH, *[frame(os.urandom(20).hex().encode()) for _ in range(150)])
            else:
                raw = await Raw.open(hub)
                raw.put(AUTH, *[frame(b"[" * dice.randrange(1, 4000)) for _ in range(20)],
                        frame(b"", opcode=8))
            # Half of a frame would otherwise be waited for as long as its sender lives.
            raw.writer.write_eof()
            await raw.rest()
        except (OSError, asyncio.TimeoutError, asyncio.IncompleteReadError):
            pass
        done += 1

    for begin in range(0, 3000, 50):
        await asyncio.gather(*[attack(number) for number in range(begin, begin + 50)])
    stop.set()
    times = sorted(await talking)
    assert len(times) > 20, len(times)
    assert times[-1] < 2, f"the slowest message took {times[-1]} s"
    assert hub.memory() < 64 << 20, f"{hub.memory() >> 20} MB"
    # A flood of good frames by one who does not read the answers.
    raw = await Raw.open(hub)
    raw.put(AUTH, frame(json.dumps({"type": "join", "room": "flood"}).encode()))
    message = frame(json.dumps({"type": "message", "room": "flood", "text": "x" * 100}).encode())
    for _ in range(200):
        raw.put(message * 100)
        await asyncio.sleep(0)
    one = await hub.client("marlbot", "r")
    await one.say(type="message", room="r", text="hello")
    assert (await one.hear_type("ack"))["type"] == "ack"
    assert hub.memory() < 64 << 20, f"{hub.memory() >> 20} MB"
    raw.writer.close()
    assert hub.end() == 0


async def slowloris(program, folder):
    """Headers that come byte by byte, or never: the connection ends in time, and others come in meanwhile."""
    hub = Hub(program, folder, limits={"auth": "1s"})
    hub.start()
    raws = [await Raw.open(hub, HANDSHAKE[:20]) for _ in range(300)]

    async def drip(raw):
        for byte in HANDSHAKE[20:]:
            raw.put(bytes([byte]))
            await asyncio.sleep(0.2)

    drops = [asyncio.create_task(drip(raw)) for raw in raws[:100]]
    one = await hub.client("marlbot", "r")
    await one.say(type="message", room="r", text="hello")
    assert (await one.hear())["type"] == "ack"
    for raw in raws:
        await raw.rest(15)
    for task in drops:
        task.cancel()
    assert hub.memory() < 64 << 20
    assert hub.end() == 0


if __name__ == "__main__":
    run({scenario.__name__: scenario for scenario in (frames, flood, slowloris)})
