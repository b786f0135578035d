"""How the walks go from page to page: with the keyboard, and each page looked at."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from e2e.conftest import Site
from e2e.looking import violations, watch

OpenAs = Callable[..., Page]
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
"""The window of a provider, who answers on a phone."""
MOST_TABS = 150
"""The longest way to anything on a page, with the Tab key alone."""


def reach(page: Page, target: Locator, *, at_most: int = MOST_TABS) -> None:
    """Move the focus to the target with the Tab key alone, on a page that has come whole.

    Half a page already shows its links, and the end of its own coming would be taken
    for the coming of the next.
    """
    target = target.first
    expect(target).to_be_visible()
    page.wait_for_load_state()
    for _ in range(at_most):
        if target.evaluate("it => it === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key never reached {target}")


def follow(page: Page, target: Locator) -> None:
    """Reach the target, press Enter, and wait for the page that comes, whole.

    Not for a mere change of address: a filter that the focus has left writes its own.
    """
    reach(page, target)
    with page.expect_event("load"):
        page.keyboard.press("Enter")


def press(page: Page, name: str) -> None:
    """Press a button of the content that leads on."""
    follow(page, page.locator("main").get_by_role("button", name=name, exact=True))


def go(page: Page, name: str) -> None:
    """Follow a link of the content."""
    follow(page, page.locator("main").get_by_role("link", name=name, exact=True))


def confirm(page: Page, name: str, answer: str) -> None:
    """Press a button that asks first, and answer it."""
    reach(page, page.locator("main").get_by_role("button", name=name, exact=True))
    page.keyboard.press("Enter")
    dialog = page.locator("dialog[open]")
    follow(page, dialog.get_by_role("button", name=answer, exact=True))


def choose(page: Page, label: str | re.Pattern[str]) -> None:
    """Tick a box or a radio button, found by its label, with the space bar."""
    reach(page, page.locator("main").get_by_label(label))
    page.keyboard.press("Space")


def passed(page: Page) -> None:
    """Look at the page that the walk has come to: nothing for axe, nothing blocked."""
    assert violations(page) == [], page.url
    assert page.evaluate("window.insynFaults") == [], page.url


def tab_of(page: Page, name: str) -> None:
    """Go to another part of the plan."""
    follow(page, page.locator("nav.u-tabs").get_by_role("link", name=name, exact=True))
    passed(page)


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
