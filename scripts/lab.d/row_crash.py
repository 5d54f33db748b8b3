"""Row 1: the program is killed before each call that changes anything, and started again."""

import re

import scenarios
import tracing


def points(tally, lab):
    """Every point of every scenario, as one undisturbed run of each shows them, which must be right, too."""
    found = {}
    for name, make in scenarios.ALL.items():
        if lab.is_over(tally):
            break
        if not lab.concerns(f"{name}/"):
            continue
        scenario = make(lab)
        ended, calls = tracing.observe(scenario.world, scenario.argv, tracing.CHANGES)
        problems = ended.problems(0) + scenario.judge(lab.dice(name)) + strangers(scenario.world, ended.output)
        scenario.world.remove()
        label = f"{name}/undisturbed"
        if problems or label.startswith(lab.only):
            tally.record(label, True, problems)
        if not problems:
            found.update((f"{name}/{call}", None) for call in tracing.changing(calls))
    return list(found)


def strangers(world, output):
    """F9: an id that the relay tells is that of a message, as it is computed here; of a part nobody can say."""
    known = {message.identity() for home in world.homes for message, in_pieces in home.written()}
    if any(in_pieces for home in world.homes for _, in_pieces in home.written()):
        return []
    return [f"{name} is no message's id" for name in re.findall(r"delivered ([0-9a-f]{12})", output)
            if name not in known]


def trial(lab, label, dice):
    name, call, number = label.split("/")
    # A timer may take another path through the same code; the point is met at one of some runs.
    for _ in range(5):
        scenario = scenarios.ALL[name](lab)
        try:
            fired, ended = tracing.inject(scenario.world, scenario.argv, call, number, "signal=KILL")
            problems = ["it hung"] if ended.hung else []
            if not fired and not problems:
                problems = ended.problems(0)
            problems += scenario.judge(dice)
            if fired or problems:
                return fired, problems
        finally:
            scenario.world.remove()
    return False, []


def run(tally, lab):
    labels = lab.sample(tally, points(tally, lab), 260)
    tally.of += tally.tried
    lab.play(tally, labels, lambda label, dice: trial(lab, label, dice))
