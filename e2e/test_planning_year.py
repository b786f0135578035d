"""The planning year in a browser: from an empty plan to a follow-up that it has given rise to."""

import os
import re
import subprocess
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import Site
from e2e.looking import watch
from e2e.walking import choose, confirm, follow, go, passed, press, tab_of

PLAN = "Plan för uppföljning 2028"
AGREEMENT = "Ramavtal för korttidsvistelse, ledsagning och boendestöd"
ACTIVITY = "Korttidsvistelse och ledsagning"
RISK = "Riskbedömning inför 2028"
SELECTION = "Urval 2028"


def test_a_plan_becomes_followups(open_as: Callable[..., Page], site: Site) -> None:
    page = open_as("anna")
    faults = watch(page, site)
    plan = make_plan(page, site)
    plan_activity(page)
    assess_risk(page, plan)
    draw(page, plan)
    accept_warnings(page, plan)
    propose(page, plan)
    decide(page, plan)
    start(page, plan)

    expect(page.locator("main")).to_contain_text("0 av 1 rapporterade")
    passed(page)
    assert faults == []


def make_plan(page: Page, site: Site) -> str:
    """Make the plan of a year, with the forms that are shipped, and return its address."""
    page.goto(f"{site.address}/planer/")
    go(page, "Ny plan")
    passed(page)
    page.get_by_label("Rubrik").fill(PLAN)
    page.get_by_label("Nämnd", exact=True).select_option(label="Socialnämnden, Exempelstad")
    page.get_by_label("Gäller från").fill("2028-01-01")
    page.get_by_label("Gäller till").fill("2028-12-31")
    press(page, "Skapa planen")
    expect(page.locator("h1")).to_contain_text(PLAN)
    passed(page)
    return page.url


def plan_activity(page: Page) -> None:
    tab_of(page, "Former")
    tab_of(page, "Aktiviteter")
    go(page, "Lägg till en aktivitet")
    page.get_by_label("Uppföljningsform").select_option(label="Löpande uppföljning")
    page.get_by_label("Avtal", exact=True).select_option(label=AGREEMENT)
    press(page, "Gå vidare")
    passed(page)
    page.get_by_label("Rubrik").fill(ACTIVITY)
    page.locator("input[name*=period], textarea[name*=period]").first.fill("mars–maj 2028")
    press(page, "Lägg till")
    expect(page.locator("main")).to_contain_text("mars–maj 2028")
    tab_of(page, "Tidplan")
    expect(page.locator("main")).to_contain_text(ACTIVITY)


def assess_risk(page: Page, plan: str) -> None:
    page.goto(plan)
    tab_of(page, "Risk")
    go(page, "Ny riskbedömning")
    page.get_by_label("Rubrik").fill(RISK)
    choose(page, AGREEMENT)
    press(page, "Skapa bedömningen")
    passed(page)
    confirm(page, "Frys", "Frys")
    expect(page.get_by_text("Fryst", exact=True).first).to_be_visible()
    go(page, "Matris")
    passed(page)


def draw(page: Page, plan: str) -> None:
    page.goto(plan)
    tab_of(page, "Urval")
    go(page, f"Gör ett urval {ACTIVITY}")
    page.get_by_label("Rubrik").fill(SELECTION)
    page.get_by_label("År", exact=True).fill("2028")
    page.get_by_label(re.compile("^Riskbedömning")).select_option(label=RISK)
    page.get_by_label(re.compile("^Högst antal")).fill("2")
    press(page, "Skapa urvalet")
    passed(page)
    go(page, "Prova regeln")
    passed(page)
    go(page, "Till urvalet")
    go(page, "Bestäm fröet")
    page.get_by_label("Frö", exact=True).fill("SN-2027-88 och veckans lottorad")
    press(page, "Bestäm fröet")
    confirm(page, "Lotta och frys", "Lotta")
    go(page, "Så gjordes urvalet")
    expect(page.locator("main")).to_contain_text("Kontrollen stämmer")
    passed(page)


def accept_warnings(page: Page, plan: str) -> None:
    page.goto(plan)
    tab_of(page, "Kontroller")
    for box in page.locator("main tbody input[type=checkbox]").all():
        box.check()
    press(page, "Acceptera de markerade")
    passed(page)
    page.get_by_label("Skäl", exact=True).fill("Nämnden känner till det och vill följa upp ändå.")
    press(page, "Acceptera")
    expect(page.locator("main")).to_contain_text("vill följa upp ändå")
    passed(page)


def propose(page: Page, plan: str) -> None:
    """Make the matter, propose the plan, and issue the memo with it."""
    page.goto(plan)
    go(page, "Föreslå för nämnden")
    passed(page)
    press(page, "Föreslå planen")
    tab_of(page, "Nämndärenden")
    page.locator("main").get_by_role("link", name="Nytt nämndärende").first.click()
    passed(page)
    page.get_by_label("Kort tjänsteskrivelse (2020)").check()
    press(page, "Skapa ärendet")
    passed(page)
    go(page, "Expediera")
    passed(page)
    press(page, "Expediera")
    expect(page.get_by_text("Expedierad", exact=True).first).to_be_visible()


def decide(page: Page, plan: str) -> None:
    """Register that the board adopts the plan."""
    go(page, "Registrera nämndens beslut")
    passed(page)
    choose(page, "Planen antogs")
    page.get_by_label("Paragraf").fill("§ 88")
    press(page, "Registrera beslutet")
    page.goto(plan)
    expect(page.get_by_text("Antagen", exact=True).first).to_be_visible()
    passed(page)


def start(page: Page, plan: str) -> None:
    """Make one follow-up of the activity, from the progress of the plan."""
    tab_of(page, "Framdrift")
    page.locator("main tbody").get_by_role("link", name="Skapa uppföljningar").first.click()
    passed(page)
    boxes = page.locator("main tbody input[type=checkbox]").all()
    for box in boxes:
        box.set_checked(box is boxes[0])
    page.get_by_label("Uppföljningsmall").select_option(index=1)
    page.locator("main tbody select").first.select_option(index=1)
    press(page, "Skapa uppföljningarna")
    page.goto(plan)
    tab_of(page, "Framdrift")


@pytest.fixture(scope="module")
def large_plan(site: Site) -> str:
    env = os.environ | {"INSYN_VAR_DIR": str(site.folder), "PYTHONWARNINGS": "ignore"}
    env.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "e2e.large_plan"]
    said = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
    return f"{site.address}/planer/{said.stdout.strip()}/"


@pytest.mark.parametrize("width", [390, 1440])
def test_the_timetable_of_a_large_plan_is_for_everybody(
    open_as: Callable[..., Page], site: Site, large_plan: str, width: int
) -> None:
    page = open_as("anna", viewport={"width": width, "height": 844})
    faults = watch(page, site)
    page.goto(f"{large_plan}tidplan/")
    expect(page.locator("main")).to_contain_text("300 aktiviteter")

    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    passed(page)
    bar = page.locator("main .u-bar a")
    expect(bar.first).to_contain_text("2041")
    follow(page, bar)
    expect(page.locator("h1")).to_contain_text("Uppföljning 0")
    assert faults == []
