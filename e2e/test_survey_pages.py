"""Every page of surveys and mailing, in every state of the demonstration: no fault anywhere."""

import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from e2e.conftest import Site
from e2e.looking import violations, watch
from e2e.test_pages import PAPER, WINDOWS
from insyn.mailing import urls as mailing_urls
from insyn.surveys import urls as survey_urls

RESPONSE = "SELECT min(id) FROM surveys_surveyresponse"
MAIL = "SELECT id FROM mailing_outgoingmail"
SET = (
    "SELECT min(id) FROM surveys_clientquestions"
    " WHERE authority_id IN (SELECT authority_id FROM surveys_surveyround)"
)
QUESTION = (
    "SELECT a.response_id, min(a.question_id) FROM surveys_surveyanswer a"
    " JOIN surveys_surveyresponse r ON r.id = a.response_id"
    " WHERE r.state = 'submitted' GROUP BY 1 LIMIT 1"
)
IN_ROUND = (
    "SELECT r.round_id, min(a.question_id) FROM surveys_surveyanswer a"
    " JOIN surveys_surveyresponse r ON r.id = a.response_id"
    " WHERE r.submitted_at IS NOT NULL GROUP BY 1"
)


def rounds(state: str) -> str:
    return f"SELECT min(id) FROM surveys_surveyround WHERE state = '{state}'"  # noqa: S608


def response(state: str) -> str:
    return f"{RESPONSE} WHERE state = '{state}'"


EVERY_ROUND = "SELECT id FROM surveys_surveyround"
EVERY_STATE = f"{RESPONSE} GROUP BY round_id, state"
NEITHER = "SELECT 1 WHERE 0"
"""For what is no page: a press on a button, a file, or a part of a page."""
SURVEYS = {
    "list": "", "create": "", "scope_count": NEITHER,
    "of_activity": "SELECT activity_id FROM surveys_surveyround WHERE activity_id IS NOT NULL",
    **dict.fromkeys(("round", "preview", "recipients", "delivery", "late"), EVERY_ROUND),
    **dict.fromkeys(("incoming", "results", "compare", "board_summary"), EVERY_ROUND),
    **dict.fromkeys(("edit", "remove", "recipients_import", "recipients_add"), rounds("draft")),
    "send": EVERY_ROUND, "reopen": rounds("closed"),
    **dict.fromkeys(("close", "add_question", "remind"), rounds("open")),
    **dict.fromkeys(("accept_many", "feedback_many"), rounds("open")),
    **dict.fromkeys(("recipients_fill", "recipients_refresh"), NEITHER),
    **dict.fromkeys(("recipient", "response"), EVERY_STATE),
    **dict.fromkeys(("addressee_add", "extend"), response("opened")),
    **dict.fromkeys(("remind_one", "response_remove", "addressee_end"), NEITHER),
    "assess": QUESTION, "withdraw_return": response("returned"),
    "return_questions": response("submitted"), "accept": response("submitted"),
    "propose_ending": response("submitted"),
    **dict.fromkeys(("reopen_response", "compare_unit"), response("accepted")),
    "feedback": f"{RESPONSE} WHERE state = 'accepted' GROUP BY feedback_pdf_id IS NULL",
    "feedback_file": NEITHER,
    "reject_proposal": "SELECT min(id) FROM surveys_proposedfinding WHERE state = 'proposed'",
    **dict.fromkeys(("accept_proposal", "undo_proposal"), NEITHER),
    **dict.fromkeys(("result_question", "result_rows"), IN_ROUND),
    **dict.fromkeys(("results_xlsx", "board_summary_file"), NEITHER),
    **dict.fromkeys(("client_sets", "client_set_create"), ""),
    **dict.fromkeys(("client_set", "client_set_edit", "client_entry", "client_results"), SET),
}  # fmt: skip
MAILING = {
    "list": "",
    "mail": "SELECT min(id) FROM mailing_outgoingmail WHERE kind <> 'digest' GROUP BY state, kind",
    "resend": f"{MAIL} WHERE state IN ('bounced', 'failed') LIMIT 1",
    "cancel": f"{MAIL} WHERE state = 'queued' LIMIT 1",
}
ROUTES = {"surveys": SURVEYS, "mailing": MAILING}
"""Of every route, how to find the keys of its pages; nothing for a page without a key."""
ADDED = {
    "surveys:list": "?q=finnsinte",
    "mailing:list": "?q=finnsinte",
}
"""What is asked for besides: a list without a row."""
ASKED = {"result_rows": "?answer=yes"}
"""What an address is nothing without: the figure that one looks behind."""
HIDDEN = """() => [...document.querySelectorAll(".u-table-w")]
  .filter((box) => box.scrollWidth > box.clientWidth + 1)
  .map((box) => `${box.scrollWidth - box.clientWidth} px hidden: ${box.innerText.slice(0, 60)}`)"""


def addresses_in(site: Site) -> Iterator[str]:
    base = sqlite3.connect(site.folder / "insyn.sqlite3", timeout=20)
    for space, routes in ROUTES.items():
        for name, sql in routes.items():
            keys = base.execute(sql).fetchall() if sql else [()]
            for key in keys:
                path = reverse(f"{space}:{name}", args=key) + ASKED.get(name, "")
                yield from dict.fromkeys((path, path + ADDED.get(f"{space}:{name}", "")))
    base.close()


@pytest.fixture(scope="module")
def addresses(site: Site) -> list[str]:
    return list(addresses_in(site))


def faults_of(page: Page) -> list[str]:
    found: list[str] = violations(page) + page.evaluate("window.insynFaults")
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
        found.append("wider than the window")
    return found


@pytest.mark.parametrize(("space", "urls"), [("surveys", survey_urls), ("mailing", mailing_urls)])
def test_every_route_is_walked(space: str, urls: Any) -> None:
    assert set(ROUTES[space]) == {pattern.name for pattern in urls.urlpatterns}


def test_the_demonstration_has_a_page_for_every_route(site: Site, addresses: list[str]) -> None:
    base = sqlite3.connect(site.folder / "insyn.sqlite3")
    without = [
        name for routes in ROUTES.values() for name, sql in routes.items()
        if sql and sql != NEITHER and [key for key in base.execute(sql) if key[0]] == []
    ]  # fmt: skip
    base.close()

    assert without == []


@pytest.mark.parametrize("window", ["desktop", "dark phone"])
def test_no_page_has_a_fault(
    open_as: Callable[..., Page], site: Site, addresses: list[str], window: str
) -> None:
    page = open_as("anna", **WINDOWS[window])
    outside = watch(page, site)
    found = {}
    for address in addresses:
        answer = page.goto(site.address + address)
        wrong = faults_of(page)
        if answer is None or answer.status != 200:
            wrong.append(f"status {answer and answer.status}")
        if window == "desktop":
            wrong += page.evaluate(HIDDEN)
        if wrong:
            found[address] = wrong

    assert found == {}
    assert outside == []


def test_no_page_is_wider_than_its_paper(
    open_as: Callable[..., Page], site: Site, addresses: list[str]
) -> None:
    page = open_as("anna")
    page.emulate_media(media="print")
    too_wide = {}
    for address in addresses:
        page.goto(site.address + address)
        width = PAPER[page.evaluate("getComputedStyle(document.body).page")]
        page.set_viewport_size({"width": width, "height": 900})
        said = page.evaluate("document.documentElement.scrollWidth")
        if said > width + 1:
            too_wide[address] = said - width

    assert too_wide == {}
