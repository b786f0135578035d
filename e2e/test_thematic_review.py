"""A thematic review in a browser: from the question to the board, with a report of its own."""

import re
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

from playwright.sync_api import Page, expect

from e2e.conftest import Site
from e2e.walking import OpenAs, choose, downloaded, enter, go, passed, press, refused, seen
from insyn.platform import clock

TITLE = "Varför blir introduktionen kort?"
QUESTION = "Varför får timvikarier arbeta ensamma innan de är introducerade?"
STATISTICS = "Öppna jämförelser 2025, personalomsättning"
TALKS = "Samtal med chefer och vikarier"
CAUSE = "Introduktionen schemaläggs inte när vikarier rings in samma dag."
ADVICE = "Låt planeringssystemet spärra ensamarbete tills introduktionen är kvitterad."
RESULTS = "Introduktionen är kortare än avtalat där vikarier rings in med kort varsel."
ENDS = clock.today() + timedelta(days=400)
BOARD = f"{clock.today() - timedelta(days=6)} § 101"
AREA = "Hemtjänst"
NAMED = "Björkdungens Hemtjänst AB"


def test_a_thematic_review_explains_without_judging(open_as: OpenAs, site: Site) -> None:
    pages, faults = enter(open_as, site, "anna", "registrator", "bo")
    planner, registrar, reader = pages
    review = make_review(planner, site)
    add_sources(planner)
    draw_sample(planner)
    write_results(planner, f"{NAMED} har kort introduktion.")
    add_cause(planner)
    recommend(planner)
    hand_in(planner)

    treat(registrar, review)
    reader.goto(f"{site.address}/tematiska-granskningar/")
    passed(reader)
    go(reader, TITLE)
    seen(reader, BOARD)
    expect(reader.locator("main")).not_to_contain_text(NAMED)
    passed(reader)
    reader.goto(f"{site.address}/tematiska-granskningar/sammanfattning/")
    seen(reader, CAUSE)
    passed(reader)
    assert not any(faults)


def make_review(page: Page, site: Site) -> str:
    """Ask the question, of the services of one area, and return the address."""
    page.goto(f"{site.address}/tematiska-granskningar/")
    go(page, "Ny tematisk granskning")
    passed(page)
    page.get_by_label("Nämnd", exact=True).select_option(label="Äldrenämnden, Exempelstad")
    page.get_by_label("Rubrik").fill(TITLE)
    page.get_by_label("Tema", exact=True).fill("Introduktion")
    page.get_by_label("Frågeställning").fill(QUESTION)
    page.get_by_label(re.compile("^Verksamhetsområde")).select_option(label=AREA)
    page.get_by_label("Till", exact=True).fill(str(ENDS))
    page.get_by_label(re.compile("^Metod")).fill("Läsning av handlingar, statistik och samtal.")
    page.get_by_label(re.compile("^Hur urvalet görs")).fill("Alla i området som har kontrakt.")
    press(page, "Spara")
    seen(page, QUESTION)
    passed(page)
    press(page, "Påbörja")
    seen(page, "Granskningen har påbörjats")
    return page.url


def add_sources(page: Page) -> None:
    for kind, text, amount in (("Statistik", STATISTICS, "1"), ("Intervjuer", TALKS, "14")):
        go(page, "Lägg till källa")
        passed(page)
        page.get_by_label("Slag").select_option(label=kind)
        page.get_by_label("Källa").fill(text)
        page.get_by_label(re.compile("^Antal")).fill(amount)
        press(page, "Spara")
        seen(page, text)


def draw_sample(page: Page) -> None:
    go(page, "Lägg till verksamheter")
    passed(page)
    page.get_by_label(re.compile("^Alla i verksamhetsområdet")).select_option(label=AREA)
    press(page, "Lägg till")
    expect(page.locator("#urval tbody")).to_contain_text(NAMED)
    passed(page)


def write_results(page: Page, text: str) -> None:
    go(page, "Skriv resultat")
    passed(page)
    page.locator("main").get_by_label("Resultat", exact=True).fill(text)
    page.get_by_label(re.compile("^Begränsningar")).fill("Nattpersonalen är inte tillfrågad.")
    press(page, "Spara")
    seen(page, text)


def add_cause(page: Page) -> None:
    """Claim a strong cause on one kind of source, be refused, and tick the other too."""
    go(page, "Lägg till orsak")
    passed(page)
    page.get_by_label("Orsak", exact=True).fill(CAUSE)
    page.get_by_label("Styrka").select_option(label="Stark")
    choose(page, f"Statistik: {STATISTICS}")
    page.get_by_label("Vad den stöder sig på").fill("Statistiken och samtalen säger samma sak.")
    page.get_by_label(re.compile("^Antal verksamheter")).fill("2")
    press(page, "Spara")
    refused(page, "minst två slag av källor")
    choose(page, f"Intervjuer: {TALKS}")
    press(page, "Spara")
    seen(page, CAUSE)
    seen(page, "Styrka: Stark")
    passed(page)


def recommend(page: Page) -> None:
    go(page, "Lägg till rekommendation")
    passed(page)
    page.get_by_label("Rekommendation", exact=True).fill(ADVICE)
    page.get_by_label("Riktas till").select_option(label="Utförarna")
    page.get_by_label(re.compile("^Orsak")).select_option(label=CAUSE)
    page.get_by_label(re.compile("^Följs upp")).fill(str(ENDS + timedelta(days=60)))
    press(page, "Spara")
    seen(page, ADVICE)


def hand_in(page: Page) -> None:
    """Be refused while a service is named; then hand the report in, and fetch it."""
    press(page, "Lämna rapporten")
    seen(page, "bedömer inte enskilda verksamheter")
    write_results(page, RESULTS)
    draft = page.get_by_role("link", name="Utkast, PDF")
    assert downloaded(page, draft).startswith(b"%PDF")
    press(page, "Lämna rapporten")
    seen(page, "Rapporten är lämnad")
    passed(page)
    report = page.locator("#rapport")
    assert downloaded(page, report.get_by_role("link", name="PDF")).startswith(b"%PDF")
    word = ZipFile(BytesIO(downloaded(page, report.get_by_role("link", name="Word"))))
    written = word.read("word/document.xml").decode()
    assert CAUSE in written
    assert ADVICE in written
    assert NAMED not in written


def treat(page: Page, review: str) -> None:
    """Note, as the board's secretary, that the board has treated the report."""
    page.goto(review)
    passed(page)
    go(page, "Anteckna nämndens behandling")
    passed(page)
    page.get_by_label(re.compile("^Nämndens beslut")).fill(BOARD)
    press(page, "Anteckna")
    seen(page, "Behandlad av nämnden")
