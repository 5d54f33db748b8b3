"""What a relay or a monitor is doing when something happens to it: a dozen states, each made anew for each trial."""

import os
import signal
import time

from world import World


class Scenario:
    """A world that is ready, the program that is then broken, and what follows before everything must be right."""

    def __init__(self, world, argv=None, heal=None, probes=True, tool="relay"):
        self.world, self.tool, self.heal = world, tool, heal
        self.argv = argv or world.command(tool, "--once")
        # Whether messages may be written between the fault and the next start.
        self.probes = probes
        # Whether the next start left something to one that stays.
        self.was_late = False

    def again(self, is_patient):
        """One more start, which must succeed and leave nothing undone; with `is_patient` it may take its time."""
        words = ("monitor", "--bot", "Ross") if self.tool == "monitor" else ("relay",)
        problems = self.world.once(*words).problems(0, *((74,) if is_patient else ()))
        found = self.world.verdict()
        if problems or not found or not is_patient:
            return problems + found
        self.was_late = True
        daemon = self.world.start(*words)
        found = self.world.settled(6)
        return found + self.world.stop(daemon)

    def probe(self):
        """Everybody writes one more message."""
        if self.tool == "monitor":
            return mail(self.world, 1)
        self.world.say("John", "Ross", "A probe.")
        self.world.say("Ross", "John", "A probe back.")

    def judge(self, dice, is_patient=False):
        """Starts it again, with or without new messages in between, and returns what is wrong."""
        if self.heal:
            self.heal()
        is_early = self.probes and dice.random() < 0.5
        if is_early:
            self.probe()
        problems = [f"after the next start: {line}" for line in self.again(is_patient)]
        if not is_early and not problems:
            self.probe()
            problems += [f"after a probe: {line}" for line in self.again(is_patient)]
        return problems


def begun(lab, **options):
    """A world whose relay has run before, and two messages crossed."""
    world = World(lab, **options)
    must(world.once())
    world.say("John", "Ross", "The first one.")
    world.say("Ross", "ALL", "The second one.")
    must(world.once())
    return world


def must(ended, *codes):
    problems = ended.problems(*(codes or (0,)))
    if problems:
        raise RuntimeError(problems[0])


def deliver(lab):
    world = begun(lab)
    world.say("John", "Ross")
    world.say("Jack", "Ross", "Another one\nof two lines.")
    return Scenario(world)


def both_ways(lab):
    world = begun(lab)
    for number in range(3):
        world.say("John", "Ross", f"There {number}.")
        world.say("Ross", "Jack", f"Back {number}.")
    world.say("Ross", "ALL", "To everybody, with a line\n### 2026-02-10 that looks like a header.")
    return Scenario(world)


def batch(lab):
    world = begun(lab)
    for number in range(40):
        world.say("John", ("Ross", "Jack", "ALL", "Jack and Ross")[number % 4], f"Number {number}. " * (1 + number % 7))
    return Scenario(world)


def truncation(lab):
    world = begun(lab)
    kept = world.say("John", "Ross", "The one that is kept.")
    must(world.once())
    world.home("John").rewrite(kept, world.message("John", "Ross", "Behind what is left."))
    return Scenario(world)


def rewrite(lab):
    world = begun(lab)
    home = world.home("John")
    home.rewrite(home.read(), world.message("John", "Ross", "Written by an editor."), rename=True)
    return Scenario(world)


def first_start(lab):
    world = World(lab)
    for sender, to in (("John", "Ross"), ("Ross", "John"), ("John", "Ross")):
        world.say(sender, to, "History.", due=False)
    for home in world.homes:
        os.utime(home.path, (1_700_000_000, 1_700_000_000))
    return Scenario(world, probes=False)


def rebuild(lab):
    world = begun(lab)
    for suffix in ("", "-wal", "-shm"):
        if os.path.exists(f"{world.state}/relay.db{suffix}"):
            os.remove(f"{world.state}/relay.db{suffix}")
    world.say("John", "Ross", "Behind the last that stands there.")
    return Scenario(world)


def parked(lab):
    """Messages go into the outbox, since nothing may be delivered."""
    world = begun(lab)
    pause(world)
    world.say("John", "Ross", "Waits.")
    world.say("Ross", "Jack", "Waits, too.")
    return Scenario(world, heal=lambda: resume(world))


def freed(lab):
    """Messages wait in the outbox, and may now be delivered."""
    world = begun(lab)
    pause(world)
    for number in range(3):
        world.say("John", "Ross", f"Waits {number}.")
    world.say("Ross", "Jack", "Waits, too.")
    must(world.once())
    resume(world)
    world.say("John", "Ross", "Behind those that wait.")
    return Scenario(world)


def pause(world):
    with open(f"{world.state}/paused", "w", encoding="utf-8"):
        pass


def resume(world):
    if os.path.exists(f"{world.state}/paused"):
        os.remove(f"{world.state}/paused")


def large(lab):
    world = begun(lab)
    world.say("John", "Ross", "A line of a large message, one of many.\n" * 22_500)
    world.say("John", "Ross", "A small one behind it.")
    return Scenario(world)


def continuation(lab):
    world = begun(lab)
    world.say("John", "Ross", "The beginning.", closed=False)
    must(world.once())
    world.home("John").append("And what came later.\n\n⏱ 07:32:15pm SGT\n".encode())
    return Scenario(world)


def wake_by_relay(lab):
    world = begun(lab, wakes=["ross"])
    world.say("John", "Ross", "Wake up.")
    world.say("Jack", "Ross", "You, too.")
    return Scenario(world)


def wake_by_monitor(lab):
    """No relay: what it would deliver stands there, and the monitor wakes for it."""
    world = World(lab, wakes=["ross"])
    must(world.once("monitor", "--bot", "Ross"))
    mail(world, 2)
    return Scenario(world, world.command("monitor", "--bot", "Ross", "--once"), tool="monitor")


def mail(world, count):
    """Deliveries as a relay would write them, by hand."""
    for _ in range(count):
        data = world.say("John", "Ross", "Mail.")
        world.home("Ross").mail = getattr(world.home("Ross"), "mail", 0) + 1
        with open(world.home("Ross").path, "ab") as file:
            file.write(data)


def resend(lab):
    world = begun(lab)
    ask(world, "resend", world.home("John").written()[0][0].identity())
    world.home("John").again[world.home("Ross").path] = [world.home("John").written()[0][0].delivery()]
    return Scenario(world, heal=lambda: believe_refusal(world))


def archive(lab):
    """Most of a chat file is about to be archived."""
    world = begun(lab, places={"John": lab.disk_folder()})
    for number in range(4):
        world.say("John", "Ross", f"Old {number}. " + "Words. " * 400)
    must(world.once())
    ask(world, "archive", "--bot", "John", "--keep", "2")
    return Scenario(world)


def ask(world, *words):
    """Leaves a request that no relay has seen."""
    relay = world.start()
    os.kill(relay.pid, signal.SIGSTOP)
    asking = world.launch(world.command("botchat", *words))
    wait_for(lambda: any(n.endswith(".request") for n in os.listdir(f"{world.state}/inbox")))
    # The one who asks would take the request back when it sees that nobody runs.
    world.destroy(asking)
    world.destroy(relay)


def believe_refusal(world):
    """What was asked and openly refused is not due."""
    for name in os.listdir(f"{world.state}/inbox"):
        if name.endswith(".answer"):
            with open(f"{world.state}/inbox/{name}", "rb") as file:
                if file.read().startswith(b"error"):
                    world.home("John").again.clear()


def wait_for(condition, within=10):

    end = time.monotonic() + within
    while not condition():
        if time.monotonic() > end:
            raise RuntimeError("what was waited for did not come")
        time.sleep(0.005)


ALL = {
    "deliver": deliver, "both-ways": both_ways, "batch": batch, "truncation": truncation, "rewrite": rewrite,
    "first-start": first_start, "rebuild": rebuild, "parked": parked, "freed": freed, "large": large,
    "continuation": continuation, "wake-by-relay": wake_by_relay, "wake-by-monitor": wake_by_monitor,
    "resend": resend, "archive": archive,
}
