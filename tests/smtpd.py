"""A mail server of our own on loopback: takes messages, counts them, and misbehaves when a test says so."""

from __future__ import annotations

import asyncio
import re
import ssl
from base64 import b64decode
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread


@dataclass(frozen=True)
class Taken:
    """A message that the server has taken; nobody gets it back from there."""

    sender: str
    recipient: str
    octets: bytes

    @property
    def message_id(self) -> str:
        found = re.search(rb"(?im)^message-id: <([^>]+)>", self.octets)
        return found[1].decode() if found else ""


@dataclass
class MailServer:
    """`start` it, and send to `port`. `says` is what it answers to the next commands of a name, once each, instead of
    what it would: `says["RCPT"].append("550 5.1.1 unknown")`; "END" is the end of a message, `None` breaks off there,
    and with `keeps` first takes the message. `takes_token` says whom a token names, if it is a good one. `reached` is
    called in the server's thread before each answer.
    """

    user: str = "mottagningen@example.se"
    password: str = "hemligt ord å"
    certificates: Path | None = None
    tls: bool = False
    auth: str = "PLAIN LOGIN XOAUTH2"
    token: str = ""
    takes_token: Callable[[str], str | None] | None = None
    taken: list[Taken] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)
    says: dict[str, deque[str | None]] = field(default_factory=dict)
    keeps: bool = False
    reached: Callable[[str], None] = lambda _stage: None
    port: int = 0

    def start(self) -> None:
        self._loop = asyncio.new_event_loop()
        ready = Event()
        self._thread = Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        assert ready.wait(60)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    def next_says(self, command: str, *answers: str | None) -> None:
        self.says.setdefault(command, deque()).extend(answers)

    def _run(self, ready: Event) -> None:
        async def serve() -> None:
            self._stop = asyncio.Event()
            context = self._context() if self.tls else None
            server = await asyncio.start_server(self._talk, "127.0.0.1", self.port, ssl=context)
            self.port = server.sockets[0].getsockname()[1]
            ready.set()
            await self._stop.wait()
            server.close()
            for task in asyncio.all_tasks() - {asyncio.current_task()}:
                task.cancel()

        self._loop.run_until_complete(serve())
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    def _context(self) -> ssl.SSLContext:
        assert self.certificates is not None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificates / "server.pem", self.certificates / "server.key")
        return context

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await _Session(self, reader, writer).run()
        except (OSError, EOFError, UnicodeDecodeError, asyncio.CancelledError):
            pass
        finally:
            writer.close()


class _Session:
    def __init__(self, server: MailServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._server, self._reader, self._writer = server, reader, writer
        self._sender = self._recipient = ""

    async def run(self) -> None:
        await self._say("220 loopback")
        while line := (await self._reader.readline()).decode():
            verb = line[:4].strip().upper()
            if not await self._answer(verb, line.strip()):
                return

    async def _say(self, answer: str) -> bool:
        self._writer.write(f"{answer}\r\n".encode())
        await self._writer.drain()
        return True

    async def _answer(self, verb: str, line: str) -> bool:
        await asyncio.to_thread(self._server.reached, verb)
        wanted = self._server.says.get(verb)
        if wanted:
            answer = wanted.popleft()
            return answer is not None and await self._say(answer)
        if verb == "QUIT":
            await self._say("221 bye")
            return False
        special = getattr(self, f"_{verb.lower()}", None)
        return await (special(line) if special else self._say("250 2.0.0 ok"))

    async def _ehlo(self, _line: str) -> bool:
        is_plain = self._writer.get_extra_info("ssl_object") is None
        offers = ["loopback"]
        if self._server.certificates is not None and is_plain:
            offers.append("STARTTLS")
        if self._server.auth:
            offers.append(f"AUTH {self._server.auth}")
        for offer in offers[:-1]:
            await self._say(f"250-{offer}")
        return await self._say(f"250 {offers[-1]}")

    async def _star(self, _line: str) -> bool:
        await self._say("220 go on")
        await self._writer.start_tls(self._server._context())
        return True

    async def _auth(self, line: str) -> bool:
        _, kind, said = line.split(" ", 2)
        words = b64decode(said).decode()
        if kind == "LOGIN":
            await self._say("334 UGFzc3dvcmQ6")
            words = f"\0{words}\0{b64decode(await self._reader.readline()).decode()}"
        token = self._server.token
        if self._server.takes_token is not None:
            shown = words.rpartition("Bearer ")[2].rstrip("\1")
            token = shown if self._server.takes_token(shown) == self._server.user else "none that is good"
        good = f"user={self._server.user}\1auth=Bearer {token}\1\1"
        if words == (good if kind == "XOAUTH2" else f"\0{self._server.user}\0{self._server.password}"):
            self._server.signed_in.append(kind)
            return await self._say("235 2.7.0 welcome")
        if kind == "XOAUTH2":
            await self._say("334 eyJzdGF0dXMiOiI0MDEifQ==")
            await self._reader.readline()
        return await self._say("535 5.7.8 no")

    async def _mail(self, line: str) -> bool:
        self._sender = line[line.index("<") + 1 : line.index(">")]
        return await self._say("250 2.1.0 ok")

    async def _rcpt(self, line: str) -> bool:
        self._recipient = line[line.index("<") + 1 : line.index(">")]
        return await self._say("250 2.1.5 ok")

    async def _data(self, _line: str) -> bool:
        await self._say("354 go on")
        lines: list[bytes] = []
        while (line := await self._reader.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line.removeprefix(b"."))
        taken = Taken(self._sender, self._recipient, b"".join(lines))
        wanted = self._server.says.get("END")
        answer = wanted.popleft() if wanted else "250 2.0.0 taken"
        if (answer or "").startswith("250") or self._server.keeps:
            self._server.taken.append(taken)
        await asyncio.to_thread(self._server.reached, "END")
        return answer is not None and await self._say(answer)
