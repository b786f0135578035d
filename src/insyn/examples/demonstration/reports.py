"""Tells how the reports were written, one in each state."""

from dataclasses import dataclass

from insyn.examples.demonstration.timeline import Story
from insyn.examples.demonstration.town import EDITOR, ELDERLY, SOCIAL, Town
from insyn.reports.models import Report
from insyn.reports.rules import ReportEvent, ReportState, ReportText
from insyn.reports.services import (
    ReportHead,
    create_report,
    lock_figures,
    move_report,
    write_passage,
)

STEPS = (
    (ReportState.REVIEWED, ReportEvent.REVIEW),
    (ReportState.PROPOSED, ReportEvent.PROPOSE),
    (ReportState.DECIDED, ReportEvent.DECIDE),
)
"""The states after the draft, in order, and what leads to each."""


@dataclass(frozen=True, slots=True)
class Writing:
    """A report: what it is about, which days it covers, and how far it has come."""

    day: int
    authority: str
    agreement: str
    title: str
    case_number: str
    first: int
    last: int
    until: ReportState
    next_year: str


SAME_QUESTIONS = "Egen regi och privata utförare får samma frågor även nästa år."
AGAIN = "De utförare som hade brister följs upp igen inom ett år."

OF_EARLIER_YEARS = (
    Writing(-196, ELDERLY, "home_care", "Uppföljning av hemtjänst, första året",
            "ÄN-21", -500, -200, ReportState.DECIDED, AGAIN),
    Writing(-62, ELDERLY, "home_mission", "Uppföljning av äldreomsorg i egen regi",
            "ÄN-71", -500, -64, ReportState.DECIDED, SAME_QUESTIONS),
    Writing(-60, SOCIAL, "support_mission", "Uppföljning av stöd i vardagen i egen regi",
            "SN-119", -500, -62, ReportState.DECIDED, SAME_QUESTIONS),
)  # fmt: skip
"""What came of the first year, agreement by agreement."""

WRITINGS = (
    *OF_EARLIER_YEARS,
    Writing(-145, SOCIAL, "children", "Samordnad uppföljning av insatser till barn och unga",
            "SN-97", -330, -150, ReportState.DECIDED,
            "Nästa gång följs de utförare upp som inte valdes den här gången. Grannby tar igen "
            "den uppföljning som ställdes in."),
    Writing(-26, ELDERLY, "home_care", "Uppföljning av hemtjänst i valfrihetssystemet",
            "ÄN-88", -180, -27, ReportState.PROPOSED,
            "Kontinuiteten följs upp som tema hos alla utförare under våren."),
    Writing(-12, SOCIAL, "daily", "Uppföljning av daglig verksamhet",
            "SN-141", -180, -13, ReportState.REVIEWED,
            "Brandskyddet följs upp hos alla utförare vid nästa besök."),
    Writing(-5, ELDERLY, "single_places", "Uppföljning av enstaka platser i särskilt boende",
            "ÄN-92", -120, -6, ReportState.DRAFT,
            "Två uppföljningar är planerade efter lottningen på ledningsmötet."),
)  # fmt: skip


def tell(town: Town, writing: Writing) -> Story:
    """Write the report and let it go to the state that it has come to."""
    yield writing.day
    access = town.access(EDITOR)
    report = create_report(
        access,
        authority=town.authorities[writing.authority],
        agreement=town.agreements[writing.agreement],
        selection=town.selections.get(writing.agreement),
        head=ReportHead(
            title=writing.title,
            case_number=f"{writing.case_number}/{town.day(writing.day).year}",
            starts_on=town.day(writing.first),
            ends_on=town.day(writing.last),
        ),
    )
    write_passage(access, report, place=ReportText.NEXT_YEAR, text=writing.next_year)
    lock_figures(access, report)
    if writing.until != ReportState.DRAFT:
        yield from _move(town, writing, report)


def _move(town: Town, writing: Writing, report: Report) -> Story:
    for place, (state, event) in enumerate(STEPS, start=1):
        yield writing.day + 3 * place
        is_decision = event == ReportEvent.DECIDE
        access = town.access("registrator" if is_decision else EDITOR)
        day = town.day(writing.day + 3 * place)
        move_report(access, report, event, decision=f"{day} § 87" if is_decision else "")
        if state == writing.until:
            return
