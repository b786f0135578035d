"""The annual plan of 2024: three categories, and the year of each agreement's special follow-up."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from insyn.examples.board_plans.plan_2020 import BOARD
from insyn.examples.board_plans.told import (
    ToldActivity,
    ToldAgreement,
    ToldForm,
    ToldMemo,
    ToldPeriod,
    ToldPlan,
    listed,
)
from insyn.plans.rules import FormKind, Method, Scope

Facts = Mapping[str, Any]
KINDS = {
    "Löpande uppföljning": FormKind.CONTINUOUS,
    "Händelsestyrd uppföljning": FormKind.EVENT_DRIVEN,
    "Särskild uppföljning": FormKind.SPECIAL,
}
CALL_OFF, REPORTING = "Nämndens ramavtal", "Redovisning"
DATED_LATER = "the plan is dated one year after the memorandum that proposes it"
ENDED = "planned for a year in which the agreement has already ended"
TEXTS = {
    "Föredragning": (
        "Kommunens riktlinje för kontroll och uppföljning av privata utförare styr hur nämnden "
        "följer upp sina ramavtal. {forms}\n\n"
        "Den särskilda uppföljningen {year} görs inom ramavtalen:\n{special}"
    ),
    "Barnkonsekvensanalys": (
        "Flera av ramavtalen gäller barn, som kan påverkas direkt av uppföljningen. När ett avtal "
        "gäller vuxna kan barn påverkas indirekt, eftersom många vuxna är vårdnadshavare eller "
        "närstående till barn."
    ),
    "Ekonomiska konsekvenser": "Beslutet medför inga ekonomiska konsekvenser.",
}
"""What the memo says under the headings that the facts only name."""
LISTS = {FormKind.EVENT_DRIVEN: "triggers", FormKind.CONTINUOUS: "checks"}


def read(facts: Facts) -> ToldPlan:
    """Return the plan that the facts tell."""
    memo, document = facts["memorandum"], facts["plan_document"]
    issued = date.fromisoformat(memo["date"])
    special = next(n for n in facts["follow_up_categories"] if KINDS[n] == FormKind.SPECIAL)
    return ToldPlan(
        name="plan_2024",
        boards=(BOARD,),
        title=document["title"],
        starts_on=date(issued.year, 1, 1),
        ends_on=date(issued.year, 12, 31),
        dated_on=date.fromisoformat(document["date"]),
        memo=ToldMemo(
            layout="full_2024",
            dated_on=issued,
            case_number=memo["case_number"],
            headings=tuple(memo["sections"]),
            references=tuple((r["case_number"], r["title"]) for r in memo["refers_to"]),
            texts=_texts(facts, issued.year),
        ),
        sections=(
            (CALL_OFF, f"{facts['call_off']}."),
            (REPORTING, f"{facts['reporting']}."),
        ),
        agreements=tuple(
            ToldAgreement(
                row["title"], date.fromisoformat(row["from"]), date.fromisoformat(row["to"])
            )
            for row in facts["agreements"]
        ),
        forms=tuple(_form(name, lines) for name, lines in facts["follow_up_categories"].items()),
        activities=tuple(_activity(row, special) for row in facts["agreements"]),
    )


def _texts(facts: Facts, year: int) -> dict[str, str]:
    *names, last = (name.lower() for name in facts["follow_up_categories"])
    forms = f"Planen har formerna {', '.join(names)} och {last}."
    rows = (row["title"] for row in facts["agreements"] if row["special_follow_up"] == year)
    special = listed(tuple(rows))
    return {
        heading: text.format(forms=forms, year=year, special=special)
        for heading, text in TEXTS.items()
        if heading in facts["memorandum"]["sections"]
    }


def _form(name: str, lines: list[str]) -> ToldForm:
    kind = KINDS[name]
    return ToldForm(kind=kind, name=name, card={LISTS.get(kind, "method"): "\n".join(lines)})


def _activity(row: Facts, form: str) -> ToldActivity:
    year = row["special_follow_up"]
    return ToldActivity(
        form=form,
        title=row["title"],
        scope=Scope.AGREEMENT,
        agreement=row["title"],
        periods=(ToldPeriod(date(year, 1, 1), date(year, 12, 31), str(year)),),
        methods=(Method.VISIT, Method.UNANNOUNCED_VISIT),
    )
