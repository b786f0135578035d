"""What the walks of the carrying-out half share."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from e2e.conftest import Site
from e2e.test_pages import watch
from e2e.test_planning_year import go, passed

OpenAs = Callable[..., Page]
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
"""The window of a provider, who answers on a phone."""


def enter(open_as: OpenAs, site: Site, *names: str) -> tuple[list[Page], list[list[str]]]:
    """Log each of them in, in a window of their own; return the pages and what goes wrong there.

    Those of providers are as narrow as a phone.
    """
    pages = [open_as(name, **(PHONE if name.startswith("utforare") else {})) for name in names]
    return pages, [watch(page, site) for page in pages]


def seen(page: Page, text: str | re.Pattern[str]) -> None:
    """Look for the text in the content."""
    expect(page.locator("main")).to_contain_text(text)


def narrow(page: Page) -> None:
    """Look at a page of a provider: accessible, and not wider than the phone."""
    passed(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), page.url


def downloaded(page: Page, link: Locator) -> bytes:
    """Follow a link to a file, and return what the file holds."""
    with page.expect_download() as waiting:
        link.click()
    return Path(waiting.value.path()).read_bytes()


def move(page: Page, name: str, said: dict[str, str]) -> None:
    """Let something happen to the plan, on the page that asks for what is to be said."""
    go(page, name)
    passed(page)
    for label, text in said.items():
        page.get_by_label(label).fill(text)
    page.locator("main form button[type=submit]").last.click()


def refused(page: Page, sentence: str) -> None:
    """See that what was asked for was refused, and in which words."""
    expect(page.locator("main [role=alert]")).to_contain_text(sentence)
    passed(page)
