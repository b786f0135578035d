"""Tells how a board reports as a whole: last year, this year, and one follow-up alone."""

from datetime import date

from insyn.accounts.models import Authority, Coordination
from insyn.board.models import BoardItem
from insyn.board.rules import Outcome
from insyn.board.services import Decision, issue_item, register_decision
from insyn.examples.demonstration.theme import TREATED_DAY
from insyn.examples.demonstration.timeline import Story
from insyn.examples.demonstration.town import EDITOR, ELDERLY, SOCIAL, START, Town
from insyn.followups.models import Followup
from insyn.kernel.access import Access, Mandate, Role
from insyn.platform import clock
from insyn.reports.models import Report
from insyn.reports.queries.to_bring import followups_to_bring
from insyn.reports.rules import ReportEvent, ReportKind, ReportText
from insyn.reports.services import (
    ReportHead,
    create_period_report,
    create_single_report,
    create_thematic_report,
    lock_figures,
    move_report,
    propose_to_board,
    write_passage,
)
from insyn.themes.models import ThematicReview
from insyn.themes.rules import ThemeState

REGISTRAR = "registrator"
WAITED, TO_BOARD = 40, 14
"""Days into the year when last year's report is written, and from then to the board's meeting."""

SINGLE_DAY, DRAFT_DAY, COUNCIL_DAY = -38, -4, -2
DECIDED_DAY, BROUGHT = -45, 2
THEME_DAY, INTERIM_DAY, QUALITY_DAY = TREATED_DAY + 103, -50, -24
THEME_WAITED = 3
"""Days from the report of the thematic review to its matter."""
OFFICIAL = (
    "Samtliga verksamheter skall redovisa avvikelser t.ex. via verksamhetssystemet. Rutinerna har "
    "reviderats, kommunicerats och implementerats i enlighet med nämndens beslut."
)
"""A text that the plain-language check has something to say about."""

INTERIM = (
    "Uppföljningarna har gjorts enligt planen. Introduktion och dokumentation är det som oftast "
    "brister. De flesta brister är åtgärdade när nämnden läser det här."
)
QUALITY = (
    "Signaler, avvikelser och uppföljningar pekar åt samma håll: ny personal hinner inte gå "
    "bredvid, och avvikelser skrivs men kommer inte tillbaka till arbetsgruppen."
)
NEXT_YEAR = "Bemanning och dokumentation följs upp som tema hos alla utförare."


def tell_last_year(town: Town) -> Story:
    """Write last year's report; the board decides it by its matter, and it is published."""
    year = _year(town)
    days_ago = (town.calendar.today - date(year, 1, 1)).days
    first_day = max(WAITED - days_ago - 1, START + WAITED)
    yield min(first_day, -TO_BOARD - 2)
    access = town.access(EDITOR)
    report = _yearly(town, access, year - 1, "SN-12")
    write_passage(access, report, place=ReportText.NEXT_YEAR, text=NEXT_YEAR)
    item = _to_board(access, report)
    yield min(first_day, -TO_BOARD - 2) + TO_BOARD
    _decide(town, item, "§ 23")
    move_report(access, report, ReportEvent.PUBLISH)


def tell_this_year(town: Town) -> Story:
    """Begin this year's report: a draft with figures that are counted anew each day."""
    yield DRAFT_DAY
    access = town.access(EDITOR)
    report = _yearly(town, access, _year(town), "SN-160")
    write_passage(access, report, place=ReportText.ANALYSIS, text=OFFICIAL)


def _year(town: Town) -> int:
    """Return this year; in its first days the one before, as nothing is to be told of it yet."""
    return town.day(DRAFT_DAY).year


def _yearly(town: Town, access: Access, year: int, case_number: str) -> Report:
    board = town.authorities[SOCIAL]
    return create_period_report(
        access,
        authority=board,
        kind=ReportKind.YEARLY,
        head=ReportHead(
            title=f"Uppföljning av privata utförare och egen regi {year}",
            case_number=f"{case_number}/{clock.today().year}",
            starts_on=date(year, 1, 1),
            ends_on=date(year, 12, 31),
        ),
    )


def tell_sections(town: Town) -> Story:
    """Write the section for the interim report, and begin the one for the quality account."""
    access, calendar = town.access(EDITOR), town.calendar
    yield INTERIM_DAY
    months = calendar.first_of_month(-10), calendar.last_of_month(-3)
    interim = _section(access, town, SOCIAL, ReportKind.INTERIM_SECTION, *months)
    write_passage(access, interim, place=ReportText.SUMMARY, text=INTERIM)
    lock_figures(access, interim)
    move_report(access, interim, ReportEvent.REVIEW)
    yield QUALITY_DAY
    year = calendar.first_of_month(-13), calendar.last_of_month(-2)
    quality = _section(access, town, ELDERLY, ReportKind.QUALITY_SECTION, *year)
    write_passage(access, quality, place=ReportText.SUMMARY, text=QUALITY)


def _section(
    access: Access, town: Town, board: str, kind: ReportKind, starts_on: date, ends_on: date
) -> Report:
    head = ReportHead(
        title=f"Uppföljning av utförare {starts_on:%Y-%m}–{ends_on:%Y-%m}",
        case_number="",
        starts_on=starts_on,
        ends_on=ends_on,
    )
    return create_period_report(access, authority=town.authorities[board], kind=kind, head=head)


def tell_theme(town: Town) -> Story:
    """Lay the thematic review before the board, which treats it at its meeting."""
    yield THEME_DAY
    access = town.access(EDITOR)
    reviews = ThematicReview.objects.visible_to(access).filter(
        authority=town.authorities[SOCIAL], state=ThemeState.WRITTEN
    )
    review = reviews.first()
    if review is None:
        return
    report = create_thematic_report(access, review)
    yield THEME_DAY + THEME_WAITED
    item = _to_board(access, report)
    yield THEME_DAY + THEME_WAITED + TO_BOARD
    _decide(town, item, "§ 41")


def _to_board(access: Access, report: Report) -> BoardItem:
    lock_figures(access, report)
    move_report(access, report, ReportEvent.REVIEW)
    item = propose_to_board(access, report)
    return issue_item(access, item)


def _decide(town: Town, item: BoardItem, paragraph: str) -> None:
    facts = Decision(Outcome.APPROVED, clock.today(), paragraph)
    register_decision(town.access(REGISTRAR), item, facts=facts)


def tell_single(town: Town) -> Story:
    """Bring the oldest reported follow-up to the board; the matter waits for its decision."""
    yield SINGLE_DAY
    access = town.access(EDITOR)
    waiting = followups_to_bring(access).filter(authority=town.authorities[SOCIAL])
    followup = waiting.first()
    if followup is None:
        return
    report = create_single_report(access, followup)
    yield SINGLE_DAY + 2
    _to_board(access, report)


def tell_decided(town: Town) -> Story:
    """Bring the latest reported of some providers to the board, which decides at its meeting."""
    yield DECIDED_DAY - TO_BOARD
    access = town.access(EDITOR)
    waiting = followups_to_bring(access).filter(authority=town.authorities[SOCIAL])
    chosen: dict[int, Followup] = {}
    for one in waiting.order_by("-reported_on", "-pk"):
        chosen.setdefault(one.contract.provider_id, one)
    brought = list(chosen.values())[:BROUGHT]
    items = [_to_board(access, create_single_report(access, one)) for one in brought]
    yield DECIDED_DAY
    for place, item in enumerate(items, start=31):
        _decide(town, item, f"§ {place}")


def tell_council(town: Town) -> Story:
    """Let the board that coordinates the others begin its report to the council."""
    yield COUNCIL_DAY
    today = clock.today()
    municipality = town.authorities[SOCIAL].municipality_id
    found = Coordination.objects.current(today).filter(coordinator__municipality=municipality)
    first = found.select_related("coordinator__municipality").first()
    if first is None:
        return
    board: Authority = first.coordinator
    anna = town.access(EDITOR)
    access = Access(
        user_id=anna.user_id,
        name=anna.name,
        mandates=(Mandate(board.pk, Role.PLAN_OWNER),),
        origin=anna.origin,
    )
    year = _year(town) - 1
    create_period_report(
        access,
        authority=board,
        kind=ReportKind.COUNCIL,
        head=ReportHead(
            title=f"Nämndernas uppföljning av utförare {year}",
            case_number="",
            starts_on=date(year, 1, 1),
            ends_on=date(year, 12, 31),
        ),
    )


def tell_city(town: Town) -> Story:
    """Begin the coordinator's report over private, in-house and school services."""
    yield COUNCIL_DAY
    year = _year(town)
    create_period_report(
        town.access(EDITOR),
        authority=town.authorities[SOCIAL],
        kind=ReportKind.CITY,
        head=ReportHead(
            title=f"Likställd uppföljning i hela kommunen {year}",
            case_number="",
            starts_on=date(year, 1, 1),
            ends_on=date(year, 12, 31),
        ),
    )
