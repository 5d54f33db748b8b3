"""A browser's own WebSocket: a page in headless Chromium, which speaks the original frames to the hub."""

import asyncio
import base64
import functools
import http.server
import json
import os
import queue
import shutil
import signal
import subprocess
import threading

import certificates
from hub import Hub, run
from postman import ROOM
from reverse import Nginx

# What the page hears, or how it ended, goes back to where the page came from.
PAGE = """<!DOCTYPE html><meta charset="utf-8"><script>
const heard = [], hub = new WebSocket(decodeURIComponent(location.search.slice(1)));
const say = frame => hub.send(JSON.stringify(frame));
const tell = ending => fetch("/", { method: "POST", body: JSON.stringify({ heard, ending }) });
hub.onopen = () => say({ type: "auth", token: "token-for-pelouse" });
hub.onmessage = event => {
  const frame = JSON.parse(event.data);
  heard.push(frame);
  if (frame.type == "auth_ok") say({ type: "join", room: "marlbot-pelouse" });
  if (frame.type == "joined") say({ type: "message", room: "marlbot-pelouse", text: "Salut de la page \\u{1f331}" });
  if (["ack", "message"].every(type => heard.some(frame => frame.type == type))) {
    hub.onclose = null;
    hub.close();
    tell("heard it");
  }
};
hub.onclose = event => tell(event.code);
</script>"""


class Site:
    """Serves the page; what pages tell lands in `told`."""

    def __init__(self):
        told = self.told = queue.Queue()

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self, body=b""):
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                self.answer(PAGE.encode())

            def do_POST(self):
                told.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.answer()

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.origin = f"http://127.0.0.1:{server.server_address[1]}"


class Browser:
    """Headless Chromium with a profile of its own, which trusts the key of the hub's certificate."""

    def __init__(self, folder):
        self.folder = folder
        pipe = functools.partial(subprocess.run, check=True, capture_output=True)
        public = pipe(["openssl", "x509", "-in", f"{folder}/hub.pem", "-pubkey", "-noout"]).stdout
        key = pipe(["openssl", "pkey", "-pubin", "-outform", "der"], input=public).stdout
        digest = pipe(["openssl", "dgst", "-sha256", "-binary"], input=key).stdout
        self.trust = base64.b64encode(digest).decode()
        # Either of Debian's packages will do.
        self.program = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium"))), None)
        assert self.program, "no chromium-headless-shell and no chromium here: scripts/prerequisites test"

    async def visit(self, site, url):
        """What the page tells that talks to this address."""
        with open(f"{self.folder}/browser.log", "ab") as log:
            process = subprocess.Popen(
                [self.program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                 "--no-first-run", "--disable-background-networking", "--no-proxy-server",
                 f"--user-data-dir={self.folder}/profile", f"--ignore-certificate-errors-spki-list={self.trust}",
                 # Without a port for its debugger it would leave before the page has spoken.
                 "--remote-debugging-port=0", f"{site.origin}/?{url}"],
                stdout=log, stderr=log, env={**os.environ, "HOME": self.folder}, start_new_session=True)
        try:
            return await asyncio.to_thread(site.told.get, True, 40)
        except queue.Empty:
            with open(f"{self.folder}/browser.log") as log:
                raise AssertionError(f"the page says nothing: {log.read()}") from None
        finally:
            # Its helpers as well, which would go on in its folder.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


async def page(program, folder):
    """A page of a listed origin talks to the hub, also through a proxy; one of another origin does not get in."""
    certificates.make(folder)
    listed, other = Site(), Site()
    hub = Hub(program, folder, origins=[listed.origin], proxies=["127.0.0.1/32"])
    hub.start()
    front = Nginx(hub)
    await front.start()
    browser = Browser(folder)
    one = await hub.client("marlbot", ROOM)
    for url in (hub.url(), front.url):
        visit = asyncio.create_task(browser.visit(listed, url))
        frame = await one.hear(40)
        assert (frame["type"], frame["from"], frame["text"]) == ("message", "pelouse", "Salut de la page \U0001f331"), frame
        await one.say(type="message", room=ROOM, text="Bonjour la page")
        assert (await one.hear())["delivered"] == 1
        told = await visit
        assert told["ending"] == "heard it", told
        heard = {frame["type"]: frame for frame in told["heard"]}
        assert list(heard)[:2] == ["auth_ok", "joined"] and len(told["heard"]) == 4, told
        assert heard["joined"]["members"] == ["marlbot"], told
        assert (heard["message"]["from"], heard["message"]["text"]) == ("marlbot", "Bonjour la page"), told
        assert heard["ack"]["delivered"] == 1, told
    # A script is not told of a 403, only that there is no connection.
    assert await browser.visit(other, hub.url()) == {"heard": [], "ending": 1006}
    front.kill()
    assert hub.end() == 0


if __name__ == "__main__":
    run({"page": page})
