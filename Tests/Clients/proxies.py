"""The hub behind nginx and Caddy: a foreign client and `link` over wss://."""

import asyncio
import json
import signal
import ssl
import urllib.error

import websockets

from hub import run, until
from postman import ROOM, Link
from reverse import SCALE, TIMES, Caddy, Nginx, behind


async def conversation(proxy, program, folder):
    """The original frames over wss://; who is who; what is refused."""
    hub, front = await behind(proxy, program, folder, origins=["https://chat.example.org"])
    one = await front.client("marlbot", ROOM, local_addr=("127.0.0.2", 0))
    await hub.says("marlbot connected from 127.0.0.2")
    two = await front.client("pelouse", ROOM)
    for text in ("Bonjour", "x" * 900000):
        await one.say(type="message", room=ROOM, text=text)
        frame = await two.hear()
        assert (frame["from"], frame["text"]) == ("marlbot", text), frame["from"]
        assert (await one.hear())["delivered"] == 1
    # What a client says about itself is not believed, neither through the proxy nor past it.
    forged = {"X-Forwarded-For": "203.0.113.9", "X-Real-IP": "203.0.113.9", "Forwarded": "for=203.0.113.9"}
    await front.client("ross", extra_headers=forged, local_addr=("127.0.0.3", 0))
    await hub.says("ross connected from 127.0.0.3")
    await hub.client("ross", extra_headers=forged, local_addr=("127.0.0.4", 0))
    await hub.says("ross connected from 127.0.0.4")
    # Nor where the client is on the proxy's own machine, from which the hub believes what it reads.
    await front.client("ross", extra_headers=forged)
    await hub.says("ross connected from 127.0.0.1")
    assert "203.0.113.9" not in hub.log(), hub.log()
    # Origins go through.
    await front.client("ross", origin="https://chat.example.org")
    try:
        await front.client("ross", origin="https://evil.example.org")
        raise AssertionError("a page that is not listed is let in")
    except websockets.InvalidStatusCode as refusal:
        assert refusal.status_code == 403, refusal
    # Pages: how it is may be asked from outside, numbers may not.
    assert json.loads(await asyncio.to_thread(front.get, "/healthz"))["ok"] is True
    try:
        await asyncio.to_thread(front.get, "/metrics")
        raise AssertionError("the metrics are public")
    except urllib.error.HTTPError as refusal:
        assert refusal.code == 404, refusal
    # A client that trusts nobody, and one that wants another name.
    for context, name in ((ssl.create_default_context(), "localhost"), (front.trust, "other.example.org")):
        try:
            await front.client("ross", ssl=context, server_hostname=name)
            raise AssertionError("it trusts a stranger")
        except ssl.SSLError as refusal:
            # For a name that is not its own Caddy shows no certificate at all.
            assert isinstance(refusal, ssl.SSLCertVerificationError) or name != "localhost", refusal
    # A proxy that stops lets clients go in time, and the hub notices.
    front.kill(signal.SIGTERM)
    await one.closed()
    await hub.says("marlbot left")
    assert hub.end() == 0


async def idle(proxy, program, folder):
    """Who says nothing for longer than the proxy waits is kept, by the hub's pings."""
    hub, front = await behind(proxy, program, folder, limits=TIMES)
    one = await front.client("marlbot", ROOM, ping_interval=None)
    two = await front.client("pelouse", ROOM, ping_interval=None)
    await asyncio.sleep(1.5 * 90 / SCALE)
    await one.say(type="message", room=ROOM, text="still there")
    assert (await two.hear())["text"] == "still there"
    assert (await one.hear())["delivered"] == 1
    assert "left" not in hub.log(), hub.log()
    assert hub.end() == 0


async def waiting(proxy, program, folder):
    """The proxy waits longer for a sign of life than the hub: the hub says first who is gone, and why."""
    hub, front = await behind(proxy, program, folder, limits=TIMES)
    mute = await front.client("marlbot", ROOM, ping_interval=None)
    mute.socket.transport.pause_reading()
    await hub.says("no sign of life")
    mute.socket.transport.abort()
    assert hub.end() == 0


async def delivered(proxy, program, folder):
    """Behind a proxy `delivered` says of a member without receipts that the proxy has it; with receipts it is honest."""
    hub, front = await behind(proxy, program, folder)
    one = await front.client("marlbot", ROOM)
    plain = await front.client("pelouse", ROOM, read_limit=4096, max_queue=1)
    honest = await front.client("ross", ROOM, receipts=True, read_limit=4096, max_queue=1)
    for member in (plain, honest):
        member.socket.transport.pause_reading()
    await one.say(type="message", room=ROOM, text="Bonjour")
    ack = await one.hear()
    assert (ack["delivered"], ack["buffered"]) == (1, 1), ack
    # What the proxy had is gone with it: the member with receipts gets it again, the other one does not.
    front.kill()
    await hub.says("pelouse left")
    await hub.says("ross left")
    for member in (plain, honest):
        member.socket.transport.abort()
    await front.start()
    assert (await front.client("pelouse", ROOM)).joined["buffered"] == 0
    again = await front.client("ross", ROOM, receipts=True)
    assert again.joined["buffered"] == 1 and (await again.hear())["text"] == "Bonjour"
    assert hub.end() == 0


async def killing(proxy, program, folder):
    """The proxy is killed and ended under load: nothing that was acknowledged is lost, and the order is kept."""
    hub, front = await behind(proxy, program, folder, limits={"rate": 100000})
    acked, seen, waiting = set(), [], {}
    done = asyncio.Event()

    async def send():
        """Twenty under way; after each cut those without an ack once more, in order."""
        client, count = await front.client("marlbot", ROOM, receipts=True), len(acked) + len(waiting)
        for number in waiting:
            await client.say(type="message", room=ROOM, text=f"{number}", id=f"{number}")
        while not done.is_set():
            while len(waiting) < 20:
                waiting[count] = True
                await client.say(type="message", room=ROOM, text=f"{count}", id=f"{count}")
                count += 1
            frame = await client.hear()
            if frame["type"] == "ack":
                acked.add(int(frame["id"]))
                waiting.pop(int(frame["id"]), None)

    async def receive():
        client = await front.client("pelouse", ROOM, receipts=True)
        while not done.is_set() or acked - set(seen):
            frame = await client.hear(3)
            if frame["type"] != "message":
                continue
            if int(frame["text"]) not in seen:
                seen.append(int(frame["text"]))
            await client.say(type="receipt", room=ROOM, seq=frame["seq"])

    async def insist(act):
        while not done.is_set() or acked - set(seen):
            try:
                return await act()
            except (OSError, websockets.WebSocketException, asyncio.TimeoutError):
                await asyncio.sleep(0.02)

    tasks = [asyncio.create_task(insist(send)), asyncio.create_task(insist(receive))]
    for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGKILL):
        before = len(acked)
        await until(lambda: len(acked) > before + 60, lambda: f"it goes on: {len(acked)}; {hub.log()}")
        await asyncio.to_thread(front.kill, number)
        await front.start()
    before = len(acked)
    await until(lambda: len(acked) > before + 60, "it goes on")
    done.set()
    await asyncio.wait_for(asyncio.gather(*tasks), 30)
    assert not acked - set(seen), sorted(acked - set(seen))
    assert seen == sorted(seen), "order"
    assert hub.end() == 0


async def link(proxy, program, folder):
    """`link` over wss://, trusting by SSL_CERT_FILE; nothing is lost or doubled when the proxy is killed."""
    hub, front = await behind(proxy, program, folder)
    postman = Link(front.url, program, folder)
    postman.start()
    await postman.says("no trusted connection")
    postman.end()
    postman.start(SSL_CERT_FILE=f"{folder}/root.pem")
    await postman.says(f"in the room {ROOM}")
    await hub.says("marlbot connected from 127.0.0.1")
    # Pelouse's side does not come through the proxy: only one end is cut.
    other = await hub.client("pelouse", ROOM, receipts=True)
    heard, count = [], 0

    async def exchange(upto):
        nonlocal count
        while count < upto:
            postman.write(count)
            await other.say(type="message", room=ROOM, text=f"in {count}", id=f"{count}")
            count += 1

    async def both_have(upto):
        while len(heard) < upto:
            frame = await other.hear(40)
            if frame["type"] == "message":
                heard.append(frame["text"])
                await other.say(type="receipt", room=ROOM, seq=frame["seq"])
        await until(lambda: f"\nin {upto - 1}\n" in postman.text(), lambda: f"it arrives: {postman.log()}", 40)

    await exchange(5)
    await both_have(5)
    for number in (signal.SIGKILL, signal.SIGTERM):
        await exchange(count + 5)
        front.kill(number)
        await exchange(count + 5)
        await front.start()
        await exchange(count + 5)
        await both_have(count)
    assert ["\nout" in text and f"(#{number})" in text for number, text in enumerate(heard)] == [True] * count, heard
    lines = [line for line in postman.text().splitlines() if line.startswith("in ")]
    assert lines == [f"in {number}" for number in range(count)], lines
    postman.end()
    # A proxy that does not show what is between its certificate and the root.
    front.kill()
    front.chain = "hub.pem"
    front.launch()
    postman.start(SSL_CERT_FILE=f"{folder}/root.pem")
    await postman.says("no trusted connection")
    postman.end()
    front.kill()
    assert hub.end() == 0


SCENARIOS = (conversation, idle, waiting, delivered, killing, link)

if __name__ == "__main__":
    run({f"{name}-{scenario.__name__}": lambda program, folder, play=scenario, proxy=proxy: play(proxy, program, folder)
         for name, proxy in (("nginx", Nginx), ("caddy", Caddy)) for scenario in SCENARIOS})
