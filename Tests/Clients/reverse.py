"""nginx and Caddy in front of a hub, from the very files in docs/proxies."""

import atexit
import os
import signal
import ssl
import subprocess
import urllib.error
import urllib.request

import certificates
from hub import Hub, free_port, until

DOCUMENTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../docs/proxies")
# Times are a thirtieth of the documented ones: those of the hub's defaults, and those in the files.
SCALE = 30
TIMES = {"ping": "1s", "idle": "2500ms"}


class Proxy:
    """A reverse proxy in front of a hub; of its documented file only names, ports, certificates and times differ."""

    def __init__(self, hub, chain="chain.pem"):
        self.hub, self.folder, self.chain = hub, hub.folder, chain
        self.port = free_port()
        self.process = None
        atexit.register(lambda: self.process and self.process.poll() is None and self.kill())

    def document(self, name, substitutions):
        """The documented file with something else in some places, each of which must be there."""
        with open(f"{DOCUMENTS}/{name}") as file:
            text = file.read()
        for old, new in substitutions.items():
            assert text.count(old) > 0, f"docs/proxies/{name} says nothing of {old!r}"
            text = text.replace(old, new)
        with open(f"{self.folder}/{name}", "w") as file:
            file.write(text)

    def launch(self):
        command, environment = self.configure()
        with open(f"{self.folder}/proxy.log", "ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, **environment})

    async def start(self):
        self.launch()
        await until(self.listens, lambda: f"it listens: {self.log()}")

    def listens(self):
        assert self.process.poll() is None, self.log()
        # Whose port it is the certificate says: anybody else who listens there has none of ours.
        try:
            self.get("/healthz")
        except urllib.error.HTTPError:
            pass
        except OSError:
            return False
        return True

    def log(self):
        with open(f"{self.folder}/proxy.log") as file:
            return file.read()

    def kill(self, number=signal.SIGKILL):
        self.process.send_signal(number)
        self.process.wait(15)

    @property
    def url(self):
        return f"wss://localhost:{self.port}/"

    @property
    def trust(self):
        return ssl.create_default_context(cafile=f"{self.folder}/root.pem")

    def get(self, path):
        """The body of a plain request."""
        with urllib.request.urlopen(f"https://localhost:{self.port}{path}", timeout=10, context=self.trust) as answer:
            return answer.read().decode()

    async def client(self, bot, room=None, receipts=False, **more):
        # Connected by number: the name may stand for ::1 as well, where nobody listens.
        return await self.hub.client(
            bot, room, receipts, self.url,
            **{"host": "127.0.0.1", "ssl": self.trust, "server_hostname": "localhost", **more})


class Nginx(Proxy):
    def configure(self):
        self.document("nginx.conf", {
            "443 ssl": f"127.0.0.1:{self.port} ssl",
            "bot-hub.example.org;": "localhost;",
            "/etc/letsencrypt/live/bot-hub.example.org/fullchain.pem": f"{self.folder}/{self.chain}",
            "/etc/letsencrypt/live/bot-hub.example.org/privkey.pem": f"{self.folder}/hub.key",
            "127.0.0.1:18795": f"127.0.0.1:{self.hub.port}",
            "90s": f"{90 // SCALE}s"})
        places = "".join(f"{name}_temp_path {self.folder};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        with open(f"{self.folder}/frame.conf", "w") as file:
            file.write(f"daemon off; pid {self.folder}/nginx.pid; worker_processes 1;\n"
                       f"{'user root;' if os.geteuid() == 0 else ''} events {{}}\n"
                       f"http {{ access_log off; {places} include {self.folder}/nginx.conf; }}\n")
        return ["nginx", "-e", f"{self.folder}/proxy.log", "-c", f"{self.folder}/frame.conf"], {}

    def kill(self, number=signal.SIGKILL):
        # Its worker holds the connections, and lives on without it.
        children = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
        with open(children) as file:
            workers = [int(word) for word in file.read().split()]
        super().kill(number)
        for worker in workers:
            try:
                os.kill(worker, number)
            except ProcessLookupError:
                pass


class Caddy(Proxy):
    def configure(self):
        self.document("Caddyfile", {
            "bot-hub.example.org {": f"localhost:{self.port} {{",
            "# tls /etc/ssl/bot-hub/chain.pem /etc/ssl/bot-hub/key.pem":
                f"tls {self.folder}/{self.chain} {self.folder}/hub.key",
            "127.0.0.1:18795": f"127.0.0.1:{self.hub.port}"})
        with open(f"{self.folder}/frame", "w") as file:
            file.write("{\n\tadmin off\n\tauto_https disable_redirects\n\tskip_install_trust\n"
                       f"\tdefault_bind 127.0.0.1\n}}\nimport {self.folder}/Caddyfile\n")
        return (["caddy", "run", "--adapter", "caddyfile", "--config", f"{self.folder}/frame"],
                {"HOME": self.folder, "XDG_DATA_HOME": self.folder, "XDG_CONFIG_HOME": self.folder})


async def behind(proxy, program, folder, chain="chain.pem", **settings):
    """A hub as the files ask for it, and the proxy in front of it."""
    certificates.make(folder)
    hub = Hub(program, folder, **{"proxies": ["127.0.0.1/32"], **settings})
    hub.start()
    front = proxy(hub, chain)
    await front.start()
    return hub, front
