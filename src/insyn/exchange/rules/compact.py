"""Choices, conditions and proposed findings of questions as one cell holds them. Pure.

Here they are only spelled and read. Whether they can stand is for the rules of templates, which
refuse what cannot be read as well.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from insyn.criteria.rules import QuestionFacts
from insyn.criteria.rules.answers import CHOSEN_FROM, choices_to, coded_choices, shown_number
from insyn.criteria.rules.conditions import Operator, number_of, typed_value
from insyn.criteria.rules.findings import TRIALS, ProposedKind, ProposedSeverity, Trial

_CODED = re.compile(r"([\w-]{1,40}) = (.+)")
_ANSWERED = re.compile(r"(.+?)\s+(?:är\s+)?besvarad\.?", re.IGNORECASE)
_COMPARED = re.compile(r"(.+?)\s*(>=|<=|!=|≥|≤|≠|=)\s*(.+)", re.DOTALL)
_SIGNS: Mapping[str, Operator] = {
    "=": Operator.IS,
    "!=": Operator.IS_NOT,
    "≠": Operator.IS_NOT,
    ">=": Operator.AT_LEAST,
    "≥": Operator.AT_LEAST,
    "<=": Operator.AT_MOST,
    "≤": Operator.AT_MOST,
}
_WRITTEN: Mapping[Operator, str] = {
    Operator.IS: "=",
    Operator.IS_NOT: "!=",
    Operator.AT_LEAST: ">=",
    Operator.AT_MOST: "<=",
}
OR = " | "
"""Between answers of which any will do."""


def choices_written(choices: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Return the labels; one whose code is not the usual of its place, as ”code = label”."""
    usual = coded_choices([label for _code, label in choices])
    return tuple(
        label if code == usual_code and not _CODED.fullmatch(label) else f"{code} = {label}"
        for (code, label), (usual_code, _label) in zip(choices, usual, strict=True)
    )


def choices_read(
    parts: Sequence[str], before: Sequence[tuple[str, str]] = ()
) -> tuple[tuple[str, str], ...]:
    """Return (code, label) of each part; one that was there before keeps its code."""
    found = [_CODED.fullmatch(part) for part in parts]
    labels = [match[2] if match else part for match, part in zip(found, parts, strict=True)]
    coded = coded_choices(labels, before)
    return tuple(
        (match[1] if match else code, label)
        for match, (code, label) in zip(found, coded, strict=True)
    )


def condition_written(
    raw: Mapping[str, Any] | None, questions: Mapping[str, QuestionFacts]
) -> str | None:
    """Return the condition as ”F3 = Nej”, ”F5 >= 3” or ”F2 besvarad”; None for none."""
    if raw is None:
        return None
    operator = Operator(raw["operator"])
    if operator == Operator.ANSWERED:
        return f"{raw['question']} besvarad"
    value = _value_written(questions.get(raw["question"]), raw.get("value"))
    return f"{raw['question']} {_WRITTEN[operator]} {value}"


def condition_read(
    said: str | None, questions: Mapping[str, QuestionFacts]
) -> Mapping[str, Any] | None:
    """Return the condition; what cannot be read becomes one that the rules refuse."""
    if said is None:
        return None
    if found := _ANSWERED.fullmatch(said):
        return {"question": found[1], "operator": Operator.ANSWERED.value}
    compared = _COMPARED.fullmatch(said)
    if compared is None:
        return {"question": said}
    code, sign, typed = compared.groups()
    asked = questions.get(code)
    value = typed if asked is None else _value_read(asked, typed)
    return {"question": code, "operator": _SIGNS[sign].value, "value": value}


def _value_written(asked: QuestionFacts | None, value: Any) -> str:
    if asked is not None and asked.answer_type in CHOSEN_FROM:
        return dict(choices_to(asked)).get(str(value), str(value))
    return str(value) if isinstance(value, str) else shown_number(value)


def _value_read(asked: QuestionFacts, typed: str) -> object:
    if asked.answer_type not in CHOSEN_FROM:
        return typed_value(asked, typed)
    by_label = {label.casefold(): code for code, label in choices_to(asked)}
    return by_label.get(typed.casefold(), typed)


def rules_written(question: QuestionFacts) -> str | None:
    """Return the proposed findings, one on each line: ”Nej → brist (allvarlig)”; None for none."""
    return "\n".join(_rule_written(question, raw) for raw in question.finding_rules) or None


def _rule_written(question: QuestionFacts, raw: Mapping[str, Any]) -> str:
    when = raw["when"]
    trial, value = Trial(when["operator"]), when["value"]
    kind = ProposedKind(raw["kind"]).label
    severity = f" ({ProposedSeverity(raw['severity']).label})" if raw.get("severity") else ""
    return f"{_when_written(question, trial, value)} → {kind}{severity}"


def _when_written(question: QuestionFacts, trial: Trial, value: Any) -> str:
    if trial == Trial.ONE_OF:
        return OR.join(_value_written(question, one) for one in value)
    said = _value_written(question, value)
    before, after = _AROUND.get(trial, ("", ""))
    return f"{before}{said}{after}"


_AROUND: Mapping[Trial, tuple[str, str]] = {
    Trial.BELOW: ("under ", ""),
    Trial.ABOVE: ("över ", ""),
    Trial.SELDOMER_THAN: ("mindre ofta än ", ""),
    Trial.BEFORE_YEARS: ("äldre än ", " år"),
    Trial.SHARE_BELOW: ("rätt under ", " %"),
    Trial.INCLUDES: ("med ", ""),
    Trial.LACKS: ("utan ", ""),
}
"""What stands before and after the value of a trial; the answer itself has nothing around it."""

_RULE = re.compile(r"(.+)(?:→|->)\s*(\w+)\s*(?:\(\s*(\w+)\s*\))?\.?")
_KINDS = {kind.label.casefold(): kind.value for kind in ProposedKind}
_SEVERITIES = {severity.label.casefold(): severity.value for severity in ProposedSeverity}


def rules_read(said: str | None, question: QuestionFacts) -> tuple[Mapping[str, Any], ...]:
    """Return the rules of the lines; a line that cannot be read becomes one that is refused."""
    lines = [line.strip() for line in (said or "").split("\n")]
    return tuple(_rule_read(line, question) for line in lines if line)


def _rule_read(line: str, question: QuestionFacts) -> Mapping[str, Any]:
    found = _RULE.fullmatch(line)
    if found is None:
        return {"when": line}
    when, kind, severity = found[1].strip(), found[2].casefold(), (found[3] or "").casefold()
    return {
        "when": _when_read(when, question),
        "kind": _KINDS.get(kind, kind),
        "severity": _SEVERITIES.get(severity, severity),
    }


def _when_read(said: str, question: QuestionFacts) -> Mapping[str, Any]:
    for trial in TRIALS[question.answer_type]:
        before, after = _AROUND.get(trial, ("", ""))
        if before and said.casefold().startswith(before):
            typed = said[len(before) :].removesuffix(after.strip() or "\0").strip()
            return {"operator": trial.value, "value": _READ[trial](question, typed)}
    labels = {label.casefold() for _code, label in choices_to(question)}
    if OR.strip() in said and said.casefold() not in labels:
        parts = [part.strip() for part in said.split(OR.strip())]
        return {"operator": Trial.ONE_OF.value,
                "value": [_value_read(question, part) for part in parts]}  # fmt: skip
    return {"operator": Trial.IS.value, "value": _value_read(question, said)}


def _as_number(_question: QuestionFacts, typed: str) -> object:
    return number_of(typed.removesuffix("%").strip())


_READ: Mapping[Trial, Callable[[QuestionFacts, str], object]] = {
    Trial.BELOW: _as_number,
    Trial.ABOVE: _as_number,
    Trial.SELDOMER_THAN: _value_read,
    Trial.BEFORE_YEARS: _as_number,
    Trial.SHARE_BELOW: _as_number,
    Trial.INCLUDES: _value_read,
    Trial.LACKS: _value_read,
}
