"""A list of questions, held against the versions of the templates."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from insyn.criteria.models import Question, ReviewTemplate, Scale, TemplateVersion
from insyn.criteria.queries.content import levels_of
from insyn.criteria.rules import (
    AnswerType,
    QuestionFacts,
    Respondent,
    SectionFacts,
    TemplateKind,
    TemplateState,
    asked_in,
    publish_problems,
    with_codes,
)
from insyn.criteria.rules.answers import choices_refusal
from insyn.criteria.rules.conditions import Flaw, condition_flaws
from insyn.criteria.rules.findings import rule_refusal
from insyn.exchange.queries.tables.engine import TablePlanner
from insyn.exchange.queries.tables.plan import TablePlan
from insyn.exchange.queries.tables.questions import (
    AS_SAID,
    Cells,
    Content,
    RequirementNames,
    content_cells,
    contents_of,
    question_cells,
    version_cells,
)
from insyn.exchange.queries.tables.references import Refused, refuse_other_authority, texts
from insyn.exchange.rules.changes import Change, ChangeKind
from insyn.exchange.rules.compact import choices_read, condition_read, rules_read
from insyn.exchange.rules.saying import said
from insyn.exchange.rules.tables.templates import OF_SECTION, OF_TEMPLATE, QUESTION_COLUMNS
from insyn.kernel.access import Permission
from insyn.papers.sheets.checking import CheckedRow, Severity
from insyn.papers.wording import swedish_date
from insyn.registry.models import ServiceArea
from insyn.registry.rules import spelling_key
from insyn.requirements.models import QualityArea
from insyn.requirements.rules.weights import weight_problem

QUESTION_KEYS = tuple(column.key for column in QUESTION_COLUMNS)
NO_QUESTION = QuestionFacts(text="")


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
class _Listed:
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
class _Laid:
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


class TemplatesPlanner(TablePlanner[Question]):
    """Templates by their name; questions by their code, or else by area and text."""

    noun = "template"
    model = Question

    def read(self) -> None:
        scope, rows = self.scope, self.seen.rows
        access = scope.access
        self.plan: TemplatesPlan = TemplatesPlan(problems=self.plan.problems)
        self._given = {column.key for column in self.seen.columns}
        self._specs = {column.key: column for column in self.seen.table.columns}
        own = ReviewTemplate.objects.visible_to(access).filter(authority=scope.authority)
        named = own.filter(name__in=texts(rows, "template"))
        templates = {one.pk: one for one in self.held(named).select_related("service_area")}
        self._templates = {one.name: one for one in templates.values()}
        self._read_versions(templates)
        self._read_words()
        assert scope.authority is not None  # only providers are taken in without one
        self._names = RequirementNames(access, scope.authority)
        self._changed: dict[str, int] = {}

    def _read_versions(self, templates: Mapping[int, ReviewTemplate]) -> None:
        access = self.scope.access
        rows = TemplateVersion.objects.visible_to(access).filter(template__in=list(templates))
        self._versions: dict[str, dict[int, TemplateVersion]] = {}
        for version in rows.order_by("number"):
            version.template = templates[version.template_id]
            version.template.authority = self.scope.authority
            self._versions.setdefault(version.template.name, {})[version.number] = version
        asked_for = {row.values["version"] for row in self.seen.rows}
        wanted = {
            version.pk: version
            for numbers in self._versions.values()
            for number, version in numbers.items()
            if number in asked_for or number == max(numbers)
        }
        self._contents = contents_of(access, list(wanted.values()))
        self._taken: dict[int, set[str]] = {}
        asked = Question.objects.visible_to(access).filter(
            section__version__template__in=list(templates)
        )
        for key, code in asked.values_list("section__version__template", "code"):
            self._taken.setdefault(key, set()).add(code)

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

    def planned(self) -> TemplatesPlan:
        """Return the whole plan, its problems in the order of the rows."""
        listed: dict[tuple[str, object], _Listed] = {}
        for row in self.seen.rows:
            name, number = str(row.values["template"]), row.values["version"]
            assert number is None or isinstance(number, int)
            if self._is_ours(row):
                listed.setdefault((name, number), _Listed(name, number)).rows.append(row)
        for one in listed.values():
            self._take_template(one)
        self.plan.problems.sort(key=lambda problem: problem.row)
        return self.plan

    def _is_ours(self, row: CheckedRow) -> bool:
        try:
            refuse_other_authority(self.scope, row.values["authority"])
        except Refused as no:
            self.refuse(row, no.key, no.sentence)
            return False
        return True

    # One template.

    def _take_template(self, listed: _Listed) -> None:
        if self._is_contradictory(listed):
            return
        own = self._versions.get(listed.name, {})
        same = own.get(listed.number) if listed.number is not None else None
        latest = own[max(own)] if own else None
        laid = self._laid(listed, same or latest, is_silent=same is not None)
        if laid is not None and not laid.is_same and same is not None:
            laid = self._laid(listed, latest)
        if laid is None:
            return
        if laid.is_same:
            self.plan.changes += laid.changes
        elif not self._is_refused(listed, laid):
            self._add(listed, laid, latest)

    def _is_contradictory(self, listed: _Listed) -> bool:
        """Say where rows tell different things of the template or of one of its areas."""
        before = len(self.plan.problems)
        for rows, keys in [
            (listed.rows, OF_TEMPLATE),
            *((rows, OF_SECTION) for rows in listed.sections().values()),
        ]:
            for row in rows[1:]:
                for key in keys:
                    if row.values[key] != rows[0].values[key]:
                        sentence = f"Rad {rows[0].number} säger något annat. Skriv lika på båda."
                        self.refuse(row, key, sentence)
        return len(self.plan.problems) > before

    def _laid(
        self, listed: _Listed, version: TemplateVersion | None, *, is_silent: bool = False
    ) -> _Laid | None:
        """Return the template as the list says it; None when a cell names nothing that is."""
        base = self._contents[version.pk] if version is not None else None
        before = len(self.plan.problems)
        old = content_cells(base.sections, base.areas, self._names) if base else []
        of_template = self._of_template(listed, base)
        sections, row_of = self._sections(listed, base, old)
        refused = self.plan.problems[before:]
        if any(problem.severity == Severity.ERROR for problem in refused):
            if not is_silent:
                return None
            if version is not max(self._versions[listed.name].values(), key=lambda one: one.number):
                del self.plan.problems[before:]
                return _Laid(base, (), {}, {}, {}, whole=[("", "", "")])
            return None
        laid = _Laid(base, sections, self._areas_of(listed, base), row_of, of_template)
        self._compare_all(listed, laid, old)
        return laid

    def _of_template(self, listed: _Listed, base: Content | None) -> dict[str, Any]:
        """Return slag, service and purpose, as the list or else the template has them."""
        old = version_cells(base.version) if base else {"kind": TemplateKind.VISIT.value}
        return {key: self._one(listed.rows[0], key, old) for key in OF_TEMPLATE}

    def _one(self, row: CheckedRow, key: str, old: Mapping[str, object]) -> Any:
        """Return the value of a cell; what the list lacks, or leaves as it is, is the old one."""
        value, before = row.values[key], old.get(key)
        if key not in self._given or (value is None and key in self.seen.table.kept):
            return before
        if key in self._parsers and self._canonical(self._specs[key], before) == value:
            return before
        return value

    def _areas_of(self, listed: _Listed, base: Content | None) -> dict[str, str]:
        """Return the quality area of each area, by its name; empty for none."""
        found: dict[str, str] = {}
        for name, rows in listed.sections().items():
            old = {"area": (base.areas.get(name) or None) if base else None}
            word = str(self._one(rows[0], "area", old) or "")
            found[name] = self._quality.get(word.casefold(), word)
        return found

    # Questions.

    def _sections(
        self, listed: _Listed, base: Content | None, old: Sequence[Cells]
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
        return _put_in(sections, finished), row_of

    @staticmethod
    def _asks(row: CheckedRow) -> bool:
        """Tell whether the row holds a question, and not only the name of an empty area."""
        return any(row.values[key] is not None for key in QUESTION_KEYS)

    @staticmethod
    def _codes(listed: _Listed, old: Iterable[Cells]) -> dict[int, str]:
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

    # What differs.

    def _compare_all(self, listed: _Listed, laid: _Laid, old: Sequence[Cells]) -> None:
        before = {str(one["code"]): one for one in old if one["code"]}
        is_readable = not _unreadable(laid.sections)
        new = content_cells(laid.sections, laid.areas, self._names) if is_readable else []
        after = {str(one["code"]): one for one in new if one["code"]}
        for code, row in laid.row_of.items():
            laid.changes.append(self._change_of(listed, code, row, before, after))
        rows = {row.number for row in laid.row_of.values()}
        laid.changes += [
            Change(ChangeKind.UNCHANGED, str(row.values["section"]), listed.name, (row.number,))
            for row in listed.rows
            if row.number not in rows
        ]
        if laid.base is not None:
            self._compare_whole(laid, laid.base, before, after)

    def _change_of(
        self,
        listed: _Listed,
        code: str,
        row: CheckedRow,
        before: Mapping[str, Cells],
        after: Mapping[str, Cells],
    ) -> Change:
        key = repr((listed.name, listed.number, code))
        note = f"{listed.name}, {row.values['section']}"
        change = Change(ChangeKind.UNCHANGED, f"Fråga {code}", note, (row.number,), key=key)
        if code not in before:
            change.kind, change.values = ChangeKind.CREATED, row.values
            return change
        for name in ("section", *QUESTION_KEYS):
            old, new = before[code][name], after.get(code, {}).get(name, row.values[name])
            if old != new:
                spec = self._specs[name]
                change.add(spec.heading, said(spec, old), said(spec, new))
        return change

    def _compare_whole(
        self, laid: _Laid, base: Content, before: Mapping[str, Cells], after: Mapping[str, Cells]
    ) -> None:
        """Note what differs about the template, its areas and the order of its questions."""
        was, headings = version_cells(base.version), self.seen.table.headings
        for key in OF_TEMPLATE:
            if was[key] != laid.of_template[key]:
                spec = self._specs[key]
                pair = (said(spec, value) for value in (was[key], laid.of_template[key]))
                laid.whole.append((spec.heading, *pair))  # type: ignore[arg-type]  # two of them
        intros = {section.name: section.intro for section in base.sections}
        for section in laid.sections:
            name = section.name
            pairs = {
                "area": (base.areas.get(name, ""), laid.areas[name]),
                "intro": (intros.get(name, ""), section.intro),
            }
            laid.whole += [
                (f"{name}: {headings[key]}", *pair) for key, pair in pairs.items()
                if pair[0] != pair[1]
            ]  # fmt: skip
        laid.whole += [
            ("Fråga som tas bort", f"{code} {cells['text']}", "")
            for code, cells in before.items()
            if code not in laid.row_of
        ]
        kept = [section.name for section in laid.sections]
        laid.whole += [("Område som tas bort", name, "") for name in intros if name not in kept]
        orders = (
            [code for code in before if code in laid.row_of],
            [one.code for one in asked_in(laid.sections) if one.code in before],
        )
        areas = [name for name in intros if name in kept], [n for n in kept if n in intros]
        if orders[0] != orders[1] or areas[0] != areas[1] or set(kept) - set(intros):
            shown = (", ".join(order) for order in (list(intros), kept))
            shown = shown if orders[0] == orders[1] else (", ".join(order) for order in orders)
            laid.whole.append(("Ordning", *shown))  # type: ignore[arg-type]  # two of them

    # Whether it can stand.

    def _is_refused(self, listed: _Listed, laid: _Laid) -> bool:
        """Say on its row and cell what cannot stand in a template."""
        by_code = {one.code: one for one in asked_in(laid.sections)}
        flaws = publish_problems(laid.sections)
        for flaw in flaws:
            row = laid.row_of.get(flaw.question, listed.rows[0])
            if flaw.section is not None:
                row = listed.sections()[laid.sections[flaw.section].name][0]
            key = _cell_of(flaw, by_code.get(flaw.question), laid.sections)
            self.refuse(row, key, flaw.sentence)
        is_told = self._is_service_told(listed, laid)
        return bool(flaws) or not is_told

    def _is_service_told(self, listed: _Listed, laid: _Laid) -> bool:
        name = laid.of_template["service_area"]
        if not name or spelling_key(str(name)) in self._services:
            return True
        sentence = f"Det finns inget verksamhetsområde som heter ”{name}”."
        self.refuse(listed.rows[0], "service_area", sentence)
        return False

    def _add(self, listed: _Listed, laid: _Laid, latest: TemplateVersion | None) -> None:
        """Put the template among what is written, and what changes about it among the changes."""
        first = listed.rows[0]
        if self._changed.setdefault(listed.name, first.number) != first.number:
            self.refuse(first, "version", _SEVERAL_VERSIONS)
            return
        if not self._may_have_areas(listed, laid):
            return
        self.plan.changes.append(self._of_whole(listed, laid, latest))
        self.plan.changes += laid.changes
        name = laid.of_template["service_area"]
        self.plan.templates.append(
            TemplateChange(
                name=listed.name,
                latest=latest,
                kind=TemplateKind(laid.of_template["kind"]),
                service_area=self._services[spelling_key(str(name))] if name else None,
                purpose=str(laid.of_template["purpose"] or ""),
                sections=laid.sections,
                areas=laid.areas,
            )
        )

    def _of_whole(self, listed: _Listed, laid: _Laid, latest: TemplateVersion | None) -> Change:
        rows = tuple(row.number for row in listed.rows)
        key = repr((listed.name, "template"))
        change = Change(ChangeKind.CREATED, listed.name, "Ny mall, utkast", rows, key=key)
        if latest is not None:
            change.kind, change.note = ChangeKind.UPDATED, f"Version {latest.number}, utkast"
        if latest is not None and latest.state != TemplateState.DRAFT:
            change.note = f"Version {latest.number + 1}, nytt utkast"
            published = latest.published_on
            day = f", publicerad {swedish_date(published)}" if published else ""
            change.add("Version", f"{latest.number}{day}", f"{latest.number + 1}, utkast")
        for heading, old, new in laid.whole:
            change.add(heading, old, new)
        return change

    def _may_have_areas(self, listed: _Listed, laid: _Laid) -> bool:
        """Say which quality areas are made, or that the asker may not make them."""
        access, authority = self.scope.access, self.scope.authority
        assert authority is not None
        may = access.may(Permission.EDIT_REQUIREMENTS, authority_id=authority.pk)
        new = {
            name: word
            for name, word in laid.areas.items()
            if word and word.casefold() not in self._quality
        }
        for name, word in new.items():
            row = listed.sections()[name][0]
            end = "Det läggs till." if may else "Be någon som får ändra krav att lägga till det."
            severity = Severity.WARNING if may else Severity.ERROR
            sentence = f"Nämnden har inget kvalitetsområde ”{word}”. {end}"
            self.say(row.number, "area", sentence, severity)
        return may or not new


def _put_in(
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


def _unreadable(sections: Sequence[SectionFacts]) -> bool:
    """Tell whether a condition or a rule could not be read, so that nothing can be written back."""
    return any(
        (one.condition is not None and "operator" not in one.condition)
        or any(rule_refusal(one, raw) for raw in one.finding_rules)
        for one in asked_in(sections)
    )


def _cell_of(flaw: Flaw, question: QuestionFacts | None, sections: Sequence[SectionFacts]) -> str:
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


_SEVERAL_VERSIONS = (
    "Listan har flera versioner av mallen som skiljer sig från Insyn. Bara en av dem kan bli "
    "utkast: ta bort de andra."
)
