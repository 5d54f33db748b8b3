"""Plays the examples of docs/hub-protocol.md, each with a hub of its own."""

import asyncio
import json
import os
import re

import websockets

from hub import Hub, run

DOCUMENT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../docs/hub-protocol.md")
ANY = "any number"


def expected(text):
    """The frame of an example, in which a number can be left open."""
    return json.loads(re.sub(r":…(?=[,}])", f":\"{ANY}\"", text))


def same(frame, wanted):
    return frame.keys() == wanted.keys() and all(
        isinstance(frame[key], int) if value == ANY else frame[key] == value for key, value in wanted.items())


async def examples(program, folder):
    with open(DOCUMENT) as file:
        blocks = re.findall(r"```frames\n(.*?)```", file.read(), re.DOTALL)
    assert len(blocks) >= 5, len(blocks)
    for number, block in enumerate(blocks):
        place = f"{folder}/{number}"
        os.mkdir(place)
        hub = Hub(program, place)
        hub.start()
        sockets = {}
        for line in block.splitlines():
            name, way, text = line.split(" ", 2)
            if name not in sockets:
                sockets[name] = await websockets.connect(hub.url())
            if way == "→":
                await sockets[name].send(text)
            elif way == "←":
                frame = json.loads(await asyncio.wait_for(sockets[name].recv(), 10))
                assert same(frame, expected(text)), f"{line}\n{frame}"
            else:
                assert way == "×", line
                await asyncio.wait_for(sockets[name].wait_closed(), 10)
                assert sockets[name].close_code == int(text), (line, sockets[name].close_code)
        assert hub.end() == 0


if __name__ == "__main__":
    run({"examples": examples})
