"""Plays docs/two-machines.md as it stands there: copies of this machine, with a network between them and no other.

machines.py PROGRAMS; exit 77: it cannot run here.

A block ```sh NAME is run on that machine (`each`: on every one), in one shell for all of its blocks; a block ```text after it
is what it has to say, in this order, with … for anything. What the page takes from outside has a stand-in: the repository
and its build, ssh, systemd, and the authority that signs the certificate. Everything else is real.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
sys.path.insert(0, f"{HERE}/Tests/Clients")
sys.dont_write_bytecode = True
import certificates  # noqa: E402

# The third one has nobody to talk to but itself.
ADDRESSES = {"grenoble": "10.77.0.1", "spain": "10.77.0.2", "lyon": None}
HUB = "bot-hub.example.org"
END = "end-of-the-block"
BEGIN = time.monotonic()


class Failure(Exception):
    pass


class Machine:
    """A throw-away copy of this machine, with a network of its own, and a shell of root's in it."""

    def __init__(self, name):
        self.name = name
        self.shell = subprocess.Popen(
            ["unshare", "--net", "scripts/check.d/world", "bash"], cwd=HERE, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", start_new_session=True)

    def run(self, commands):
        """What they say; one that fails is a failure, and ends the shell."""
        try:
            # They come by a descriptor of their own: a program that reads its input finds none.
            self.shell.stdin.write(f"set -e\nsource /dev/fd/3 3<<'{END}' </dev/null 2>&1\n{commands}\n{END}\necho {END}\n")
            self.shell.stdin.flush()
        except BrokenPipeError:
            pass
        said = []
        for line in self.shell.stdout:
            if line == f"{END}\n":
                return "".join(said)
            said.append(line)
        if self.shell.wait() == 77:
            print("".join(said), file=sys.stderr, end="")
            sys.exit(77)
        raise Failure(f"{self.name}: this failed:\n{commands.strip()}\nit said:\n{''.join(said)}")

    def stand_in(self, name, script):
        """A program that comes first in PATH."""
        self.run(f"cat >/usr/local/sbin/{name} <<'STANDIN'\n#!/bin/bash\nset -e\n{script}\nSTANDIN\n"
                 f"chmod 755 /usr/local/sbin/{name}")

    def end(self):
        # The shell is the first process in there: with it everything ends.
        try:
            self.shell.stdin.close()
            self.shell.wait(15)
        except (BrokenPipeError, subprocess.TimeoutExpired):
            os.killpg(self.shell.pid, signal.SIGKILL)
            self.shell.wait()


def connect(machines):
    """A cable from the one machine to the other."""
    one, two = (machine.shell.pid for name, machine in machines.items() if ADDRESSES[name])
    subprocess.run(["ip", "link", "add", "wire", "netns", str(one), "type", "veth", "peer", "name", "wire", "netns",
                    str(two)], check=True)
    for name, machine in machines.items():
        machine.run("ip link set lo up")
        if ADDRESSES[name]:
            machine.run(f"ip address add {ADDRESSES[name]}/24 dev wire\nip link set wire up\n"
                        f"echo '{ADDRESSES['grenoble']} {HUB}' >>/etc/hosts")


def gather(folder, place):
    """A folder of the programs alone."""
    os.mkdir(place)
    with open(f"{HERE}/Package.swift") as package:
        for name in re.findall(r'\.executable\(name: "(\w+)"', package.read()):
            shutil.copy(f"{folder}/{name}", place)
    return place


def furnish(machines, programs, authority):
    """What the page takes from outside."""
    certificates.make(authority, f"DNS:{HUB}")
    for machine in machines.values():
        machine.run(f"cp {authority}/root.pem /usr/local/share/ca-certificates/authority.crt\nupdate-ca-certificates\ncron")
        # The work tree may be read-only in there.
        machine.run("cd /root")
        # Nothing can be downloaded in there: what is asked for has to be installed already.
        machine.stand_in("apt-get", 'for word; do [[ $word == @(install|update|-*) ]] || dpkg-query -W "$word"; done')
        machine.stand_in("git", f"""[[ $1 == clone ]]
mkdir "$3"
cp -r {HERE}/{{scripts,cron,docs,Package.swift}} "$3/"
printf '#!/bin/sh\\nmkdir -p .build && cp -r {programs} .build/release' >"$3/scripts/build\"""")
    machines["grenoble"].stand_in("systemctl", f"""[[ $* == "restart caddy" ]]
sed "s|# tls .*|tls {authority}/chain.pem {authority}/hub.key|" /etc/caddy/Caddyfile >/etc/caddy/signed
caddy start --adapter caddyfile --config /etc/caddy/signed >/var/log/caddy.log 2>&1""")
    machines["grenoble"].run("python3 -m http.server -d / -b 10.77.0.1 22 >/dev/null 2>&1 &")
    machines["spain"].stand_in("scp", f'umask 077\ncurl -sSf "http://{HUB}:22${{1#*:}}" >"$2"')
    machines["lyon"].stand_in("systemctl", """cd /opt/bot-hub
case "$*" in
  "start bot-hub") setsid python3 server.py >>log 2>&1 & echo $! >pid ;;
  "stop bot-hub") kill "$(cat pid)" ;;
  *) [[ $* == "disable bot-hub" ]] ;;
esac""")
    machines["lyon"].run(f"""mkdir /opt/bot-hub
cp {HERE}/scripts/check.d/original.py /opt/bot-hub/server.py
echo '{{"port":18795,"tokens":{{"token-for-marlbot":{{"botId":"marlbot"}},"token-for-pelouse":{{"botId":"pelouse"}}}}}}' \\
  >/opt/bot-hub/config.json
systemctl start bot-hub
for bot in marlbot pelouse; do
  setsid python3 {HERE}/scripts/check.d/original.py $bot >/opt/bot-hub/$bot 2>&1 &
done""")


def blocks(path):
    """Who runs what, and what it has to say."""
    with open(path) as file:
        found = re.findall(r"^( *)```(\w+) ?(\w*)\n(.*?)^ *```$", file.read(), re.DOTALL | re.MULTILINE)
    plan = []
    for indent, kind, name, text in found:
        text = re.sub(f"^{indent}", "", text, flags=re.MULTILINE)
        if kind == "sh":
            plan.append([name, text, None])
        elif kind == "text":
            plan[-1][2] = text
    return plan


def answers(said, wanted):
    """Whether all of the wanted lines are there, in this order."""
    lines = iter(said.splitlines())
    return all(any(re.fullmatch(".*".join(map(re.escape, line.split("…"))), candidate.rstrip()) for candidate in lines)
               for line in wanted.splitlines())


def play(machines, name, commands, wanted):
    for machine in machines.values() if name == "each" else [machines[name]]:
        # A person would look once more where something takes its time; what changes anything is not repeated.
        looks = wanted and not re.search(r"send|cat >|start|setsid", commands)
        end = time.monotonic() + 30
        while True:
            said = machine.run(f"({commands}) || true" if looks else commands)
            if not wanted or answers(said, wanted):
                break
            if not looks or time.monotonic() > end:
                raise Failure(f"{machine.name}: {commands.strip()}\nsaid:\n{said}and not:\n{wanted}")
            time.sleep(0.5)
        print(f"{time.monotonic() - BEGIN:6.1f} s  {machine.name}: {commands.strip().splitlines()[-1]}", flush=True)


def talking(machine):
    """The clients of the original Bot Hub hear each other, whatever serves them now."""
    count = "wc -l </opt/bot-hub/marlbot\nwc -l </opt/bot-hub/pelouse"
    before, end = machine.run(count).split(), time.monotonic() + 30
    while any(int(now) < int(then) + 5 for now, then in zip(machine.run(count).split(), before)):
        if time.monotonic() > end:
            raise Failure(f"{machine.name}: the clients do not hear each other any more")
        time.sleep(0.2)


def main(programs):
    authority = tempfile.mkdtemp()
    machines = {}
    try:
        for name in ADDRESSES:
            machines[name] = Machine(name)
            machines[name].run("true")
        connect(machines)
        furnish(machines, gather(programs, f"{authority}/programs"), authority)
        for block in blocks(f"{HERE}/docs/two-machines.md"):
            play(machines, *block)
            if block[0] == "lyon":
                talking(machines["lyon"])
    except Failure as failure:
        print(f"check-machines: failed: {failure}", file=sys.stderr)
        return 1
    finally:
        for machine in machines.values():
            machine.end()
        shutil.rmtree(authority)
    print("what the page says is what happens")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
