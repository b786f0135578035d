"""Writing a whole template at once: areas, questions, scales and links."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.criteria.models import Question, Scale, Section, TemplateVersion
from insyn.criteria.queries.links import linkable
from insyn.criteria.rules import QuestionFacts, SectionFacts, asked_in, content_flaws, with_codes
from insyn.criteria.services.scales import adopted_scale
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.requirements.models import QualityArea

TOLD_AT_MOST = 5
"""Sentences of a refusal; the rest would only hide the first."""

AS_SAID = (
    *("code", "text", "help", "met_when", "evidence", "answer_type", "measured_in"),
    *("allows_not_applicable", "allows_comment", "is_required", "weight", "is_critical"),
    *("respondent", "role_tag", "is_visible_in_advance", "may_be_published"),
)
"""What a question's row says in the same words as its facts."""


def write_content(
    access: Access,
    version: TemplateVersion,
    sections: Sequence[SectionFacts],
    *,
    taken: Iterable[str] = (),
) -> None:
    """Add the areas with their questions last in the draft. A constant number of queries.

    Questions without a code get one. Scales of another authority become the owner's own. Links
    to requirements that the owner cannot ask about are left out.

    Raises:
        RuleViolation: what is said can never stand in a template; says what and where.
    """
    coded = with_codes(sections, taken)
    refuse_flaws(coded)
    owner = version.template.authority
    scales = _scales_for(access, owner, asked_in(coded))
    rows = _section_rows(access, version, coded)
    pairs = [
        (Question(section=row, number=place, **question_values(facts, scales)), facts)
        for row, section in zip(rows, coded, strict=True)
        for place, facts in enumerate(section.questions, start=1)
    ]
    Question.objects.bulk_create(question for question, _facts in pairs)
    _link(access, owner, pairs)


def refuse_flaws(sections: Sequence[SectionFacts]) -> None:
    """Refuse content that can never stand in a template, not even in a draft.

    Raises:
        RuleViolation: says what is wrong, and with which question.
    """
    if flaws := content_flaws(sections):
        raise RuleViolation(" ".join(flaw.sentence for flaw in flaws[:TOLD_AT_MOST]))


def _section_rows(
    access: Access, version: TemplateVersion, sections: Sequence[SectionFacts]
) -> list[Section]:
    areas = QualityArea.objects.visible_to(access).filter(authority=version.template.authority_id)
    by_code = {area.code: area.pk for area in areas if area.code}
    own = {area.pk for area in areas}
    before = Section.objects.visible_to(access).filter(version=version)
    last = before.aggregate(last=Max("number"))["last"] or 0
    return Section.objects.bulk_create(
        Section(
            version=version,
            number=place,
            name=section.name.strip(),
            intro=section.intro.strip(),
            area_id=section.area_id if section.area_id in own else by_code.get(section.area_code),
        )
        for place, section in enumerate(sections, start=last + 1)
    )


def question_values(facts: QuestionFacts, scales: Mapping[int | str, Scale]) -> dict[str, Any]:
    """Return the columns of a question's row; ``scales`` are by their id or name in the facts."""
    values: dict[str, Any] = {name: getattr(facts, name) for name in AS_SAID}
    values["choices"] = [{"code": code, "label": label} for code, label in facts.choices]
    values["condition"] = dict(facts.condition) if facts.condition is not None else None
    values["finding_rules"] = [dict(rule) for rule in facts.finding_rules]
    values["scale"] = scales.get(facts.scale_id or facts.scale_name)
    return values


def _scales_for(
    access: Access, owner: Authority, questions: Sequence[QuestionFacts]
) -> dict[int | str, Scale]:
    """Return the owner's own scale for each that is mentioned; those of others are taken over."""
    mentioned = {q.scale_id or q.scale_name: q for q in questions if q.scale_id or q.levels}
    own = Scale.objects.visible_to(access).filter(
        authority=owner, pk__in=[key for key in mentioned if isinstance(key, int)]
    )
    found: dict[int | str, Scale] = {scale.pk: scale for scale in own}
    for key, facts in mentioned.items():
        if key in found:
            continue
        if not facts.levels:
            raise RuleViolation(_("Fråga %s: skalan finns inte. Välj en annan.") % facts.code)
        name = facts.scale_name or _("Skala")
        found[key] = adopted_scale(access, owner, name=name, levels=facts.levels)
    return found


def _link(access: Access, owner: Authority, pairs: list[tuple[Question, QuestionFacts]]) -> None:
    """Link the questions to those of their requirements that the owner may ask about."""
    allowed = linkable_ids(access, owner, [facts for _question, facts in pairs])
    by_origin = _by_origin(access, owner, [facts for _question, facts in pairs])
    link = Question.requirements.through
    link.objects.bulk_create(
        link(question_id=question.pk, requirement_id=requirement_id)
        for question, facts in pairs
        for requirement_id in dict.fromkeys(
            [
                *(key for key in facts.requirement_ids if key in allowed),
                *(key for code in facts.requirement_codes for key in by_origin.get(code, ())),
            ]
        )
    )


def linkable_ids(access: Access, owner: Authority, questions: Sequence[QuestionFacts]) -> set[int]:
    """Return which of the requirements that the questions mention the owner may ask about."""
    wanted = {key for facts in questions for key in facts.requirement_ids}
    if not wanted:
        return set()
    return set(linkable(access, owner).filter(pk__in=wanted).values_list("pk", flat=True))


def _by_origin(
    access: Access, owner: Authority, questions: Sequence[QuestionFacts]
) -> dict[str, list[int]]:
    """Return the owner's requirements that were taken from shipped ones, by their code."""
    codes = {code for facts in questions for code in facts.requirement_codes}
    found: dict[str, list[int]] = {}
    if codes:
        rows = linkable(access, owner).filter(authority=owner, origin__in=codes)
        for pk, origin in rows.order_by("pk").values_list("pk", "origin"):
            found.setdefault(origin, []).append(pk)
    return found
