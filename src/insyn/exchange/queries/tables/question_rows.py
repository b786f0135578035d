"""Rows of a list of questions, read as questions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from insyn.criteria.models import Scale
from insyn.criteria.queries.content import levels_of
from insyn.criteria.rules import (
    AnswerType,
    QuestionFacts,
    Respondent,
    SectionFacts,
    asked_in,
    with_codes,
)
from insyn.exchange.queries.tables.engine import ListPlanner
from insyn.exchange.queries.tables.questions import (
    AS_SAID,
    Cells,
    Content,
    RequirementNames,
    question_cells,
)
from insyn.exchange.queries.tables.references import texts
from insyn.exchange.queries.tables.template_changes import QUESTION_KEYS, SPECS, Listed, put_in
from insyn.exchange.rules.compact import choices_read, condition_read, rules_read
from insyn.papers.sheets.checking import CheckedRow
from insyn.registry.models import ServiceArea
from insyn.registry.rules import spelling_key
from insyn.requirements.models import QualityArea

NO_QUESTION = QuestionFacts(text="")


class QuestionRows(ListPlanner):
    """What the cells of a row say, laid over the question that is there."""

    def read(self) -> None:
        self._given = {column.key for column in self.seen.columns}
        self._taken: dict[int, set[str]] = {}
        assert self.scope.authority is not None  # only providers are taken in without one
        self._names = RequirementNames(self.scope.access, self.scope.authority)
        self._read_words()

    def _read_words(self) -> None:
        """Read what the cells name: services, quality areas and scales of the authority."""
        access, authority = self.scope.access, self.scope.authority
        areas = list(ServiceArea.objects.all())
        self._services = {spelling_key(one.name): one for one in areas}
        self._services |= {one.code: one for one in areas}
        known = QualityArea.objects.visible_to(access).filter(authority=authority)
        self._quality = {
            word.casefold(): area.name for area in known for word in (area.code, area.name) if word
        }
        scales = Scale.objects.visible_to(access).filter(authority=authority)
        self._scales = {spelling_key(one.name): one for one in scales}
        named = {spelling_key(name) for name in texts(self.seen.rows, "scale")}
        self._levels = levels_of(
            access, [one.pk for key, one in self._scales.items() if key in named]
        )

    def _one(self, row: CheckedRow, key: str, old: Mapping[str, object]) -> Any:
        """Return the value of a cell; what the list lacks, or leaves as it is, is the old one."""
        value, before = row.values[key], old.get(key)
        if key not in self._given or (value is None and key in self.seen.table.kept):
            return before
        if key in self._parsers and self._canonical(SPECS[key], before) == value:
            return before
        return value

    def _sections(
        self, listed: Listed, base: Content | None, old: Sequence[Cells]
    ) -> tuple[Sequence[SectionFacts], Mapping[str, CheckedRow]]:
        """Return the areas with their questions, and the row of each question by its code."""
        asked = {one.code: one for one in asked_in(base.sections)} if base else {}
        cells = {str(one["code"]): one for one in old if one["code"]}
        codes = self._codes(listed, old)
        intros = {section.name: section.intro for section in base.sections} if base else {}
        bare = [
            SectionFacts(
                name=name,
                intro=str(self._one(rows[0], "intro", {"intro": intros.get(name) or None}) or ""),
                questions=tuple(
                    self._question(row, codes[row.number], asked, cells)
                    for row in rows
                    if self._asks(row)
                ),
            )
            for name, rows in listed.sections().items()
        ]
        key = base.version.template_id if base else 0
        sections = with_codes(bare, self._taken.get(key, ()))
        rows = [row for some in listed.sections().values() for row in some if self._asks(row)]
        questions = asked_in(sections)
        row_of = dict(zip((one.code for one in questions), rows, strict=True))
        by_code = {one.code: one for one in questions}
        finished = {
            at: self._finished(one, row, asked.get(one.code), cells.get(one.code, {}), by_code)
            for at, (one, row) in enumerate(zip(questions, rows, strict=True))
        }
        return put_in(sections, finished), row_of

    @staticmethod
    def _asks(row: CheckedRow) -> bool:
        """Tell whether the row holds a question, and not only the name of an empty area."""
        return any(row.values[key] is not None for key in QUESTION_KEYS)

    @staticmethod
    def _codes(listed: Listed, old: Iterable[Cells]) -> dict[int, str]:
        """Return the code of each row's question; one without is known by its area and text."""
        given = {row.number: str(row.values["code"] or "") for row in listed.rows}
        free = {
            (str(one["section"]), spelling_key(str(one["text"]))): str(one["code"])
            for one in old
            if one["code"] not in given.values()
        }
        for row in listed.rows:
            key = (str(row.values["section"]), spelling_key(str(row.values["text"])))
            given[row.number] = given[row.number] or free.pop(key, "")
        return given

    def _question(
        self,
        row: CheckedRow,
        code: str,
        asked: Mapping[str, QuestionFacts],
        cells: Mapping[str, Cells],
    ) -> QuestionFacts:
        """Return the question without its condition and proposed findings."""
        base, old = asked.get(code, NO_QUESTION), cells.get(code, {})
        usual = question_cells(NO_QUESTION, {}, self._names)
        values = {name: self._one(row, name, {**usual, **old}) for name in AS_SAID}
        values = {name: "" if value is None else value for name, value in values.items()}
        values["code"] = code
        return replace(
            base,
            **values,
            answer_type=AnswerType(self._one(row, "answer_type", {**usual, **old})),
            respondent=Respondent(self._one(row, "respondent", {**usual, **old})),
            choices=self._choices(row, base, old),
            **self._scale(row, base, old),
            requirement_ids=self._links(row, base, old),
            condition=None,
            finding_rules=(),
        )

    def _choices(
        self, row: CheckedRow, base: QuestionFacts, old: Mapping[str, object]
    ) -> Sequence[tuple[str, str]]:
        parts = self._one(row, "choices", old)
        if parts == old.get("choices"):
            return base.choices
        return choices_read(parts or (), base.choices)

    def _scale(
        self, row: CheckedRow, base: QuestionFacts, old: Mapping[str, object]
    ) -> dict[str, Any]:
        name = self._one(row, "scale", old)
        if name == old.get("scale"):
            return {}
        scale = self._scales.get(spelling_key(str(name))) if name else None
        if name and scale is None:
            sentence = f"Nämnden har ingen skala som heter ”{name}”. Lägg till den först."
            self.refuse(row, "scale", sentence)
        if scale is None:
            return {"scale_id": None, "scale_name": "", "levels": ()}
        levels = self._levels.get(scale.pk, ())
        return {"scale_id": scale.pk, "scale_name": scale.name, "levels": tuple(levels)}

    def _links(
        self, row: CheckedRow, base: QuestionFacts, old: Mapping[str, object]
    ) -> Sequence[int]:
        """Return the requirements; those that no list can name are carried along."""
        names = self._one(row, "requirements", old)
        if names == old.get("requirements"):
            return base.requirement_ids
        kept = [key for key in base.requirement_ids if not self._names.is_known(key)]
        return tuple(dict.fromkeys([*kept, *self._named(row, names or ())]))

    def _named(self, row: CheckedRow, names: Sequence[str]) -> list[int]:
        found: list[int] = []
        for name in names:
            possible = self._names.found(name)
            if len(possible) == 1:
                found += possible
            elif possible:
                sentence = f"Kravet {name} finns i flera avtal. Skriv avtalet före: Avtal: {name}."
                self.refuse(row, "requirements", sentence)
            else:
                sentence = f"Inget av nämndens avtal har ett krav {name}. Läs in kraven först."
                self.refuse(row, "requirements", sentence)
        return found

    def _finished(
        self,
        question: QuestionFacts,
        row: CheckedRow,
        base: QuestionFacts | None,
        old: Mapping[str, object],
        by_code: Mapping[str, QuestionFacts],
    ) -> QuestionFacts:
        """Return the question with its condition and what its answers propose."""
        condition = self._one(row, "condition", old)
        rules = self._one(row, "finding_rules", old)
        return replace(
            question,
            condition=base.condition
            if base and condition == old.get("condition")
            else condition_read(condition, by_code),
            finding_rules=base.finding_rules
            if base and rules == old.get("finding_rules")
            else rules_read(rules, question),
        )
