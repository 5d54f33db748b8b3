"""The judge is judged: planted lies, each of which it must name, and truths that it must let pass.

So are the planted faults of row 14: each still fits the code.
"""

import os
import shutil
import tempfile

import judge
import row_faults
from chats import Chat

CLOSING = "⏱ 07:32:15pm SGT"


def text(sender, to, tag, body):
    return f"\n### 2026-02-10 19:32:15 SGT - {sender} → {to} ({tag})\n{body}\n\n{CLOSING}\n".encode()


class Pair:
    """Two chats after an honest relay: John wrote three messages to Ross, one to Jack at home, Ross one to all."""

    def __init__(self, folder):
        self.john = Chat(["John", "Jack"], f"{folder}/john/BOT_CHAT.md")
        self.ross = Chat(["Ross"], f"{folder}/ross/BOT_CHAT.md")
        self.homes = [self.john, self.ross]
        for number in (1, 2, 3):
            self.john.append(text("John", "Ross", f"#{number}", f"body {number}\n### 2026-02-10 said"))
        self.john.append(text("John", "Jack", "#4", "between us"))
        self.ross.append(text("Ross", "ALL", "#5", "hello"))
        self.parts = [due.whole for due in judge.dues(self.john, self.ross, self.homes)]
        self.back = [due.whole for due in judge.dues(self.ross, self.john, self.homes)]
        self.deliver(self.ross, self.parts)
        self.deliver(self.john, self.back)

    def deliver(self, home, parts):
        with open(home.path, "ab") as file:
            file.write(b"".join(parts))

    def again(self, home, parts):
        """Writes the file of a home anew in its own inode: what its bots wrote, then these."""
        with open(home.path, "wb") as file:
            file.write(b"".join(home.pieces + parts))

    def verdict(self, **allowed):
        return judge.compare(self.homes, **allowed)


def lies(pair):
    """Each lie with the kind of finding that must name it."""
    one, two, three = pair.parts
    yield "lost", lambda: pair.again(pair.ross, [one, three])
    yield "lost", lambda: pair.again(pair.ross, [one, two])
    yield "doubled", lambda: pair.again(pair.ross, [one, two, two, three])
    yield "swapped", lambda: pair.again(pair.ross, [two, one, three])
    yield "changed", lambda: pair.again(pair.ross, [one, two.replace(b"body 2", b"bodY 2"), three])
    yield "changed", lambda: pair.again(pair.ross, [one, two.replace(b"> ###", b"###"), three])
    yield "foreign", lambda: pair.again(pair.ross, [one, two + b"\n", three])
    yield "fragment", lambda: pair.again(pair.ross, [one, two[:40], two, three])
    yield "foreign", lambda: pair.again(pair.ross, [one, text("Mallory", "Ross", "#6", "boo"), two, three])
    yield "foreign", lambda: pair.again(pair.ross, [one, text("John", "Jack", "#4", "between us"), two, three])
    yield "own text", lambda: cut_own(pair)
    yield "file", lambda: other_inode(pair)
    yield "file", lambda: os.chmod(pair.ross.path, 0o600)
    yield "file", lambda: os.chown(pair.ross.path, 65534, -1)
    yield "file", lambda: os.link(pair.ross.path, pair.ross.path + ".link")
    yield "file", lambda: os.remove(pair.ross.path)


def unsure():
    """What may stand behind the first message where nobody knows whether one line more belongs to it: truths, and lies."""
    more, head = b"one line more\n", b"\n### 2026-02-10 19:32:15 SGT - John \xe2\x86\x92 Ross (#1)"
    yield "an unsure line at its end", more, True
    yield "an unsure line as a continuation", head + b" (cont. 1)\n" + more, True
    yield "an unsure line with another header", head.replace(b"#1", b"#9") + b"\n" + more, False
    yield "a line that nobody wrote", b"one line else\n", False


def cut_own(pair):
    with open(pair.ross.path, "wb") as file:
        file.write(b"".join(pair.parts))


def other_inode(pair):
    shutil.copy2(pair.ross.path, pair.ross.path + ".new")
    os.rename(pair.ross.path + ".new", pair.ross.path)


CALLS = [("ross", "2", "aaaaaaaaaaaa", "BOT_CHAT: 2 new"), ("ross", "1", "bbbbbbbbbbbb", "BOT_CHAT: 1 new")]


def told_lies():
    """Wakes that are missing, doubled or too many; and one that may be there twice because it says so."""
    again = ("ross", "1", "bbbbbbbbbbbb", "BOT_CHAT: 1 new, perhaps said before")
    return [("honest wakes", judge.wakes(CALLS, 3, "ross"), False), ("said to be a repetition", judge.wakes(
        CALLS + [again], 3, "ross"), False), ("missed wake", judge.wakes(CALLS[:1], 3, "ross"), True),
        ("doubled wake", judge.wakes(CALLS + CALLS[1:], 3, "ross"), True),
        ("wake for nothing", judge.wakes(CALLS, 2, "ross"), True)]


def trials(folder):
    """Pairs of a label and of what is wrong with the judge; nothing, if it judged as it must."""
    pair = Pair(f"{folder}/honest")
    yield "an honest relay", [f"called a liar: {line}" for line in pair.verdict().without()]
    torn = Pair(f"{folder}/torn")
    torn.again(torn.ross, [torn.parts[0], torn.parts[1][:40], torn.parts[1], torn.parts[2]])
    yield "a torn beginning, allowed", [f"called a liar: {line}" for line in torn.verdict(fragments=True).without()]
    torn.again(torn.ross, [torn.parts[0], torn.parts[1][:40], torn.parts[2]])
    found = torn.verdict(fragments=True)
    yield "a torn beginning whose whole never follows", [] if found.count("lost") else ["not named"]
    torn.again(torn.ross, [torn.parts[0], torn.parts[1][:40], torn.parts[1], torn.parts[2]])
    found = torn.verdict(fragments={torn.john.path})
    yield "a torn beginning in another file than allowed", [] if found.count("fragment") else ["not named"]
    found = torn.verdict(fragments=judge.LINE_END)
    yield "more torn than a line end", [] if found.count("fragment") else ["not named"]
    torn.again(torn.ross, [torn.parts[0], b"\n", torn.parts[1], torn.parts[2]])
    yield "a lone line end, allowed", [f"called a liar: {line}" for line in torn.verdict(fragments=judge.LINE_END).without()]
    torn.again(torn.ross, [torn.parts[0], b"\0" * 99, torn.parts[1], torn.parts[2]])
    found = torn.verdict(fragments=True)
    yield "NULs that no power cut left", [] if found.count("foreign") else ["not named"]
    torn.ross.note_holes()
    yield "NULs that a power cut left", [f"called a liar: {line}" for line in torn.verdict().without()]
    for label, rest, is_true in unsure():
        torn = Pair(f"{folder}/unsure {label}")
        torn.john.unsure = [b"one line more\n"]
        torn.again(torn.ross, [torn.parts[0], rest, torn.parts[1], torn.parts[2]])
        found = torn.verdict()
        yield label, [] if bool(found) != is_true else [f"judged: {found.without() or 'nothing'}"]
    apart = Pair(f"{folder}/apart")
    apart.again(apart.ross, apart.parts[:2])
    yield "a message that is missing elsewhere", [
        f"called a liar: {line}" for line in judge.compare(apart.homes, only=[apart.john]).without()]
    yield "a message that is missing here", [] if judge.compare(
        apart.homes, only=[apart.ross]).count("lost") else ["not named"]
    shuffled = Pair(f"{folder}/shuffled")
    with open(shuffled.ross.path, "wb") as file:
        file.write(shuffled.parts[0] + shuffled.ross.pieces[0] + shuffled.parts[1] + shuffled.parts[2])
    yield "deliveries between own text", [f"called a liar: {line}" for line in shuffled.verdict().without()]
    for number in range(len(list(lies(Pair(f"{folder}/count"))))):
        pair = Pair(f"{folder}/{number}")
        kind, tell = list(lies(pair))[number]
        tell()
        found = pair.verdict()
        label = f"lie {number + 1}: {kind}"
        yield label, [] if found.count(kind) else [f"not named: {found.without() or 'nothing found'}"]
    for label, found, wanted in told_lies():
        yield label, [] if bool(found) == wanted else [f"judged: {found.without() or 'nothing'}"]


def run(tally, lab):
    folder = tempfile.mkdtemp(prefix="judge-", dir=lab.folder)
    for label, problems in trials(folder):
        tally.record(label, True, problems)
    for name in row_faults.names():
        done = row_faults.patch(row_faults.ROOT, name, "--dry-run")
        tally.record(f"planted fault {name}", True, [done.stdout + done.stderr] if done.returncode else [])
    shutil.rmtree(folder)
