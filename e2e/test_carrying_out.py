"""Follow-ups from the first page to the last, as those who carry them out."""

import re

from playwright.sync_api import Page, expect

from e2e.conftest import Site
from e2e.steps import (
    assess_areas,
    begin,
    begin_draft,
    carry_out,
    conclude,
    declare_no_bias,
    plan_today,
    prepare,
    report,
    visit,
)
from e2e.walking import OpenAs, choose, enter, follow, go, passed, press, seen, tab_of
from insyn.platform import clock

SCATTERED = "Schemat visar att två av fyra kvällar bemannas av timvikarier utan introduktion."
"""What the overview found."""
SOLGLANTAN = "Stiftelsen Solgläntans Äldrehem"
AREAS = 6
"""Of the template that is chosen for it."""


def test_an_overview_is_decided_to_go_in_depth(open_as: OpenAs, site: Site) -> None:
    pages, faults = enter(open_as, site, "anna", "uppfoljare1", "uppfoljare2")
    planner, first, second = pages
    planner.goto(f"{site.address}/uppfoljningar/?q=Kooperativet&state=ongoing")
    planner.locator("tbody a").first.click()
    overview = planner.url
    passed(planner)
    decide_depth(planner)

    planner.goto(overview)
    in_depth = follow_on(planner)
    assert in_depth != overview
    see_scope(first, in_depth)
    declare_no_bias(first, in_depth)
    declare_no_bias(second, in_depth)
    begin(first, in_depth)
    assert not any(faults)


def decide_depth(page: Page) -> None:
    """Decide on what the reviewers propose, with reasons of one's own."""
    tab_of(page, "Bedömning och resultat")
    go(page, "Till frågan om fördjupning")
    passed(page)
    seen(page, "Samma sak nämndes i två klagomål")
    seen(page, SCATTERED)
    go(page, "Besluta")
    passed(page)
    choose(page, "Fördjupad uppföljning görs")
    page.get_by_label("Beslutets skäl").fill("Bemanningen behöver ses på plats.")
    press(page, "Besluta")
    seen(page, "Bemanningen behöver ses på plats.")
    passed(page)


def follow_on(page: Page) -> str:
    """Go from the overview to what it led to, and return the address."""
    passed(page)
    row = page.locator("main dl > div").filter(has_text="Ledde till")
    follow(page, row.get_by_role("link"))
    seen(page, "Föranledd av")
    passed(page)
    return page.url


def see_scope(page: Page, address: str) -> None:
    """See that it takes up what the overview found, and how it is to be looked at."""
    page.goto(address)
    go(page, "Läs vad fördjupningen tar upp")
    seen(page, "Det här tar fördjupningen upp")
    seen(page, "Oanmält kvällsbesök och samtal med personal.")
    seen(page, SCATTERED)
    expect(page.get_by_role("row", name="Ledning och kompetens").first).to_contain_text("Fördjupas")
    passed(page)


def test_a_new_provider_is_followed_up_after_its_first_months(open_as: OpenAs, site: Site) -> None:
    pages, faults = enter(open_as, site, "anna", "uppfoljare1", "uppfoljare2")
    planner, first, second = pages
    followup = plan_proposed(planner, site)
    prepare(planner, first, second, followup)

    visit(first, clock.today(), "Verksamhetschef och två i personalen")
    assess(first, followup)
    write_result(first)
    conclude(first, "Följer kraven", "följa de krav som ställs i Ramavtal för enstaka platser")
    report(planner, followup)

    planner.goto(f"{site.address}/uppfoljningar/forslag/?show=accepted&q=Solgläntan")
    seen(planner, SOLGLANTAN)
    follow(planner, planner.locator(f"main tbody a[href='{followup.removeprefix(site.address)}']"))
    seen(planner, "Skickad")
    assert not any(faults)


def plan_proposed(page: Page, site: Site) -> str:
    """Plan what is proposed by itself half a year after the first client; return its address."""
    page.goto(f"{site.address}/uppfoljningar/forslag/")
    seen(page, "Ny utförare")
    passed(page)
    go(page, f"Planera {SOLGLANTAN}")
    followup = plan_today(page, "Hemtjänst och särskilt boende, version 2")
    seen(page, "Första placeringen hos Solgläntan")
    passed(page)
    page.goto(f"{site.address}/uppfoljningar/forslag/")
    expect(page.locator("main tbody")).not_to_contain_text(SOLGLANTAN)
    return followup


def assess(page: Page, followup: str) -> None:
    begin_draft(page, followup)
    go(page, "Bedöm Bemanning och kontinuitet")
    passed(page)
    assess_areas(page, AREAS, lambda page: page.locator("input[name=level][value='2']").check())


def write_result(page: Page) -> None:
    go(page, "Skriv resultatet")
    passed(page)
    page.get_by_label("Resultat av uppföljning").fill("Verksamheten har kommit igång bra.")
    press(page, "Spara")


def test_an_unannounced_evening_visit_counts_the_staff(open_as: OpenAs, site: Site) -> None:
    (page,), faults = enter(open_as, site, "uppfoljare1")
    page.goto(f"{site.address}/uppfoljningar/?q=Omsorgsbolag")
    page.locator("tbody a").first.click()
    press(page, "Påbörja")
    tab_of(page, "Besök och iakttagelser")
    book_evening_visit(page)
    show_instruction(page)
    carry_out(page, "Två i personalen och nattchefen")
    visit = count_staff(page)
    write_finding(page, visit)
    assert not any(faults)


def book_evening_visit(page: Page) -> None:
    go(page, "Boka besök eller möte")
    passed(page)
    choose(page, "Anmält i förväg")
    page.get_by_label("Dag", exact=True).fill(str(clock.today()))
    page.get_by_label(re.compile("^Från klockan")).fill("19:00")
    press(page, "Boka")
    seen(page, "Oanmält")


def show_instruction(page: Page) -> None:
    """Write the letter that is shown at the door, and sent to nobody."""
    go(page, "Uppdrag att göra oanmält besök")
    passed(page)
    page.locator("main form button[type=submit]").first.click()
    seen(page, "Uppdrag att göra oanmält besök, ")
    passed(page)


def count_staff(page: Page) -> str:
    """Set who is there against the schedule, and return the address of the visit."""
    go(page, "Jämför med schemat")
    passed(page)
    page.get_by_label("Räknat klockan").fill("19:30")
    page.get_by_label("Rader").fill(
        "Undersköterska; 3; 2; En hade blivit sjuk\nSjuksköterska; 1; 1"
    )
    press(page, "Spara")
    seen(page, "En hade blivit sjuk")
    passed(page)
    visit = page.url
    tab_of(page, "Kontakter och post")
    seen(page, "visat vid besöket")
    return visit


def write_finding(page: Page, visit: str) -> None:
    """Make a deficiency of the difference: what was counted is already written."""
    page.goto(visit)
    go(page, "Skriv en brist av skillnaden")
    passed(page)
    expect(page.get_by_label("Vad som sågs")).to_have_value(
        re.compile("Undersköterska: 2 på plats, 3 enligt schemat")
    )
    page.get_by_label("Område i mallen").select_option(label="Bemanning och kontinuitet")
    page.get_by_label("Krav med egna ord").fill("Avtalet 6.2: tre i personalen på kvällen.")
    page.get_by_label("Vilket resultat som krävs").fill("Bemanning enligt schemat alla kvällar.")
    press(page, "Spara")
    seen(page, "Undersköterska: 2 på plats, 3 enligt schemat")
    passed(page)
