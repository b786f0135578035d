"""Steps of a follow-up that several walks take: planned, prepared, visited, assessed, sent."""

import re
from collections.abc import Callable
from datetime import date

from playwright.sync_api import Page, expect

from e2e.walking import confirm, go, passed, press, seen, tab_of
from insyn.platform import clock

REVIEWERS = "Uppföljare Ett", "Uppföljare Två"
"""How the users ``uppfoljare1`` and ``uppfoljare2`` are shown."""
NO_BIAS = "Jag intygar att jäv inte finns"


def plan_today(page: Page, template: str) -> str:
    """Plan a follow-up that is proposed, with the template, and return its address."""
    passed(page)
    page.get_by_label("Planerad till").fill(str(clock.today()))
    page.get_by_label(re.compile("^Uppföljningsmall")).select_option(label=template)
    press(page, "Planera")
    seen(page, "Uppföljningen är planerad.")
    return page.url


def prepare(planner: Page, first: Page, second: Page, followup: str) -> None:
    """Add the reviewers, let both say that they have no bias, and let the first begin."""
    planner.goto(followup)
    for reviewer in REVIEWERS:
        add_reviewer(planner, reviewer)
    declare_no_bias(first, followup)
    declare_no_bias(second, followup)
    begin(first, followup)


def add_reviewer(page: Page, name: str) -> None:
    tab_of(page, "Förberedelser")
    go(page, "Lägg till uppföljare")
    passed(page)
    page.locator("main select[name=user]").select_option(label=name)
    press(page, "Lägg till")
    seen(page, name)


def declare_no_bias(page: Page, followup: str) -> None:
    """Say anew, for this follow-up, that one has no bias."""
    page.goto(followup)
    tab_of(page, "Förberedelser")
    press(page, NO_BIAS)
    seen(page, "Du har intygat att jäv inte finns")


def begin(page: Page, followup: str) -> None:
    page.goto(followup)
    press(page, "Markera som förberedd")
    press(page, "Påbörja")
    seen(page, "Läget är nu ”Pågår”")
    passed(page)


def visit(page: Page, day: date, participants: str) -> None:
    """Visit announced and by day, and note that it has been done."""
    tab_of(page, "Besök och iakttagelser")
    go(page, "Boka besök eller möte")
    page.get_by_label("Dag", exact=True).fill(str(day))
    press(page, "Boka")
    carry_out(page, participants)


def carry_out(page: Page, participants: str) -> None:
    go(page, "Anteckna genomfört")
    passed(page)
    page.get_by_label(re.compile("^Deltagare från")).fill(participants)
    press(page, "Spara")
    seen(page, "Besöket är antecknat")


def begin_draft(page: Page, followup: str) -> None:
    page.goto(followup)
    press(page, "Skriv utkast")
    tab_of(page, "Bedömning och resultat")


def assess_areas(page: Page, areas: int, mark: Callable[[Page], None]) -> None:
    """Assess one area after the other, each leading to the next."""
    for left in reversed(range(areas)):
        mark(page)
        press(page, "Spara och bedöm nästa område" if left else "Spara")
    seen(page, "är sparad")


def conclude(page: Page, verdict: str, sentence: str) -> None:
    """Judge the whole, take the standard sentence, and settle the assessment."""
    go(page, "Skriv sammanfattande bedömning")
    passed(page)
    page.locator("main").get_by_label(verdict).first.check()
    press(page, "Hämta standardmeningen")
    whole = page.locator("textarea[name=overall_assessment]")
    expect(whole).to_have_value(re.compile(sentence))
    press(page, "Spara")
    press(page, "Fastställ bedömningen")
    seen(page, "Bedömningen är fastställd")
    passed(page)


def report(page: Page, followup: str) -> None:
    """Send the result to the provider."""
    page.goto(followup)
    tab_of(page, "Bedömning och resultat")
    confirm(page, "Skicka till utföraren och rapportera", "Skicka")
    seen(page, "Skickad")
    passed(page)
