"""The annual plan of 2020: risk, two agreements in focus, overview, decision, in depth."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from insyn.examples.board_plans.told import (
    ToldActivity,
    ToldAgreement,
    ToldAssessment,
    ToldBoard,
    ToldFocus,
    ToldForm,
    ToldMemo,
    ToldPeriod,
    ToldPlan,
    listed,
)
from insyn.plans.rules import FormKind, Method, Scope, StageKind
from insyn.plans.rules.period_words import read_periods
from insyn.plans.rules.spans import Span

Facts = Mapping[str, Any]
BOARD = ToldBoard("Källkommunen", "Socialnämnden", "Socialförvaltningen", "SCN")
KINDS = {
    "Regelbunden uppföljning": FormKind.PERIODIC,
    "Händelsestyrd uppföljning": FormKind.EVENT_DRIVEN,
    "Löpande uppföljning": FormKind.CONTINUOUS,
    "Uppföljning på individnivå": FormKind.INDIVIDUAL,
}
STAGES = (StageKind.OVERVIEW, StageKind.DECISION, StageKind.IN_DEPTH)
BEFORE, REPORTING = "Uppföljningen året innan", "Redovisning"
AGREEMENTS = "Verksamheter hos privata utförare"
HAS_AGREEMENTS = "Nämnden har ramavtal om:"
OVERVIEW, IN_DEPTH = "Översiktlig uppföljning: ", "Fördjupad uppföljning: "
APPENDIX = "Bilaga 1, "
COLUMNS = {"Översiktlig uppföljning": "Övergripande uppföljning"}
"""What the timetable calls a stage that the plan calls something else."""
OTHER_NAMES = {"Stödboende för unga": "Stödboende för ungdomar"}
"""What the timetable calls an agreement that the list calls something else."""


def read(facts: Facts) -> ToldPlan:
    """Return the plan that the facts tell."""
    memo = facts["memorandum"]
    issued = date.fromisoformat(memo["date"])
    year = Span(date(issued.year, 1, 1), date(issued.year, 12, 31))
    before = facts["previous_year"]
    return ToldPlan(
        name="plan_2020",
        boards=(BOARD,),
        title=f"Plan för kontroll och uppföljning av privata utförare {issued.year}",
        starts_on=year.starts_on,
        ends_on=year.ends_on,
        dated_on=issued,
        memo=ToldMemo(
            layout="short_2020",
            dated_on=issued,
            case_number=memo["case_number"],
            proposals=tuple(memo["proposed_decisions"]),
            appendix=memo["basis"][1].removeprefix(APPENDIX),
        ),
        sections=(
            (AGREEMENTS, listed(facts["framework_agreements"], lead=HAS_AGREEMENTS)),
            (BEFORE, f"{OVERVIEW}{before['overview']}.\n{IN_DEPTH}{before['in_depth']}."),
            (REPORTING, f"{facts['reporting']}."),
        ),
        agreements=tuple(ToldAgreement(title) for title in facts["framework_agreements"]),
        forms=tuple(_form(form, facts) for form in facts["follow_up_forms"]),
        assessment=_assessment(facts["risk_assessment"]),
        activities=tuple(_activities(facts, year)),
    )


def _form(told: Facts, facts: Facts) -> ToldForm:
    kind = KINDS[told["name"]]
    card: dict[str, str] = {}
    if kind == FormKind.EVENT_DRIVEN:
        card["triggers"] = "\n".join(facts["event_triggers"])
    if kind == FormKind.CONTINUOUS:
        card["checks"] = "\n".join(facts["continuous_checks"])
    if "outside" in told:
        card["limits"] = told["outside"]
    methods = {StageKind.IN_DEPTH: "\n".join(facts["in_depth_methods"])}
    stages = zip(STAGES, told.get("stages", ()), strict=False)
    return ToldForm(
        kind=kind,
        name=told["name"],
        card=card,
        stages=tuple((stage, name, methods.get(stage, "")) for stage, name in stages),
        is_outside="outside" in told,
    )


def _assessment(told: Facts) -> ToldAssessment:
    return ToldAssessment(
        when=told["when"],
        roles=tuple(told["roles"]),
        inputs=tuple(told["inputs"]),
        focus=tuple(
            ToldFocus(row.get("agreement") or row["area"], f"{row['why']}.", "agreement" in row)
            for row in told["focus"]
        ),
    )


def _activities(facts: Facts, year: Span) -> Iterator[ToldActivity]:
    form = next(form for form in facts["follow_up_forms"] if form.get("stages"))
    for row in facts["timetable"]["rows"]:
        agreement = OTHER_NAMES.get(row["agreement"], row["agreement"])
        yield ToldActivity(
            form=form["name"],
            title=row["agreement"],
            scope=Scope.AGREEMENT,
            agreement=agreement,
            periods=tuple(
                ToldPeriod(*_month(month, year), label=month, stage=stage)
                for month, stage in zip(row["months"], form["stages"], strict=True)
            ),
            providers=tuple(row["providers"]),
            methods=(Method.REGISTER_CHECK, Method.SELF_REPORT, Method.CASE_OFFICERS),
            note="\n".join(facts["overview_checks"].get(agreement, ())),
        )


def _month(text: str, year: Span) -> tuple[date, date]:
    (span,) = read_periods(text, year)
    return span.starts_on, span.ends_on
