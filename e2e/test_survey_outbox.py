"""The outbox under faults: nothing is lost, nothing is doubled, the status line never lies."""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Route, expect

from e2e.conftest import log_in
from e2e.survey_site import SurveySite
from insyn.examples.demonstration import PASSWORD

SERVER = re.compile("Allt är sparat på servern")
DEVICE = re.compile("Inte på servern än: 1")
ENDPOINT = "**/andringar/"
HEAR = """
window.heard = [];
addEventListener("DOMContentLoaded", () => {
  const line = document.querySelector("[data-outbox-status]");
  if (!line) return;
  const note = () => heard.push([line.dataset.state || "", line.textContent.trim()]);
  new MutationObserver(note).observe(line, { childList: true, subtree: true, attributes: true });
});
"""


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SurveySite]:
    site = SurveySite(tmp_path_factory.mktemp("var"))
    site.build()
    site.start()
    yield site
    site.kill()


@pytest.fixture(scope="module")
def sessions() -> dict[str, Any]:
    """What the browser keeps of one who has logged in, by user."""
    return {}


@pytest.fixture
def device(
    browser: Browser, survey: SurveySite, sessions: dict[str, Any]
) -> Iterator[Callable[..., BrowserContext]]:
    """Open a browser of its own, as on another device, with somebody logged in."""
    contexts: list[BrowserContext] = []
    survey.clean()

    def opened(username: str = "kontakt", *, is_fresh: bool = False, **options: Any) -> Any:
        if username not in sessions or is_fresh:
            state = logged_in(browser, survey, username)
            sessions.update({} if is_fresh else {username: state})
        else:
            state = sessions[username]
        options.setdefault("viewport", {"width": 390, "height": 844})
        context = browser.new_context(locale="sv-SE", storage_state=state, **options)
        context.add_init_script(HEAR)
        contexts.append(context)
        return context

    yield opened
    for context in contexts:
        context.close()
    if survey.server is None:
        survey.start()


def logged_in(browser: Browser, survey: SurveySite, username: str) -> Any:
    context = browser.new_context()
    log_in(context.new_page(), survey, username)  # type: ignore[arg-type]  # it has an address
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def page(device: Callable[..., BrowserContext], survey: SurveySite) -> Page:
    return at_section(device(), survey)


def at_section(context: BrowserContext, survey: SurveySite, number: int = 1) -> Page:
    page = context.new_page()
    page.goto(survey.section(number))
    expect(status(page)).to_have_attribute("data-ready", "yes")
    return page


def said(*parts: str) -> re.Pattern[str]:
    """Return a pattern of the parts in order, over the lines."""
    return re.compile(".*".join(re.escape(part) for part in parts), re.DOTALL)


def status(page: Page) -> Any:
    return page.locator("[data-outbox-status]")


def choose(page: Page, survey: SurveySite, code: str, value: str) -> None:
    page.check(f"[name=answer-{survey.question(code)}][value={value}]")


def save(page: Page) -> None:
    page.locator("button[form=enkat][value=here]").click()


def log_out(page: Page) -> None:
    page.locator("form[data-logout] button").click()


def is_out(url: str) -> bool:
    return "/utforare/" not in url


def field(page: Page, survey: SurveySite, code: str, name: str = "answer") -> Any:
    return page.locator(f"[name={name}-{survey.question(code)}]")


def until(page: Page, is_so: Callable[[], bool], seconds: float = 20) -> bool:
    """Wait, as the page goes on, until something is so; tell whether it became so."""
    end = time.monotonic() + seconds
    while not is_so() and time.monotonic() < end:
        page.wait_for_timeout(100)
    return is_so()


def lost(route: Route) -> None:
    """Let the server store what is sent, and lose its answer on the way back."""
    route.fetch()
    route.abort()


def test_an_answer_is_on_the_device_until_the_server_has_it(page: Page, survey: SurveySite) -> None:
    held: list[Route] = []
    page.route(ENDPOINT, lambda route: held.append(route))  # noqa: PLW0108  not built in
    expect(status(page)).to_have_text(SERVER)

    choose(page, survey, "F1", "yes")

    expect(status(page)).to_have_text(DEVICE)
    assert status(page).get_attribute("data-state") == "device"
    assert survey.answers() == {}
    assert until(page, lambda: held != [])
    held[0].continue_()
    expect(status(page)).to_have_text(SERVER)
    assert survey.answers() == {"F1": "yes"}


def test_what_is_said_is_true_at_every_moment(page: Page, survey: SurveySite) -> None:
    states: list[tuple[str, bool]] = []

    def slow(route: Route) -> None:
        before = page.evaluate("document.querySelector('[data-outbox-status]').dataset.state")
        states.append((before, survey.answers().get("F3") is None))
        route.continue_()

    page.route(ENDPOINT, slow)
    field(page, survey, "F3").press_sequentially("12,5", delay=40)
    expect(status(page)).to_have_text(SERVER)

    assert survey.answers() == {"F3": 12.5}
    assert states[0] == ("device", True)
    seen = [state for state, _text in page.evaluate("window.heard")]
    assert seen.index("not-saved") < seen.index("device") < len(seen) - 1
    assert seen[-1] == "server"
    assert "server" not in seen[seen.index("not-saved") : seen.index("device")]


def test_without_a_network_answers_stay_on_the_device_and_leave_when_it_is_back(
    page: Page, survey: SurveySite
) -> None:
    page.context.set_offline(True)
    choose(page, survey, "F1", "no")
    field(page, survey, "F2").fill("Rutinen ses över åäö.")
    field(page, survey, "F3").fill("7")

    expect(status(page)).to_have_text(said("Inte på servern än: 3", "når inte servern"))
    assert survey.answers() == {}
    page.context.set_offline(False)

    expect(status(page)).to_have_text(SERVER)
    assert survey.answers() == {"F1": "no", "F2": "Rutinen ses över åäö.", "F3": 7}
    assert survey.operations() == survey.operations("applied")


def test_a_closed_tab_loses_nothing(
    device: Callable[..., BrowserContext], survey: SurveySite
) -> None:
    context = device()
    page = at_section(context, survey)
    page.route(ENDPOINT, lambda route: route.abort())
    choose(page, survey, "F1", "yes")
    field(page, survey, "F3").fill("19")
    expect(status(page)).to_have_text(said("Inte på servern än: 2"))
    page.close()
    assert survey.answers() == {}

    again = at_section(context, survey)

    expect(status(again)).to_have_text(SERVER)
    expect(field(again, survey, "F3")).to_have_value("19")
    assert survey.answers() == {"F1": "yes", "F3": 19}
    assert survey.operations() == 2


def test_what_is_on_the_device_is_shown_when_the_page_is_read_again(
    page: Page, survey: SurveySite
) -> None:
    page.route(ENDPOINT, lambda route: route.abort())
    field(page, survey, "F3").fill("8")
    expect(status(page)).to_have_text(said("når inte servern"))

    page.reload()

    expect(field(page, survey, "F3")).to_have_value("8")
    expect(status(page)).to_have_text(said("Inte på servern än: 1"))


def test_any_page_of_the_provider_empties_the_outbox(
    device: Callable[..., BrowserContext], survey: SurveySite
) -> None:
    context = device()
    page = at_section(context, survey)
    page.route(ENDPOINT, lambda route: route.abort())
    choose(page, survey, "F1", "yes")
    expect(status(page)).to_have_text(said("når inte servern"))
    page.close()

    elsewhere = context.new_page()
    elsewhere.goto(f"{survey.address}/utforare/att-gora/")

    assert until(elsewhere, lambda: survey.answers() == {"F1": "yes"})


def test_a_killed_server_loses_nothing(page: Page, survey: SurveySite) -> None:
    choose(page, survey, "F1", "yes")
    expect(status(page)).to_have_text(SERVER)

    survey.kill()
    field(page, survey, "F3").fill("3")
    expect(status(page)).to_have_text(said("Inte på servern än: 1", "når inte servern"))
    survey.start()

    expect(status(page)).to_have_text(SERVER, timeout=30_000)
    assert survey.answers() == {"F1": "yes", "F3": 3}
    assert survey.operations() == 2


def test_a_server_killed_while_answers_stream_in_has_each_of_them_once(
    page: Page, survey: SurveySite
) -> None:
    comment = field(page, survey, "F1", "comment")
    page.locator(f"#fraga-{survey.question('F1')} summary").click()
    choose(page, survey, "F1", "yes")
    for number in range(12):
        if number == 5:
            survey.kill()
        if number == 9:
            survey.start()
        comment.fill(f"Ändring {number}")
        page.wait_for_timeout(400)

    expect(status(page)).to_have_text(SERVER, timeout=30_000)
    stored = survey.rows("SELECT comment FROM surveys_surveyanswer")
    assert stored == [("Ändring 11",)]
    assert survey.operations("conflict") == 0
    keys = survey.rows("SELECT count(*), count(DISTINCT key) FROM surveys_answeroperation")
    assert keys[0][0] == keys[0][1]


def test_a_lost_answer_doubles_nothing(page: Page, survey: SurveySite) -> None:
    page.route(ENDPOINT, lost)
    choose(page, survey, "F1", "no")

    expect(status(page)).to_have_text(said("når inte servern"))
    page.unroute(ENDPOINT)
    assert survey.answers() == {"F1": "no"}
    expect(status(page)).to_have_text(SERVER, timeout=15_000)

    assert survey.operations() == 1


def test_one_who_goes_on_after_a_lost_answer_is_in_no_conflict_with_themselves(
    page: Page, survey: SurveySite
) -> None:
    page.route(ENDPOINT, lost)
    choose(page, survey, "F1", "no")
    expect(status(page)).to_have_text(said("når inte servern"))
    page.unroute(ENDPOINT)
    choose(page, survey, "F1", "yes")

    expect(status(page)).to_have_text(SERVER, timeout=15_000)
    assert survey.answers() == {"F1": "yes"}
    assert (survey.operations("applied"), survey.operations("conflict")) == (2, 0)


def test_a_page_of_the_net_that_is_not_ours_is_no_receipt(page: Page, survey: SurveySite) -> None:
    portal = {"status": 200, "content_type": "text/html", "body": "<h1>Logga in på nätet</h1>"}
    page.route(ENDPOINT, lambda route: route.fulfill(**portal))
    choose(page, survey, "F1", "yes")

    expect(status(page)).to_have_text(said("Inte på servern än: 1", "når inte servern"))
    page.unroute(ENDPOINT)
    expect(status(page)).to_have_text(SERVER, timeout=15_000)


def test_two_tabs_are_one_device(device: Callable[..., BrowserContext], survey: SurveySite) -> None:
    context = device()
    one, two = at_section(context, survey), at_section(context, survey)
    choose(one, survey, "F1", "yes")
    expect(field(two, survey, "F1").first).to_be_checked()
    expect(status(two)).to_have_text(SERVER)

    context.set_offline(True)
    field(one, survey, "F3").fill("4")
    choose(two, survey, "F1", "no")
    for tab in (one, two):
        expect(status(tab)).to_have_text(said("Inte på servern än: 2"))
        expect(field(tab, survey, "F3")).to_have_value("4")
    context.set_offline(False)

    for tab in (one, two):
        expect(status(tab)).to_have_text(SERVER, timeout=15_000)
    assert survey.answers() == {"F1": "no", "F3": 4}
    assert (survey.operations(), survey.operations("applied")) == (3, 3)


def test_two_devices_that_answer_differently_are_asked(
    device: Callable[..., BrowserContext], survey: SurveySite
) -> None:
    here, there = device(), device("kollega")
    mine, theirs = at_section(here, survey), at_section(there, survey)
    choose(theirs, survey, "F1", "no")
    expect(status(theirs)).to_have_text(SERVER)

    choose(mine, survey, "F1", "yes")

    expect(status(mine)).to_have_text(said("Inte sparat på servern: 1", "Någon annan"))
    asked = mine.locator("[data-outbox-mark]")
    expect(asked).to_contain_text(said("På din enhet: Ja"))
    expect(asked).to_contain_text(said("På servern: Nej"))
    assert survey.answers() == {"F1": "no"}
    mine.get_by_role("button", name="Svaret på min enhet gäller").click()

    expect(status(mine)).to_have_text(SERVER)
    assert survey.answers() == {"F1": "yes"}
    assert (survey.operations("applied"), survey.operations("conflict")) == (2, 1)


def test_the_other_answer_can_be_kept(
    device: Callable[..., BrowserContext], survey: SurveySite
) -> None:
    here, there = device(), device("kollega")
    mine, theirs = at_section(here, survey), at_section(there, survey)
    field(theirs, survey, "F3").fill("4")
    expect(status(theirs)).to_have_text(SERVER)
    field(mine, survey, "F3").fill("5")
    mine.get_by_role("button", name="Svaret på servern gäller").click()

    expect(status(mine)).to_have_text(SERVER)
    expect(field(mine, survey, "F3")).to_have_value("4")
    mine.reload()
    expect(mine.locator("[data-outbox-mark]")).to_have_count(0)
    assert survey.answers() == {"F3": 4}


def test_what_a_colleague_has_answered_is_shown_with_the_next_answer(
    device: Callable[..., BrowserContext], survey: SurveySite
) -> None:
    here, there = device(), device("kollega")
    mine, theirs = at_section(here, survey), at_section(there, survey)
    field(theirs, survey, "F3").fill("4,5")
    expect(status(theirs)).to_have_text(SERVER)

    choose(mine, survey, "F1", "yes")

    expect(field(mine, survey, "F3")).to_have_value("4,5")
    expect(mine.locator("[data-outbox-note]")).to_contain_text("Ändrat nyss av Dag")


def test_an_ended_session_keeps_the_answers_and_sends_them_after_log_in(
    page: Page, survey: SurveySite
) -> None:
    page.context.clear_cookies(name="sessionid")
    choose(page, survey, "F1", "yes")
    expect(status(page)).to_have_text(said("Inte på servern än: 1", "Du har loggats ut"))
    assert survey.answers() == {}

    status(page).get_by_role("link", name="Logga in igen").click()
    page.fill("input[name=username]", "kontakt")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(survey.section())

    expect(status(page)).to_have_text(SERVER)
    assert survey.answers() == {"F1": "yes"}


def test_nobody_answers_in_the_name_of_another(
    device: Callable[..., BrowserContext], survey: SurveySite
) -> None:
    context = device()
    page = at_section(context, survey)
    context.clear_cookies()
    other = context.new_page()
    log_in(other, survey, "kollega")  # type: ignore[arg-type]
    choose(page, survey, "F1", "yes")

    expect(status(page)).to_have_text(said("Inte på servern än: 1"))
    assert survey.answers() == {}


def test_a_personal_number_is_refused_and_put_right(page: Page, survey: SurveySite) -> None:
    choose(page, survey, "F1", "no")
    field(page, survey, "F2").fill("Frågan gällde 19121212-1212")
    expect(status(page)).to_have_text(said("Inte sparat på servern: 1"))
    expect(page.locator("[data-outbox-mark]")).to_contain_text("personnummer")
    assert survey.answers() == {"F1": "no"}

    field(page, survey, "F2").fill("Frågan gällde en boende")

    expect(status(page)).to_have_text(SERVER)
    expect(page.locator("[data-outbox-mark]")).to_have_count(0)
    assert survey.answers() == {"F1": "no", "F2": "Frågan gällde en boende"}


def test_answers_after_handing_in_are_refused_and_stay_on_the_device(
    page: Page, survey: SurveySite
) -> None:
    survey.set_state("submitted")
    choose(page, survey, "F1", "yes")

    expect(status(page)).to_have_text(
        said("Inte sparat på servern: 1. Enkäten är inlämnad", "finns kvar på den här enheten")
    )
    survey.set_state("saved")
    page.reload()
    expect(status(page)).to_have_text(SERVER)
    assert survey.answers() == {"F1": "yes"}


def test_what_can_never_be_sent_can_be_thrown_away(page: Page, survey: SurveySite) -> None:
    survey.set_state("submitted")
    choose(page, survey, "F1", "yes")
    with page.expect_navigation():
        page.get_by_role("button", name="Ta bort det från enheten").click()
    survey.set_state("saved")

    page.reload()

    expect(status(page)).to_have_text(SERVER)
    assert survey.answers() == {}


def test_logging_out_asks_before_answers_are_removed(
    device: Callable[..., BrowserContext], survey: SurveySite
) -> None:
    page = at_section(device(is_fresh=True), survey)
    page.route(ENDPOINT, lambda route: route.abort())
    choose(page, survey, "F1", "yes")
    expect(status(page)).to_have_text(said("Inte på servern än: 1"))
    log_out(page)

    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Svar som inte är sparade på servern: 1")
    dialog.get_by_role("button", name="Stanna kvar").click()
    assert page.url == survey.section()
    log_out(page)
    dialog.get_by_role("button", name="Logga ut och ta bort svaren").click()
    page.wait_for_url(is_out)

    assert left_on_device(page) == 0


def test_logging_out_with_everything_saved_asks_nothing(
    device: Callable[..., BrowserContext], survey: SurveySite
) -> None:
    page = at_section(device(is_fresh=True), survey)
    choose(page, survey, "F1", "yes")
    log_out(page)
    page.wait_for_url(is_out)

    assert survey.answers() == {"F1": "yes"}
    assert left_on_device(page) == 0


def left_on_device(page: Page) -> int:
    return int(
        page.evaluate(
            """() => new Promise((yes) => {
              const asked = indexedDB.open("insyn-outbox", 1);
              asked.onsuccess = () => {
                const rows = asked.result.transaction("rows").objectStore("rows").count();
                rows.onsuccess = () => { asked.result.close(); yes(rows.result); };
              };
            })"""
        )
    )


def test_the_forms_own_button_waits_for_the_server(page: Page, survey: SurveySite) -> None:
    page.route(ENDPOINT, lambda route: route.abort())
    choose(page, survey, "F1", "yes")
    save(page)
    expect(status(page)).to_be_focused()
    assert survey.answers() == {}

    page.unroute(ENDPOINT)
    save(page)
    page.wait_for_load_state()

    expect(status(page)).to_have_text(SERVER)
    assert survey.answers() == {"F1": "yes"}
    assert survey.operations() == 1


def test_an_answer_can_be_taken_away(page: Page, survey: SurveySite) -> None:
    choose(page, survey, "F1", "yes")
    expect(status(page)).to_have_text(SERVER)
    page.locator(f"#fraga-{survey.question('F1')} [data-outbox-clear]").click()

    assert until(page, lambda: survey.answers() == {"F1": None})
    expect(status(page)).to_have_text(SERVER)
    expect(field(page, survey, "F1").first).not_to_be_checked()


def test_every_kind_of_answer_goes_the_whole_way(
    device: Callable[..., BrowserContext], survey: SurveySite
) -> None:
    page = at_section(device(), survey, 2)
    for value in ("a1", "a2"):
        choose(page, survey, "F4", value)
    field(page, survey, "F5", "right").fill("9")
    field(page, survey, "F5", "of").fill("10")
    field(page, survey, "F6", "na").check()
    expect(status(page)).to_have_text(SERVER)

    stored = {"F4": ["a1", "a2"], "F5": {"right": 9, "of": 10}, "F6": "not_applicable"}
    assert until(page, lambda: survey.answers() == stored)


def test_one_who_answers_fast_is_in_no_conflict_with_themselves(
    device: Callable[..., BrowserContext], survey: SurveySite
) -> None:
    page = at_section(device(), survey, 2)
    for number in range(30):
        choose(page, survey, "F4", "a1" if number % 3 else "a2")
        page.locator(f"[name=answer-{survey.question('F4')}][value=a1]").uncheck()
        page.wait_for_timeout(number * 3)

    expect(status(page)).to_have_text(SERVER)
    assert until(page, lambda: survey.answers() == {"F4": ["a2"]})
    assert survey.operations("conflict") == 0


def test_typing_is_not_called_saved(page: Page, survey: SurveySite) -> None:
    said_at_once = page.evaluate(
        """(name) => {
          const field = document.getElementsByName(name)[0];
          field.value = "5";
          field.dispatchEvent(new Event("input", { bubbles: true }));
          return document.querySelector("[data-outbox-status]").textContent.trim();
        }""",
        f"answer-{survey.question('F3')}",
    )

    assert said_at_once == "Inte sparat än."


def test_a_browser_that_cannot_store_says_so_and_saves_with_the_button(
    device: Callable[..., BrowserContext], survey: SurveySite
) -> None:
    context = device()
    context.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined });")
    page = at_section(context, survey)
    choose(page, survey, "F1", "yes")

    expect(status(page)).to_have_text(said("Inte sparat. Den här webbläsaren kan inte"))
    asked: list[Dialog] = []
    page.on("dialog", lambda dialog: asked.append(dialog))  # noqa: PLW0108  not built in
    save(page)
    page.wait_for_load_state()
    assert survey.answers() == {"F1": "yes"}
    assert asked == []


def test_the_survey_is_answered_without_javascript(
    device: Callable[..., BrowserContext], survey: SurveySite
) -> None:
    context = device(java_script_enabled=False)
    page = context.new_page()
    page.goto(survey.section())
    choose(page, survey, "F1", "yes")
    save(page)

    assert survey.answers()["F1"] == "yes"
