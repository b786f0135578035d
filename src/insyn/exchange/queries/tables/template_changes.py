"""What a list of questions changes: templates, areas and questions, before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from insyn.criteria.models import TemplateVersion
from insyn.criteria.rules import AnswerType, QuestionFacts, SectionFacts, TemplateKind, asked_in
from insyn.criteria.rules.answers import choices_refusal
from insyn.criteria.rules.conditions import Flaw, condition_flaws
from insyn.criteria.rules.findings import rule_refusal
from insyn.exchange.queries.tables.plan import TablePlan
from insyn.exchange.queries.tables.questions import Cells, Content, version_cells
from insyn.exchange.rules.changes import Change, ChangeKind
from insyn.exchange.rules.saying import said
from insyn.exchange.rules.tables.templates import OF_TEMPLATE, QUESTION_COLUMNS, TEMPLATES
from insyn.papers.sheets.checking import CheckedRow
from insyn.registry.models import ServiceArea
from insyn.requirements.rules.weights import weight_problem

QUESTION_KEYS = tuple(column.key for column in QUESTION_COLUMNS)
SPECS = {column.key: column for column in TEMPLATES.columns}


@dataclass(frozen=True, slots=True)
class TemplateChange:
    """A template that the list makes, or a draft of one that is there.

    ``latest`` is the draft to fill, or the version that a new draft follows; None for a new
    template. ``areas`` are the quality areas by the names of the template's areas.
    """

    name: str
    latest: TemplateVersion | None
    kind: TemplateKind
    service_area: ServiceArea | None
    purpose: str
    sections: Sequence[SectionFacts]
    areas: Mapping[str, str]


@dataclass(slots=True)
class TemplatesPlan(TablePlan):
    """Templates to make and drafts to fill; they are written by the services of templates."""

    templates: list[TemplateChange] = field(default_factory=list)


@dataclass(slots=True)
class Listed:
    """The rows of one template, or of one of its versions, in their order."""

    name: str
    number: int | None
    rows: list[CheckedRow] = field(default_factory=list)

    def sections(self) -> dict[str, list[CheckedRow]]:
        """Return the rows of each area, by its name in order of appearance."""
        found: dict[str, list[CheckedRow]] = {}
        for row in self.rows:
            found.setdefault(str(row.values["section"]), []).append(row)
        return found


@dataclass(slots=True)
class Laid:
    """The list's template as it would become, beside the version it was laid against."""

    base: Content | None
    sections: Sequence[SectionFacts]
    areas: Mapping[str, str]
    row_of: Mapping[str, CheckedRow]
    """By question; what the list says of it."""
    of_template: Mapping[str, Any]
    changes: list[Change] = field(default_factory=list)
    whole: list[tuple[str, object, object]] = field(default_factory=list)
    """What differs about the template and its areas: heading, before and after."""

    @property
    def is_same(self) -> bool:
        is_touched = any(change.kind != ChangeKind.UNCHANGED for change in self.changes)
        return self.base is not None and not self.whole and not is_touched


def change_of(
    listed: Listed, code: str, row: CheckedRow, before: Cells | None, after: Cells
) -> Change:
    """Return what happens to a question; ``before`` is None for a new one."""
    key = repr((listed.name, listed.number, code))
    note = f"{listed.name}, {row.values['section']}"
    change = Change(ChangeKind.UNCHANGED, f"Fråga {code}", note, (row.number,), key=key)
    if before is None:
        change.kind, change.values = ChangeKind.CREATED, row.values
        return change
    for name in ("section", *QUESTION_KEYS):
        old, new = before[name], after.get(name, row.values[name])
        if old != new:
            spec = SPECS[name]
            change.add(spec.heading, said(spec, old), said(spec, new))
    return change


def whole_of(
    laid: Laid, base: Content, before: Mapping[str, Cells]
) -> list[tuple[str, object, object]]:
    """Return what differs about the template, its areas and the order of its questions."""
    intros = {section.name: section.intro for section in base.sections}
    kept = [section.name for section in laid.sections]
    return [
        *_of_template(laid, base),
        *(pair for section in laid.sections for pair in _of_section(laid, base, section)),
        *(
            ("Fråga som tas bort", f"{code} {cells['text']}", "")
            for code, cells in before.items()
            if code not in laid.row_of
        ),
        *(("Område som tas bort", name, "") for name in intros if name not in kept),
        *_order(laid, list(intros), list(before)),
    ]


def _of_template(laid: Laid, base: Content) -> list[tuple[str, object, object]]:
    was = version_cells(base.version)
    return [
        (SPECS[key].heading, said(SPECS[key], was[key]), said(SPECS[key], laid.of_template[key]))
        for key in OF_TEMPLATE
        if was[key] != laid.of_template[key]
    ]


def _of_section(
    laid: Laid, base: Content, section: SectionFacts
) -> list[tuple[str, object, object]]:
    name = section.name
    intro = next((one.intro for one in base.sections if one.name == name), "")
    pairs = {"area": (base.areas.get(name, ""), laid.areas[name]), "intro": (intro, section.intro)}
    return [
        (f"{name}: {SPECS[key].heading}", old, new)
        for key, (old, new) in pairs.items()
        if old != new
    ]


def _order(
    laid: Laid, areas: Sequence[str], codes: Sequence[str]
) -> list[tuple[str, object, object]]:
    """Return the order before and after, of the areas or else of the questions, if it differs."""
    new_areas = [section.name for section in laid.sections]
    new_codes = [one.code for one in asked_in(laid.sections)]
    for old, new in ((areas, new_areas), (codes, new_codes)):
        stayed = [name for name in old if name in new]
        is_moved = stayed != [name for name in new if name in old]
        if is_moved or (old is areas and set(new) - set(old)):
            return [("Ordning", ", ".join(old), ", ".join(new))]
    return []


def put_in(
    sections: Sequence[SectionFacts], finished: Mapping[int, QuestionFacts]
) -> tuple[SectionFacts, ...]:
    """Return the sections with the finished questions, by their place in the template."""
    made, at = [], 0
    for section in sections:
        count = len(section.questions)
        questions = tuple(finished[at + step] for step in range(count))
        made.append(replace(section, questions=questions))
        at += count
    return tuple(made)


def is_unreadable(sections: Sequence[SectionFacts]) -> bool:
    """Tell whether a condition or a rule could not be read, so that nothing can be written back."""
    return any(
        (one.condition is not None and "operator" not in one.condition)
        or any(rule_refusal(one, raw) for raw in one.finding_rules)
        for one in asked_in(sections)
    )


def cell_of(flaw: Flaw, question: QuestionFacts | None, sections: Sequence[SectionFacts]) -> str:
    """Return the column whose cell the flaw is about."""
    if question is None:
        return "section" if flaw.section is not None else "text"
    rules = (rule_refusal(question, raw) for raw in question.finding_rules)
    conditions = {one.question: one.sentence for one in condition_flaws(asked_in(sections))}
    said_of = {
        "weight": weight_problem(question.weight),
        "choices": choices_refusal(question),
        "condition": conditions.get(question.code, ""),
        "finding_rules": next((sentence for sentence in rules if sentence), ""),
    }
    fallback = "scale" if question.answer_type == AnswerType.SCALE and question.text else "text"
    if flaw.sentence.startswith("Koden "):
        fallback = "code"
    return next(
        (key for key, sentence in said_of.items() if sentence and flaw.sentence.endswith(sentence)),
        fallback,
    )
