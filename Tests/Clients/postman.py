"""`link` of the machine on which Marlbot lives: its postman for Pelouse."""

import atexit
import json
import os
import subprocess

from hub import until

ROOM = "marlbot-pelouse"


class Link:
    """The real program, beside the hub's; what the relay does for it is done here."""

    def __init__(self, url, program, folder):
        self.program, self.folder = os.path.join(os.path.dirname(program), "link"), folder
        self.file = f"{folder}/botchat/links/Pelouse/BOT_CHAT.md"
        self.process = None
        atexit.register(lambda: self.process and self.process.poll() is None and self.process.kill())
        for name, text in (("hub-token", "token-for-marlbot\n"), ("BOT_CHAT.md", ""), ("botchat.json", json.dumps({
                "state": f"{folder}/botchat", "bots": [
                    {"name": "Marlbot", "chat": f"{folder}/BOT_CHAT.md"},
                    {"name": "Pelouse", "link": {
                        "hub": url, "room": ROOM, "token": f"{folder}/hub-token", "from": "pelouse"}}]}))):
            with open(f"{folder}/{name}", "w") as file:
                file.write(text)
            os.chmod(f"{folder}/{name}", 0o600)

    def start(self, **environment):
        open(f"{self.folder}/link.log", "w").close()
        with open(f"{self.folder}/link.log", "ab") as log:
            self.process = subprocess.Popen(
                [self.program, "--config", f"{self.folder}/botchat.json", "--bot", "Pelouse"], stdout=log, stderr=log,
                env={"HOME": self.folder, **environment})

    def end(self):
        self.process.terminate()
        assert self.process.wait(15) == 0

    def log(self):
        with open(f"{self.folder}/link.log") as file:
            return file.read()

    async def says(self, text):
        await until(lambda: text in self.log(), lambda: f"link says {text!r}: {self.log()}", 40)

    def text(self):
        with open(self.file) as file:
            return file.read()

    def write(self, number):
        """As the relay does: one write."""
        with open(self.file, "a") as file:
            file.write(f"\n### 2026-02-10 10:00:{number:02} UTC - Marlbot → Pelouse (#{number})\nout {number}\n\n⏱ now\n")
