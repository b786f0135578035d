"""A browser against the demonstration, served as ``make demo`` serves it."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests import ready

from e2e.crawl import pages_of
from e2e.waiting import free_port, wait_for
from insyn.examples.demonstration import PASSWORD

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 20_000
"""Milliseconds to wait for what is looked for, on a machine that is busy with other tests."""
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": FLAGS}


@dataclass
class Site:
    """The served demonstration."""

    address: str
    folder: Path
    known: dict[str, list[str]] = field(default_factory=dict)

    def pages(self, page: Page, username: str) -> list[str]:
        """Return one address of every kind that the user reaches; found once per run."""
        if username not in self.known:
            self.known[username] = pages_of(page, f"{self.address}/")
        return self.known[username]


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Iterator[Site]:
    folder = ready.copy_of(ready.demonstration(), tmp_path_factory.mktemp("var"))
    env = ready.environment(folder)
    subprocess.run([ready.INSYN, "collectstatic", "--noinput", "-v", "0"], env=env, check=True)
    port = free_port()
    gunicorn = str(Path(sys.executable).parent / "gunicorn")
    command = [gunicorn, "insyn.config.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "4"]
    with subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL) as server:
        address = f"http://127.0.0.1:{port}"
        wait_for(address)
        yield Site(address, folder)
        server.terminate()


def log_in(page: Page, site: Site, username: str) -> None:
    page.goto(f"{site.address}/logga-in/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/logga-in/" not in url)


@pytest.fixture
def open_as(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Open a page as somebody, in a window of some size and colour."""
    contexts: list[BrowserContext] = []

    def opened(username: str = "anna", **options) -> Page:
        options.setdefault("viewport", {"width": 1440, "height": 900})
        context = browser.new_context(locale="sv-SE", **options)
        contexts.append(context)
        page = context.new_page()
        if username:
            log_in(page, site, username)
        return page

    yield opened
    for context in contexts:
        context.close()
