"""Those who flood a server, in a process of their own; see tests/drills/flood.py."""

import argparse
import asyncio
import json
import random
import ssl
import time
from collections import Counter

ADDRESS = "127.0.0.2"  # not the editor's, who would share its limits
BODY = 1_000_000  # bytes that a huge or slow request announces


class Flood:
    """Connections that ask as fast as they are answered, or as slowly as they can."""

    def __init__(self, asked):
        self.asked = asked
        self.host = f"Host: {asked.name}\r\n"
        self.until = time.monotonic() + asked.seconds
        self.came = Counter()
        self.tls = None
        if asked.certificate:
            self.tls = ssl.create_default_context(cafile=asked.certificate)

    async def run(self):
        act = getattr(self, self.asked.kind)
        await asyncio.gather(*(self.keep_on(act) for _ in range(self.asked.crowd)))

    async def keep_on(self, act):
        """Do ACT on one connection after the other until the time is over."""
        while time.monotonic() < self.until:
            writer = None
            try:
                name = self.asked.name if self.tls else None
                opened = asyncio.open_connection(
                    "127.0.0.1",
                    self.asked.port,
                    ssl=self.tls,
                    server_hostname=name,
                    local_addr=(ADDRESS, 0),
                )
                reader, writer = await asyncio.wait_for(opened, 10)
                await asyncio.wait_for(act(reader, writer), self.rest() + 1)
            except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError):
                self.came["closed"] += 1
                await asyncio.sleep(0.05)
            finally:
                if writer:
                    writer.close()

    def rest(self):
        return max(self.until - time.monotonic(), 0)

    async def ask(self, reader, writer, path, method="GET", more=""):
        head = f"{method} {path} HTTP/1.1\r\n{self.host}X-Forwarded-Proto: https\r\n"
        writer.write(f"{head}{more}\r\n".encode())
        said = await reader.readuntil(b"\r\n\r\n")
        self.came[said[9:12].decode()] += 1
        for line in said.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                await reader.readexactly(int(line.partition(b":")[2]))
            elif line.startswith(b"transfer-encoding:"):
                raise ValueError  # a connection more

    # Kinds

    async def polls(self, reader, writer):
        """At every cursor there ever was, so that many answers have to be made."""
        while self.rest():
            cursor = random.randint(1, 400)
            path = f"{self.asked.live}updates/{cursor}/"
            await self.ask(reader, writer, path)

    async def pages(self, reader, writer):
        """Each at an address that no cache knows."""
        while self.rest():
            at = random.getrandbits(40)
            await self.ask(reader, writer, f"{self.asked.live}?at={at}")

    async def strangers(self, reader, writer):
        """What no reader asks for."""
        paths = ("/nowhere", "/preview/x:y:z/", "/oembed?x=1", "/media/a.png")
        paths += ("/?q=ferry+{}", "/admin/login/", "/admin/", "/sitemap.xml?x={}")
        while self.rest():
            path = random.choice(paths).format(random.getrandbits(40))
            await self.ask(reader, writer, path)

    async def sessions(self, reader, writer):
        """The admin, with a session that never was: only the database can tell."""
        while self.rest():
            path = random.choice(("/admin/", "/admin/login/", "/admin/posts/post/"))
            made_up = f"Cookie: __Host-sessionid={random.getrandbits(128):032x}\r\n"
            await self.ask(reader, writer, path, more=made_up)

    async def heads(self, reader, writer):
        """A head that never ends, a byte at a time."""
        writer.write(f"GET / HTTP/1.1\r\n{self.host}X: ".encode())
        while self.rest():
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.5)

    async def bodies(self, reader, writer):
        """A form that never ends, a byte at a time."""
        head = f"POST /admin/login/ HTTP/1.1\r\n{self.host}Content-Length: {BODY}\r\n"
        writer.write(f"{head}Cookie: sessionid=x; csrftoken=x\r\n\r\n".encode())
        while self.rest():
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.5)

    async def huge(self, reader, writer):
        """Long heads, long bodies, and what is no request at all."""
        while self.rest():
            kind = random.choice(("head", "body", "noise"))
            if kind == "noise":
                writer.write(random.randbytes(5000) + b"\r\n\r\n")
                await reader.readuntil(b"\r\n\r\n")
                raise ValueError
            if kind == "head":
                await self.ask(reader, writer, "/", more=f"X: {'x' * 60_000}\r\n")
                raise ValueError
            length = f"Content-Length: {BODY}\r\n"
            writer.write(f"POST /admin/login/ HTTP/1.1\r\n{self.host}{length}".encode())
            writer.write(b"Content-Type: application/x-www-form-urlencoded\r\n\r\n")
            writer.write(b"a" * BODY)
            await writer.drain()
            said = await reader.readuntil(b"\r\n\r\n")
            self.came[said[9:12].decode()] += 1
            raise ValueError


KINDS = ("polls", "pages", "strangers", "sessions", "heads", "bodies", "huge")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--live", required=True)
    parser.add_argument("--crowd", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--certificate", default="")
    flood = Flood(parser.parse_args())
    asyncio.run(flood.run())
    print(json.dumps(flood.came))


if __name__ == "__main__":
    main()
