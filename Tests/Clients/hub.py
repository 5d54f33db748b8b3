"""A hub and its clients, for the scenarios in this folder: the real program, and Debian's python3-websockets."""

import asyncio
import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import time

import websockets

TOKENS = {"token-for-marlbot": "marlbot", "token-for-pelouse": "pelouse", "token-for-ross": "ross"}


class Hub:
    """A hub with a folder of its own."""

    def __init__(self, program, folder, **settings):
        self.program, self.folder = program, folder
        self.path = f"{folder}/hub.json"
        self.state = f"{folder}/state"
        self.tokens = {token: {"botId": bot} for token, bot in TOKENS.items()}
        self.settings = settings
        self.port = free_port()
        self.scheme = "ws"
        self.process = None
        self.prefix = []
        # Whatever becomes of the scenario, nothing of it goes on running.
        atexit.register(lambda: self.process and self.process.poll() is None and self.process.kill())
        self.write()

    def write(self):
        settings = {"port": self.port, "tokens": self.tokens, "state": self.state, **self.settings}
        with open(f"{self.path}.new", "w") as file:
            json.dump(settings, file)
        os.chmod(f"{self.path}.new", 0o600)
        os.rename(f"{self.path}.new", self.path)

    def start(self):
        log = open(f"{self.folder}/log", "ab")
        self.process = subprocess.Popen([*self.prefix, self.program, "--config", self.path], stdout=subprocess.PIPE,
                                        stderr=log, text=True)
        log.close()
        line = self.process.stdout.readline()
        assert line.startswith("ready pid="), f"{line!r}; {self.log()}"
        assert "token-for" not in line
        assert line.endswith(f":{self.port}\n"), line
        return line

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(15)
        self.process.stdout.close()
        return code

    def log(self):
        with open(f"{self.folder}/log") as file:
            return file.read()

    async def says(self, text):
        await until(lambda: text in self.log(), f"the log says {text!r}: {self.log()}")

    def memory(self):
        """The most that it ever had, in bytes."""
        with open(f"/proc/{self.process.pid}/status") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmHWM")) * 1024

    def url(self):
        return f"{self.scheme}://127.0.0.1:{self.port}/"

    async def get(self, path):
        """Status and body of a plain request."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n".encode())
        answer = await asyncio.wait_for(reader.read(), 10)
        writer.close()
        head, _, body = answer.partition(b"\r\n\r\n")
        return int(head.split()[1]), body.decode()

    async def client(self, bot, room=None, receipts=False, url=None, **more):
        """A client that is authenticated, and has joined the room if one is given."""
        token = next(token for token, entry in self.tokens.items() if entry["botId"] == bot)
        client = Client(await websockets.connect(url or self.url(), max_size=None, **more))
        await client.say(type="auth", token=token)
        assert await client.hear() == {"type": "auth_ok"}
        if room:
            await client.join(room, receipts)
        return client


class Client:
    def __init__(self, socket):
        self.socket = socket
        self.joined = None

    async def say(self, **frame):
        await self.socket.send(json.dumps(frame, ensure_ascii=False))

    async def hear(self, within=10):
        return json.loads(await asyncio.wait_for(self.socket.recv(), within))

    async def hear_type(self, kind, within=10):
        """The next frame of this type; others before it are left out."""
        while True:
            frame = await self.hear(within)
            if frame["type"] == kind:
                return frame

    async def join(self, room, receipts=False):
        await self.say(type="join", room=room, **({"receipts": True} if receipts else {}))
        self.joined = await self.hear()
        assert self.joined["type"] == "joined", self.joined

    async def closed(self, within=10):
        """The code that the hub closes with; frames before that are left out."""
        try:
            while True:
                await asyncio.wait_for(self.socket.recv(), within)
        except websockets.ConnectionClosed:
            return self.socket.close_code

    async def close(self):
        await self.socket.close()


def free_port():
    """A port that nobody listens on at this moment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


async def until(condition, what, within=20):
    end = time.monotonic() + within
    while not condition():
        assert time.monotonic() < end, what() if callable(what) else what
        await asyncio.sleep(0.01)


def run(scenarios):
    """Runs the scenario that the command line names: SCENARIO PROGRAM FOLDER."""
    name, program, folder = sys.argv[1:4]
    asyncio.run(asyncio.wait_for(scenarios[name](program, folder), 120))
