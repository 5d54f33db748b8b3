"""The least that Python's websockets can do as a hub: it hands on and answers, and keeps nothing."""

import asyncio
import json

import websockets

ROOMS = {}


def text_of(**frame):
    return json.dumps(frame, separators=(",", ":"))


async def serve(socket):
    bot, joined = None, []
    try:
        async for text in socket:
            frame = json.loads(text)
            if frame["type"] == "auth":
                bot = frame["token"]
                await socket.send('{"type":"auth_ok"}')
            elif frame["type"] == "join":
                ROOMS.setdefault(frame["room"], set()).add(socket)
                joined.append(frame["room"])
                await socket.send(text_of(type="joined", room=frame["room"], members=[]))
            elif frame["type"] == "message":
                others = ROOMS[frame["room"]] - {socket}
                out = text_of(**{"type": "message", "room": frame["room"], "from": bot, "text": frame["text"]})
                for other in others:
                    await other.send(out)
                await socket.send(text_of(type="ack", room=frame["room"], delivered=len(others)))
    finally:
        for room in joined:
            ROOMS[room].discard(socket)


async def main():
    async with websockets.serve(serve, "127.0.0.1", 0, compression=None) as server:
        print("ready", server.sockets[0].getsockname()[1], flush=True)
        await asyncio.Future()


asyncio.run(main())
