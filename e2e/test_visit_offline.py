"""A visit away from the network: nothing is lost, nothing is doubled, the status never lies."""

import base64
import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, Route, expect

from e2e.conftest import log_in
from e2e.visit_site import VisitSite
from insyn.examples.demonstration import PASSWORD

SERVER = re.compile("Allt är sparat på servern")
KEPT = """async () => navigator.serviceWorker.controller?.state === "activated"
  && Boolean(await caches.match(location.pathname))"""
ENDPOINT, PHOTOS = "**/handelser/", "**/foton/"


@pytest.fixture(scope="module")
def site_of_visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VisitSite]:
    site = VisitSite(tmp_path_factory.mktemp("var"))
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
    browser: Browser, site_of_visit: VisitSite, sessions: dict[str, Any]
) -> Iterator[Callable[..., BrowserContext]]:
    """Open a tablet of its own with somebody logged in."""
    contexts: list[BrowserContext] = []
    site_of_visit.clean()

    def opened(username: str = "anna", *, is_fresh: bool = False, **options: Any) -> Any:
        if username not in sessions or is_fresh:
            state = logged_in(browser, site_of_visit, username)
            sessions.update({} if is_fresh else {username: state})
        else:
            state = sessions[username]
        options.setdefault("viewport", {"width": 820, "height": 1180})
        context = browser.new_context(locale="sv-SE", storage_state=state, **options)
        contexts.append(context)
        return context

    yield opened
    for context in contexts:
        context.close()
    if site_of_visit.server is None:
        site_of_visit.start()


def logged_in(browser: Browser, site: VisitSite, username: str) -> Any:
    context = browser.new_context()
    log_in(context.new_page(), site, username)  # type: ignore[arg-type]  # it has an address
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def page(device: Callable[..., BrowserContext], site_of_visit: VisitSite) -> Page:
    return at_visit(device(), site_of_visit)


def at_visit(context: BrowserContext, site: VisitSite) -> Page:
    """Open the visit, and wait until the device can do without the network."""
    page = context.new_page()
    page.goto(site.visit)
    expect(status(page)).to_have_attribute("data-ready", "yes")
    expect(status(page)).to_have_text(SERVER)
    assert until(page, lambda: page.evaluate(KEPT))
    return page


def said(*parts: str) -> re.Pattern[str]:
    """Return a pattern of the parts in order, over the lines."""
    return re.compile(".*".join(re.escape(part) for part in parts), re.DOTALL)


def status(page: Page) -> Any:
    return page.locator("[data-visit-status]")


def choose(page: Page, site: VisitSite, code: str, value: str) -> None:
    page.check(f"[name=answer-{site.question(code)}][value={value}]")


def field(page: Page, site: VisitSite, code: str, name: str = "answer") -> Any:
    return page.locator(f"[name={name}-{site.question(code)}]")


def note(page: Page, text: str) -> None:
    page.locator("[data-area]:not([hidden]) [data-new-note] textarea").press_sequentially(text)


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


def log_out(page: Page) -> None:
    page.locator("button[popovertarget=konto]").click()
    page.locator("form[data-logout] button").click()


def take_photo(page: Page, color: str = "teal") -> None:
    """Choose a large picture, as a camera would give it."""
    content = page.evaluate(
        """async (color) => {
          const canvas = document.createElement("canvas");
          [canvas.width, canvas.height] = [3200, 2400];
          const pen = canvas.getContext("2d");
          pen.fillStyle = color;
          pen.fillRect(0, 0, 3200, 2400);
          return canvas.toDataURL("image/jpeg").split(",")[1];
        }""",
        color,
    )
    picture = FilePayload(name="IMG_1.jpg", mimeType="image/jpeg", buffer=base64.b64decode(content))
    page.locator("[data-area]:not([hidden]) [data-photo]:is(input)").set_input_files(picture)


def leave_caption(page: Page) -> None:
    """Leave the words of the photo just taken: it is sent when nobody writes them any longer."""
    expect(page.locator("[data-caption]:focus")).to_be_attached()
    page.evaluate("document.activeElement.blur()")


def left_on_device(page: Page) -> list[int]:
    """Return how many changes and packages lie on the device, and how many stores of pages."""
    found: list[int] = page.evaluate(
        """async () => {
          const base = await new Promise((yes) => {
            const asked = indexedDB.open("insyn-visit", 1);
            asked.onsuccess = () => yes(asked.result);
          });
          const count = (name) => new Promise((yes) => {
            const asked = base.transaction(name).objectStore(name).count();
            asked.onsuccess = () => yes(asked.result);
          });
          const numbers = [await count("rows"), await count("packs")];
          base.close();
          return [...numbers, (await caches.keys()).length];
        }"""
    )
    return found


def test_in_aeroplane_mode_all_is_on_the_device_and_leaves_when_the_network_is_back(
    page: Page, site_of_visit: VisitSite
) -> None:
    site = site_of_visit
    page.context.set_offline(True)
    choose(page, site, "F1", "no")
    field(page, site, "F2").fill("Rutinen ses över åäö.")
    field(page, site, "F3").fill("7,5")
    note(page, "Låst dörr")

    expect(status(page)).to_have_text(said("Inte på servern än: 4", "når inte servern"))
    assert (site.answers(), site.notes()) == ({}, [])
    page.context.set_offline(False)

    expect(status(page)).to_have_text(SERVER, timeout=15_000)
    assert site.answers() == {"F1": "no", "F2": "Rutinen ses över åäö.", "F3": 7.5}
    assert site.notes() == ["Låst dörr"]
    assert site.operations() == site.operations("applied")


def test_the_page_is_read_in_again_without_a_network(page: Page, site_of_visit: VisitSite) -> None:
    site = site_of_visit
    choose(page, site, "F1", "no")
    expect(status(page)).to_have_text(SERVER)
    page.context.set_offline(True)
    field(page, site, "F2").fill("Ses över")
    note(page, "Kallt")
    expect(status(page)).to_have_text(said("Inte på servern än: 2"))

    page.reload()

    expect(status(page)).to_have_attribute("data-ready", "yes")
    expect(page.locator("h1")).to_be_visible()
    assert page.is_checked(f"[name=answer-{site.question('F1')}][value=no]")
    expect(field(page, site, "F2")).to_have_value("Ses över")
    expect(page.locator("[data-note] textarea")).to_have_value("Kallt")
    expect(status(page)).to_have_text(said("Inte på servern än: 2"))
    page.context.set_offline(False)
    expect(status(page)).to_have_text(SERVER, timeout=15_000)
    assert site.answers() == {"F1": "no", "F2": "Ses över"}
    assert site.notes() == ["Kallt"]


def test_a_closed_tab_loses_nothing(
    device: Callable[..., BrowserContext], site_of_visit: VisitSite
) -> None:
    context = device()
    page = at_visit(context, site_of_visit)
    context.set_offline(True)
    choose(page, site_of_visit, "F1", "yes")
    expect(status(page)).to_have_text(said("Inte på servern än: 1"))
    page.close()
    context.set_offline(False)

    again = context.new_page()
    again.goto(site_of_visit.visit)

    expect(status(again)).to_have_text(SERVER)
    assert site_of_visit.answers() == {"F1": "yes"}


def test_a_killed_server_loses_nothing(page: Page, site_of_visit: VisitSite) -> None:
    site_of_visit.kill()
    choose(page, site_of_visit, "F1", "yes")
    expect(status(page)).to_have_text(said("Inte på servern än: 1", "når inte servern"))
    page.reload()
    expect(status(page)).to_have_text(said("Inte på servern än: 1"))
    site_of_visit.start()

    expect(status(page)).to_have_text(SERVER, timeout=30_000)
    assert site_of_visit.answers() == {"F1": "yes"}


def test_an_answer_lost_on_the_way_back_is_done_once(page: Page, site_of_visit: VisitSite) -> None:
    page.route(ENDPOINT, lost)
    choose(page, site_of_visit, "F1", "no")
    expect(status(page)).to_have_text(said("Inte på servern än: 1", "når inte servern"))
    page.unroute(ENDPOINT)
    assert site_of_visit.answers() == {"F1": "no"}
    choose(page, site_of_visit, "F1", "yes")

    expect(status(page)).to_have_text(SERVER, timeout=15_000)
    assert site_of_visit.answers() == {"F1": "yes"}
    assert (site_of_visit.operations("applied"), site_of_visit.operations()) == (2, 2)


def test_two_reviewers_who_write_differently_are_both_kept_and_asked(
    device: Callable[..., BrowserContext], site_of_visit: VisitSite
) -> None:
    site = site_of_visit
    annas, bos = at_visit(device(), site), at_visit(device("bo"), site)
    bos.context.set_offline(True)
    field(annas, site, "F3").fill("4")
    expect(status(annas)).to_have_text(SERVER)
    assert until(annas, lambda: site.answers() == {"F3": 4})
    field(bos, site, "F3").fill("5")
    expect(status(bos)).to_have_text(said("Inte på servern än: 1"))
    bos.context.set_offline(False)

    expect(status(bos)).to_have_text(said("Två har skrivit olika"), timeout=15_000)
    asked = bos.locator("[data-conflict]:visible")
    expect(asked).to_contain_text(said("Står nu", "Anna", "4", "Också skrivet", "Bo", "5"))
    assert site.answers() == {"F3": 4}
    assert site.operations("conflict") == 1
    annas.reload()
    expect(annas.locator("[data-conflict]:visible")).to_have_count(1)

    annas.locator("[data-settle=waiting]:visible").click()

    expect(annas.locator("[data-conflict]:visible")).to_have_count(0)
    expect(status(annas)).to_have_text(SERVER)
    assert until(annas, lambda: site.answers() == {"F3": 5})
    bos.reload()
    expect(bos.locator("[data-conflict]:visible")).to_have_count(0)
    expect(field(bos, site, "F3")).to_have_value("5")


def test_two_who_change_one_note_settle_with_the_text_of_both(
    device: Callable[..., BrowserContext], site_of_visit: VisitSite
) -> None:
    site = site_of_visit
    annas = at_visit(device(), site)
    note(annas, "Låst dörr")
    expect(status(annas)).to_have_text(SERVER)
    assert until(annas, lambda: site.notes() == ["Låst dörr"])
    bos = at_visit(device("bo"), site)
    bos.context.set_offline(True)
    bos.locator("[data-note] textarea").fill("Olåst dörr")
    annas.locator("[data-note] textarea").fill("Låst dörr och fönster")
    assert until(annas, lambda: site.notes() == ["Låst dörr och fönster"])
    bos.context.set_offline(False)

    expect(bos.locator("[data-conflict]:visible")).to_have_count(1, timeout=15_000)
    expect(bos.locator("[data-both]:visible")).to_have_value("Låst dörr och fönster\n\nOlåst dörr")
    bos.locator("[data-settle=text]:visible").click()

    assert until(bos, lambda: site.notes() == ["Låst dörr och fönster\n\nOlåst dörr"])
    expect(status(bos)).to_have_text(SERVER)


def test_an_ended_session_keeps_all_and_sends_it_after_log_in(
    device: Callable[..., BrowserContext], site_of_visit: VisitSite
) -> None:
    page = at_visit(device(is_fresh=True), site_of_visit)
    page.context.clear_cookies(name="sessionid")
    choose(page, site_of_visit, "F1", "yes")
    expect(status(page)).to_have_text(said("Inte på servern än: 1", "Du har loggats ut"))
    assert site_of_visit.answers() == {}

    status(page).get_by_role("link", name="Logga in igen").click()
    page.fill("input[name=username]", "anna")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/besok/" in url and "/logga-in/" not in url)

    expect(status(page)).to_have_text(SERVER)
    assert site_of_visit.answers() == {"F1": "yes"}


def test_nobody_writes_in_the_name_of_another(
    device: Callable[..., BrowserContext], site_of_visit: VisitSite
) -> None:
    context = device()
    page = at_visit(context, site_of_visit)
    context.clear_cookies()
    other = context.new_page()
    log_in(other, site_of_visit, "bo")  # type: ignore[arg-type]
    choose(page, site_of_visit, "F1", "yes")

    expect(status(page)).to_have_text(said("Inte på servern än: 1"))
    assert site_of_visit.answers() == {}


PAGES = """async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith("besok-"));
  const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  const paths = kept.flat().map((one) => new URL(one.url).pathname);
  return paths.filter((path) => /^.besok.\\d+.$/.test(path));
}"""
"""The pages of visits that the device keeps."""
PACKS = """(days) => new Promise((yes) => {
  const asked = indexedDB.open("insyn-visit", 1);
  asked.onsuccess = () => {
    const whole = asked.result.transaction("packs", "readwrite");
    const packs = whole.objectStore("packs");
    packs.getAll().onsuccess = ({ target }) => {
      for (const one of target.result) {
        if (days === null) packs.delete(one.id);
        else packs.put({ ...one, at: one.at - days * 86400000 });
      }
    };
    whole.oncomplete = () => { asked.result.close(); yes(); };
  };
})"""
"""Take the packages away, or let them lie for some days."""


def test_the_next_user_of_the_device_finds_no_page_of_the_one_before(
    device: Callable[..., BrowserContext], site_of_visit: VisitSite
) -> None:
    context = device()
    page = at_visit(context, site_of_visit)
    assert len(page.evaluate(PAGES)) == 1
    page.goto(f"{site_of_visit.address}/uppfoljningar/")
    page.evaluate(PACKS, None)
    context.clear_cookies()
    log_in(page, site_of_visit, "bo")  # type: ignore[arg-type]

    assert until(page, lambda: page.evaluate(PAGES) == [])


def test_what_nobody_has_used_for_two_weeks_goes_but_never_what_is_not_sent(
    device: Callable[..., BrowserContext], site_of_visit: VisitSite
) -> None:
    page = at_visit(device(), site_of_visit)
    page.route(ENDPOINT, lambda route: route.abort())
    choose(page, site_of_visit, "F1", "yes")
    expect(status(page)).to_have_text(said("Inte på servern än: 1"))
    page.goto(f"{site_of_visit.address}/uppfoljningar/")
    page.evaluate(PACKS, 15)
    page.reload()
    expect(page.locator("[data-left-on-device]")).to_be_visible()
    assert left_on_device(page)[:2] == [1, 1]
    assert len(page.evaluate(PAGES)) == 1

    page.unroute(ENDPOINT)
    page.goto(site_of_visit.visit)
    expect(status(page)).to_have_text(SERVER, timeout=15_000)
    page.goto(f"{site_of_visit.address}/uppfoljningar/")
    page.evaluate(PACKS, 15)
    page.reload()

    assert until(page, lambda: left_on_device(page)[:2] == [0, 0])
    assert until(page, lambda: page.evaluate(PAGES) == [])


def test_photos_wait_on_the_device_and_are_sent_one_by_one(
    page: Page, site_of_visit: VisitSite
) -> None:
    page.context.set_offline(True)
    take_photo(page, "teal")
    page.locator("[data-photo] input").first.fill("Entrén")
    take_photo(page, "brown")
    choose(page, site_of_visit, "F1", "yes")
    expect(status(page)).to_have_text(said("Inte på servern än: 3"))
    answered: list[tuple[str, str]] = []
    page.on("response", lambda one: answered.append((one.request.method, one.url)))
    page.reload()
    expect(page.locator("li[data-photo]")).to_have_count(2)
    page.context.set_offline(False)

    expect(status(page)).to_have_text(SERVER, timeout=20_000)
    assert site_of_visit.photos() == 2
    posts = [url.rsplit("/", 2)[1] for method, url in answered if method == "POST"]
    assert [one for one in posts if one == "foton"] == ["foton", "foton"]
    assert posts.index("handelser") < posts.index("foton")
    captions = {row[0] for row in site_of_visit.rows("SELECT caption FROM visits_photo")}
    assert captions == {"Entrén", ""}
    sizes = [row[0] for row in site_of_visit.rows("SELECT size FROM documents_document")]
    assert max(sizes) <= 1 << 20


def test_a_photo_whose_answer_was_lost_is_kept_once(page: Page, site_of_visit: VisitSite) -> None:
    page.route(PHOTOS, lost)
    take_photo(page)
    leave_caption(page)
    expect(status(page)).to_have_text(said("Inte på servern än: 1", "når inte servern"))
    page.unroute(PHOTOS)
    assert site_of_visit.photos() == 1

    expect(status(page)).to_have_text(SERVER, timeout=20_000)
    assert site_of_visit.photos() == 1


def test_logging_out_asks_before_changes_are_removed(
    device: Callable[..., BrowserContext], site_of_visit: VisitSite
) -> None:
    page = at_visit(device(is_fresh=True), site_of_visit)
    page.route(ENDPOINT, lambda route: route.abort())
    choose(page, site_of_visit, "F1", "yes")
    expect(status(page)).to_have_text(said("Inte på servern än: 1"))
    log_out(page)

    dialog = page.get_by_role("dialog").filter(has_text="Logga ut utan att spara")
    expect(dialog).to_contain_text(said("inte är sparade på servern: 1"))
    dialog.get_by_role("button", name="Stanna kvar").click()
    assert page.url == site_of_visit.visit
    log_out(page)
    dialog.get_by_role("button", name="Logga ut och ta bort dem").click()
    page.wait_for_url(lambda url: "/besok/" not in url)

    assert left_on_device(page) == [0, 0, 0]


def test_logging_out_with_all_saved_asks_nothing_and_empties_the_device(
    device: Callable[..., BrowserContext], site_of_visit: VisitSite
) -> None:
    page = at_visit(device(is_fresh=True), site_of_visit)
    choose(page, site_of_visit, "F1", "yes")
    log_out(page)
    page.wait_for_url(lambda url: "/besok/" not in url)

    assert site_of_visit.answers() == {"F1": "yes"}
    assert left_on_device(page) == [0, 0, 0]


def test_every_page_says_what_lies_on_the_device(
    device: Callable[..., BrowserContext], site_of_visit: VisitSite
) -> None:
    context = device()
    page = at_visit(context, site_of_visit)
    page.route(ENDPOINT, lambda route: route.abort())
    choose(page, site_of_visit, "F1", "yes")
    expect(status(page)).to_have_text(said("Inte på servern än: 1"))

    page.goto(f"{site_of_visit.address}/uppfoljningar/")

    left = page.locator("[data-left-on-device]")
    expect(left).to_contain_text(said("ligger kvar på enheten: 1"))
    expect(left.locator("[data-late]")).to_be_hidden()
    page.clock.install()
    page.clock.fast_forward(25 * 3600 * 1000)
    page.reload()
    expect(left.locator("[data-late]")).to_be_visible()
    page.unroute(ENDPOINT)
    left.get_by_role("link").click()
    expect(status(page)).to_have_text(SERVER, timeout=15_000)


def test_what_lies_on_the_device_is_taken_out_as_a_file_and_read_in_elsewhere(
    device: Callable[..., BrowserContext], site_of_visit: VisitSite, tmp_path: Path
) -> None:
    site = site_of_visit
    page = at_visit(device(), site)
    page.context.set_offline(True)
    choose(page, site, "F1", "yes")
    note(page, "Rent och snyggt")
    take_photo(page)
    expect(status(page)).to_have_text(said("Inte på servern än: 3"))
    with page.expect_download() as waiting:
        page.locator("[data-tools] [data-save-file]").click()
    file = tmp_path / "besok.json"
    waiting.value.save_as(file)
    assert len(json.loads(file.read_text())["ops"]) == 3

    other = at_visit(device(), site)
    for _again in range(2):
        other.locator("[data-load-file]").set_input_files(file)
        expect(other.locator("[data-told]")).to_contain_text(said("inläst", "3"))
        expect(status(other)).to_have_text(SERVER, timeout=15_000)
    page.context.set_offline(False)
    expect(status(page)).to_have_text(SERVER, timeout=15_000)

    assert (site.answers(), site.notes()) == ({"F1": "yes"}, ["Rent och snyggt"])
    assert (site.photos(), site.operations()) == (1, 2)


def test_a_follow_up_that_was_sent_takes_nothing_more_and_nothing_is_lost(
    page: Page, site_of_visit: VisitSite
) -> None:
    site_of_visit.set_state("sent")
    choose(page, site_of_visit, "F1", "yes")

    expect(status(page)).to_have_text(
        said("Inte sparat på servern: 1", "Uppföljningen är skickad", "kvar på den här enheten")
    )
    expect(status(page).locator("[data-save-file]")).to_be_visible()
    site_of_visit.set_state("draft")
    page.reload()
    expect(status(page)).to_have_text(SERVER)
    assert site_of_visit.answers() == {"F1": "yes"}


def test_what_is_refused_says_why_and_is_put_right(page: Page, site_of_visit: VisitSite) -> None:
    choose(page, site_of_visit, "F1", "no")
    field(page, site_of_visit, "F2").fill("Gäller 19121212-1212")
    expect(status(page)).to_have_text(said("Inte sparat på servern: 1"))
    expect(page.locator("[data-visit-mark]")).to_contain_text("personnummer")
    assert site_of_visit.answers() == {"F1": "no"}

    field(page, site_of_visit, "F2").fill("Gäller en boende")

    expect(status(page)).to_have_text(SERVER)
    assert site_of_visit.answers() == {"F1": "no", "F2": "Gäller en boende"}


def test_the_visit_is_prepared_and_says_so(page: Page) -> None:
    page.locator("[data-fetch]").click()

    expect(page.locator("[data-told]")).to_contain_text("Besöket finns på enheten")


def test_the_next_unanswered_leads_through_the_areas(page: Page, site_of_visit: VisitSite) -> None:
    choose(page, site_of_visit, "F1", "yes")
    field(page, site_of_visit, "F3").fill("3")
    expect(page.locator("[data-count]").first).to_have_text("2/2")

    page.locator("[data-next]").click()

    expect(field(page, site_of_visit, "F4")).to_be_focused()
    expect(field(page, site_of_visit, "F1").first).to_be_hidden()


def test_the_visit_is_written_without_javascript(
    device: Callable[..., BrowserContext], site_of_visit: VisitSite
) -> None:
    page = device(java_script_enabled=False).new_page()
    page.goto(site_of_visit.visit)
    choose(page, site_of_visit, "F1", "yes")
    page.locator("[data-new-note] textarea").first.fill("Rent")
    page.locator("[data-plain] button").first.click()

    assert site_of_visit.answers() == {"F1": "yes"}
    assert site_of_visit.notes() == ["Rent"]


def test_a_browser_that_cannot_store_says_so_and_saves_with_the_button(
    device: Callable[..., BrowserContext], site_of_visit: VisitSite
) -> None:
    context = device()
    context.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined });")
    page = context.new_page()
    page.goto(site_of_visit.visit)
    choose(page, site_of_visit, "F1", "yes")
    expect(status(page)).to_have_text(said("Inte sparat. Den här webbläsaren kan inte"))
    page.locator("[data-plain] button").first.click()
    page.wait_for_load_state()

    assert site_of_visit.answers() == {"F1": "yes"}
