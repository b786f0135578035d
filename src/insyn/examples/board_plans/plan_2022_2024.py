"""The rolling plan of 2022 to 2024: two boards, private and in-house, three timetables."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from insyn.examples.board_plans.told import (
    ToldActivity,
    ToldBoard,
    ToldForm,
    ToldMemo,
    ToldPeriod,
    ToldPlan,
    listed,
)
from insyn.plans.rules import FormKind, Method, Scope
from insyn.plans.rules.period_words import read_periods
from insyn.plans.rules.spans import Span

Facts = Mapping[str, Any]
MUNICIPALITY = "Rullande kommunen"
ADMINISTRATION = "Socialförvaltningen"
KINDS = {
    "Avtalsuppföljning": FormKind.SURVEY,
    "Fördjupad uppföljning": FormKind.IN_DEPTH,
    "Nya utförare": FormKind.NEW_PROVIDERS,
    "Kvalitetsuppföljning": FormKind.THEME,
    "Dialogmöten": FormKind.DIALOGUE,
}
CARD = {
    "syfte": "purpose",
    "metod": "method",
    "mottagare": "receivers",
    "redovisas_i": "reporting",
    "kan_leda_till": "consequences",
    "avgränsning": "limits",
    "anledningar": "triggers",
}
CARDS = {
    "Avtalsuppföljning": frozenset({"mottagare", "redovisas_i", "kan_leda_till"}),
    "Fördjupad uppföljning": frozenset({"anledningar"}),
    "Kvalitetsuppföljning": frozenset({"redovisas_i"}),
}
"""The forms with a process card, and which of its texts are lists."""
OUTSIDE = frozenset({"Entreprenadavtal"})
"""What the plan follows up beside its service areas."""
COVERS, SAME_TERMS = "Vilka verksamheter omfattas?", "På samma villkor"
REGIMES = {"private": "privata utförare", "in-house": "egen regi"}
"""What the plan says for the words of the facts that are not Swedish."""
SERVICES = {
    "Hemtjänst": "hemtjanst",
    "Boendestöd": "boendestod",
    "Ledsagarservice": "ledsagning",
    "Daglig verksamhet": "daglig-verksamhet",
    "Korttidsvistelse": "korttidsvistelse",
    "Familjerådgivning": "familjeradgivning",
    "ÄO SÄBO": "sabo",
}
"""What the plan calls a service area of the product; the rest stays the plan's own words."""


def read(facts: Facts) -> ToldPlan:
    """Return the plan that the facts tell."""
    timetable = facts["timetable"]
    years = timetable["Avtalsuppföljning"]["years"]
    span = Span(date(min(years), 1, 1), date(max(years), 12, 31))
    theme = facts["forms"]["Kvalitetsuppföljning"]
    return ToldPlan(
        name="plan_2022_2024",
        boards=tuple(
            ToldBoard(MUNICIPALITY, board[:1].upper() + board[1:], ADMINISTRATION)
            for board in facts["boards"]
        ),
        title=f"Plan för uppföljning, stöd och kontroll {min(years)}–{max(years)}",
        starts_on=span.starts_on,
        ends_on=span.ends_on,
        memo=ToldMemo(layout="short_2020", dated_on=date(min(years) - 1, 12, 1)),
        sections=(
            (COVERS, listed(facts["service_areas"])),
            (SAME_TERMS, listed([_in_swedish(regime) for regime in facts["regimes"]])),
        ),
        forms=tuple(_forms(facts)),
        activities=(
            *_survey(timetable["Avtalsuppföljning"], span),
            *_new_providers(timetable["Nya utförare"], span),
            *_themes(timetable["Kvalitetsuppföljning"], theme, span),
        ),
    )


def _forms(facts: Facts) -> Iterator[ToldForm]:
    for name, told in facts["forms"].items():
        card = {CARD[key]: _lines(text) for key, text in told.items() if key in CARD}
        yield ToldForm(kind=KINDS[name], name=name, card=card)
        if KINDS[name] == FormKind.IN_DEPTH:
            new = facts["timetable"]["Nya utförare"]["period"]
            yield ToldForm(kind=FormKind.NEW_PROVIDERS, name="Nya utförare", card={"method": new})
    card = {"purpose": facts["dialogue_meetings"]}
    yield ToldForm(kind=FormKind.DIALOGUE, name="Dialogmöten", card=card)


def _in_swedish(regime: str) -> str:
    name, comma, who = regime.partition(", ")
    return f"{name}{comma}{REGIMES.get(who, who)}"


def regime_of(said: str) -> str:
    """Return the regime in the words of the facts."""
    words = {swedish: word for word, swedish in REGIMES.items()}
    name, comma, who = said.partition(", ")
    return f"{name}{comma}{words.get(who, who)}"


def _lines(text: str | Sequence[str]) -> str:
    return text if isinstance(text, str) else "\n".join(text)


def _survey(told: Facts, span: Span) -> Iterator[ToldActivity]:
    for service in told["services"]:
        yield _activity(
            "Avtalsuppföljning",
            service,
            periods=_periods(told["period"], span, label=told["period"]),
            methods=(Method.SURVEY,),
        )


def _new_providers(told: Facts, span: Span) -> Iterator[ToldActivity]:
    whole = ToldPeriod(span.starts_on, span.ends_on, told["period"])
    for service in told["services"]:
        yield _activity("Nya utförare", service, periods=(whole,), methods=(Method.VISIT,))


def _themes(rows: Sequence[Facts], theme: Facts, span: Span) -> Iterator[ToldActivity]:
    for row in rows:
        periods = tuple(
            period
            for year, text in row.items()
            if year.isdigit()
            for period in _periods(f"{text} {year}", span, label=text)
        )
        years = [int(year) for year in row if year.isdigit()]
        said = theme.get(f"tema_{min(years)}", "")
        yield _activity("Kvalitetsuppföljning", row["service"], periods=periods, theme=said)


def _periods(text: str, span: Span, *, label: str) -> tuple[ToldPeriod, ...]:
    return tuple(ToldPeriod(s.starts_on, s.ends_on, label) for s in read_periods(text, span))


def _activity(form: str, service: str, **told: Any) -> ToldActivity:
    code = SERVICES.get(service, "")
    scope = Scope.SERVICE_AREA if code else Scope.THEME
    told = {"theme": "" if code else service, **told}
    return ToldActivity(form=form, title=service, scope=scope, service=code, **told)
