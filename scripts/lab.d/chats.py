"""Chat files as their bots see them: what they wrote, when, and what a delivery of it must be."""

import glob
import os
import re

from reader import messages


# What the relay leaves where older messages stood.
OPENING = re.compile(rb"<!-- botchat archive: [^>]*-->\n\n")
HOLE = re.compile(rb"\0+")


class Chat:
    """A home: one chat file, the bots that share it, and everything that they did to it."""

    def __init__(self, names, path, owner=None, mode=0o644):
        self.names = [name.lower() for name in names]
        self.title, self.path = names[0], path
        # What its bots wrote since they last made the whole file, as it must stand there.
        self.pieces = []
        # Pieces and content of the file each time before that.
        self.past = []
        # Everything they ever wrote, each growth with whether its messages are to be delivered.
        self.growths = []
        # Deliveries that somebody asked for once more, by the path of the destination.
        self.again = {}
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "xb"):
            pass
        os.chmod(path, mode)
        if owner:
            os.chown(path, *owner)
        self.shape = os.lstat(path)
        # Where its last growth ends.
        self.end = 0
        # Text that may be delivered or not.
        self.unsure = []
        # Where a power cut left the length of an append and not its bytes, by their places.
        self.holes = {}

    def append(self, data, due=True, sync=False):
        """One write, as a bot's tool does it: its messages are due, or history; None is text of no message."""
        file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
        try:
            if os.write(file, data) != len(data):
                raise OSError(f"short write to {self.path}")
            self.pieces.append(data)
            self.growths.append((data, due))
            self.end = os.lseek(file, 0, os.SEEK_CUR)
            if sync:
                os.fsync(file)
        finally:
            os.close(file)

    def go_on(self, data):
        """More of the last message, unless something stands behind it by now.

        What is written behind it in that very moment may be taken for the rest of it, or for nobody's (R8).
        """
        if os.path.getsize(self.path) != self.end:
            return
        before = self.end
        self.append(data)
        if self.end - len(data) != before:
            self.growths[-1] = (data, None)
            self.unsure.append(data)

    def rewrite(self, content, fresh=b"", rename=False, seen=None):
        """The bot writes the whole file anew: `content` of what stood there, then `fresh` text of its own.

        `seen` is what stood there, when that has gone already.
        """
        self.past.append((self.pieces, self.read() if seen is None else seen))
        if rename:
            with open(self.path + ".new", "wb") as file:
                file.write(content + fresh)
            os.chmod(self.path + ".new", self.shape.st_mode & 0o7777)
            os.rename(self.path + ".new", self.path)
        else:
            with open(self.path, "wb") as file:
                file.write(content + fresh)
        self.pieces = [piece for piece in (content, fresh) if piece]
        self.growths.append((fresh, True))
        self.shape = os.lstat(self.path)

    def note_holes(self):
        """After a power cut: nobody has written a NUL."""
        self.holes = {hole.start(): len(hole[0]) for hole in HOLE.finditer(self.read())}

    def read(self):
        try:
            with open(self.path, "rb") as file:
                return file.read()
        except OSError:
            return None

    def read_all(self):
        """The file with what was archived of it, where that stood."""
        text = self.read()
        archived = b""
        for path in sorted(glob.glob(self.path.replace(".md", "-*.md"))):
            with open(path, "rb") as file:
                archived += file.read()
        if text is None or not archived:
            return text
        opening = OPENING.search(text)
        start, end = opening.span() if opening else (0, 0)
        return text[:start] + archived + text[end:]

    def written(self):
        """The messages of its bots that are to be delivered, each with whether it came in more than one growth."""
        text, edges, dues = b"", [], []
        for data, due in self.growths:
            if due is None:
                continue
            edges.append(len(text))
            dues.append(due)
            text += data
        found, growth = [], 0
        for message in messages(text):
            while growth + 1 < len(edges) and edges[growth + 1] <= message.start:
                growth += 1
            last = message.end - 1
            in_pieces = growth + 1 < len(edges) and edges[growth + 1] <= last - 1
            if dues[growth]:
                found.append((message, in_pieces))
        return found
