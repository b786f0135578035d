"""Changing what a draft asks."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from insyn.criteria.models import (
    Question,
    QuestionQuerySet,
    Section,
    SectionQuerySet,
    TemplateVersion,
)
from insyn.criteria.rules import Direction, QuestionFacts, swapped
from insyn.criteria.services.drafts import locked_draft, note
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation

ASIDE = 1_000_000
"""Added to the numbers while rows change places, so that no two are ever the same."""


@transaction.atomic
def save_section(
    access: Access,
    version: TemplateVersion,
    *,
    name: str,
    intro: str = "",
    section: Section | None = None,
) -> Section:
    """Add an area last in the draft, or change the one given.

    Raises:
        RuleViolation: the version is published, or has another area of that name.
    """
    draft = locked_draft(access, version)
    others = Section.objects.visible_to(access).filter(version=draft)
    if section is not None:
        others = others.exclude(pk=section.pk)
    if others.filter(name__iexact=name.strip()).exists():
        raise RuleViolation(_("Mallen har redan ett område som heter ”%s”.") % name.strip())
    row = section or Section(version=draft, number=others.count() + 1)
    _check_of(row.version_id, draft)
    row.name, row.intro = name.strip(), intro.strip()
    row.save()
    note(access, "template.section_saved", draft, {"area": row.name})
    return row


def _check_of(version_id: int, draft: TemplateVersion) -> None:
    if version_id != draft.pk:
        raise RuleViolation(_("Området hör till en annan mall."))


@transaction.atomic
def remove_section(access: Access, section: Section) -> None:
    """Take an area and its questions out of the draft."""
    draft = locked_draft(access, section.version)
    note(access, "template.section_removed", draft, {"area": section.name})
    section.delete()
    rows = Section.objects.visible_to(access).filter(version=draft)
    _renumber(rows, _keys(rows))


@transaction.atomic
def move_section(access: Access, section: Section, direction: Direction) -> None:
    """Let an area change places with the one before or after it."""
    draft = locked_draft(access, section.version)
    rows = Section.objects.visible_to(access).filter(version=draft)
    _renumber(rows, swapped(_keys(rows), section.pk, direction.steps))
    note(access, "template.section_moved", draft, {"area": section.name, "to": direction.value})


@transaction.atomic
def save_question(
    access: Access,
    section: Section,
    *,
    facts: QuestionFacts,
    question: Question | None = None,
) -> Question:
    """Add a question last in the area of a draft, or change the one given."""
    draft = locked_draft(access, section.version)
    row = question or Question(
        section=section,
        number=Question.objects.visible_to(access).filter(section=section).count() + 1,
    )
    if row.section_id != section.pk:
        raise RuleViolation(_("Frågan hör till ett annat område."))
    row.text, row.met_when, row.evidence = facts.text, facts.met_when, facts.evidence
    row.save()
    note(access, "template.question_saved", draft, {"area": section.name, "question": row.text})
    return row


@transaction.atomic
def remove_question(access: Access, question: Question) -> None:
    """Take a question out of the draft."""
    draft = locked_draft(access, question.section.version)
    note(access, "template.question_removed", draft, {"question": question.text})
    section_id = question.section_id
    question.delete()
    rows = Question.objects.visible_to(access).filter(section=section_id)
    _renumber(rows, _keys(rows))


@transaction.atomic
def move_question(access: Access, question: Question, direction: Direction) -> None:
    """Let a question change places with the one before or after it in its area."""
    draft = locked_draft(access, question.section.version)
    rows = Question.objects.visible_to(access).filter(section=question.section_id)
    _renumber(rows, swapped(_keys(rows), question.pk, direction.steps))
    note(access, "template.question_moved", draft, {"question": question.text})


def _keys(rows: SectionQuerySet | QuestionQuerySet) -> list[int]:
    return list(rows.values_list("pk", flat=True))


def _renumber(rows: SectionQuerySet | QuestionQuerySet, keys: Sequence[int]) -> None:
    """Number the rows from 1 in the order of the keys."""
    rows.update(number=F("number") + ASIDE)
    for number, key in enumerate(keys, start=1):
        rows.filter(pk=key).update(number=number)
