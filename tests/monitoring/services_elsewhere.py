"""A service on this machine that answers as it is told: well, badly, slowly or with lies."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

DATA = Path(__file__).parent / "data"
Reply = Callable[[BaseHTTPRequestHandler], None]


def recorded(name: str) -> bytes:
    return (DATA / f"{name}.json").read_bytes()


def send(body: bytes, code: int = 200, **headers: str) -> Reply:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return reply


def drip(handler: BaseHTTPRequestHandler) -> None:
    """Say a little at a time, never silent for long and never done."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.05)


def silent(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(1.5)


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.close()


class Service(ThreadingHTTPServer):
    """Answers each address with the replies it has been given, the last of them again."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.replies: dict[str, list[Reply]] = {}
        self.asked: list[tuple[str, str, bytes, str]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request, client_address) -> None:
        """A client that hangs up is what is tried."""


class Handler(BaseHTTPRequestHandler):
    server: Service

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        token = self.headers.get("Authorization", "")
        self.server.asked.append((self.command, self.path, body, token))
        path = self.path.partition("?")[0]
        found = next(
            (replies for start, replies in self.server.replies.items() if path.startswith(start)),
            [send(b"{}", 404)],
        )
        reply = found.pop(0) if len(found) > 1 else found[0]
        reply(self)

    do_GET = do_POST = _answer  # noqa: N815  named so by the library

    def log_message(self, *args: object) -> None:
        """Nothing on the screen."""


@contextmanager
def service() -> Iterator[Service]:
    server = Service()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
