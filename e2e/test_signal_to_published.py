"""From a signal that somebody leaves, to what anybody reads on the open page."""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from e2e.conftest import Site
from e2e.steps import assess_areas, begin_draft, conclude, plan_today, prepare, report, visit
from e2e.walking import OpenAs, choose, enter, follow, go, passed, press, seen, tab_of
from insyn.platform import clock

PROVIDER = "Boendestöd Blåklinten AB"
HEARD = "Två av veckans fem besök blev av. De andra ställdes in samma morgon, utan besked."
CATEGORY = "Insatsen utförs inte som beslutat"
SEEN = "Två av fem besök ställdes in utan besked."
AREAS, LACKING = 5, "Innehåll och planering"
"""Of the template that is chosen, and the one of them that something is wrong in."""
TITLE = "Uppföljningar efter signaler"
YESTERDAY = clock.today() - timedelta(days=1)
ONE_MINUTE = 10
"""Things to touch when a signal is left, from the first page to the receipt."""


def test_a_signal_leads_to_a_published_result(open_as: OpenAs, site: Site) -> None:
    names = "handlaggare", "uppfoljare1", "uppfoljare2", "anna", "registrator", "beslutsfattare"
    pages, faults = enter(open_as, site, *names)
    worker, first, second, planner, registrar, decider = pages
    signal = leave_signal(worker, site)
    followup = triage(first, site, signal)
    worker.goto(signal)
    seen(worker, "Gav förslag om uppföljning")

    prepare(first, first, second, followup)
    # The visit was yesterday: what is published is of days that have passed.
    visit(first, YESTERDAY, "Verksamhetschef och en i personalen")
    assess(first, followup)
    stand_on_signal(first, signal)
    check_facts(first)
    tab_of(first, "Bedömning och resultat")
    conclude(first, "Följer inte kraven", "inte")
    report(first, followup)

    matter = bring_to_board(planner, followup)
    decided = decide(registrar, matter)
    publication = publish(planner, decided, decider)
    read_as_anyone(open_as(""), publication)
    assert not any(faults)


def leave_signal(page: Page, site: Site) -> str:
    """Leave a signal in a minute, read what happens next, and return the signal's address."""
    page.goto(f"{site.address}/")
    page.evaluate("sessionStorage.setItem('touched', '0')")
    page.add_init_script(
        "for (const kind of ['click', 'change']) addEventListener(kind, e => {"
        "  if (e.isTrusted || kind === 'change') sessionStorage.setItem('touched',"
        "    String(Number(sessionStorage.getItem('touched')) + 1)) }, true)"
    )
    follow(page, page.locator("nav.u-side").get_by_role("link", name="Signaler", exact=True))
    go(page, "Lämna en signal")
    passed(page)
    page.get_by_label("Namn eller organisationsnummer").fill("Blåklinten")
    expect(page.locator("main tbody tr")).to_have_count(1)
    expect(page).to_have_url(re.compile("q=Bl"))  # the list has come whole, by itself
    go(page, PROVIDER)
    passed(page)
    page.get_by_label("Vad det gäller").select_option(label=CATEGORY)
    page.get_by_label("Vad har hänt?").fill(HEARD)
    page.get_by_label("Allvarlig", exact=True).check()
    press(page, "Lämna signalen")
    seen(page, "Tack, signalen är mottagen")
    passed(page)
    assert int(page.evaluate("sessionStorage.getItem('touched')")) <= ONE_MINUTE
    go(page, "Visa signalen")
    seen(page, "Signalen väntar på någon")
    return page.url


def triage(page: Page, site: Site, signal: str) -> str:
    """Take up the signal from what waits, let it propose a follow-up, and plan that."""
    page.goto(f"{site.address}/signaler/?state=new&q=Blåklinten")
    passed(page)
    follow(page, page.locator(f"main tbody a[href='{signal.removeprefix(site.address)}']"))
    seen(page, HEARD)
    passed(page)
    press(page, "Föreslå uppföljning")
    seen(page, "Uppföljningen är föreslagen.")
    passed(page)
    go(page, "Planera uppföljningen")
    seen(page, CATEGORY)
    followup = plan_today(page, "Stöd i vardagen, version 1")
    row = page.locator("main dl > div").filter(has_text="Anledning")
    expect(row).to_contain_text(f"Signal: {CATEGORY}")
    tab_of(page, "Signaler")
    seen(page, HEARD)
    return followup


def assess(page: Page, followup: str) -> None:
    """Assess every area with the signal beside, and write the deficiency."""
    begin_draft(page, followup)
    go(page, "Bedöm Ledning och kompetens")
    seen(page, HEARD)
    assess_areas(page, AREAS, mark)
    go(page, "Lägg till resultat")
    page.get_by_label("Område i mallen").select_option(label=LACKING)
    page.get_by_label("Vad som sågs").fill(SEEN)
    page.get_by_label("Vad det stöder sig på").fill("Schema och samtal med två i personalen.")
    page.get_by_label("Krav med egna ord").fill("Avtalet 4.3: besked dagen före.")
    page.get_by_label("Vilket resultat som krävs").fill("Den enskilde får besked dagen före.")
    press(page, "Spara")
    seen(page, "Resultatet är sparat.")


def mark(page: Page) -> None:
    is_lacking = page.locator("h1").inner_text().strip() == LACKING
    level = "Inte uppfyllt" if is_lacking else "Uppfyllt"
    page.locator("main").get_by_label(level, exact=True).check()


def stand_on_signal(page: Page, signal: str) -> None:
    """Let the finding stand on the signal, and see it from both."""
    follow(page, page.get_by_role("link", name=re.compile("^Välj signaler")))
    passed(page)
    choose(page, re.compile(f"^{CATEGORY}"))
    press(page, "Spara")
    seen(page, "Signaler bakom")
    passed(page)
    finding = page.url
    follow(page, page.locator(f"main dd a[href='/{signal.split('/', 3)[3]}']"))
    seen(page, "Stöder ett resultat")
    passed(page)
    go(page, LACKING)
    assert page.url == finding


def check_facts(page: Page) -> None:
    """Send the draft, in which no signal is named, and type in that nothing is wrong in it."""
    tab_of(page, "Faktagranskning")
    go(page, "Skicka för faktagranskning")
    seen(page, SEEN)
    expect(page.locator("main")).not_to_contain_text(HEARD)
    press(page, "Skicka till utföraren")
    go(page, "Skriv in svar som kommit på annat sätt")
    page.get_by_label(re.compile("^Vem hos utföraren")).fill("Verksamhetschefen")
    page.get_by_label("Svaret kom in den").fill(str(clock.today()))
    page.get_by_label("Med e-post").check()
    press(page, "Spara svaret")
    seen(page, "inget att anmärka")


def bring_to_board(page: Page, followup: str) -> str:
    """Make the report of the follow-up, and the matter with it; return the matter's address."""
    page.goto(followup)
    press(page, "Rapport till nämnden")
    seen(page, "Rapporten till nämnden finns.")
    passed(page)
    press(page, "Lås siffrorna")
    press(page, "Markera som granskad")
    press(page, "Föreslå och gör nämndärende")
    seen(page, "Rapporten är föreslagen och ärendet är skapat.")
    passed(page)
    matter = page.url
    go(page, "Expediera")
    press(page, "Expediera")
    return matter


def decide(page: Page, matter: str) -> str:
    """Register what the board decided, and return the report that is decided by it."""
    page.goto(matter)
    go(page, "Registrera nämndens beslut")
    page.locator("main").get_by_label("Nämnden beslutade enligt förslaget").check()
    page.get_by_label("Paragraf").fill("§ 91")
    press(page, "Registrera beslutet")
    seen(page, "Beslutet är registrerat.")
    row = page.locator("main dl > div").filter(has_text="Rapport")
    follow(page, row.get_by_role("link").first)
    seen(page, "§ 91")
    passed(page)
    return page.url


def publish(page: Page, decided: str, approver: Page) -> str:
    """Go on from the decided report to a publication, approved by another; return its address."""
    page.goto(decided)
    go(page, "Ny publicering")
    passed(page)
    day = str(YESTERDAY)
    page.get_by_label("Nämnd", exact=True).select_option(label="Socialnämnden, Exempelstad")
    page.get_by_label("Rubrik", exact=True).fill(TITLE)
    page.get_by_label(re.compile("^Rubrik på engelska")).fill("Follow-ups after signals")
    page.get_by_label("Från", exact=True).fill(day)
    page.get_by_label("Till", exact=True).fill(day)
    page.get_by_label(re.compile("^Inledning [(]")).fill("Det här följde vi upp efter en signal.")
    page.get_by_label(re.compile("^Inledning på engelska")).fill("Followed up after a signal.")
    press(page, "Spara utkastet")
    passed(page)
    press(page, "Lämna för godkännande")
    seen(page, "Väntar på godkännande")
    publication = page.url

    approver.goto(publication)
    passed(approver)
    press(approver, "Godkänn")
    seen(approver, "Publiceringen är godkänd.")

    page.reload()
    press(page, "Publicera")
    seen(page, "Publiceringen är ute.")
    go(page, "Öppna den publicerade sidan")
    return page.url


def read_as_anyone(page: Page, publication: str) -> None:
    """Read the result without logging in: the outcome by area, never the signal."""
    page.goto(publication)
    passed_as_anyone(page)
    page.get_by_role("link", name=PROVIDER).first.click()
    passed_as_anyone(page)
    row = page.get_by_role("row", name=LACKING).first
    expect(row).to_contain_text("Inte uppfyllt")
    expect(page.locator("main")).not_to_contain_text(HEARD)
    assert not [one["name"] for one in page.context.cookies() if one["name"] == "sessionid"]


def passed_as_anyone(page: Page) -> None:
    page.evaluate("window.insynFaults = window.insynFaults || []")
    passed(page)
