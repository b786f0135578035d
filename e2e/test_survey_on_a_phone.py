"""Bo gets a letter, and answers a survey of 40 questions on a phone without help."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from e2e.looking import LISTEN, violations
from e2e.phone_rows import (
    ADDRESS,
    AREAS,
    DEPENDENT,
    ELSEWHERE,
    LAST_YEAR,
    OTHER_ADDRESS,
    UNIT,
)
from e2e.survey_site import SurveySite

PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 3,
    "is_mobile": True,
    "has_touch": True,
    "locale": "sv-SE",
}
FIRST_PAGE, NEXT_PAGE = 120_000, 15_000
"""Bytes over the wire: of the very first page with all it needs, and of each page after it."""
FINGER = 44
"""Pixels: a control is at least as high, with its label."""
PATIENCE = 30_000
"""Milliseconds to wait for the server to have an answer, also on a busy machine."""
SAVED = re.compile("Allt är sparat på servern")
TEXTS = {
    "number": "41", "percent": "87,5", "date": "2026-02-03",
    "text": "Varje brukare möter så få som möjligt, och kontaktpersonen följer med.",
}  # fmt: skip
FILE: FilePayload = {
    "name": "rutin lex Sarah.txt", "mimeType": "text/plain", "buffer": b"Rutin",
}  # fmt: skip

SMALL = """(finger) => {
  const isShown = (one) => one.checkVisibility({ visibilityProperty: true }) &&
    !one.closest(".u-vh, .u-skip") && one.tabIndex >= 0;
  const height = (one) => {
    const isTicked = ["radio", "checkbox"].includes(one.type);
    const boxes = [one, ...(isTicked ? one.labels : [])].map((it) => it.getBoundingClientRect());
    return Math.max(...boxes.map((box) => box.bottom)) - Math.min(...boxes.map((box) => box.top));
  };
  const controls = "button, input, select, textarea, summary";
  const links = "a.ds-button, nav a, header a, .u-todo a";
  return [...document.querySelectorAll(`${controls}, ${links}`)]
    .filter((one) => isShown(one) && height(one) < finger - 0.5)
    .map((one) => `${Math.round(height(one))} px: ${one.outerHTML.slice(0, 100)}`);
}"""
COVERED = """async () => {
  const bars = [...document.querySelectorAll("body *")]
    .filter((one) => ["fixed", "sticky"].includes(getComputedStyle(one).position));
  const wrong = [];
  const all = document.querySelectorAll("a[href], button, input, select, textarea, summary");
  for (const one of all) {
    if (!one.checkVisibility({ visibilityProperty: true }) || one.tabIndex < 0) continue;
    one.focus();
    await new Promise(requestAnimationFrame);
    const box = one.getBoundingClientRect();
    const line = one.matches("textarea") ? 44 : box.height; // where the caret stands
    const end = box.top + Math.min(line, box.height);
    for (const bar of bars) {
      const over = bar.getBoundingClientRect();
      if (bar.contains(one) || !over.height || one.closest(".u-skip, .u-vh")) continue;
      const shared = Math.min(end, over.bottom) - Math.max(box.top, over.top);
      if (shared > 1) wrong.push(`${Math.round(shared)} px: ${one.outerHTML.slice(0, 100)}`);
    }
  }
  return wrong;
}"""


@dataclass
class Looked:
    """One page as the phone met it."""

    name: str
    text: str
    weight: int
    faults: list[str]


@dataclass
class Walk:
    """The whole way: each page, and what was noted on it."""

    page: Page
    survey: SurveySite
    pages: list[Looked] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    notes: dict[str, Any] = field(default_factory=dict)
    weight: int = 0

    def __post_init__(self) -> None:
        self.page.add_init_script(LISTEN)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on(
            "console",
            lambda said: self.errors.append(said.text) if said.type == "error" else None,
        )
        wire = self.page.context.new_cdp_session(self.page)
        wire.send("Network.enable")
        wire.on("Network.loadingFinished", self._weigh)

    def _weigh(self, event: dict[str, Any]) -> None:
        self.weight += int(event["encodedDataLength"])

    def turn(self, name: str, act: Callable[[], object]) -> None:
        """Go to another page, weigh what came over the wire, and examine it."""
        self.weight = 0
        with self.page.expect_navigation(wait_until="networkidle"):
            act()
        weight = self.weight
        page = self.page
        faults = violations(page) + page.evaluate("window.insynFaults")
        faults += [f"too small, {one}" for one in page.evaluate(SMALL, FINGER)]
        faults += [f"covered, {one}" for one in page.evaluate(COVERED)]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults.append("wider than the phone")
        text = page.locator("body").inner_text()
        self.pages.append(Looked(name, text, weight, faults))

    def tap(self, role: Any, name: str | re.Pattern[str]) -> None:
        self.page.get_by_role(role, name=name).first.tap()

    def follow(self, page_name: str, role: Any, name: str | re.Pattern[str]) -> None:
        self.turn(page_name, lambda: self.tap(role, name))

    def text_of(self, name: str) -> str:
        return next(one.text for one in self.pages if one.name == name)

    def question(self, code: str) -> Locator:
        return self.page.locator(f"#fraga-{self.survey.question(code)}")

    # ----- answering -----

    def answer_area(self) -> None:
        """Answer what is left on the page, the way the question asks for it."""
        for question in self.page.locator("[data-question]").all():
            if question.is_visible() and question.get_attribute("data-state") != "answered":
                self.answer(question)
        expect(self.page.locator("[data-outbox-status]")).to_contain_text(SAVED, timeout=PATIENCE)

    def answer(self, question: Locator) -> None:
        if question.get_attribute("data-type") == "document":
            self.turn("fil", question.get_by_role("button", name="Bifoga fil").tap)
            self.page.set_input_files("input[type=file]", [FILE])
            self.follow("efter filen", "button", "Spara filerna")
        else:
            say(question, is_no=is_question(self.survey, question, "F01"))
        expect(question).to_have_attribute("data-state", "answered", timeout=PATIENCE)


def say(question: Locator, *, is_no: bool) -> None:
    """Answer a question the way it asks for; by the first choice, or by no."""
    kind = str(question.get_attribute("data-type"))
    if kind == "sample":
        question.get_by_label("Antal rätt").fill("9")
        question.get_by_label("Antal granskade").fill("10")
    elif kind in TEXTS:
        question.locator("[name^=answer-]").fill(TEXTS[kind])
    else:
        question.locator("label", has_text="Nej" if is_no else "").first.tap()


def is_question(survey: SurveySite, question: Locator, code: str) -> bool:
    return question.get_attribute("data-question") == str(survey.question(code))


def link_to(survey: SurveySite, address: str) -> str:
    survey.send_mail()
    (letter,) = survey.letters_to(address)
    (link,) = re.findall(r"http\S+/utforare/in/\S+", letter)
    return str(link)


def code_to(survey: SurveySite, address: str) -> str:
    survey.send_mail()
    return str(re.findall(r"\b\d{6}\b", survey.letters_to(address)[-1])[-1])


def come_in(walk: Walk) -> None:
    """Come from the letter to the survey: the link, the code of the next letter."""
    link = link_to(walk.survey, ADDRESS)
    walk.notes["letter"] = walk.survey.letters_to(ADDRESS)[0]
    walk.turn("länken", lambda: walk.page.goto(link))
    walk.follow("koden", "button", "Skicka en kod till mig")
    walk.page.get_by_label("Kod").fill(code_to(walk.survey, ADDRESS))
    walk.follow("enkäten", "button", "Fortsätt")


def answer_everything(walk: Walk) -> None:
    """Begin in the third area, let the page lead on, and confirm or change last year's answers."""
    page = walk.page
    walk.follow("att göra", "link", "Att göra")
    walk.follow("enkäten igen", "link", re.compile("Öppna enkäten|Fortsätt"))
    walk.follow("område 3", "link", re.compile(AREAS[2]))
    walk.answer_area()
    for number in (4, 5):
        walk.follow(f"område {number}", "button", "Nästa obesvarade")
        walk.answer_area()
    walk.follow("område 1", "button", "Nästa obesvarade")
    walk.notes["hidden before"] = walk.question(DEPENDENT).is_hidden()
    confirm_or_change(walk)
    walk.answer_area()
    walk.notes["shown after"] = walk.question(DEPENDENT).is_visible()
    walk.follow("område 2", "button", "Nästa obesvarade")
    walk.notes["asked elsewhere"] = walk.question(ELSEWHERE).is_visible()
    walk.question("F16").get_by_role("button", name="Bekräfta svaret").tap()
    walk.answer_area()
    page.wait_for_load_state("networkidle")
    walk.answer_area()


def confirm_or_change(walk: Walk) -> None:
    """Confirm one answer of last year and change another."""
    walk.notes["prefilled"] = walk.question("F04").inner_text()
    walk.question("F04").get_by_role("button", name="Bekräfta svaret").tap()
    walk.question("F07").get_by_text("Muntligt", exact=True).tap()
    for code in ("F04", "F07"):
        expect(walk.question(code)).to_have_attribute("data-state", "answered", timeout=PATIENCE)


def hand_in(walk: Walk, folder: Path) -> None:
    """Read through, hand in, and keep the receipt."""
    walk.follow("granska", "button", "Nästa obesvarade")
    walk.page.get_by_label(re.compile("Jag har läst igenom svaren")).tap()
    walk.tap("button", "Lämna in svaren")
    dialog = walk.page.get_by_role("dialog")
    walk.turn("kvitto", dialog.get_by_role("button", name="Lämna in").tap)
    with walk.page.expect_download() as waited:
        walk.tap("link", "Hämta kvittot som PDF")
    walk.notes["pdf"] = folder / waited.value.suggested_filename
    waited.value.save_as(walk.notes["pdf"])
    walk.follow("att göra efteråt", "link", "Att göra")


@pytest.fixture(scope="module")
def walk(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    survey = SurveySite(tmp_path_factory.mktemp("var"), "e2e.phone_rows")
    survey.build()
    survey.start()
    context = browser.new_context(**PHONE)  # type: ignore[arg-type]  # they are its options
    made = Walk(context.new_page(), survey)
    come_in(made)
    answer_everything(made)
    hand_in(made, tmp_path_factory.mktemp("phone"))
    yield made
    context.close()
    survey.kill()


def stored(survey: SurveySite, name: str) -> Any:
    (row,) = survey.rows(
        "SELECT state, answered_count, required_count FROM surveys_surveyresponse WHERE id = ?",
        survey.made[name],
    )
    return row


def test_the_letter_says_what_by_when_and_why(walk: Walk) -> None:
    letter = walk.notes["letter"]

    assert UNIT in letter
    assert "Svara senast" in letter
    assert "Rättslig grund: SoL 15 kap. 9 §" in letter


def test_the_start_page_says_what_by_when_and_why(walk: Walk) -> None:
    said = walk.text_of("att göra")

    assert f"Enkät: Avtalsenkät 2026, {UNIT}" in said
    assert "Senast" in said
    assert "Rättslig grund: SoL 15 kap. 9 §" in said


def test_all_forty_questions_are_stored_and_handed_in(walk: Walk) -> None:
    assert stored(walk.survey, "response") == ("submitted", 40, 40)


def test_a_question_comes_when_the_answer_that_it_depends_on_is_given(walk: Walk) -> None:
    assert walk.notes["hidden before"]
    assert walk.notes["shown after"]
    assert walk.notes["asked elsewhere"]


def test_last_years_answer_is_confirmed_or_changed(walk: Walk) -> None:
    assert f"{walk.survey.made['last_year']} – bekräfta eller ändra" in walk.notes["prefilled"]
    found = dict(walk.survey.rows(
        "SELECT q.code, a.value FROM surveys_surveyanswer a JOIN criteria_question q"
        " ON q.id = a.question_id WHERE a.response_id = ? AND q.code IN ('F04', 'F07')",
        walk.survey.made["response"],
    ))  # fmt: skip
    assert found == {"F04": str(LAST_YEAR["F04"]), "F07": '"a1"'}


def test_the_receipt_has_the_time_and_a_pdf(walk: Walk) -> None:
    said = walk.text_of("kvitto")

    assert "Svaren är inlämnade" in said
    assert re.search(r"\d{4}-\d{2}-\d{2} (kl\. )?\d{2}[.:]\d{2}", said)
    assert walk.notes["pdf"].read_bytes().startswith(b"%PDF")


def test_afterwards_there_is_nothing_to_do(walk: Walk) -> None:
    assert "Inget att göra just nu" in walk.text_of("att göra efteråt")


def test_no_page_has_a_fault(walk: Walk) -> None:
    assert {one.name: one.faults for one in walk.pages if one.faults} == {}


def test_no_script_fails_and_nothing_is_refused(walk: Walk) -> None:
    assert walk.errors == []


def test_the_first_page_is_light_and_the_others_lighter(walk: Walk) -> None:
    first, *others = walk.pages

    assert first.weight <= FIRST_PAGE
    assert {one.name: one.weight for one in others if one.weight > NEXT_PAGE} == {}


def test_the_whole_survey_is_answered_without_any_script(browser: Browser, walk: Walk) -> None:
    survey = walk.survey
    context = browser.new_context(**PHONE, java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(link_to(survey, OTHER_ADDRESS))
    press(page, "button", "Skicka en kod till mig")
    page.get_by_label("Kod").fill(code_to(survey, OTHER_ADDRESS))
    press(page, "button", "Fortsätt")
    press(page, "link", "Börja svara")
    for _page in range(3 * len(AREAS)):
        if "/granska/" not in page.url:
            answer_page(page, survey)
    page.get_by_label(re.compile("Jag har läst igenom svaren")).tap()
    press(page, "button", "Lämna in svaren")
    expect(page.get_by_role("heading", name="Svaren är inlämnade")).to_be_visible()
    context.close()

    assert stored(survey, "other") == ("submitted", 40, 40)


def press(page: Page, role: Any, name: str) -> None:
    """Tap what leads to another page, and wait for that page."""
    with page.expect_navigation():
        page.get_by_role(role, name=name).first.tap()


def answer_page(page: Page, survey: SurveySite) -> None:
    """Answer what is left on the page, and let its button lead on."""
    left = page.locator("[data-question]:not([data-state=answered])").all()
    shown = [question for question in left if question.is_visible()]
    typed = [one for one in shown if one.get_attribute("data-type") != "document"]
    for question in typed:
        say(question, is_no=is_question(survey, question, "F01"))
    if len(typed) < len(shown):
        press(page, "button", "Bifoga fil till fråga 2.4")
        page.set_input_files("input[type=file]", [FILE])
        press(page, "button", "Spara filerna")
    press(page, "button", "Nästa obesvarade")
