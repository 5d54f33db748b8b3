"""Row 4: each call that can fail fails once, at each place, with each error that matters."""

import scenarios
import tracing

# Which errors a call can answer; retried silently, told, or the end of the program, but never the end of a message.
ERRORS = {
    "write": "ENOSPC EIO EINTR EAGAIN EFBIG EROFS", "pwrite64": "ENOSPC EIO EINTR", "fdatasync": "EIO ENOSPC EINTR",
    "fsync": "EIO ENOSPC EINTR", "ftruncate": "ENOSPC EIO EINTR", "fallocate": "ENOSPC EIO EINTR",
    "openat": "EMFILE EACCES EIO EROFS ENOSPC ENOMEM EINTR", "openat2": "EMFILE EACCES EIO ENOMEM EINTR EAGAIN",
    "read": "EIO EINTR EAGAIN ENOMEM", "pread64": "EIO EINTR ENOMEM", "lseek": "EIO",
    "newfstatat": "EIO EACCES ENOMEM", "fstatfs": "EIO EINTR", "getdents64": "EIO ENOMEM", "readlink": "EIO EACCES",
    "faccessat2": "EIO EACCES", "mkdir": "ENOSPC EIO EROFS EACCES", "unlink": "EIO EROFS EACCES",
    "unlinkat": "EIO EROFS EACCES", "renameat": "ENOSPC EIO EROFS", "renameat2": "ENOSPC EIO EROFS",
    "rename": "ENOSPC EIO EROFS", "fchown": "EIO EPERM", "flock": "EINTR EIO", "fcntl": "EINTR EIO ENOLCK",
    "inotify_init": "EMFILE ENOMEM", "inotify_add_watch": "ENOSPC ENOMEM EACCES", "epoll_create1": "EMFILE ENOMEM",
    "epoll_ctl": "ENOSPC ENOMEM", "epoll_pwait": "EINTR", "epoll_wait": "EINTR", "pselect6": "EINTR", "poll": "EINTR",
    "signalfd4": "EMFILE ENOMEM", "eventfd2": "EMFILE ENOMEM", "pipe2": "EMFILE", "clone": "EAGAIN ENOMEM",
    "clone3": "EAGAIN ENOMEM", "vfork": "EAGAIN ENOMEM", "wait4": "EINTR", "waitid": "EINTR",
}
# Told by its exit code: all is well, I/O, somebody else is at work, the configuration cannot be read, no memory to load.
HONEST = (0, 74, 75, 78, 127)
# SQLite alone tries a lock that answers with an error again for ten seconds, and there may be some of them.
PATIENCE = 60
SHORT = 300


def points(lab):
    """Every call that can fail, behind the first one that is the program's own, times every error."""
    found = {}
    for name, make in scenarios.ALL.items():
        scenario = make(lab)
        _, calls = tracing.observe(scenario.world, scenario.argv, list(ERRORS))
        begin = next(i for i, call in enumerate(calls) if scenario.world.config in call.text)
        scenario.world.remove()
        for call in calls[begin:]:
            for error in ERRORS[call.name].split():
                found[f"{name}/{call}/{error}"] = None
    return list(found)


def trial(lab, label, dice, late):
    name, call, number, error = label.split("/")
    place = int(number)
    for _ in range(5):
        scenario = scenarios.ALL[name](lab)
        try:
            fired, ended = tracing.inject(scenario.world, scenario.argv, call, place, f"error={error}", PATIENCE)
            problems = ended.problems(*HONEST)
            problems += scenario.judge(dice, is_patient=True)
            if scenario.was_late:
                late.append(label)
            if fired or problems:
                return fired, problems if place == int(number) else [f"at {place}: {problem}" for problem in problems]
            # Those that poll make more of a call in one run than in another: what was not reached is tried earlier.
            place = max(1, place * 9 // 10)
        finally:
            scenario.world.remove()
    return False, []


def run(tally, lab):
    late = []
    # Each pair of a call and an error, and the more of those that are frequent.
    labels = lab.sample(tally, points(lab), SHORT, key=lambda label: (label.split("/")[1], label.split("/")[3]))
    lab.play(tally, labels, lambda label, dice: trial(lab, label, dice, late))
    tally.note(f"{len(late)} were delivered only by a start that stays")
