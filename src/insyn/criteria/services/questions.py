"""Changing the questions of a draft."""

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.criteria.models import Question, Scale, Section, TemplateVersion
from insyn.criteria.queries.content import facts_of, level_facts
from insyn.criteria.queries.scales import levels_in_order
from insyn.criteria.rules import (
    Direction,
    QuestionFacts,
    SectionFacts,
    next_code,
    placed,
    question_refusals,
    swapped,
)
from insyn.criteria.rules.findings import rule_in_words
from insyn.criteria.services.building import linkable_ids, question_values
from insyn.criteria.services.content import keys_of, refuse_lost, renumber
from insyn.criteria.services.drafts import locked_draft, touched
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.platform.locking import locked_row
from insyn.registry.services.changes import Said, write


@transaction.atomic
def save_question(
    access: Access,
    section: Section,
    *,
    facts: QuestionFacts,
    question: Question | None = None,
    read: int | None = None,
) -> Question:
    """Add a question last in the area of a draft, or change the one given.

    A new question gets the next code of the template; one that is changed keeps its own.

    Raises:
        RuleViolation: the version is published, or what is said cannot stand: the weight, the
            choices, the scale, the condition or a finding rule.
        Outdated: somebody changed the question after the page was read.
    """
    draft = locked_draft(access, section.version)
    row = _row(access, draft, section, question, read)
    scale = _scale(access, draft, facts.scale_id)
    levels = [level_facts(level) for level in levels_in_order(access, scale)] if scale else []
    said = replace(facts, code=row.code, levels=levels, scale_name="")
    _refuse(question_refusals(said))
    values = question_values(said, {scale.pk: scale} if scale else {})
    changed = write(row, values)
    is_linked = _set_links(access, draft, row, said)
    refuse_lost(facts_of(access, draft), about=row.code)
    if changed or is_linked:
        told = {"area": section.name, "question": row.code, **_told(said, changed)}
        if is_linked:
            told["requirements"] = len(said.requirement_ids)
        touched(access, draft, "template.question_saved", told)
    return row


def _told(facts: QuestionFacts, changed: Said) -> Said:
    """Return what changed, for the trail: lists and rules in words, never as they are stored."""
    in_words = {
        "choices": ", ".join(label for _code, label in facts.choices),
        "condition": str(facts.condition["question"]) if facts.condition else "",
        "finding_rules": " ".join(rule_in_words(facts, raw) for raw in facts.finding_rules),
    }
    told = {key: value for key, value in changed.items() if _column(key) not in in_words}
    now = {_column(key) for key in changed}
    return {**told, **{name: said for name, said in in_words.items() if name in now and said}}


def _column(key: str) -> str:
    return key.removesuffix("_before").removesuffix("_after")


def _row(
    access: Access,
    draft: TemplateVersion,
    section: Section,
    question: Question | None,
    read: int | None,
) -> Question:
    asked = Question.objects.visible_to(access)
    if section.version_id != draft.pk or (question and question.section_id != section.pk):
        raise RuleViolation(_("Frågan hör till ett annat område."))
    if question is not None:
        return locked_row(asked.select_related("section"), pk=question.pk, version=read)
    number = asked.filter(section=section).count() + 1
    return Question(section=section, number=number, code=free_code(access, draft))


def free_code(access: Access, draft: TemplateVersion) -> str:
    """Return a code that no question of any version of the template has had."""
    rows = Question.objects.visible_to(access).filter(section__version__template=draft.template_id)
    return next_code(rows.values_list("code", flat=True))


def _scale(access: Access, draft: TemplateVersion, scale_id: int | None) -> Scale | None:
    if scale_id is None:
        return None
    own = Scale.objects.visible_to(access).filter(authority=draft.template.authority_id)
    scale = own.filter(pk=scale_id).first()
    if scale is None:
        raise RuleViolation(_("Skalan finns inte hos nämnden. Välj en annan."))
    return scale


def _refuse(sentences: Sequence[str]) -> None:
    if sentences:
        raise RuleViolation(" ".join(sentences))


def _set_links(access: Access, draft: TemplateVersion, row: Question, facts: QuestionFacts) -> bool:
    """Link the question to exactly its requirements, and tell whether that changed anything.

    Raises:
        RuleViolation: one of them is none that the template's owner may ask about.
    """
    wanted = set(facts.requirement_ids)
    link = Question.requirements.through
    before = set(link.objects.filter(question=row).values_list("requirement_id", flat=True))
    if wanted == before:
        return False
    added = replace(facts, requirement_ids=tuple(wanted - before))
    if wanted - before - linkable_ids(access, draft.template.authority, [added]):
        raise RuleViolation(_("Ett av kraven finns inte i nämndens avtal. Välj ett som visas."))
    link.objects.filter(question=row, requirement_id__in=before - wanted).delete()
    link.objects.bulk_create(
        link(question_id=row.pk, requirement_id=key) for key in sorted(wanted - before)
    )
    return True


@transaction.atomic
def copy_question(access: Access, question: Question) -> Question:
    """Return a copy of the question with a code of its own, right after it in the same area."""
    draft = locked_draft(access, question.section.version)
    section = question.section
    facts = _facts(facts_of(access, draft), question.code)
    copy = save_question(access, section, facts=facts)
    rows = Question.objects.visible_to(access).filter(section=section)
    renumber(rows, placed(keys_of(rows), copy.pk, question.number + 1))
    return copy


def _facts(sections: Sequence[SectionFacts], code: str) -> QuestionFacts:
    return next(q for section in sections for q in section.questions if q.code == code)


@transaction.atomic
def remove_question(access: Access, question: Question, *, read: int | None = None) -> None:
    """Take a question out of the draft.

    Raises:
        RuleViolation: another question is asked only after an answer to this one.
        Outdated: somebody changed the question after the page was read.
    """
    draft = locked_draft(access, question.section.version)
    row = locked_row(Question.objects.visible_to(access), pk=question.pk, version=read)
    section_id, code, text = row.section_id, row.code, row.text
    row.delete()
    refuse_lost(facts_of(access, draft))
    rows = Question.objects.visible_to(access).filter(section=section_id)
    renumber(rows, keys_of(rows))
    touched(access, draft, "template.question_removed", {"question": code, "text": text})


@transaction.atomic
def move_question(access: Access, question: Question, direction: Direction) -> None:
    """Let a question change places with the one before or after it in its area.

    Raises:
        RuleViolation: a condition would then look forward.
    """
    draft = locked_draft(access, question.section.version)
    rows = Question.objects.visible_to(access).filter(section=question.section_id)
    renumber(rows, swapped(keys_of(rows), question.pk, direction.steps))
    _settle_move(access, draft, question)


@transaction.atomic
def place_question(access: Access, question: Question, *, section: Section, place: int) -> None:
    """Put a question in an area of the same draft, at the place counted from 1.

    Raises:
        RuleViolation: the area is in another template, or a condition would look forward.
    """
    draft = locked_draft(access, question.section.version)
    if section.version_id != draft.pk:
        raise RuleViolation(_("Området hör till en annan mall."))
    asked = Question.objects.visible_to(access)
    left = asked.filter(section=question.section_id).exclude(pk=question.pk)
    keys = placed(keys_of(asked.filter(section=section)), question.pk, place)
    if question.section_id != section.pk:
        asked.filter(pk=question.pk).update(section=section, number=2 * len(keys) + 1)
        renumber(left, keys_of(left))
    renumber(asked.filter(section=section), keys)
    _settle_move(access, draft, question)


def _settle_move(access: Access, draft: TemplateVersion, question: Question) -> None:
    refuse_lost(facts_of(access, draft))
    touched(access, draft, "template.question_moved",
            {"question": question.code, "text": question.text})  # fmt: skip
