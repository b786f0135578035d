"""Asking an outside service as if everything about it could be wrong.

One connection per question, straight to the host that is configured: no proxy from the
surroundings, no redirect followed. Everything has a limit: silence, the whole answer's time, its
size, how often we try again, and how many failures in a row end the night's run.
"""

import http.client
import secrets
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from insyn.monitoring.rules.answers import Mishap
from insyn.platform.reading import Malformed, read_object

LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
"""The only hosts that may be asked without encryption: this machine, in trials."""


class Trouble(Exception):
    """The question got no answer to use."""

    def __init__(self, mishap: Mishap) -> None:
        super().__init__(mishap.label)
        self.mishap = mishap


@dataclass(frozen=True, slots=True)
class Limits:
    """How long, how much and how often."""

    silence: float = 10
    """Seconds without a byte."""
    patience: float = 30
    """Seconds for the whole answer, however slowly it drips."""
    most_bytes: int = 5 << 20
    tries: int = 3
    pause: float = 1
    """Seconds before the second try; doubled for each, with chance so that not all come at once."""
    longest_pause: float = 30


AGAIN = frozenset({429, 500, 502, 503, 504})


@dataclass(slots=True)
class Circuit:
    """Ends the run after so many failures in a row: the service is down, or we are not welcome."""

    limit: int = 5
    failures: int = 0

    @property
    def is_open(self) -> bool:
        return self.failures >= self.limit

    def note(self, *, failed: bool) -> None:
        """Count a failure; a success begins anew."""
        self.failures = self.failures + 1 if failed else 0


@dataclass(frozen=True, slots=True)
class Client:
    """Asks one host for JSON objects."""

    limits: Limits = field(default_factory=Limits)
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = secrets.SystemRandom().random

    def ask(
        self,
        method: str,
        address: str,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Mapping[str, Any]:
        """Return the JSON object that the service answers with.

        Raises:
            Trouble: anything else came, or nothing.
        """
        for turn in range(1, self.limits.tries + 1):
            code, wait, content = self._once(method, address, body, dict(headers or {}))
            if code not in AGAIN or turn == self.limits.tries:
                break
            self.sleep(self._pause(turn, wait))
        if code != HTTPStatus.OK:
            raise Trouble(_mishap_of(code))
        try:
            return read_object(content)
        except Malformed as broken:
            raise Trouble(Mishap.NOT_JSON) from broken

    def _pause(self, turn: int, asked_for: str) -> float:
        own = self.limits.pause * (1 << (turn - 1)) * (0.5 + self.chance())
        asked = float(asked_for) if asked_for.isdecimal() and len(asked_for) < 6 else 0.0  # noqa: PLR2004  a day and more is nonsense
        return min(max(own, asked), self.limits.longest_pause)

    def _once(
        self, method: str, address: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[int, str, bytes]:
        """Return the answer's code, how long it asks us to wait, and what it said."""
        parts = urlsplit(address)
        connection = self._connection(parts.scheme, parts.hostname or "", parts.port)
        target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        gave_up = threading.Event()
        try:
            connection.connect()
            watch = _watch(connection.sock, self.limits.patience, gave_up)
            try:
                sent = {"Accept": "application/json", "Connection": "close", **headers}
                connection.request(method, target, body=body, headers=sent)
                answer = connection.getresponse()
                content = answer.read(self.limits.most_bytes + 1)
            finally:
                watch.cancel()
        except TimeoutError as slow:
            raise Trouble(Mishap.SLOW) from slow
        except (OSError, http.client.HTTPException, ValueError) as lost:
            mishap = Mishap.SLOW if gave_up.is_set() else Mishap.UNREACHABLE
            raise Trouble(mishap) from lost
        finally:
            connection.close()
        if gave_up.is_set():
            raise Trouble(Mishap.SLOW)
        if len(content) > self.limits.most_bytes:
            raise Trouble(Mishap.HUGE)
        return answer.status, answer.getheader("Retry-After") or "", content

    def _connection(self, scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
        if scheme == "https":
            return http.client.HTTPSConnection(
                host, port, timeout=self.limits.silence, context=ssl.create_default_context()
            )
        if scheme == "http" and host in LOCAL:
            return http.client.HTTPConnection(host, port, timeout=self.limits.silence)
        raise Trouble(Mishap.ELSEWHERE)


def _watch(line: socket.socket, patience: float, gave_up: threading.Event) -> threading.Timer:
    """Hang up when the whole answer has taken too long."""

    def hang_up() -> None:
        gave_up.set()
        try:
            line.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it has hung up already

    watch = threading.Timer(patience, hang_up)
    watch.daemon = True
    watch.start()
    return watch


def _mishap_of(code: int) -> Mishap:
    if code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return Mishap.REFUSED
    if code == HTTPStatus.NOT_FOUND:
        return Mishap.NOT_FOUND
    if code == HTTPStatus.TOO_MANY_REQUESTS:
        return Mishap.BUSY
    if HTTPStatus.MULTIPLE_CHOICES <= code < HTTPStatus.BAD_REQUEST:
        return Mishap.ELSEWHERE
    return Mishap.BROKEN
