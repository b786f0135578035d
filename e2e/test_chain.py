"""A person's way through the system, with mouse or keyboard alone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.conftest import Site, log_in
from insyn.examples.demonstration import PASSWORD


def test_the_skip_link_comes_first_and_leads_to_the_content(
    open_as: Callable[..., Page], site: Site
) -> None:
    page = open_as("anna")
    page.goto(f"{site.address}/uppfoljningar/")
    page.keyboard.press("Tab")

    focused = page.evaluate("document.activeElement.textContent.trim()")
    page.keyboard.press("Enter")

    assert focused == "Hoppa till innehållet"
    expect(page.locator("#innehall")).to_be_focused()


def test_a_list_is_filtered_while_typing_and_the_back_button_works(
    open_as: Callable[..., Page], site: Site
) -> None:
    page = open_as("anna")
    page.goto(f"{site.address}/utforare/")
    everything = page.locator("tbody tr").count()
    page.fill("main input[type=search], main input[name=q]", "KKP")

    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page).to_have_url(re.compile("q=KKP"))
    page.locator("tbody a").first.click()
    page.wait_for_url(re.compile(r"/utforare/\d+/"))
    page.go_back()

    expect(page.locator("tbody tr")).to_have_count(1)
    assert page.locator("html").count() == 1
    assert everything > 1


def test_a_figure_of_the_report_leads_to_the_followups_behind_it(
    open_as: Callable[..., Page], site: Site
) -> None:
    page = open_as("jarfalla.ansvarig")
    page.goto(f"{site.address}/rapporter/")
    page.locator("tbody a").first.click()
    page.get_by_role("link", name="Läs rapporten").click()
    page.locator(".u-paper a[href*='/siffra/followups/']").first.click()

    expect(page.locator("tbody tr")).to_have_count(17)
    page.locator("tbody a").first.click()
    expect(page).to_have_url(re.compile(r"/uppfoljningar/\d+/"))


def test_pages_work_without_javascript(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    log_in(page, site, "anna")
    page.goto(f"{site.address}/utforare/?q=KKP")

    assert page.locator("tbody tr").count() == 1
    context.close()


def test_typed_text_survives_the_end_of_the_session(
    open_as: Callable[..., Page], site: Site
) -> None:
    page = open_as("jarfalla.ansvarig")
    page.goto(f"{site.address}/rapporter/ny/")
    page.fill("input[name=title]", "En rubrik som inte får försvinna åäö")
    page.context.clear_cookies(name="sessionid")
    page.click("main button[type=submit]")
    page.wait_for_url(re.compile("/logga-in/"))
    page.fill("input[name=username]", "jarfalla.ansvarig")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/logga-in/" not in url)

    seen = page.content() + "".join(
        page.eval_on_selector_all("input, textarea", "all => all.map(f => f.value)")
    )
    assert "En rubrik som inte får försvinna åäö" in seen


@pytest.mark.parametrize("username", ["dag", "systemadmin"])
def test_those_without_a_role_see_no_content(
    open_as: Callable[..., Page], site: Site, username: str
) -> None:
    page = open_as(username)
    page.goto(f"{site.address}/uppfoljningar/")

    assert page.locator("tbody tr").count() == 0


def test_printing_leaves_the_navigation_out(open_as: Callable[..., Page], site: Site) -> None:
    page = open_as("anna")
    page.goto(f"{site.address}/uppfoljningar/")
    page.emulate_media(media="print")

    expect(page.locator("nav.u-side")).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
