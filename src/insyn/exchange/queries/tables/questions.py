"""What lists say of questions: versions read together, and requirements by their numbers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from insyn.accounts.models import Authority
from insyn.criteria.models import Question, Section, TemplateVersion
from insyn.criteria.queries.content import SectionContent, facts_from
from insyn.criteria.queries.links import linkable
from insyn.criteria.rules import QuestionFacts, SectionFacts, asked_in
from insyn.exchange.rules.compact import choices_written, condition_written, rules_written
from insyn.exchange.rules.tables.templates import QUESTION_COLUMNS
from insyn.kernel.access import Access
from insyn.requirements.models import RequirementVersion

AS_SAID = (
    *("code", "text", "help", "met_when", "evidence", "measured_in", "role_tag", "weight"),
    *("is_critical", "is_visible_in_advance", "may_be_published", "is_required"),
    *("allows_not_applicable", "allows_comment"),
)
"""What a question's facts and its cells call by the same name."""

Cells = dict[str, object]


class RequirementNames:
    """The requirements that templates of an authority may ask about, by what lists call them.

    A number that only one agreement has is enough; otherwise the agreement stands before it,
    with its first day when two agreements have the same title. Read when first asked for.
    """

    def __init__(self, access: Access, owner: Authority) -> None:
        self._access, self._owner = access, owner
        self._name_of: dict[int, str] | None = None
        self._by_name: dict[str, list[int]] = {}

    def names_of(self, requirement_ids: Sequence[int]) -> tuple[str, ...]:
        """Return the names of those that the asker sees, in their order."""
        if not requirement_ids:
            return ()
        known = self._known()
        return tuple(known[key] for key in requirement_ids if key in known)

    def found(self, name: str) -> list[int]:
        """Return the requirements that the name can mean: one when it is right."""
        self._known()
        return self._by_name.get(name.casefold(), [])

    def is_known(self, requirement_id: int) -> bool:
        """Tell whether the requirement can be written in a list, so that lists decide about it."""
        return requirement_id in self._known()

    def _known(self) -> dict[int, str]:
        if self._name_of is None:
            self._name_of = {}
            self._read()
        return self._name_of

    def _read(self) -> None:
        assert self._name_of is not None
        latest = self._latest()
        for key, row in latest.items():
            for name in self._ways(row):
                self._by_name.setdefault(name.casefold(), []).append(key)
        for key, row in latest.items():
            ways = self._ways(row)
            self._name_of[key] = next(
                (name for name in ways if len(self._by_name[name.casefold()]) == 1), ways[2]
            )
        for key, row in latest.items():
            origin = row.requirement.origin.casefold()
            if origin and origin not in self._by_name:
                self._by_name[origin] = [key]

    def _latest(self) -> dict[int, RequirementVersion]:
        asked = linkable(self._access, self._owner).order_by().values("pk")
        rows = RequirementVersion.objects.visible_to(self._access).filter(requirement__in=asked)
        related = rows.select_related("requirement__agreement")
        return {row.requirement_id: row for row in related.order_by("requirement", "revision")}

    @staticmethod
    def _ways(row: RequirementVersion) -> tuple[str, str, str]:
        agreement = row.requirement.agreement
        assert agreement is not None  # only those of agreements are asked about
        return (
            row.number,
            f"{agreement.title}: {row.number}",
            f"{agreement.title} ({agreement.starts_on}): {row.number}",
        )


@dataclass(frozen=True, slots=True)
class Content:
    """A version with all that it says; ``areas`` are the quality areas by the areas' names."""

    version: TemplateVersion
    sections: tuple[SectionFacts, ...]
    areas: Mapping[str, str]


def contents_of(access: Access, versions: Sequence[TemplateVersion]) -> dict[int, Content]:
    """Return the content of each version, by its key. Four queries however many there are."""
    keys = [version.pk for version in versions]
    asked: dict[int, list[Question]] = {}
    questions = Question.objects.visible_to(access).filter(section__version__in=keys)
    for question in questions.select_related("scale"):
        asked.setdefault(question.section_id, []).append(question)
    sections = Section.objects.visible_to(access).filter(version__in=keys)
    rows = list(sections.select_related("area").order_by("version", "number"))
    content = [SectionContent(row, tuple(asked.get(row.pk, ()))) for row in rows]
    facts = facts_from(access, content)
    found: dict[int, Content] = {}
    for version in versions:
        own = [place for place, row in enumerate(rows) if row.version_id == version.pk]
        areas = {rows[at].name: rows[at].area.name if rows[at].area else "" for at in own}  # type: ignore[union-attr]  # looked for
        found[version.pk] = Content(version, tuple(facts[at] for at in own), areas)
    return found


def content_cells(
    sections: Iterable[SectionFacts], areas: Mapping[str, str], names: RequirementNames
) -> list[Cells]:
    """Return the cells of each question with its area; an area without questions has one row."""
    listed = list(sections)
    by_code = {question.code: question for question in asked_in(listed)}
    return [cells for section in listed for cells in _section_cells(section, areas, by_code, names)]


def _section_cells(
    section: SectionFacts,
    areas: Mapping[str, str],
    by_code: Mapping[str, QuestionFacts],
    names: RequirementNames,
) -> Iterator[Cells]:
    around: Cells = {
        "section": section.name,
        "area": areas.get(section.name) or None,
        "intro": section.intro or None,
    }
    for question in section.questions:
        yield {**around, **question_cells(question, by_code, names)}
    if not section.questions:
        yield {**around, **{column.key: None for column in QUESTION_COLUMNS}}


def question_cells(
    question: QuestionFacts, by_code: Mapping[str, QuestionFacts], names: RequirementNames
) -> Cells:
    """Return what a list says of a question; an empty text is an empty cell."""
    said = {name: getattr(question, name) for name in AS_SAID}
    return {
        **{name: None if value == "" else value for name, value in said.items()},
        "answer_type": question.answer_type.value,
        "respondent": question.respondent.value,
        "choices": choices_written(question.choices) or None,
        "scale": question.scale_name or None,
        "condition": condition_written(question.condition, by_code),
        "finding_rules": rules_written(question),
        "requirements": names.names_of(question.requirement_ids) or None,
    }


def version_cells(version: TemplateVersion) -> Cells:
    """Return what a list says of a version on each of its rows."""
    template = version.template
    return {
        "template": template.name,
        "version": version.number,
        "authority": str(template.authority),
        "kind": template.kind,
        "service_area": template.service_area.name if template.service_area else None,
        "purpose": template.purpose or None,
    }


AT_A_TIME = 50
"""Versions that are read together."""


def question_rows(access: Access, versions: Sequence[TemplateVersion]) -> Iterator[Cells]:
    """Give the rows of all versions, template by template."""
    names: dict[int, RequirementNames] = {}
    for start in range(0, len(versions), AT_A_TIME):
        some = versions[start : start + AT_A_TIME]
        contents = contents_of(access, some)
        for version in some:
            owner = version.template.authority
            known = names.setdefault(owner.pk, RequirementNames(access, owner))
            content = contents[version.pk]
            for cells in content_cells(content.sections, content.areas, known):
                yield {**version_cells(version), **cells}
