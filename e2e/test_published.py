"""What the public reads, in a browser: no log-in, no cookies, on a phone, in the dark."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

SHAPES: dict[str, dict[str, Any]] = {
    "desk": {"viewport": {"width": 1440, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}},
    "dark": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark"},
}


@pytest.fixture
def stranger(browser: Browser, site):
    """Somebody who has never been here, without scripts."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    yield page
    assert context.cookies() == []
    context.close()


def first_published(page: Page, address: str) -> str:
    page.goto(f"{address}/offentligt/")
    page.locator("main a[href*='/offentligt/']").first.click()
    return page.url


def test_a_stranger_compares_two_providers_and_reads_one(stranger, site):
    first_published(stranger, site.address)
    boxes = stranger.locator("tbody input[name=u]")
    boxes.nth(0).check()
    boxes.nth(1).check()
    stranger.get_by_role("button", name="Jämför de valda").click()
    expect(stranger.locator("thead th")).to_have_count(2)

    stranger.locator("thead a").first.click()
    expect(stranger).to_have_url(re.compile(r"/utforare/\d+/"))


def test_a_stranger_reads_it_in_english(stranger, site):
    first_published(stranger, site.address)
    stranger.get_by_role("link", name="English").click()

    expect(stranger.locator("html")).to_have_attribute("lang", "en")
    expect(stranger.locator("h1")).to_contain_text("Follow-ups")


@pytest.mark.parametrize("shape", SHAPES)
def test_open_pages_are_accessible_and_do_not_scroll_sideways(browser, site, shape):
    context = browser.new_context(**SHAPES[shape])
    page = context.new_page()
    results = first_published(page, site.address)
    provider = page.locator("tbody th a").first.get_attribute("href")
    for address in (
        f"{site.address}/offentligt/", results, f"{results}om/", f"{site.address}{provider}",
        f"{site.address}/oppna-data/", f"{results}?lang=en",
    ):  # fmt: skip
        page.goto(address)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        assert not wide, address
    assert context.cookies() == []
    context.close()
