"""Anna sends a survey, gets the answers, asks again, accepts and reads the results: by keyboard."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from playwright.sync_api import Locator, Page, expect

from e2e.conftest import Site
from e2e.looking import LISTEN, violations
from e2e.walking import reach
from insyn.platform import clock

TITLE = "Hemtjänstenkät med tangentbordet"
BOARD = "Äldrenämnden, Exempelstad"
TEMPLATE = "Enkät: hemtjänst"
UNIT = "Björkdungen centrum"
PROVIDER = "utforare2"
QUESTION = "Begär ni att registerutdrag visas upp när avtalet kräver det?"
"""Is answered with no, asked again, and answered with yes."""
CRITICAL = "Registrerar ni varje besök digitalt på plats?"
"""Is answered with no: becomes a finding."""
MOST_STEPS = 400
"""A page of answers has several controls to each question."""
SAVED = re.compile("Allt är sparat på servern")
WAIT = 20_000
"""Milliseconds that a busy machine may need to save an answer."""


@dataclass
class Desk:
    """One who works in the browser; every page on the way is examined."""

    page: Page
    faults: dict[str, list[str]] = field(default_factory=dict)
    seen: int = 0

    def __post_init__(self) -> None:
        self.page.add_init_script(LISTEN)
        self.page.on("pageerror", lambda error: self.note([str(error)]))

    def note(self, faults: list[str]) -> None:
        if faults:
            self.faults.setdefault(self.page.url, []).extend(faults)

    def look(self) -> None:
        """Examine the page that is shown."""
        self.page.wait_for_load_state()
        self.seen += 1
        # From the top: a control half under the head of the page would be said to be too small.
        self.page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
        self.note(violations(self.page) + self.page.evaluate("window.insynFaults"))

    def open(self, address: str) -> None:
        self.page.goto(address)
        self.look()

    def turn(self, act: Callable[[], object]) -> None:
        """Do what leads to another page, and look at it."""
        with self.page.expect_navigation():
            act()
        self.look()

    def reach(self, target: Locator) -> None:
        """Step with the tabulator until the control has the focus."""
        reach(self.page, target, at_most=MOST_STEPS)

    def press(self, target: Locator, key: str = "Enter") -> None:
        """Go to another page with the control, as one without a mouse does."""
        self.reach(target)
        self.turn(lambda: self.page.keyboard.press(key))

    def follow(self, name: str | re.Pattern[str]) -> None:
        self.press(self.page.locator("main").get_by_role("link", name=name).first)

    def button(self, name: str | re.Pattern[str]) -> None:
        self.press(self.page.locator("main").get_by_role("button", name=name).first)

    def write(self, label: str, text: str) -> None:
        """Replace what stands in the field."""
        named = re.compile(rf"^{re.escape(label)}( \(valfritt\))?$")
        self.reach(self.page.locator("main").get_by_label(named))
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def tick(self, target: Locator) -> None:
        self.reach(target)
        self.page.keyboard.press("Space")
        expect(target).to_be_checked()

    def choose(self, target: Locator) -> None:
        """Choose one of several with the arrows: the tabulator stops at what is chosen."""
        name = target.get_attribute("name")
        group = self.page.locator(f"input[type=radio][name='{name}']")
        chosen = self.page.locator(f"input[type=radio][name='{name}']:checked")
        self.reach(chosen if chosen.count() else group.first)
        if not chosen.count():
            self.page.keyboard.press("Space")
        for _ in range(group.count()):
            if target.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        expect(target).to_be_checked()

    def question(self, text: str) -> Locator:
        """Return the part of the page that is about the question."""
        inside = self.page.get_by_role("heading", name=re.compile(re.escape(text)))
        return self.page.locator("article", has=inside)


def test_a_round_is_sent_answered_returned_accepted_and_read(
    open_as: Callable[..., Page], site: Site
) -> None:
    anna = Desk(open_as("anna"))
    bo = Desk(open_as(PROVIDER, viewport={"width": 390, "height": 844}))

    create(anna, site)
    choose_whom(anna)
    send(anna)
    answer_all(bo, site)
    response = ask_again(anna, site)
    answer_again(bo, site)
    anna.open(response)
    decide(anna)
    assess_own_questions(anna)
    accept(anna)
    read_results(anna)

    assert anna.faults == {}
    assert bo.faults == {}


def create(anna: Desk, site: Site) -> None:
    """Write the head of the round."""
    page = anna.page
    anna.open(f"{site.address}/enkater/")
    anna.follow("Ny enkätomgång")
    page.get_by_label("Nämnd", exact=True).select_option(label=BOARD)
    anna.write("Rubrik", TITLE)
    version = page.locator("select[name=template_version] option", has_text=TEMPLATE)
    page.locator("select[name=template_version]").select_option(label=version.last.inner_text())
    anna.reach(page.get_by_label("Alla verksamheter i valda områden"))
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label("Verksamheter som väljs en och en")).to_be_checked()
    due = clock.today() + timedelta(days=30)
    page.get_by_label("Svar senast").fill(due.isoformat())
    anna.write("Kontakt för frågor", "Anna, anna@exempelstad.example")
    anna.button("Spara och gå vidare")
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)


def choose_whom(anna: Desk) -> None:
    """Add one unit, which has a person who answers."""
    page = anna.page
    if page.get_by_role("link", name="Lägg till verksamhet").count() == 0:
        anna.follow("Mottagare")
    anna.follow("Lägg till verksamhet")
    anna.write("Utförare eller verksamhet", "Björkdungen")
    anna.button("Sök")
    anna.tick(page.get_by_label(re.compile(UNIT)))
    anna.button("Lägg till")
    expect(page.locator("tbody tr")).to_have_count(1)
    fill = page.get_by_role("button", name=re.compile("Fyll i från kontaktpersoner"))
    if fill.count():
        anna.press(fill)
    expect(page.locator("tbody")).not_to_contain_text("Saknar mottagare")


def send(anna: Desk) -> None:
    """Look at it as the provider does, and send it."""
    page = anna.page
    anna.follow("Frågor")
    expect(page.locator("main")).to_contain_text("Så här ser utföraren enkäten")
    anna.follow("Översikt")
    anna.follow("Skicka enkäten")
    expect(page.locator("main")).to_contain_text("Det här skickas")
    anna.button(re.compile("^Skicka"))
    anna.open(re.sub(r"/enkater/(\d+)/.*", r"/enkater/\1/utskick/", page.url))
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody")).to_contain_text(re.compile("I kö|Skickad"))


def open_survey(bo: Desk, site: Site) -> None:
    page = bo.page
    bo.open(f"{site.address}/utforare/att-gora/")
    task = page.locator("main :is(li, article)", has_text=TITLE).first
    bo.press(task.get_by_role("link").first)


def answer_all(bo: Desk, site: Site) -> None:
    """Answer each area, with two answers that deviate, and hand in."""
    page = bo.page
    open_survey(bo, site)
    survey = page.url
    sections = page.locator("main a[href*='/omrade/']")
    for address in sorted(set(sections.evaluate_all("all => all.map(a => a.href.split('#')[0])"))):
        bo.open(address)
        for question in page.locator("[data-question]:visible").all():
            answer(question)
        expect(page.locator("[data-outbox-status]")).to_contain_text(SAVED, timeout=WAIT)
    hand_in(bo, survey)


def answer(question: Locator) -> None:
    """Answer yes, a hundred or one, except where the question is to deviate."""
    text = question.inner_text()
    kind = question.get_attribute("data-type")
    if kind in {"yes_no", "yes_partly_no"}:
        is_no = QUESTION in text or CRITICAL in text
        question.get_by_label("Nej" if is_no else "Ja", exact=True).check()
    else:
        question.locator("[name^=answer-]").fill("100" if kind == "percent" else "1")
    expect(question).to_have_attribute("data-state", "answered", timeout=WAIT)


def hand_in(bo: Desk, survey: str) -> None:
    page = bo.page
    bo.open(f"{survey}granska/")
    for box in page.locator("main form input[type=checkbox]").all():
        bo.tick(box)
    bo.reach(page.get_by_role("button", name="Lämna in svaren"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    bo.press(page.get_by_role("dialog").get_by_role("button", name="Lämna in"))
    expect(page.locator("main")).to_contain_text("Svaren är inlämnade")


def ask_again(anna: Desk, site: Site) -> str:
    """Send one question back with a reason; return the address of the response."""
    page = anna.page
    anna.follow("Inkomna svar")
    anna.follow(UNIT)
    response = page.url
    anna.tick(anna.question(QUESTION).get_by_label(re.compile("Kryssa för")))
    anna.press(page.locator("#retur").get_by_role("button", name="Skicka tillbaka"))
    anna.reach(page.get_by_role("textbox", name=re.compile(re.escape(QUESTION))))
    page.keyboard.type("Avtalet kräver det. Stämmer svaret?")
    anna.button(re.compile("Skicka tillbaka"))
    expect(page.locator("main")).to_contain_text("I retur")
    return response


def answer_again(bo: Desk, site: Site) -> None:
    """Find what came back first, with the reason, and change the answer."""
    page = bo.page
    open_survey(bo, site)
    survey = re.sub(r"(/enkat/\d+/).*", r"\1", page.url)
    bo.open(survey)
    expect(page.locator("main")).to_contain_text("Avtalet kräver det. Stämmer svaret?")
    bo.press(page.get_by_role("link", name=re.compile(re.escape(QUESTION))).first)
    question = page.locator("[data-question]", has_text=QUESTION)
    question.get_by_label("Ja", exact=True).check()
    expect(question).to_have_attribute("data-state", "answered", timeout=WAIT)
    expect(page.locator("[data-outbox-status]")).to_contain_text(SAVED, timeout=WAIT)
    hand_in(bo, survey)


def decide(anna: Desk) -> None:
    """Make a finding of the one proposal that is left."""
    critical = anna.question(CRITICAL)
    expect(anna.question(QUESTION)).not_to_contain_text("Svaret föreslår:")
    expect(critical).to_contain_text("Svaret föreslår:")
    anna.press(critical.get_by_role("button", name="Godta förslaget"))
    expect(critical).to_contain_text("Godtaget förslag:")


def assess_own_questions(anna: Desk) -> None:
    """Answer what the authority asks itself."""
    page = anna.page
    own = page.locator("article", has_text="Egen fråga")
    while (left := own.get_by_role("link", name=re.compile("^Svara"))).count():
        anna.press(left.first)
        for label in ("Antal rätt", "Antal granskade"):
            if page.get_by_label(label).count():
                anna.write(label, "5")
        for choice in page.get_by_label("Ja", exact=True).all():
            anna.choose(choice)
        anna.button(re.compile("^Spara"))


def accept(anna: Desk) -> None:
    page = anna.page
    anna.follow("Godta svaren")
    anna.choose(page.get_by_label("Följer inte kraven"))
    anna.button(re.compile("^Godta"))
    expect(page.locator("main")).to_contain_text("Svaren är godtagna")


def read_results(anna: Desk) -> None:
    """See what was answered, with the figure of the deviating question."""
    page = anna.page
    anna.turn(lambda: page.get_by_role("link", name=TITLE).first.press("Enter"))
    anna.follow("Resultat")
    line = page.locator("tr", has_text=CRITICAL)
    expect(line.get_by_role("cell").nth(1)).to_contain_text("0\u00a0%")
    anna.follow(CRITICAL)
    expect(page.locator("main")).to_contain_text("Nej")
