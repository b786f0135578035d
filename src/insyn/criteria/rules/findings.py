"""Which answers propose a finding, and of what kind. Pure.

A rule is ``{"when": {"operator": …, "value": …}, "kind": …, "severity": …}``. What it gives is a
proposal: only a person makes a finding of it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from insyn.criteria.rules.answers import (
    NOT_APPLICABLE,
    WHOLE,
    Frequency,
    answer_problem,
    choices_to,
    is_number,
    shown_number,
)
from insyn.criteria.rules.facts import QuestionFacts
from insyn.criteria.rules.states import AnswerType
from insyn.kernel.choices import Choice

LONGEST_AGE = 30
"""Years. An older bound on a day says nothing."""

MAJOR_FROM = 3
"""The weight from which a missing answer proposes a serious deficiency."""


class Trial(Choice):
    """How an answer is tried against a rule."""

    IS = "is", "är"
    ONE_OF = "one_of", "är något av"
    BELOW = "below", "är lägre än"
    ABOVE = "above", "är högre än"
    SELDOMER_THAN = "seldomer_than", "är mer sällan än"
    BEFORE_YEARS = "before_years", "är äldre än så många år"
    SHARE_BELOW = "share_below", "har lägre andel rätt, i procent, än"
    INCLUDES = "includes", "innehåller"
    LACKS = "lacks", "innehåller inte"


class ProposedKind(Choice):
    """What an answer can propose; the codes are those of a finding."""

    DEFICIENCY = "deficiency", "brist"
    DEVELOPMENT = "development_area", "utvecklingsområde"


class ProposedSeverity(Choice):
    """How urgent a proposed deficiency is; the codes are those of a finding."""

    MINOR = "minor", "mindre"
    MAJOR = "major", "allvarlig"


TRIALS: Mapping[AnswerType, tuple[Trial, ...]] = {
    AnswerType.YES_NO: (Trial.IS, Trial.ONE_OF),
    AnswerType.YES_PARTLY_NO: (Trial.IS, Trial.ONE_OF),
    AnswerType.SINGLE: (Trial.IS, Trial.ONE_OF),
    AnswerType.SCALE: (Trial.IS, Trial.ONE_OF),
    AnswerType.FREQUENCY: (Trial.SELDOMER_THAN, Trial.IS, Trial.ONE_OF),
    AnswerType.NUMBER: (Trial.BELOW, Trial.ABOVE),
    AnswerType.PERCENT: (Trial.BELOW, Trial.ABOVE),
    AnswerType.DATE: (Trial.BEFORE_YEARS,),
    AnswerType.SAMPLE: (Trial.SHARE_BELOW,),
    AnswerType.SEVERAL: (Trial.INCLUDES, Trial.LACKS),
    AnswerType.TEXT: (),
    AnswerType.DOCUMENT: (),
}
"""How answers of each type can be tried; free text and documents are read by people."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A finding that an answer proposes; ``severity`` is None for what is no deficiency."""

    kind: ProposedKind
    severity: ProposedSeverity | None = None


def rule_refusal(question: QuestionFacts, raw: Mapping[str, Any]) -> str:
    """Return why the rule cannot stand or can never happen; empty when it can."""
    when: Any = raw.get("when")
    is_whole = isinstance(when, Mapping) and set(raw) <= {"when", "kind", "severity"}
    if not is_whole or raw.get("kind") not in ProposedKind.codes():
        return "Förslaget till iakttagelse går inte att läsa. Välj svar och slag igen."
    if problem := _severity_refusal(raw):
        return problem
    if not TRIALS[question.answer_type]:
        return (
            f"Svar av slaget ”{question.answer_type.label}” läses av en människa. De kan inte ge "
            "ett förslag."
        )
    tested = {test.value for test in TRIALS[question.answer_type]}
    if when.get("operator") not in tested:
        return f"Ett svar av slaget ”{question.answer_type.label}” kan inte jämföras så."
    return _value_refusal(question, Trial(when["operator"]), when.get("value"))


def _severity_refusal(raw: Mapping[str, Any]) -> str:
    severity = raw.get("severity") or ""
    if raw["kind"] == ProposedKind.DEFICIENCY:
        return "" if severity in ProposedSeverity.codes() else "Välj hur allvarlig bristen är."
    return "Bara en brist kan vara mindre eller allvarlig." if severity else ""


def _value_refusal(question: QuestionFacts, test: Trial, value: Any) -> str:
    return "" if _CAN_HAPPEN[test](question, value) else _NEVER[test]


_NO_SUCH = "Frågan kan inte få det svar som förslaget väntar på. Välj ett annat."
_NEVER: dict[Trial, str] = {
    Trial.IS: _NO_SUCH,
    Trial.ONE_OF: "Välj minst ett svar, men inte alla: då vore varje svar en brist.",
    Trial.BELOW: "Skriv en gräns som ett svar kan ligga under, som 90.",
    Trial.ABOVE: "Skriv en gräns som ett svar kan ligga över, som 10.",
    Trial.SELDOMER_THAN: "Välj hur ofta det minst ska göras. Något måste vara mer sällan.",
    Trial.BEFORE_YEARS: f"Skriv ett helt antal år mellan 1 och {LONGEST_AGE}.",
    Trial.SHARE_BELOW: "Skriv en gräns över 0 och högst 100 procent.",
    Trial.INCLUDES: _NO_SUCH,
    Trial.LACKS: _NO_SUCH,
}


def _is_choice(question: QuestionFacts, value: Any) -> bool:
    return isinstance(value, str) and value in dict(choices_to(question))


def _are_some(question: QuestionFacts, value: Any) -> bool:
    known = dict(choices_to(question))
    is_list = isinstance(value, list | tuple) and all(isinstance(code, str) for code in value)
    return is_list and 0 < len(set(value)) < len(known) and set(value) <= set(known)


def _is_undercut(question: QuestionFacts, value: Any) -> bool:
    if question.answer_type == AnswerType.PERCENT:
        return is_number(value) and 0 < value <= WHOLE
    return is_number(value)


def _is_overrun(question: QuestionFacts, value: Any) -> bool:
    if question.answer_type == AnswerType.PERCENT:
        return is_number(value) and 0 <= value < WHOLE
    return is_number(value)


def _is_seldomness(_question: QuestionFacts, value: Any) -> bool:
    return value in Frequency.codes()[:-1]


def _is_age(_question: QuestionFacts, value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= LONGEST_AGE


def _is_share(_question: QuestionFacts, value: Any) -> bool:
    return is_number(value) and 0 < value <= WHOLE


_CAN_HAPPEN: Mapping[Trial, Callable[[QuestionFacts, Any], bool]] = {
    Trial.IS: _is_choice,
    Trial.ONE_OF: _are_some,
    Trial.BELOW: _is_undercut,
    Trial.ABOVE: _is_overrun,
    Trial.SELDOMER_THAN: _is_seldomness,
    Trial.BEFORE_YEARS: _is_age,
    Trial.SHARE_BELOW: _is_share,
    Trial.INCLUDES: _is_choice,
    Trial.LACKS: _is_choice,
}


def rule_in_words(question: QuestionFacts, raw: Mapping[str, Any]) -> str:
    """Return the rule as a sentence: ”Svaret ”Nej” föreslår en brist”."""
    when = raw["when"]
    kind = ProposedKind(raw["kind"])
    what = "ett utvecklingsområde"
    if kind == ProposedKind.DEFICIENCY:
        what = f"en brist, {ProposedSeverity(raw['severity']).label}"
    return f"{_when_in_words(question, Trial(when['operator']), when['value'])} föreslår {what}."


def _when_in_words(question: QuestionFacts, test: Trial, value: Any) -> str:
    labels = dict(choices_to(question))
    if test == Trial.ONE_OF:
        return "Svaret " + " eller ".join(f"”{labels.get(code, code)}”" for code in value)
    shown = labels.get(str(value), shown_number(value))
    unit = " procent" if question.answer_type == AnswerType.PERCENT else ""
    spoken = {
        Trial.IS: f"Svaret ”{shown}”",
        Trial.BELOW: f"Ett svar under {shown}{unit or _unit(question)}",
        Trial.ABOVE: f"Ett svar över {shown}{unit or _unit(question)}",
        Trial.SELDOMER_THAN: f"Ett svar mer sällan än ”{shown}”",
        Trial.BEFORE_YEARS: f"Ett datum som är äldre än {shown} år",
        Trial.SHARE_BELOW: f"Ett stickprov med mindre än {shown} procent rätt",
        Trial.INCLUDES: f"Ett svar med ”{shown}”",
        Trial.LACKS: f"Ett svar utan ”{shown}”",
    }
    return spoken[test]


def _unit(question: QuestionFacts) -> str:
    return f" {question.measured_in}" if question.measured_in else ""


def proposals(question: QuestionFacts, answer: object, *, today: date) -> list[Proposal]:
    """Return what the answer proposes, without repeating, in the order of the rules.

    No answer, one that cannot be, and *not applicable* propose nothing. A rule that cannot
    stand proposes nothing either.
    """
    if answer in (None, NOT_APPLICABLE) or answer_problem(question, answer):
        return []
    found: list[Proposal] = []
    for raw in question.finding_rules:
        if rule_refusal(question, raw):
            continue
        severity = ProposedSeverity(raw["severity"]) if raw.get("severity") else None
        made = Proposal(ProposedKind(raw["kind"]), severity)
        if made not in found and _strikes(raw["when"], answer, today):
            found.append(made)
    return found


def _strikes(when: Mapping[str, Any], answer: Any, today: date) -> bool:
    trial, value = Trial(when["operator"]), when["value"]
    if trial == Trial.BEFORE_YEARS:
        return _is_older(date.fromisoformat(answer), value, today)
    return bool(_STRUCK[trial](answer, value))


_STRUCK: Mapping[Trial, Callable[[Any, Any], Any]] = {
    Trial.IS: lambda answer, value: answer == value,
    Trial.ONE_OF: lambda answer, value: answer in value,
    Trial.BELOW: lambda answer, value: answer < value,
    Trial.ABOVE: lambda answer, value: answer > value,
    Trial.SELDOMER_THAN: lambda answer, value: (
        Frequency.codes().index(answer) > Frequency.codes().index(value)
    ),
    Trial.SHARE_BELOW: lambda answer, value: WHOLE * answer["right"] < value * answer["of"],
    Trial.INCLUDES: lambda answer, value: value in answer,
    Trial.LACKS: lambda answer, value: value not in answer,
}


def _is_older(day: date, years: int, today: date) -> bool:
    """Tell whether the day lies more than so many whole years before today."""
    return (day.year + years, day.month, day.day) < (today.year, today.month, today.day)


def usual_rules(question: QuestionFacts) -> Sequence[Mapping[str, Any]]:
    """Return the rules that a question about yes or no begins with: no is a deficiency.

    Partly is a development area, unless the question is critical.
    """
    urgent = question.is_critical or question.weight >= MAJOR_FROM
    severity = (ProposedSeverity.MAJOR if urgent else ProposedSeverity.MINOR).value
    missing = {
        "when": {"operator": "is", "value": "no"}, "kind": "deficiency", "severity": severity,
    }  # fmt: skip
    if question.answer_type == AnswerType.YES_NO:
        return (missing,)
    if question.answer_type != AnswerType.YES_PARTLY_NO:
        return ()
    partly: dict[str, Any] = {"when": {"operator": "is", "value": "partly"}}
    if question.is_critical:
        partly |= {"kind": "deficiency", "severity": ProposedSeverity.MINOR.value}
    else:
        partly |= {"kind": "development_area", "severity": ""}
    return (missing, partly)
