"""Every kind of page, for every role: nothing for axe, nothing outside, nothing overflowing."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from e2e.conftest import Site
from e2e.crawl import kind_of
from e2e.looking import violations, watch

WINDOWS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1440, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True},
    "dark": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark"},
    "dark phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
}
PAPER = {"auto": 688, "wide": 1032}
"""Pixels between the margins of an A4 page, standing or lying."""


def test_nothing_is_wider_than_its_paper(open_as: Callable[..., Page], site: Site) -> None:
    page = open_as("anna")
    page.emulate_media(media="print")
    too_wide = {}
    for address in site.pages(page, "anna"):
        page.goto(address)
        width = PAPER[page.evaluate("getComputedStyle(document.body).page")]
        page.set_viewport_size({"width": width, "height": 900})
        said = page.evaluate("document.documentElement.scrollWidth")
        if said > width + 1:
            too_wide[kind_of(address)] = said - width

    assert too_wide == {}


VISITS = [
    ("anna", "desktop"),
    ("anna", "phone"),
    ("anna", "dark"),
    ("utforare", "desktop"),
    ("utforare", "dark phone"),
    ("bo", "phone"),
    ("namndadmin", "dark phone"),
]
"""Who walks through all their pages, in which window."""


@pytest.mark.parametrize(("username", "window"), VISITS)
def test_every_page_is_accessible_and_keeps_to_itself(
    open_as: Callable[..., Page], site: Site, username: str, window: str
) -> None:
    page = open_as(username, **WINDOWS[window])
    faults = watch(page, site)
    found = {}
    for address in site.pages(page, username):
        page.goto(address)
        wrong = violations(page)
        wrong += page.evaluate("window.insynFaults")
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
            wrong.append("wider than the window")
        if wrong:
            found[kind_of(address)] = wrong

    assert found == {}
    assert faults == []


@pytest.mark.parametrize("path", ["/logga-in/", "/stil/", "/tillganglighet/", "/finns-inte/"])
@pytest.mark.parametrize("window", WINDOWS)
def test_the_open_pages(open_as: Callable[..., Page], site: Site, window: str, path: str) -> None:
    page = open_as("", **WINDOWS[window])
    faults = watch(page, site)
    page.goto(site.address + path)

    assert violations(page) == []
    assert page.evaluate("window.insynFaults") == []
    assert faults == []


def test_nothing_is_wider_than_320_pixels(open_as: Callable[..., Page], site: Site) -> None:
    page = open_as("anna", viewport={"width": 320, "height": 700})
    wide = []
    for address in site.pages(page, "anna"):
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
            wide.append(kind_of(address))

    assert wide == []


def test_every_page_works_in_english(open_as: Callable[..., Page], site: Site) -> None:
    page = open_as("anna")
    page.click("button[value=en]")

    assert page.get_attribute("html", "lang") == "en"
    swedish = []
    for address in site.pages(page, "anna"):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        if page.get_by_role("button", name="Spara", exact=True).count():
            swedish.append(address)
    page.click("button[value=sv]")

    assert swedish == []
