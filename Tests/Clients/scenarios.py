"""What the hub promises, played by a foreign client; each is named by Tests/EndToEndTests/Hub."""

import asyncio
import json
import os
import signal
import socket
import sqlite3
import ssl
import subprocess

import websockets

import certificates
from hub import Hub, run, until


async def original(program, folder):
    """The frames of the original Bot Hub, with nothing else in them."""
    hub = Hub(program, folder)
    hub.start()
    one, two = await hub.client("marlbot", "marlbot-pelouse"), await hub.client("pelouse", "marlbot-pelouse")
    assert one.joined["members"] == [] and two.joined["members"] == ["marlbot"], two.joined
    for number, text in enumerate(["hello", "two\nlines", "\u0000 \U0001f600 \"'\\", ""]):
        await one.say(type="message", room="marlbot-pelouse", text=text)
        frame = await two.hear()
        assert (frame["type"], frame["room"], frame["from"], frame["text"]) == (
            "message", "marlbot-pelouse", "marlbot", text), frame
        ack = await one.hear()
        assert (ack["type"], ack["room"], ack["delivered"]) == ("ack", "marlbot-pelouse", 1), ack
    await two.close()
    await until(lambda: "pelouse left" in hub.log(), "it leaves")
    await one.say(type="message", room="marlbot-pelouse", text="to nobody")
    ack = await one.hear()
    assert (ack["delivered"], ack["buffered"]) == (0, 1), ack
    assert hub.end() == 0
    assert "token-for" not in hub.log() and "to nobody" not in hub.log()


async def kept(program, folder):
    """What an absent member missed survives kill -9 and comes in order."""
    hub = Hub(program, folder)
    hub.start()
    one, two = await hub.client("marlbot", "r"), await hub.client("pelouse", "r", receipts=True)
    await two.close()
    await until(lambda: "pelouse left" in hub.log(), "it leaves")
    for number in range(100):
        await one.say(type="message", room="r", text=f"{number}", id=f"{number}")
    acks = [await one.hear() for _ in range(100)]
    assert all(ack["buffered"] == 1 for ack in acks)
    for _ in range(2):
        hub.kill()
        hub.start()
        two = await hub.client("pelouse", "r", receipts=True)
        assert two.joined["buffered"] == 100, two.joined
        assert [(await two.hear())["text"] for _ in range(100)] == [f"{n}" for n in range(100)]
    await two.say(type="receipt", room="r", seq=acks[59]["seq"])
    one = await hub.client("marlbot", "r", receipts=True)
    # What came meanwhile is told to whoever comes back.
    assert (await one.hear_type("receipt"))["seq"] == acks[59]["seq"]
    assert hub.end() == 0
    hub.start()
    two = await hub.client("pelouse", "r", receipts=True)
    assert two.joined["buffered"] == 40, two.joined
    one = await hub.client("marlbot", "r", receipts=True)
    await one.say(type="message", room="r", text="again", id="7")
    assert (await one.hear_type("ack"))["seq"] == acks[7]["seq"]
    hub.end()


async def killing(program, folder):
    """kill -9 under load: nothing that was acknowledged is lost, nothing comes twice with one id, order is kept."""
    hub = Hub(program, folder, limits={"rate": 100000})
    hub.start()
    acked, seen, numbers = {}, {}, []
    done = asyncio.Event()

    async def send():
        """Fifty under way; after each kill those without an ack once more, in order."""
        waiting, count = {}, 0
        while not done.is_set():
            try:
                client = await hub.client("marlbot", "r", receipts=True)
                for number in waiting:
                    await client.say(type="message", room="r", text=f"text {number}", id=f"{number}")
                while not done.is_set():
                    while len(waiting) < 50:
                        waiting[count] = True
                        await client.say(type="message", room="r", text=f"text {count}", id=f"{count}")
                        count += 1
                    frame = await client.hear()
                    if frame["type"] == "ack":
                        acked[int(frame["id"])] = frame["seq"]
                        waiting.pop(int(frame["id"]), None)
            except (OSError, websockets.WebSocketException, asyncio.TimeoutError):
                await asyncio.sleep(0.02)

    async def receive():
        while not done.is_set() or set(acked) - set(seen):
            try:
                client = await hub.client("pelouse", "r", receipts=True)
                while not done.is_set() or set(acked) - set(seen):
                    frame = await client.hear(3)
                    if frame["type"] != "message":
                        continue
                    number = int(frame["id"])
                    assert frame["text"] == f"text {number}"
                    # Sent before it was stored, and again after the kill: the id says that it is the same.
                    if number not in seen:
                        numbers.append(number)
                    seen[number] = frame["seq"]
                    if frame["seq"] % 7 == 0:
                        await client.say(type="receipt", room="r", seq=frame["seq"])
            except (OSError, websockets.WebSocketException, asyncio.TimeoutError):
                await asyncio.sleep(0.02)

    tasks = [asyncio.create_task(send()), asyncio.create_task(receive())]
    for _ in range(8):
        before = len(acked)
        await until(lambda: len(acked) > before + 60, lambda: f"it goes on: {len(acked)}; {hub.log()}")
        hub.kill()
        hub.start()
    before = len(acked)
    await until(lambda: len(acked) > before + 60, "it goes on")
    done.set()
    await asyncio.wait_for(asyncio.gather(*tasks), 30)
    assert not set(acked) - set(seen), sorted(set(acked) - set(seen))
    assert numbers == sorted(numbers), "order"
    assert all(acked[n] == seen[n] for n in acked), "one number for one message, whoever is told"
    assert hub.end() == 0


async def takeover(program, folder):
    """A second connection takes over, and the first is told why."""
    hub = Hub(program, folder)
    hub.start()
    one, two = await hub.client("marlbot", "r"), await hub.client("pelouse", "r")
    other = await hub.client("pelouse", "r")
    frame = await two.hear()
    assert frame["code"] == "replaced" and frame["room"] == "r", frame
    assert await two.closed() == 4001
    await one.say(type="message", room="r", text="hello")
    assert (await other.hear())["text"] == "hello"
    hub.end()


async def rotation(program, folder):
    """SIGHUP: a new token is in force, a revoked one is cut off at once; a wrong configuration changes nothing."""
    hub = Hub(program, folder)
    hub.start()
    one, two = await hub.client("marlbot", "r"), await hub.client("pelouse", "r")
    good = dict(hub.tokens)
    hub.tokens = {"not a token": {"botId": "x"}}
    hub.write()
    hub.process.send_signal(signal.SIGHUP)
    await hub.says("stays in force")
    await one.say(type="message", room="r", text="still here")
    assert (await two.hear())["text"] == "still here"
    await one.hear_type("ack")
    hub.tokens = {"new-token": {"botId": "marlbot"}, "token-for-pelouse": good["token-for-pelouse"]}
    hub.write()
    hub.process.send_signal(signal.SIGHUP)
    frame = await one.hear()
    assert frame["code"] == "revoked", frame
    assert await one.closed() == 4002
    one = await hub.client("marlbot", "r")
    await one.say(type="message", room="r", text="with the new one")
    assert (await two.hear())["text"] == "with the new one"
    hub.end()


async def half_open(program, folder):
    """Who answers no ping is given up in time; who does stays."""
    hub = Hub(program, folder, limits={"ping": "200ms", "idle": "1s"})
    hub.start()
    alive = await hub.client("marlbot", "r")
    dead = await hub.client("pelouse", "r")
    # The client's library answers pings when it reads: a stopped reader looks like a machine that is gone.
    dead.socket.transport.pause_reading()
    await hub.says("no sign of life from pelouse")
    await asyncio.sleep(0.5)
    await alive.say(type="message", room="r", text="hello")
    ack = await alive.hear_type("ack")
    assert ack["buffered"] == 1, ack
    dead.socket.transport.resume_reading()
    # Its answers to the pings before that meet a closed socket: it may hear of nothing but that.
    assert await dead.closed() in (4003, 1006)
    hub.end()


async def slow(program, folder):
    """Somebody who does not read costs a bounded memory, holds up nobody, and gets all of it in order later."""
    hub = Hub(program, folder, limits={"rate": 100000}, retention={"size": "256MiB"})
    hub.start()
    one = await hub.client("marlbot", "r", receipts=True)
    lazy = await hub.client("pelouse", "r", receipts=True, read_limit=4096, max_queue=1)
    third = await hub.client("ross", "r", receipts=True)
    lazy.socket.transport.pause_reading()
    count, text = 1500, "x" * 40000
    seen = []

    async def read():
        while len(seen) < count:
            frame = await third.hear()
            seen.append(int(frame["id"]))

    reading = asyncio.create_task(read())
    # What is under way is bounded, or the sender's own library would hold it.
    for number in range(count):
        await one.say(type="message", room="r", text=text, id=f"{number}")
        if number % 50 == 49:
            while (await one.hear_type("ack"))["id"] != f"{number}":
                pass
    await asyncio.wait_for(reading, 30)
    assert seen == list(range(count))
    assert hub.memory() < 64 << 20, f"{hub.memory() >> 20} MB for {count * len(text) >> 20} MB"
    lazy.socket.transport.resume_reading()
    for number in range(count):
        assert int((await lazy.hear())["id"]) == number
    hub.end()


async def unread(program, folder):
    """Without receipts a message counts as delivered when the other end's TCP has all of it, not when it is written."""
    hub = Hub(program, folder, limits={"ackWait": "300ms", "output": "64MiB"})
    hub.start()
    one = await hub.client("marlbot", "r")
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    narrow.setblocking(False)
    await asyncio.get_running_loop().sock_connect(narrow, ("127.0.0.1", hub.port))
    lazy = await hub.client("pelouse", "r", sock=narrow, read_limit=4096, max_queue=1)

    async def say(size, text_id):
        await one.say(type="message", room="r", text="x" * size, id=text_id)
        ack = await one.hear()
        assert ack["id"] == text_id, ack
        return ack["delivered"], ack["buffered"]

    assert await say(10, "small") == (1, 0)
    lazy.socket.transport.pause_reading()
    # It is all in the hub's own kernel, which takes more, and nowhere else.
    assert await say(40000, "large") == (0, 1)
    lazy.socket.transport.resume_reading()
    for text_id in ("small", "large"):
        assert (await lazy.hear())["id"] == text_id
    assert await say(10, "last") == (1, 0)
    # Far more than fits anywhere, without a pause in which all of it would be with TCP.
    for number in range(300):
        await one.say(type="message", room="r", text="x" * 50000, id=f"{number}")
    for number in range(300):
        assert (await lazy.hear_type("message"))["id"] == ("last" if number == 0 else f"{number - 1}")
    acks = [await one.hear() for _ in range(300)]
    assert [ack["id"] for ack in acks] == [f"{n}" for n in range(300)]
    hub.end()


async def limits(program, folder):
    """Frames too large, floods, too many connections: each is told, and nothing is dropped in silence."""
    hub = Hub(program, folder, limits={"message": "4KiB", "frame": "16KiB", "perToken": 2, "rate": 20, "auth": "1s"},
              rooms={"r": ["marlbot", "pelouse"], "q": ["ross"]}, retention={"messages": 60})
    hub.start()
    one = await hub.client("marlbot", "r")
    await one.say(type="message", room="r", text="x" * 5000, id="big")
    error = await one.hear()
    assert (error["code"], error["id"]) == ("too_large", "big"), error
    await one.say(type="message", room="q", text="x", id="2")
    error = await one.hear()
    assert (error["code"], error["id"], error["rooms"]) == ("not_member", "2", ["r"]), error
    for room, code in (("q", "not_allowed"), ("x", "unknown_room")):
        await one.say(type="join", room=room)
        error = await one.hear()
        assert (error["code"], error["rooms"]) == (code, ["r"]), error
    for number in range(60):
        await one.say(type="message", room="r", text="x", id=f"n{number}")
    answers = [await one.hear() for _ in range(60)]
    taken = {a["id"] for a in answers if a["type"] == "ack"}
    refused = {a["id"] for a in answers if a["type"] == "error"}
    assert taken | refused == {f"n{n}" for n in range(60)} and not taken & refused
    assert all(a["code"] == "rate" and a["retry"] > 0 for a in answers if a["type"] == "error")
    for number in range(60):
        await asyncio.sleep(0.05)
        await one.say(type="message", room="r", text="x", id=f"m{number}")
        answer = await one.hear()
        if answer["type"] == "error" and answer["code"] == "buffer_full":
            break
    else:
        raise AssertionError("the room never was full")
    two = await hub.client("pelouse", "r")
    assert two.joined["buffered"] == 60, two.joined
    await hub.client("marlbot")
    third = await websockets.connect(hub.url())
    await third.send(json.dumps({"type": "auth", "token": "token-for-marlbot"}))
    assert json.loads(await third.recv())["code"] == "too_many"
    await one.socket.send("x" * 20000)
    assert (await one.hear_type("error"))["code"] == "too_large"
    assert await one.closed() == 1009
    silent = await websockets.connect(hub.url())
    assert json.loads(await silent.recv())["code"] == "auth_timeout"
    hub.end()


async def tls(program, folder):
    """A chain made here: the right client comes in, one that trusts nobody does not."""
    certificates.make(folder)
    hub = Hub(program, folder, tls={"certificate": f"{folder}/chain.pem", "key": f"{folder}/hub.key"})
    hub.scheme = "wss"
    hub.start()
    trusting = ssl.create_default_context(cafile=f"{folder}/root.pem")
    one = await hub.client("marlbot", "r", ssl=trusting)
    two = await hub.client("pelouse", "r", ssl=trusting)
    await one.say(type="message", room="r", text="x" * 300000)
    assert len((await two.hear())["text"]) == 300000
    ack = await one.hear()
    assert ack["delivered"] == 1, ack
    for context, name in ((ssl.create_default_context(), None), (trusting, "other.example.org")):
        try:
            await websockets.connect(hub.url(), ssl=context, server_hostname=name)
            raise AssertionError("it trusts a stranger")
        except ssl.SSLCertVerificationError:
            pass
    old = ssl.create_default_context(cafile=f"{folder}/root.pem")
    old.maximum_version = ssl.TLSVersion.TLSv1_1
    try:
        await websockets.connect(hub.url(), ssl=old)
        raise AssertionError("TLS 1.1")
    except (ssl.SSLError, OSError):
        pass
    assert hub.end() == 0
    hub.settings["tls"] = {"certificate": f"{folder}/chain.pem", "key": f"{folder}/middle.key"}
    hub.write()
    wrong = subprocess.run([program, "--config", hub.path], capture_output=True, text=True)
    assert wrong.returncode == 78 and "is not the key" in wrong.stderr, wrong


async def proxies(program, folder):
    """X-Forwarded-For counts from a trusted proxy only; a page from an origin that is not listed stays out."""
    hub = Hub(program, folder, proxies=["127.0.0.0/8"], origins=["https://chat.example.org"])
    hub.start()
    await hub.client("marlbot", extra_headers={"X-Forwarded-For": "6.6.6.6, 203.0.113.9, 127.0.0.2"})
    await hub.says("marlbot connected from 203.0.113.9")
    hub.settings["proxies"] = ["10.0.0.0/8"]
    hub.write()
    hub.process.send_signal(signal.SIGHUP)
    await until(lambda: hub.log().count("is in force") == 2, "the new configuration is in force")
    await hub.client("pelouse", extra_headers={"X-Forwarded-For": "203.0.113.9"})
    await hub.says("pelouse connected from 127.0.0.1")
    await hub.client("ross", origin="https://chat.example.org")
    for origin in ("https://evil.example.org", "null", "https://chat.example.org.evil.example.org"):
        try:
            await hub.client("ross", origin=origin)
            raise AssertionError(f"{origin} is let in")
        except websockets.InvalidStatusCode as refusal:
            assert refusal.status_code == 403, refusal
    hub.end()


async def pages(program, folder):
    """GET /healthz and /metrics."""
    hub = Hub(program, folder)
    hub.start()
    one = await hub.client("marlbot", "r")
    await one.say(type="message", room="r", text="hello")
    await one.hear()
    status, body = await hub.get("/healthz")
    health = json.loads(body)
    assert status == 200 and health["ok"] is True and health["version"] == 1 and health["kept"] == 1, body
    status, body = await hub.get("/metrics")
    assert status == 200 and "\nbotchat_hub_messages_taken_total 1\n" in body, body
    assert (await hub.get("/other"))[0] == 404
    assert hub.end() == 0


async def disk(program, folder):
    """A full disk: nothing is acknowledged that is not stored, everybody is told, and it goes on by itself."""
    hub = Hub(program, folder)
    os.mkdir(hub.state, 0o700)
    hub.prefix = ["unshare", "--mount", "sh", "-c",
                  f"mount -t tmpfs -o size=600k,mode=700 tmpfs {hub.state} && exec \"$0\" \"$@\""]
    hub.start()
    one, two = await hub.client("marlbot", "r", receipts=True), await hub.client("pelouse", "r", receipts=True)
    acked = []
    for number in range(200):
        await one.say(type="message", room="r", text="x" * 10000, id=f"{number}")
        frame = await one.hear()
        if frame["type"] == "error":
            assert (frame["code"], frame["id"]) == ("storage", f"{number}"), frame
            break
        acked.append(number)
    else:
        raise AssertionError("the disk never was full")
    status, body = await hub.get("/healthz")
    assert status == 503 and json.loads(body)["ok"] is False, body
    subprocess.run(["nsenter", "-t", str(hub.process.pid), "-m", "mount", "-o", "remount,size=60m", hub.state],
                   check=True)
    await hub.says("it can be stored again")
    await one.say(type="message", room="r", text="x", id="last")
    assert (await one.hear_type("ack"))["id"] == "last"
    assert (await hub.get("/healthz"))[0] == 200
    await two.close()
    two = await hub.client("pelouse", "r", receipts=True)
    assert two.joined["buffered"] == len(acked) + 1, (two.joined, len(acked))
    assert hub.end() == 0


async def beginnings(program, folder):
    """Second hubs, damaged and newer states, and how it ends."""
    hub = Hub(program, folder)
    hub.start()
    second = subprocess.run([program, "--config", hub.path], capture_output=True, text=True)
    assert second.returncode == 75 and f"process {hub.process.pid}" in second.stderr, second
    one = await hub.client("marlbot", "r")
    await one.say(type="message", room="r", text="kept")
    await one.hear()
    hub.process.send_signal(signal.SIGTERM)
    assert (await one.hear_type("error"))["code"] == "closing"
    assert await one.closed() == 1001
    assert hub.process.wait(15) == 0
    check = subprocess.run([program, "--config", hub.path, "--check"], capture_output=True, text=True)
    assert check.returncode == 0 and "no problems" in check.stdout and "token-for" not in check.stdout, check
    database = sqlite3.connect(f"{hub.state}/hub.db")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.execute("PRAGMA user_version=2")
    database.commit()
    database.close()
    newer = subprocess.run([program, "--config", hub.path], capture_output=True, text=True)
    assert newer.returncode == 78 and "newer version" in newer.stderr, newer
    with open(f"{hub.state}/hub.db", "r+b") as file:
        file.seek(100)
        file.write(os.urandom(8000))
    with open(f"{hub.state}/hub.db", "rb") as file:
        before = file.read()
    damaged = subprocess.run([program, "--config", hub.path], capture_output=True, text=True)
    assert damaged.returncode == 74 and "hint: restore it" in damaged.stderr, damaged
    with open(f"{hub.state}/hub.db", "rb") as file:
        assert file.read() == before, "a damaged database is left as it is"
    os.chmod(hub.path, 0o644)
    opened = subprocess.run([program, "--config", hub.path], capture_output=True, text=True)
    assert opened.returncode == 78 and "others may read it" in opened.stderr, opened


if __name__ == "__main__":
    run({scenario.__name__: scenario for scenario in (
        original, kept, killing, takeover, rotation, half_open, slow, unread, limits, tls, proxies, pages, disk, beginnings)})
