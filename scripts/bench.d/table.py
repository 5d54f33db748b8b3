"""The rows of one run as one table: a line for each figure, a column for each contender."""

import statistics
import unicodedata

import hubs
import villages
from health import chance
from world import Program

SETTLE_NS = 250_000_000


def duration(ns):
    if ns is None:
        return "never"
    if ns < 0:
        return "-" + duration(-ns)
    for unit, size in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)):
        if ns >= size:
            value = ns / size
            return f"{value:.0f} {unit}" if value >= 100 else f"{value:.3g} {unit}"
    return f"{ns:.0f} ns"


def times(ratio):
    return f"{ratio:.2f}×" if ratio < 10 else f"{ratio:,.0f}×"


def size(count):
    return f"{count / 1048576:.1f} MB"


def median(values):
    values = [v for v in values if v is not None]
    return statistics.median(values) if values else None


class Rows:
    def __init__(self, rows):
        self.rows = rows

    def of(self, **wanted):
        return [r for r in self.rows if all(r.get(k) == v for k, v in wanted.items())]

    def lane(self, name, field, measure="latency"):
        return {r["round"]: r[field] for r in self.of(measure=measure, lane=name) if r[field] is not None}

    def ratio(self, name, other, field, minus=0, measure="latency"):
        """The median over the rounds of one lane's figure over another's of the same round."""
        one, two = self.lane(name, field, measure), self.lane(other, field, measure)
        return median([(one[r] - minus) / two[r] for r in one if r in two])


def table(rows, contenders):
    """Lines of cells: what, one for each contender, what is wanted of this toolkit and whether it is reached."""
    data, lines = Rows(rows), []

    def add(what, cells, wanted="", reached=None):
        if any(cells.values()):
            if "relay" not in contenders:
                wanted, reached = "", None
            verdict = "" if reached is None else "reached" if reached else "MISSED"
            lines.append([what, *(cells.get(c, "") or "" for c in contenders), wanted, verdict])

    def latency(what, suffix, field, base, wanted="", limit=None, against="floor"):
        cells = {}
        for kind in contenders:
            values = data.lane(kind + suffix, field)
            if values:
                figure = max(values.values()) if field == "max_ns" else median(values.values())
                ratio = None if field == "max_ns" else data.ratio(kind + suffix, base, field)
                cells[kind] = duration(figure) + (f" {times(ratio)}" if ratio and kind + suffix != base else "")
        ratio = data.ratio("relay" + suffix, against, field)
        add(what, cells, wanted, None if limit is None or ratio is None else ratio <= limit)

    latency("append → visible: p50", "", "p50_ns", "floor", "≤ 1.25 × floor", 1.25)
    latency("append → visible: p99", "", "p99_ns", "floor", "≤ 3 × floor", 3)
    latency("append → visible: max", "", "max_ns", "floor")
    add("messages that never came", {k: str(sum(r["lost"] for r in data.of(measure="latency", lane=k)))
                                     for k in contenders if data.of(measure="latency", lane=k)}, "0",
        sum(r["lost"] for r in data.of(measure="latency", contender="relay")) == 0)
    add("processor time of a message", {
        k: duration(1e9 * median([r.get("cpu_s_per_message") for r in data.of(measure="latency", lane=k)]))
        for k in contenders if data.of(measure="latency", lane=k) and k != "poller"})
    for field, limit in (("p50_ns", 1.25), ("p99_ns", 3)):
        values = data.lane("relay-open", field)
        extra = data.ratio("relay-open", "floor", field, SETTLE_NS)
        add(f"without ⏱, beyond settle (250 ms): {field[:3]}", {
            "relay": duration(median(values.values()) - SETTLE_NS) + (f" {times(extra)}" if extra else "")} if values else {},
            f"≤ {limit} × floor", None if extra is None else extra <= limit)
    for suffix, what in (("-100MB", "100 MB of history"), ("-500files", "500 files")):
        latency(f"{what}: p50", suffix, "p50_ns", "floor" + suffix, "as with 1 KB and 2 files", 1.1, "relay")
        latency(f"{what}: p99", suffix, "p99_ns", "floor" + suffix)

    cells, clean = {}, None
    for kind in contenders:
        found = data.of(measure="both", contender=kind)
        if found:
            counts = [sum(r[f] for r in found) for f in ("lost", "doubled", "torn", "leaked")]
            cells[kind] = " / ".join(map(str, counts))
            clean = not any(counts) if kind == "relay" else clean
    total = sum(r["sent"] for r in data.of(measure="both", contender=contenders[0]))
    add(f"both write, {total} messages: lost / doubled / torn / leaked", cells, "0 / 0 / 0 / 0", clean)

    for count, limit in ((100_000, 0.5), (1_000_000, 5)):
        found = data.of(measure="catchup", count=count)
        relay = [r for r in found if r["contender"] == "relay"]
        took = median([r["seconds"] for r in relay])
        peak = max([r["peak_bytes"] for r in relay], default=None)
        flaws = sum(r["lost"] + r["doubled"] for r in relay)
        each = {k: [r for r in found if r["contender"] == k] for k in contenders}
        what = f"catch-up of {count:,}"
        add(f"{what}: time", {
            k: duration(s * 1e9) if (s := median([r["seconds"] for r in v])) is not None else "never"
            for k, v in each.items() if v}, f"< {limit} s", None if took is None else took < limit)
        add(f"{what}: memory", {k: size(max(r["peak_bytes"] for r in v)) for k, v in each.items() if v},
            "< 32 MB", None if peak is None else peak < 32 * 1048576)
        add(f"{what}: lost / doubled", {
            k: f"{sum(r['lost'] for r in v)} / {sum(r['doubled'] for r in v)}" for k, v in each.items() if v},
            "0 / 0", None if not relay else flaws == 0)

    for name, what in (("first-start", "first start"), ("restart", "restart")):
        found = data.of(measure=name)
        if found:
            took = median([r["seconds"] for r in found])
            speed = found[0]["bytes"] / took / 1e9
            add(f"{what} on {found[0]['bytes'] / 1e9:.3g} GB", {
                "relay": duration(took * 1e9) + (f" ({speed:.3g} GB/s)" if name == "first-start" else "")},
                "≥ 1 GB/s" if name == "first-start" else "< 50 ms",
                speed >= 1 if name == "first-start" else took < 0.05)

    found = {r["contender"]: r for r in data.of(measure="idle")}
    if found:
        ours = found.get("relay")
        add("idle, 10 files: processor", {k: f"{r['cpu_part'] * 100:.4f} %" for k, r in found.items()},
            "< 0.02 %", ours and ours["cpu_part"] < 0.0002)
        add("idle, 10 files: wake-ups", {k: f"{r['wakeups_per_s']:.2g}/s" for k, r in found.items()},
            "the poll: 0.5/s", ours and ours["wakeups_per_s"] <= 0.6)
        add("idle, 10 files: memory", {k: size(r["memory_bytes"]) for k, r in found.items()},
            "< 16 MB", ours and ours["memory_bytes"] < 16 * 1048576)
    waking(data, contenders, add)
    health(data, add)
    botchat(data, add)
    hubs.lines(data, add, duration, size, median)
    villages.lines(data, add, duration, times, median)
    return [["", *(Program.TITLES[c] for c in contenders), "wanted", ""]] + lines


def waking(data, contenders, add):
    """The lines about monitors."""

    def latency(what, suffix, field, wanted="", limit=None):
        cells = {}
        for kind in contenders:
            values = data.lane(kind + suffix, field, "wake")
            if values:
                figure = max(values.values()) if field == "max_ns" else median(values.values())
                ratio = None if field == "max_ns" else data.ratio(kind + suffix, "floor", field, measure="wake")
                cells[kind] = duration(figure) + (f" {times(ratio)}" if ratio and kind != "floor" else "")
        ours = median(data.lane("relay" + suffix, field, "wake").values())
        add(what, cells, wanted, None if limit is None or ours is None else ours < limit)

    latency("append → wake by a command: p50", "", "p50_ns", "< 1.5 ms", 1.5e6)
    latency("append → wake by a command: p99", "", "p99_ns", "< 5 ms", 5e6)
    latency("append → wake by a command: max", "", "max_ns")
    latency("append → wake by HTTP: p50", "-post", "p50_ns", "< 1 ms", 1e6)
    latency("append → wake by HTTP: p99", "-post", "p99_ns")
    found = {k: data.of(measure="wake", contender=k) for k in contenders}
    add("wakes that never came / too many", {
        k: f"{sum(r['lost'] for r in v)} / {sum(r['doubled'] for r in v)}" for k, v in found.items() if v}, "0 / 0",
        None if not found.get("relay") else not any(r["lost"] + r["doubled"] for r in found["relay"]))
    add("processor time of a wake, its command's included", {
        k: duration(1e9 * median([r.get("cpu_s_per_message") for r in v if r["lane"] == k]))
        for k, v in found.items() if v and k != "poller"})

    found = {r["contender"]: r for r in data.of(measure="idle-monitors")}
    if found:
        ours, count = found.get("relay"), next(iter(found.values()))["monitors"]
        add(f"{count} monitors idle: processor of each", {k: f"{r['cpu_part'] * 100:.4f} %" for k, r in found.items()})
        add(f"{count} monitors idle: wake-ups of each", {k: f"{r['wakeups_per_s']:.2g}/s" for k, r in found.items()},
            "the poll: 0.5/s", ours and ours["most_wakeups_per_s"] <= 0.6)
        add(f"{count} monitors idle: memory of the largest", {k: size(r["memory_bytes"]) for k, r in found.items()},
            "< 16 MB", ours and ours["memory_bytes"] < 16 * 1048576)


def botchat(data, add):
    """The lines about the command for people and bots."""
    limits = {"send": 10e6, "unread": 30e6, "status": 30e6, "log --follow": 5e6}
    for row in data.of(measure="botchat"):
        limit = limits.get(row["command"])
        add(f"botchat {row['command']}, {row['bytes'] / 1e6:.0f} MB: p50, p99", {
            "relay": f"{duration(row['p50_ns'])}, {duration(row['p99_ns'])}"},
            f"< {duration(limit)}" if limit else "", row["p50_ns"] < limit if limit else None)
    for row in data.of(measure="botchat-large"):
        what = "all of it" if row["command"] == "all" else "--grep"
        add(f"botchat log of {row['bytes'] / 1e9:.3g} GB, {what}: time, memory", {
            "relay": f"{duration(row['seconds'] * 1e9)}, {size(row['memory_bytes'])}"}, "< 96 MB",
            row["memory_bytes"] < 96 * 1048576)


def health(data, add):
    """The lines about the health check."""
    for row in data.of(measure="health"):
        limit = 100e6 if row["bots"] <= 3 else 1e9
        add(f"health check, {row['bots']} bots: p50, p99", {
            "relay": f"{duration(row['p50_ns'])}, {duration(row['p99_ns'])}"}, f"< {duration(limit)}", row["p99_ns"] < limit)
        add(f"health check, {row['bots']} bots: memory", {"relay": size(row["memory_bytes"])},
            "< 16 MB" if row["bots"] <= 3 else "", row["memory_bytes"] < 16 * 1048576 if row["bots"] <= 3 else None)
    for field in ("p50_ns", "p99_ns"):
        with_check = {r["round"]: r[field] for r in data.of(measure="beside", checked=True)}
        without = {r["round"]: r[field] for r in data.of(measure="beside", checked=False)}
        pairs = [(with_check[r], without[r]) for r in with_check if r in without]
        if pairs:
            luck = chance([one - other for one, other in pairs])
            add(f"append → visible with a check each second: {field[:3]}", {
                "relay": f"{duration(median([p[0] for p in pairs]))}, without {duration(median([p[1] for p in pairs]))}"},
                f"no difference (p = {luck:.2f}, {len(pairs)} pairs)", luck > 0.05)


def width(text):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def render(lines):
    widths = [max(width(line[i]) for line in lines) for i in range(len(lines[0]))]
    out = []
    for line in lines:
        out.append("  ".join(cell + " " * (w - width(cell)) for cell, w in zip(line, widths)).rstrip())
    out.insert(1, "-" * (sum(widths) + 2 * len(widths) - 2))
    return "\n".join(out)
