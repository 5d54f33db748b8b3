"""strace as the hand that breaks a program at one call: it finds the calls of a run, and fails or kills at one of them."""

import collections
import os
import re
import tempfile

# What leaves something behind on a disk, in the kernel or in another process.
CHANGES = (
    "write,pwrite64,writev,pwritev,fdatasync,fsync,ftruncate,fallocate,openat,openat2,mkdir,mkdirat,unlink,unlinkat,"
    "rename,renameat,renameat2,link,linkat,symlink,symlinkat,fchown,fchownat,fchmod,fchmodat,utimensat,flock,clone,"
    "clone3,vfork,kill,exit_group").split(",")
LINE = re.compile(r"(\d+) +(\w+)\((.*)")
MAKES = re.compile(r"O_CREAT|O_TRUNC")


class Call(collections.namedtuple("Call", "name number text")):
    """The `number`-th call of that name that one thread makes."""

    def __str__(self):
        return f"{self.name}/{self.number}"


def strace(file, calls, *words):
    # It looks through all processes: with a process table of its own its calls have the same numbers each time.
    # Commands that a program starts are no part of it: they are let go when they begin.
    # A disk that is unmounted meanwhile is unmounted there, too.
    return ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc", "--propagation", "slave", "strace", "-f", "-b",
            "execve", "-q", "-s", "256", "-o", file, "-e", "trace=" + ",".join(calls), "-e", "signal=none", *words]


def observe(world, argv, calls, timeout=60):
    """Runs a program whole; returns how it ended and its calls in order."""
    file = tempfile.mktemp(dir=world.folder)
    ended = world.run(strace(file, calls) + argv, timeout)
    return ended, read_calls(file)


def read_calls(file):
    counts, found = collections.Counter(), []
    with open(file, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            match = LINE.match(line)
            if match:
                thread, name, text = match.groups()
                counts[thread, name] += 1
                found.append(Call(name, counts[thread, name], text))
    return found


def changing(calls):
    """The calls that change something; one that failed or only opened for reading did not."""
    return [call for call in calls if not re.search(r"= -1 E", call.text)
            and (not call.name.startswith("openat") or MAKES.search(call.text))]


def inject(world, argv, call, number, what, timeout=60):
    """Runs a program that is killed or failed at the `number`-th `call` of one of its threads.

    Returns whether that happened, and how it ended.
    """
    file = tempfile.mktemp(dir=world.folder)
    ended = world.run(strace(file, [call], "-e", f"inject={call}:{what}:when={number}") + argv, timeout)
    with open(file, encoding="utf-8", errors="replace") as lines:
        text = lines.read()
    os.remove(file)
    if "signal=" in what:
        # strace ends as its program did, before it has written that down; of a child it has.
        return ended.code in (-9, 137) or "killed by SIGKILL" in text, ended
    return "(INJECTED)" in text, ended
