"""The judge: compares what bots wrote with what stands in every chat file, byte for byte.

A chat file must be a shuffle of what its own bots wrote and of the deliveries that are due to it: each once and
whole, those of one source in the order of the source, and nothing else in between.
"""

import os
import stat

from reader import QUOTABLE, quote

LINE_END = "line end"
KINDS = ("lost", "doubled", "swapped", "changed", "foreign", "fragment", "own text", "file", "wake")


class Findings(list):
    """What is wrong: pairs of a kind and of words that show it."""

    def add(self, kind, *words):
        assert kind in KINDS
        self.append((kind, " ".join(str(word) for word in words)))

    def without(self, *kinds):
        return [f"{kind}: {words}" for kind, words in self if kind not in kinds]

    def count(self, kind):
        return sum(1 for found, _ in self if found == kind)


class Due:
    """One message that must stand in a destination, or what is still missing of it."""

    def __init__(self, message, in_pieces):
        self.message, self.in_pieces, self.part = message, in_pieces, 0
        self.whole = message.delivery()
        self.rest = quote(message.body).split(b"\n")

    def match(self, data, at):
        """How many bytes of `data` from `at` on are this message, 0 when none; and the lines that are missing then.

        One that was written in pieces may have been delivered in parts: its header, and each time some more lines
        of its body (R5).
        """
        if not self.part and data.startswith(self.whole, at):
            return len(self.whole), []
        if not self.in_pieces:
            return 0, self.rest
        head = b"\n" + self.message.line + (b" (cont. %d)" % self.part if self.part else b"") + b"\n"
        if not data.startswith(head, at):
            return 0, self.rest
        end, lines = at + len(head), list(self.rest)
        # Blank lines between two parts belong to neither.
        while self.part and lines and not lines[0].strip() and not data.startswith(lines[0] + b"\n", end):
            lines.pop(0)
        # The longest part that stands here: a line that is cut off stands in no part.
        taken = []
        while lines and data.startswith(lines[0] + b"\n", end):
            taken.append(lines.pop(0))
            end += len(taken[-1]) + 1
        # A blank line at its end is no part of it, and may be the beginning of what follows.
        while taken and not taken[-1].strip():
            end -= len(taken[-1]) + 1
            lines.insert(0, taken.pop())
        if not any(line.strip() for line in lines):
            lines = []
        return (end - at, lines) if len(lines) < len(self.rest) else (0, self.rest)

    def take(self, lines):
        self.rest, self.part = lines, self.part + 1


class Queue:
    """The messages of one source for one destination, in order."""

    def __init__(self, dues):
        self.dues, self.next, self.early = dues, 0, set()

    def current(self):
        while self.next in self.early:
            self.next += 1
        return self.dues[self.next] if self.next < len(self.dues) else None


def dues(source, target, homes):
    """What the bots of one home wrote for those of another, each message once (R4, R6)."""
    found, known = [], set()
    for message, in_pieces in source.written():
        if not goes(message, source, target):
            continue
        name = message.identity()
        if message.identifies and name in known:
            continue
        known.add(name)
        found.append(Due(message, in_pieces))
    return found


def goes(message, source, target):
    return (message.sender in source.names and not message.part
            and any(name == "all" or name in target.names for name in message.names))


def compare(homes, fragments=False, notices=False, only=None):
    """Judges all homes, or only some of them; what is due to these comes from all.

    `fragments` allows beginnings that a kill cut off, when the whole message follows (R11): everywhere, or in the files
    with these paths. LINE_END allows no more of them than the line end before the header, which does no harm. `notices` allows what the relay itself tells a sender (R14).
    """
    findings = Findings()
    everywhere = fragments
    for home in homes if only is None else only:
        fragments = everywhere if isinstance(everywhere, (bool, str)) else home.path in everywhere
        queues = [Queue(dues(source, home, homes)) for source in homes if source is not home]
        loose = [data for source in homes if source is not home for data in source.again.get(home.path, [])]
        unsure = [data for source in homes if source is not home for data in source.unsure]
        for own, data in home.past:
            walk(home, data, own, queues, loose, findings, fragments, notices, unsure)
        data = home.read_all()
        if data is None:
            findings.add("file", home.path, "is gone")
            continue
        walk(home, data, home.pieces, queues, loose, findings, fragments, notices, unsure)
        for queue in queues:
            while (due := queue.current()) is not None:
                findings.add("lost", excerpt(due.whole), "is missing in", home.path)
                queue.next += 1
        for data in loose:
            findings.add("lost", "the second", excerpt(data), "is missing in", home.path)
        shape(home, findings)
    return findings


def walk(home, data, own, queues, loose, findings, fragments, notices, unsure):
    """Reads a file from its first byte to its last, and says of each piece what it is."""
    at, mine = 0, 0
    while at < len(data):
        best, owner, lines = 0, None, None
        if mine < len(own) and own[mine] and data.startswith(own[mine], at):
            best = len(own[mine])
        for queue in queues:
            due = queue.current()
            if due is None:
                continue
            length, rest = due.match(data, at)
            if length > best:
                best, owner, lines = length, queue, rest
        if best and owner is None:
            mine += 1
        elif best:
            due = owner.current()
            due.take(lines)
            if not lines:
                owner.next += 1
            # The line end that a kill took off its end may be the first byte of what a bot wrote behind it.
            if fragments and mine < len(own) and not begins(data, at + best, own[mine]):
                best -= begins(data, at + best - 1, own[mine])
        else:
            best = strange(home, data, at, own[mine:], queues, loose, findings, fragments, notices, unsure)
        at += best
    if mine < len(own):
        findings.add("own text", excerpt(own[mine]), "is missing in", home.path)


def strange(home, data, at, own, queues, loose, findings, fragments, notices, unsure):
    """What does not stand here by right: says why, and how many bytes it is."""
    where = f"at byte {at} of {home.path}"
    if at in home.holes:
        return home.holes[at]
    for piece in loose:
        if data.startswith(piece, at):
            loose.remove(piece)
            return len(piece)
    for piece in unsure:
        head = data.find(b"\n", at + 1) + 1 if data[at:at + 5] == b"\n### " else at
        if data.startswith(piece, head) and (head == at or b" (cont. " in data[at:head]):
            return head + len(piece) - at
    for queue in queues:
        for number, due in enumerate(queue.dues):
            if data.startswith(due.whole, at):
                if number < queue.next or number in queue.early:
                    findings.add("doubled", excerpt(due.whole), where)
                else:
                    queue.early.add(number)
                    findings.add("swapped", excerpt(due.whole), where, "before its turn")
                return len(due.whole)
    if at and data[at] == 10 and data[at - 1] != 10:
        if any(begins(data, at + 1, piece) for piece in wanted(own, queues)):
            return 1  # the line before had no end: the relay gives it one (R8)
    if notices and data[at:].startswith(b"\n### ") and b" - Relay" in data[at:].split(b"\n", 2)[1]:
        return piece_end(data, at) - at
    length = max((common(data, at, queue.current().whole) for queue in queues if queue.current()), default=0)
    end = piece_end(data, at)
    if fragments and length and at + length < len(data):
        # What follows may begin as the rest of the fragment would.
        ends = [cut for cut in range(length, 0, -1) if any(
            begins(data, at + cut, piece) for piece in wanted(own, queues))]
        cut = ends[0] if ends else length
        if (ends or length > 1) and (cut == 1 or fragments != LINE_END):
            return cut
    line = data[at:].split(b"\n", 2)[1] if data[at:at + 1] == b"\n" else b""
    for queue in queues:
        for number, due in enumerate(queue.dues):
            if line == due.message.line:
                findings.add("changed", excerpt(due.whole), where, "is", excerpt(data[at:end]))
                if number >= queue.next:
                    queue.early.add(number)
                return end - at
    is_cut = length > 1 and (at + length >= end or any(
        begins(data, at + length, piece) for piece in wanted(own, queues)))
    kind = "fragment" if is_cut else "foreign"
    findings.add(kind, excerpt(data[at:end]), "stands", where)
    return end - at


def wanted(own, queues):
    return own[:1] + [queue.current().whole for queue in queues if queue.current()]


def begins(data, at, piece):
    return bool(piece) and data.startswith(piece[:64], at)


def piece_end(data, at):
    """Where the next header-like line begins, with the blank line before it."""
    while True:
        at = data.find(b"\n\n###", at + 1)
        if at < 0:
            return len(data)
        if QUOTABLE.match(data, at + 2):
            return at + 1


def common(data, at, piece):
    if data.startswith(piece, at):
        return len(piece)
    low, high = 0, len(piece)
    while low + 1 < high:
        half = (low + high) // 2
        low, high = (half, high) if data.startswith(piece[:half], at) else (low, half)
    return low


def shape(home, findings):
    """Owner, mode, inode, number of links: as when its bots last made it. A device has another number after a reboot."""
    now = os.lstat(home.path)
    for name in ("st_ino", "st_uid", "st_gid", "st_mode", "st_nlink"):
        if getattr(now, name) != getattr(home.shape, name):
            findings.add("file", home.path, name, getattr(home.shape, name), "became", getattr(now, name))
    if not stat.S_ISREG(now.st_mode):
        findings.add("file", home.path, "is no plain file")


def wakes(calls, count, name):
    """Every batch once: `calls` are the lines that the wake command wrote, `count` the messages to be told of.

    A wake that was under way when its holder was killed runs again and says so (W2): that one is not counted.
    """
    findings, told, ids = Findings(), 0, set()
    for bot, many, last, text in calls:
        if bot != name or "perhaps said before" in text:
            continue
        if last in ids:
            findings.add("wake", name, "was woken twice for", last)
        ids.add(last)
        told += int(many)
    if told < count and not any("perhaps said before" in text and bot == name for bot, _, _, text in calls):
        findings.add("wake", name, f"was told of {told} messages of {count}")
    if told > count:
        findings.add("wake", name, f"was told of {told} messages, and there are {count}")
    return findings


def excerpt(data, length=90):
    text = data[:length].decode("utf-8", "backslashreplace")
    return repr(text) + ("…" if len(data) > length else "")


