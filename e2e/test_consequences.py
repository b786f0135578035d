"""What follows when it is not put right: plans, penalties and ends of contracts."""

import re
from datetime import timedelta
from decimal import Decimal

from playwright.sync_api import Page, expect

from e2e.conftest import Site
from e2e.walking import OpenAs, choose, enter, follow, go, move, narrow, passed, press, seen
from insyn.platform import clock

PENALTY, REDUCED = re.compile(r"25\s000"), re.compile(r"15\s000")
SETTLED = "Efter bestridande, kr"
GROUND = "Underbemanning kvällstid"
CONTEST = "Två av kvällarna var vi tre. Det visar schemat för den andra enheten."
ANSWER = "Schemat styrker två kvällar. Vitet tas ut för tre."


REPLY = "Bemanningspoolen täcker kvällar och helger, och schemat kontrolleras varje fredag."


NOT_ENOUGH = "Skriv också vem som rycker in när någon blir sjuk samma dag."
ANSWERED = ("Bemanning och kontinuitet", "Kompetens och introduktion")
FULL_REPLY = f"{REPLY} Jourhavande samordnare rycker in samma dag."


def test_an_action_plan_is_sent_back_and_then_approved_and_verified(
    open_as: OpenAs, site: Site
) -> None:
    pages, faults = enter(open_as, site, "utforare2", "uppfoljare1", "anna")
    provider, reviewer, planner = pages
    plan = answer_anew(provider, site, REPLY)
    page_of_plan = review(reviewer, f"{site.address}/atgardsplaner/?q=Björkdungen")
    judge(reviewer, "Svaret räcker inte", NOT_ENOUGH)
    move(reviewer, "Godkänn inte", {"Varför planen inte godkänns": NOT_ENOUGH})

    provider.goto(plan)
    seen(provider, NOT_ENOUGH)
    answer_anew(provider, site, FULL_REPLY)

    reviewer.goto(page_of_plan)
    move(reviewer, "Påbörja granskning", {})
    seen(reviewer, FULL_REPLY)
    judge(reviewer, "Godta svaret", "Nu räcker det.")
    planner.goto(page_of_plan)
    move(planner, "Godkänn", {})
    seen(planner, "Åtgärdsplanen godkändes")

    for area in ANSWERED:
        note_carried_out(provider, plan, area)
    reviewer.goto(page_of_plan)
    move(reviewer, "Markera som genomförd", {})
    for area in ANSWERED:
        verify(reviewer, area)
    move(reviewer, "Kontrollera effekten", {})
    seen(reviewer, "Effekt kontrollerad")
    passed(reviewer)
    provider.goto(plan)
    narrow(provider)
    assert not any(faults)


def answer_anew(page: Page, site: Site, measure: str) -> str:
    """Answer the deficiency that came back, hand the plan in, and return its address."""
    page.goto(f"{site.address}/utforare/att-gora/")
    page.locator("main a[href*='/atgardsplan/']").first.click()
    narrow(page)
    plan = page.url
    page.get_by_role("link", name=re.compile("^Svara Bemanning")).click()
    narrow(page)
    page.get_by_label("Åtgärd", exact=True).fill(measure)
    press(page, "Spara")
    page.goto(plan)
    press(page, "Lämna in åtgärdsplanen")
    return plan


def review(page: Page, plans: str) -> str:
    """Begin to review the plan, found in the list, and return its address."""
    page.goto(plans)
    page.locator("tbody a").first.click()
    passed(page)
    address = page.url
    move(page, "Påbörja granskning", {})
    return address


def judge(page: Page, verdict: str, comment: str) -> None:
    page.get_by_role("link", name=re.compile("^Bedöm svaret Bemanning")).click()
    passed(page)
    page.get_by_label(verdict).check()
    page.get_by_label(re.compile("omment")).fill(comment)
    press(page, "Spara")


def note_carried_out(page: Page, plan: str, area: str) -> None:
    """Note, as the provider, that what was promised has been done."""
    page.goto(plan)
    seen(page, "Godkänd")
    follow(page, page.get_by_role("link", name=f"Anteckna genomförd {area}"))
    narrow(page)
    page.get_by_label("Hur genomfördes åtgärden?").fill("Schemat är lagt med en person till.")
    press(page, "Spara")
    seen(page, "Schemat är lagt med en person till.")


def verify(page: Page, area: str) -> None:
    """Plan how the effect is to be seen, and note on a visit that it is there."""
    follow(page, page.get_by_role("link", name=f"Planera kontroll av effekten {area}"))
    passed(page)
    page.locator("main").get_by_label("Besök", exact=True).check()
    page.get_by_label("Senast", exact=True).fill(str(clock.today()))
    press(page, "Spara")
    follow(page, page.get_by_role("link", name=f"Anteckna effekten {area}"))
    passed(page)
    choose(page, "Full effekt")
    page.get_by_label("Kontrollerad den").fill(str(clock.today()))
    page.get_by_label("Vad kontrollen visade").fill("Tre på plats båda kvällarna.")
    press(page, "Spara")
    seen(page, "Full effekt")


def test_a_penalty_is_contested_and_reduced(open_as: OpenAs, site: Site) -> None:
    pages, faults = enter(open_as, site, "anna", "beslutsfattare", "utforare2")
    planner, decider, provider = pages
    sanction = propose_penalty(planner, site)

    decider.goto(sanction)
    go(decider, "Besluta")
    passed(decider)
    press(decider, "Besluta")
    seen(decider, "Beslut fattades")

    planner.goto(sanction)
    go(planner, "Delge utföraren")
    passed(planner)
    planner.get_by_label("Så delges utföraren").select_option(label="Öppnat i Insyn")
    press(planner, "Delge utföraren")
    seen(planner, "Utföraren delgavs beslutet")

    contest(provider, site)

    decider.goto(sanction)
    seen(decider, CONTEST)
    go(decider, "Sätt ned")
    passed(decider)
    decider.get_by_label(re.compile("belopp i kronor")).fill("15000")
    decider.get_by_label(re.compile("^Nämndens svar")).fill(ANSWER)
    press(decider, "Sätt ned")
    seen(decider, REDUCED)
    passed(decider)

    find_in_ledger(planner, site)
    provider.goto(f"{site.address}/utforare/att-gora/")
    follow(provider, provider.get_by_role("link", name=re.compile("Avtalsvite")))
    seen(provider, ANSWER)
    narrow(provider)
    assert not any(faults)


def find_in_ledger(page: Page, site: Site) -> None:
    """See in the ledger what was decided and what it became, and that the sum is of the rows."""
    page.goto(f"{site.address}/sanktioner/liggare/?ground={GROUND}")
    passed(page)
    reduced = page.locator("main tbody tr").filter(has_text=REDUCED)
    expect(reduced).to_have_count(1)
    expect(reduced).to_contain_text(PENALTY)
    cells = page.locator(f"main tbody td[data-l='{SETTLED}']").all_inner_texts()
    total = page.locator("main .u-tile").filter(has_text=SETTLED).inner_text()
    assert kronor(total) == sum(map(kronor, cells))


def kronor(text: str) -> Decimal:
    """Return the last amount of a text, as Swedes write it."""
    found = re.findall(r"\d[\d\s]*,\d\d", text)
    return Decimal(re.sub(r"\s", "", found[-1]).replace(",", "."))


def propose_penalty(page: Page, site: Site) -> str:
    """Propose it from the action plan that has not been followed, and return its address."""
    page.goto(f"{site.address}/atgardsplaner/?q=Björkdungen")
    page.locator("tbody a").first.click()
    go(page, "Föreslå sanktion")
    passed(page)
    go(page, "Välj 4. Avtalsvite")
    passed(page)
    page.get_by_label(re.compile("^Skälen")).fill("Färre i personalen än avtalet kräver.")
    page.get_by_label(re.compile("proportionerlig")).fill("Bristen är upprepad.")
    page.locator("input[name=findings]").first.check()
    last = clock.today() - timedelta(days=20)
    page.locator("[name=line-0-ground]").fill(GROUND)
    page.locator("[name=line-0-period_from]").fill(str(last - timedelta(days=4)))
    page.locator("[name=line-0-period_to]").fill(str(last))
    page.locator("[name=line-0-quantity]").fill("5")
    page.locator("[name=line-0-rate]").fill("5000")
    press(page, "Spara förslaget")
    seen(page, PENALTY)
    passed(page)
    return page.url


def contest(page: Page, site: Site) -> None:
    """Read the decision as the provider, contest it, and see that the answer is awaited."""
    page.goto(f"{site.address}/utforare/att-gora/")
    narrow(page)
    page.locator("main a[href*='/sanktioner/']").first.click()
    narrow(page)
    seen(page, PENALTY)
    page.get_by_label(re.compile("Vad är fel")).fill(CONTEST)
    press(page, "Skicka bestridandet")
    seen(page, "Nämnden har inte svarat än.")
    narrow(page)
