"""The format of chat files, read and written from its description alone (F1 to F9), with no code of the tools."""

import hashlib
import re

NAME = rb"[A-Za-z0-9][A-Za-z0-9_.\-]{0,63}?"
ARROW = rb"(?:\xe2\x86\x92|\xe2\x87\x92|->|=>)"
DASH = rb"(?:-|\xe2\x80\x93|\xe2\x80\x94)"
SEPARATOR = rb"[ \t]*(?:[,&+/][ \t]*)*(?:(?:and[ \t]+|[,&+/])[ \t]*)+"
HEADER = re.compile(
    rb"###[ \t]+(?P<date>\d{4}-\d\d-\d\d)[ \t]+(?P<time>\d\d:\d\d(?::\d\d)?)(?:[ \t]+(?:[A-Za-z]{1,8}|[+-]\d\d:?\d\d))?"
    rb"[ \t]+" + DASH + rb"[ \t]+(?P<sender>" + NAME + rb")"
    rb"(?:[ \t]*" + ARROW + rb"[ \t]*(?P<to>@?" + NAME + rb"(?:" + SEPARATOR + rb"@?" + NAME + rb")*))?"
    rb"(?:[ \t]*\((?P<tag>(?!cont\. \d)[^()]+)\))?(?:[ \t]*\(cont\. (?P<part>\d+)\))?[ \t\r]*\Z")
QUOTABLE = re.compile(rb"###[ \t]*\d{4}-\d\d-\d\d")
CLOCK = re.compile(rb"[ \t\r]*\xe2\x8f\xb1")
FENCE = re.compile(rb" {0,3}(?P<marks>`{3,}|~{3,})(?P<rest>[^\n]*)\Z")
BLANKS = b" \t\r"


class Message:
    """One message of a file: its header line and its body as they stand there, and where."""

    def __init__(self, line, start):
        found = HEADER.match(line)
        self.line, self.start, self.end, self.body = line, start, start, b""
        self.sender = found["sender"].decode().lower()
        self.names = [n.lstrip(b"@").decode().lower() for n in re.split(SEPARATOR, found["to"])] if found["to"] else []
        self.identifies = found["time"].count(b":") == 2 or found["tag"] is not None
        self.part = int(found["part"] or 0)

    def delivery(self):
        """F8: blank line, header, quoted body, newline, nothing else."""
        return b"\n" + self.line + b"\n" + quote(self.body) + b"\n"

    def identity(self):
        """F9: the id as it is printed, twelve hex digits."""
        text = solid(b"\n".join(line[:-1] if line.endswith(b"\r") else line for line in quote(self.body).split(b"\n")))
        return hashlib.blake2b(self.line.rstrip(BLANKS) + b"\n" + text, digest_size=16).hexdigest()[:12]


def is_header(line):
    return HEADER.match(line) is not None


def quote(body):
    """F8: `> ` before each line that is or looks like a header."""
    return b"\n".join(b"> " + line if QUOTABLE.match(line) else line for line in body.split(b"\n"))


def solid(body):
    """F3: blank lines at the end of a body are not part of it."""
    lines = body.split(b"\n")
    while lines and not lines[-1].strip(BLANKS):
        lines.pop()
    return b"\n".join(lines)


def messages(data):
    """The messages of a text, in order; what stands before the first header is none (F4)."""
    lines = data.split(b"\n")
    hidden = fenced(lines)
    found, at = [], 0
    for number, line in enumerate(lines):
        if line.startswith(b"###") and number not in hidden and is_header(line):
            found.append((Message(line, at), at + len(line) + 1))
        at += len(line) + 1
    for index, (message, body) in enumerate(found):
        message.end = found[index + 1][0].start if index + 1 < len(found) else len(data)
        message.body = solid(data[body:message.end])
    return [message for message, _ in found]


def fenced(lines):
    """F6: the numbers of the lines inside of code blocks; a block that runs to the end is none."""
    hidden, number = set(), 0
    while number < len(lines):
        opened = FENCE.match(lines[number])
        if opened and not (opened["marks"][:1] == b"`" and b"`" in opened["rest"]):
            for last in range(number + 1, len(lines)):
                closed = FENCE.match(lines[last])
                if (closed and closed["marks"][:1] == opened["marks"][:1]
                        and len(closed["marks"]) >= len(opened["marks"]) and not closed["rest"].strip(BLANKS)):
                    hidden.update(range(number, last + 1))
                    number = last
                    break
        number += 1
    return hidden
