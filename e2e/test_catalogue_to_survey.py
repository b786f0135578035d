"""From procurement's list to a published survey, click by click.

With ``INSYN_PICTURES`` set to a folder, the pictures of the handbook are taken on the way.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from e2e.catalogue import ROWS, write_catalogue
from e2e.conftest import Site

AGREEMENT = "Valfrihetssystem för daglig verksamhet enligt LSS"
NAME = "Avtalsenkät för daglig verksamhet"
ASKED = 40
PICTURES = os.environ.get("INSYN_PICTURES", "")


def picture(page: Page, number: int) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"krav-till-enkat-{number}.png")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state()


def test_a_list_of_requirements_becomes_a_survey(
    open_as: Callable[..., Page], site: Site, tmp_path: Path
) -> None:
    page = open_as("anna")
    take_in(page, site, write_catalogue(tmp_path))
    catalogue = open_catalogue(page, site)
    expect(page.get_by_text(f"{ROWS} krav").first).to_be_visible()

    weigh(page)
    try_followability(page, catalogue)
    ask_about_the_heaviest(page, catalogue)
    press(page, "Publicera")
    page.locator("dialog[open]").get_by_role("button", name="Publicera").click()
    page.wait_for_load_state()

    expect(page.get_by_text("Publicerad").first).to_be_visible()
    page.get_by_role("link", name="Förhandsvisa").click()
    picture(page, 8)
    expect(page.locator("main")).to_contain_text(NAME)


def take_in(page: Page, site: Site, file: Path) -> None:
    page.goto(f"{site.address}/import/ny/krav/")
    page.set_input_files("input[type=file]", file)
    page.locator("select[name=authority]").select_option(label="Socialnämnden, Exempelstad")
    page.locator("select[name=agreement]").select_option(label=AGREEMENT)
    picture(page, 1)
    press(page, "Fortsätt till kolumnerna")
    picture(page, 2)
    press(page, "Fortsätt till granskningen")
    picture(page, 3)
    expect(page.locator("main")).to_contain_text("Listan kan föras in")
    press(page, "För in")
    expect(page.get_by_text("Listan är införd.").first).to_be_visible()


def open_catalogue(page: Page, site: Site) -> str:
    page.goto(f"{site.address}/krav/")
    page.get_by_role("link", name=AGREEMENT).first.click()
    page.wait_for_url(re.compile(r"/avtal/\d+/krav/"))
    picture(page, 4)
    return page.url


def weigh(page: Page) -> None:
    """Give the forty first requirements the highest weight."""
    for box in page.locator("tbody input[name=chosen]").all()[:ASKED]:
        box.check()
    page.locator("select[name=weight]").last.select_option("3")
    page.get_by_role("button", name="Spara för kraven").scroll_into_view_if_needed()
    picture(page, 5)
    press(page, "Spara för kraven")


def try_followability(page: Page, catalogue: str) -> None:
    """Test them all, a page at a time: no where the text is vague, yes otherwise."""
    while True:
        page.goto(f"{catalogue}provning/tabell/?untested=on")
        if page.locator("tbody tr").count() == 0:
            break
        page.get_by_label("Svara nej där texten är otydlig").check()
        for mark in ("is_measurable", "has_evidence", "has_respondent", "has_frequency"):
            page.locator(f"select[name=tomma-{mark}]").select_option("yes")
        picture(page, 6)
        press(page, "Spara sidan")
    page.goto(f"{catalogue}provning/")
    expect(page.locator("main")).to_contain_text(f"av {ROWS} krav")


def ask_about_the_heaviest(page: Page, catalogue: str) -> None:
    page.goto(catalogue)
    page.get_by_role("link", name="Gör frågor av krav").click()
    page.locator("select[name=weight]").select_option("3")
    press(page, "Visa kraven")
    press(page, "Välj alla som visas")
    expect(page.locator("#results")).to_contain_text(f"{ASKED} krav är valda")
    picture(page, 7)
    press(page, "Gå vidare med de valda")
    page.get_by_label("Namn", exact=True).fill(NAME)
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text(f"{ASKED} frågor")
