"""A village of chat files with the programs under test, in a folder of its own."""

import os
import shutil
import signal
import subprocess
import time

import judge
from chats import Chat
from reader import messages

CLOSING = "⏱ 07:32:15pm SGT"
# Wakes are not spaced out: the loop guard has a row of its own.
FREE = "guard: { wakesPerHour: 100000, pairWakesPerHour: 100000 }"
QUICK = f"relay: {{ poll: 50ms, settle: 20ms, lockHold: 0s }}\n{FREE}"


class Ended:
    """How a program ended: its exit code, negative for a signal, and what it said; `hung` when it had to be killed."""

    def __init__(self, code, output, hung=False):
        self.code, self.output, self.hung = code, output, hung

    def problems(self, *codes):
        if self.hung:
            return [f"it hung: {self.output[-400:]}"]
        if self.code not in codes:
            return [f"it ended with {self.code}: {self.output[-400:]}"]
        return []


class World:
    """John and Jack share a file, Ross has his own, unless `homes` says otherwise: lists of names.

    `places` are folders for some homes, by their first name, and "state" for the state.
    """

    def __init__(self, lab, homes=(("John", "Jack"), ("Ross",)), settings=QUICK, wakes=(), places=None, owner=None):
        self.lab, self.numbers, self.settings, self.waked = lab, {}, settings, list(wakes)
        self.folder = lab.make_folder()
        self.places = places or {}
        self.state = self.places.get("state", self.folder) + "/state"
        self.homes = [
            Chat(names, f"{self.places.get(names[0], self.folder)}/{names[0].lower()}/BOT_CHAT.md", owner)
            for names in homes]
        # Whose messages are due here: on other machines there may be more.
        self.everybody = self.homes
        self.by_name = {name: home for home in self.homes for name in home.names}
        # Bots on other machines, by name, each with its link as it stands between braces.
        self.links = {}
        self.programs = []
        self.allows_fragments = self.allows_notices = False
        self.bell = f"{self.folder}/bell"
        self.calls_file = f"{self.folder}/calls"
        self.make_bell()
        self.config = f"{self.folder}/botchat.yaml"
        self.configure()

    def configure(self, more=""):
        lines = [f"state: {self.state}", "bots:"]
        for home in self.homes:
            for number, name in enumerate(home.names):
                path = home.path
                if number:
                    path = f"{self.folder}/{name}/BOT_CHAT.md"
                    if not os.path.lexists(path):
                        os.makedirs(os.path.dirname(path))
                        os.symlink(home.path, path)
                wake = f", wake: {{ run: [{self.bell}, {name}, \"{{count}}\", \"{{id}}\", \"{{text}}\"] }}"
                burst = ", burst: 0ms" if name in self.waked else ""
                lines.append(f"  - {{ name: {name.capitalize()}, chat: {path}"
                             f"{wake if name in self.waked else ''}{burst} }}")
        lines += [f"  - {{ name: {name}, link: {{ {link} }} }}" for name, link in self.links.items()]
        with open(self.config, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + f"\n{self.settings}\n{more}")

    def make_bell(self, then="exit 0"):
        """The command that a wake runs: it appends a line, and does what it is told."""
        with open(self.bell, "w", encoding="utf-8") as file:
            file.write(f"#!/bin/sh\nprintf '%s\\t%s\\t%s\\t%s\\n' \"$@\" >>{self.calls_file}\n{then}\n")
        os.chmod(self.bell, 0o755)

    # What bots do.

    def message(self, sender, to, body, closed=True, route=True):
        """The next message of a bot, as it appends it: a blank line, the header, the body, a line end."""
        number = self.numbers[sender] = self.numbers.get(sender, 0) + 1
        end = f"\n\n{CLOSING}\n" if closed else "\n"
        header = f"### 2026-02-10 19:32:15 SGT - {sender}" + (f" → {to}" if route else "") + f" (#{number})"
        return f"\n{header}\n{body}{end}".encode()

    def say(self, sender, to, body="Hello, and that is all.", closed=True, due=True, sync=False):
        data = self.message(sender, to, body, closed)
        self.home(sender).append(data, due, sync)
        return data

    def home(self, name):
        return self.by_name[name.lower()]

    # What the programs do.

    def command(self, tool, *words):
        return [f"{self.lab.bin}/{tool}", "--config", self.config, *words] if tool != "botchat" else [
            f"{self.lab.bin}/botchat", *words, "--config", self.config]

    def run(self, argv, timeout=30):
        """Runs a program to its end."""
        program = self.launch(argv)
        try:
            output = program.communicate(timeout=timeout)[0]
            return Ended(program.returncode, output.decode("utf-8", "replace"))
        except subprocess.TimeoutExpired:
            self.destroy(program)
            output = program.communicate()[0]
            return Ended(None, output.decode("utf-8", "replace"), hung=True)
        finally:
            self.programs.remove(program)

    def once(self, tool="relay", *words, timeout=30):
        return self.run(self.command(tool, *words, "--once"), timeout)

    def launch(self, argv, log=None):
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": self.folder, "TZ": "UTC"}
        program = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=log or subprocess.PIPE, close_fds=True,
                                   stderr=subprocess.STDOUT, env=environment, start_new_session=True, cwd=self.folder)
        self.programs.append(program)
        self.lab.born(program)
        return program

    def start(self, tool="relay", *words, under=(), ready=True, timeout=30):
        """Starts a daemon; what it says goes to a file, and with `ready` it is waited for."""
        name = f"{self.folder}/{tool}.log"
        size = os.path.getsize(name) if os.path.exists(name) else 0
        with open(name, "ab") as log:
            program = self.launch([*under, *self.command(tool, *words)], log)
        if ready:
            end = time.monotonic() + timeout
            while b"ready pid=" not in self.said(tool)[size:]:
                if program.poll() is not None or time.monotonic() > end:
                    raise RuntimeError(f"{tool} did not start: {self.said(tool)[-600:].decode('utf-8', 'replace')}")
                time.sleep(0.002)
        return program

    def said(self, tool="relay"):
        try:
            with open(f"{self.folder}/{tool}.log", "rb") as file:
                return file.read()
        except FileNotFoundError:
            return b""

    def destroy(self, program):
        """Ends it as a power switch does, with what it started."""
        try:
            os.killpg(program.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        program.wait()
        self.lab.gone(program)

    def stop(self, program, timeout=30):
        """Ends it as one does; returns what is wrong with how it ended."""
        try:
            program.terminate()
            code = program.wait(timeout)
        except subprocess.TimeoutExpired:
            self.destroy(program)
            return ["it did not end within 30 s of SIGTERM"]
        self.lab.gone(program)
        return [] if code == 0 else [f"it ended with {code} after SIGTERM"]

    # What became of it.

    def verdict(self, but=()):
        """What is wrong with the chat files and the wakes, in words."""
        findings = judge.compare(self.everybody, self.allows_fragments, self.allows_notices, self.homes)
        return findings.without(*but) + self.wake_verdict()

    def wake_verdict(self):
        found = []
        for name in self.waked:
            home = self.home(name)
            count = sum(
                sum(1 for m, _ in other.written() if judge.goes(m, other, home) and ("all" in m.names or name in m.names))
                for other in self.everybody if other is not home)
            # What the relay itself tells a bot is a message as any other (R14).
            count += sum(1 for m in messages(home.read() or b"") if m.sender == "relay" and name in m.names)
            found += judge.wakes(self.calls(), count, name).without()
        return found

    def calls(self):
        try:
            with open(self.calls_file, encoding="utf-8", errors="replace") as file:
                return [tuple(line.rstrip("\n").split("\t", 3)) for line in file if line.count("\t") >= 3]
        except FileNotFoundError:
            return []

    def settled(self, within=20.0, but=()):
        """Waits until the judge has nothing to say, or says what it said last."""
        end = time.monotonic() + within
        step = 0.01
        while True:
            found = self.verdict(but)
            if not found or time.monotonic() > end:
                return found
            self.lab.go_on()
            time.sleep(step)
            step = min(0.25, step * 2)

    def remove(self):
        for program in list(self.programs):
            # The number of one that has ended may be another program's by now.
            if program.poll() is None:
                self.destroy(program)
            if program.stdout:
                program.stdout.close()
        if self.lab.keep:
            return
        shutil.rmtree(self.folder, ignore_errors=True)
        for place in set(self.places.values()):
            for name in os.listdir(place) if os.path.isdir(place) else ():
                if name != "lost+found":
                    shutil.rmtree(f"{place}/{name}", ignore_errors=True)


