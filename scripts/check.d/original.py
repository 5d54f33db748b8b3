"""A Bot Hub as the original one was, and with a name behind it a client of it, which speaks its frames and no others.

original.py: serves by config.json in the current folder; fifty messages in memory for whoever is away.
original.py BOT: sends a message each 100 ms, and connects again whenever it is cut off; says what it hears.
"""

import asyncio
import json
import sys

import websockets

ROOM = "marlbot-pelouse"
members, kept = {}, []


async def serve(socket):
    bot = None
    try:
        async for text in socket:
            frame = json.loads(text)
            if frame["type"] == "auth":
                bot = TOKENS[frame["token"]]["botId"]
                await socket.send(json.dumps({"type": "auth_ok"}))
            elif frame["type"] == "join":
                others = [name for name in members if name != bot]
                members[bot] = socket
                await socket.send(json.dumps({"type": "joined", "room": ROOM, "members": others}))
                while kept:
                    await socket.send(json.dumps(kept.pop(0)))
            elif frame["type"] == "message":
                message = {"type": "message", "room": ROOM, "from": bot, "text": frame["text"]}
                others = [other for name, other in members.items() if name != bot]
                if not others and len(kept) < 50:
                    kept.append(message)
                for other in others:
                    await other.send(json.dumps(message))
                await socket.send(json.dumps({"type": "ack", "room": ROOM, "delivered": len(others)}))
    except websockets.ConnectionClosed:
        pass
    finally:
        if members.get(bot) is socket:
            del members[bot]


async def talk(bot):
    number = 0
    while True:
        try:
            async with websockets.connect("ws://127.0.0.1:18795") as socket:
                await socket.send(json.dumps({"type": "auth", "token": f"token-for-{bot}"}))
                await socket.send(json.dumps({"type": "join", "room": ROOM}))
                while True:
                    await socket.send(json.dumps({"type": "message", "room": ROOM, "text": f"{number}"}))
                    while True:
                        frame = json.loads(await asyncio.wait_for(socket.recv(), 10))
                        if frame["type"] == "message":
                            print(frame["from"], frame["text"], flush=True)
                        if frame["type"] == "ack":
                            break
                    number += 1
                    await asyncio.sleep(0.1)
        except (OSError, websockets.WebSocketException, asyncio.TimeoutError):
            await asyncio.sleep(0.1)


async def main():
    async with websockets.serve(serve, "127.0.0.1", 18795):
        await asyncio.Future()


if len(sys.argv) > 1:
    asyncio.run(talk(sys.argv[1]))
else:
    with open("config.json") as file:
        TOKENS = json.load(file)["tokens"]
    asyncio.run(main())
