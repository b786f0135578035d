"""Ports that are free, and servers that answer."""

import socket
import time
import urllib.error
import urllib.request


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as it:
        it.bind(("127.0.0.1", 0))
        return int(it.getsockname()[1])


def wait_for(address: str) -> None:
    """Return when the server at the address answers."""
    for _ in range(100):
        try:
            urllib.request.urlopen(f"{address}/logga-in/")  # noqa: S310  our own server
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
        else:
            return
    raise AssertionError("the server never answered")
