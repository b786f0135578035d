"""A contract comes to its end: decision, notice, those who are placed, files and evidence."""

import re
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

from playwright.sync_api import Page, expect

from e2e.conftest import Site
from e2e.walking import (
    OpenAs,
    downloaded,
    enter,
    follow,
    go,
    narrow,
    passed,
    press,
    refused,
    seen,
)
from insyn.papers.wording import swedish_date
from insyn.platform import clock

REASON = "Bristerna i dokumentationen är inte avhjälpta trots två åtgärdsplaner."
BOARD = f"{clock.today() - timedelta(days=6)} § 92"
LAST_DAY = clock.today() + timedelta(days=190)
PLAN = "Gör en plan för var och en som har sin insats hos utföraren"
END = "Anteckna att kontraktet har upphört"
FILES = "Ta emot akter och journaler"


def test_a_contract_is_given_notice(open_as: OpenAs, site: Site) -> None:
    pages, faults = enter(open_as, site, "anna", "beslutsfattare", "utforare")
    planner, decider, provider = pages
    termination = begin_to_end(planner, site)
    decide(decider, termination)
    give_notice(planner, termination)
    read_notice(provider, site)

    count_down(planner, termination)
    hand_over_files(planner, termination)
    fetch_evidence(planner, termination)
    wait_for_last_day(planner, termination)
    assert not any(faults)


def begin_to_end(page: Page, site: Site) -> str:
    """Begin from the contract, and return the address of what has begun."""
    page.goto(f"{site.address}/kontrakt/?q=Ängshög HVB")
    page.locator("tbody a").first.click()
    go(page, "Avslut")
    passed(page)
    go(page, "Påbörja avslut")
    passed(page)
    page.get_by_label("Så upphör kontraktet").select_option(label="Uppsägning")
    page.get_by_label("Skälet", exact=True).fill(REASON)
    page.get_by_label(re.compile("^Klausul")).fill("§ 10.2")
    page.get_by_label(re.compile("^Antal som är placerade")).fill("6")
    press(page, "Påbörja avslut")
    refused(page, "Avtalets uppsägningstid är inte angiven.")
    page.get_by_label(re.compile("^Planerad sista dag")).fill(str(LAST_DAY))
    press(page, "Påbörja avslut")
    seen(page, "0 av 11 uppgifter är klara.")
    passed(page)
    return page.url


def decide(page: Page, termination: str) -> None:
    """Be refused without a delegation, and note what the board itself has decided."""
    page.goto(termination)
    seen(page, "Ingen har delegation i ärendetypen")
    go(page, "Besluta")
    passed(page)
    press(page, "Besluta")
    refused(page, "delegation")
    page.get_by_label(re.compile("^Nämndens beslut")).fill(BOARD)
    press(page, "Besluta")
    seen(page, "Beslutet är registrerat")
    passed(page)


def give_notice(page: Page, termination: str) -> None:
    page.goto(termination)
    go(page, "Säg upp")
    passed(page)
    page.get_by_label("Så delges utföraren").select_option(label="Öppnat i Insyn")
    press(page, "Säg upp")
    seen(page, "Brevet till utföraren är klart")
    seen(page, "Öppnat i Insyn")
    passed(page)


def read_notice(page: Page, site: Site) -> None:
    """Read, as the provider and on a phone, why and when the contract ends."""
    page.goto(f"{site.address}/utforare/att-gora/")
    narrow(page)
    follow(page, page.locator("#avslut").get_by_role("link"))
    seen(page, REASON)
    seen(page, swedish_date(LAST_DAY))
    narrow(page)
    letter = page.locator("main").get_by_role("link", name=re.compile("^PDF"))
    assert downloaded(page, letter).startswith(b"%PDF")


def count_down(page: Page, termination: str) -> None:
    """Count down those who have a plan, and never say who they are."""
    page.goto(termination)
    seen(page, "Här står bara antal och dagar.")
    go(page, PLAN)
    passed(page)
    page.get_by_label(re.compile("^Antal kvar")).fill("7")
    press(page, "Spara uppgiften")
    refused(page, "Det kan inte vara 7 kvar av 6.")
    page.get_by_label(re.compile("^Antal kvar")).fill("2")
    press(page, "Spara uppgiften")
    expect(page.get_by_role("row", name=PLAN)).to_contain_text("2 av 6")


def hand_over_files(page: Page, termination: str) -> None:
    """Note how many files the board has taken over, and to whom they went."""
    page.goto(termination)
    go(page, FILES)
    page.get_by_label(re.compile("^Antal \\(")).fill("31")
    page.get_by_label(re.compile("^Antal kvar")).fill("0")
    page.get_by_label(re.compile("^Lämnat till")).fill("Socialnämndens arkivansvariga")
    page.get_by_label(re.compile("^Klart den")).fill(str(clock.today()))
    press(page, "Spara uppgiften")
    row = page.get_by_role("row", name=FILES)
    expect(row).to_contain_text("31 lämnade")
    expect(row).to_contain_text("Socialnämndens arkivansvariga")
    seen(page, "1 av 11 uppgifter är klara.")
    passed(page)


def fetch_evidence(page: Page, termination: str) -> None:
    """Put the evidence together, and find a summary, the rows and the papers in the zip."""
    page.goto(termination)
    press(page, "Sammanställ bevispaket")
    package = page.locator("#bevispaket").get_by_role("link", name=re.compile("Bevispaket"))
    archive = ZipFile(BytesIO(downloaded(page, package)))
    assert archive.testzip() is None
    names = archive.namelist()
    endings = {name.rsplit(".", 1)[-1] for name in names}
    assert {"docx", "xlsx", "pdf"} <= endings, names
    summary = next(name for name in names if name.endswith(".docx"))
    written = ZipFile(BytesIO(archive.read(summary))).read("word/document.xml").decode()
    assert "Ängshög HVB AB" in written
    assert REASON in written
    passed(page)


def wait_for_last_day(page: Page, termination: str) -> None:
    """See that the contract cannot be ended before its last day, and be refused to."""
    page.goto(termination)
    seen(page, f"Kontraktets sista dag är {swedish_date(LAST_DAY)}.")
    expect(page.get_by_role("link", name=END)).to_have_count(0)
    page.goto(f"{termination}har-upphort/")
    press(page, END)
    refused(page, f"Kontraktet gäller till och med {LAST_DAY}.")
