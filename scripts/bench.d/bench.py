"""scripts/bench: see there."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time

from measures import MEASURES
from table import render, table
from world import ROOT, TOOLS, Program


def options():
    parser = argparse.ArgumentParser(
        prog="scripts/bench", description="Measures relay and monitor beside what people use instead.",
        epilog="example: scripts/bench --measures latency,idle --rounds 3 --samples 1000")
    parser.add_argument("--quick", action="store_true", help="3 rounds of 300 messages, 20 s of idling")
    parser.add_argument("--rounds", type=int, help="rounds; figures are medians over them (5)")
    parser.add_argument("--samples", type=int, help="messages of each round for relay and floor (3000)")
    parser.add_argument("--idle", type=int, help="seconds of idling (60)")
    parser.add_argument("--measures", default=",".join(MEASURES), help=f"of {','.join(MEASURES)}")
    parser.add_argument("--contenders", default=",".join(Program.TITLES), help=f"of {','.join(Program.TITLES)}")
    parser.add_argument("--relay", default=Program.relay, help="the relay to measure (.build/release/relay)")
    parser.add_argument("--monitor", default=Program.monitor, help="the monitor to measure (.build/release/monitor)")
    parser.add_argument("--folder", default=f"{ROOT}/.build/bench",
                        help="where the chat files are made; the disk under it counts (.build/bench)")
    chosen = parser.parse_args()
    for name, whole, quick in (("rounds", 5, 3), ("samples", 3000, 300), ("idle", 60, 20)):
        if getattr(chosen, name) is None:
            setattr(chosen, name, quick if chosen.quick else whole)
    chosen.measures = chosen.measures.split(",")
    chosen.contenders = chosen.contenders.split(",")
    for word, known in [(m, MEASURES) for m in chosen.measures] + [(c, Program.TITLES) for c in chosen.contenders]:
        if word not in known:
            parser.error(f"'{word}' is none of {', '.join(known)}")
    if min(chosen.rounds, chosen.idle) < 1 or chosen.samples < 50:
        parser.error("at least one round, one second and 50 samples")
    chosen.gigabyte = 100_000_000 if chosen.quick else 1_000_000_000
    chosen.folder = os.path.abspath(chosen.folder)
    return chosen


def machine(chosen):
    """What the figures belong to."""

    def output(*argv):
        return subprocess.run(argv, cwd=ROOT, capture_output=True, text=True).stdout.strip()

    with open("/proc/cpuinfo") as file:
        model = next((l.split(":")[1].strip() for l in file if l.startswith("model name")), "unknown")
    return dict(measure="machine", time=time.strftime("%Y-%m-%dT%H:%M:%S%z"), processor=model, cores=os.cpu_count(),
                kernel=os.uname().release, disk=output("stat", "-f", "-c", "%T", chosen.folder), load=os.getloadavg()[0],
                commit=output("git", "rev-parse", "--short", "HEAD"), relay=output(chosen.relay, "--version"),
                rounds=chosen.rounds, samples=chosen.samples)


def main():
    chosen = options()
    Program.relay, Program.monitor = os.path.abspath(chosen.relay), os.path.abspath(chosen.monitor)
    os.makedirs(chosen.folder, exist_ok=True)
    os.makedirs(f"{ROOT}/results", exist_ok=True)
    path = f"{ROOT}/results/bench-{time.strftime('%Y%m%d-%H%M%S')}.jsonl"
    rows = [machine(chosen)]
    failed = False
    with open(path, "w") as file:
        def keep(row):
            rows.append(row)
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            file.flush()

        file.write(json.dumps(rows[0], ensure_ascii=False) + "\n")
        for name in chosen.measures:
            print(f"{time.strftime('%H:%M:%S')} {name}", file=sys.stderr, flush=True)
            try:
                for row in MEASURES[name](chosen):
                    keep(row)
            except (RuntimeError, OSError, subprocess.SubprocessError) as problem:
                failed = True
                print(f"bench: error: {name}: {problem}", file=sys.stderr)
    shutil.rmtree(chosen.folder, ignore_errors=True)
    about = rows[0]
    print(f"\n{about['processor']}, {about['cores']} cores, {about['disk']}, load {about['load']:.1f}; "
          f"{about['rounds']} rounds of {about['samples']} messages, 20–60 ms apart, in one random order")
    print("p50, p99: median over the rounds; ×: times the C floor of the same round; catch-up: for this toolkit until "
          "all is synced and stored, for the others until it can be read\n")
    print(render(table(rows, chosen.contenders)))
    print(f"\nevery figure: {os.path.relpath(path, ROOT)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
