"""Changing the areas of a draft."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from insyn.criteria.models import QuestionQuerySet, Section, SectionQuerySet, TemplateVersion
from insyn.criteria.queries.content import facts_of
from insyn.criteria.rules import Direction, SectionFacts, asked_in, placed, swapped
from insyn.criteria.rules.conditions import condition_flaws
from insyn.criteria.services.drafts import locked_draft, touched
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.requirements.models import QualityArea

ASIDE = 1_000_000
"""Added to the numbers while rows change places, so that no two are ever the same."""


@transaction.atomic
def save_section(
    access: Access,
    version: TemplateVersion,
    *,
    facts: SectionFacts,
    section: Section | None = None,
    read: int | None = None,
) -> Section:
    """Add an area last in the draft, or change the one given. Its questions stay.

    Raises:
        RuleViolation: the version is published, or has another area of that name.
        Outdated: somebody changed the draft after the page was read.
    """
    draft = locked_draft(access, version, read)
    others = Section.objects.visible_to(access).filter(version=draft)
    if section is not None:
        others = others.exclude(pk=section.pk)
    name = facts.name.strip()
    if others.filter(name__iexact=name).exists():
        raise RuleViolation(_("Mallen har redan ett område som heter ”%s”.") % name)
    row = section or Section(version=draft, number=others.count() + 1)
    if row.version_id != draft.pk:
        raise RuleViolation(_("Området hör till en annan mall."))
    row.name, row.intro = name, facts.intro.strip()
    row.area = _area(access, draft, facts.area_id)
    row.save()
    touched(access, draft, "template.section_saved", {"area": row.name})
    return row


def _area(access: Access, draft: TemplateVersion, area_id: int | None) -> QualityArea | None:
    if area_id is None:
        return None
    own = QualityArea.objects.visible_to(access).filter(authority=draft.template.authority_id)
    area = own.filter(pk=area_id).first()
    if area is None:
        raise RuleViolation(_("Kvalitetsområdet finns inte hos nämnden. Välj ett annat."))
    return area


@transaction.atomic
def remove_section(access: Access, section: Section) -> None:
    """Take an area and its questions out of the draft.

    Raises:
        RuleViolation: a question in another area is asked only after an answer in this one.
    """
    draft = locked_draft(access, section.version)
    left = [area for area in facts_of(access, draft) if area.name != section.name]
    refuse_lost(left)
    name = section.name
    section.delete()
    rows = Section.objects.visible_to(access).filter(version=draft)
    renumber(rows, keys_of(rows))
    touched(access, draft, "template.section_removed", {"area": name})


@transaction.atomic
def move_section(access: Access, section: Section, direction: Direction) -> None:
    """Let an area change places with the one before or after it.

    Raises:
        RuleViolation: a condition would then look forward.
    """
    draft = locked_draft(access, section.version)
    keys = keys_of(Section.objects.visible_to(access).filter(version=draft))
    _order_sections(access, draft, section, swapped(keys, section.pk, direction.steps))


@transaction.atomic
def place_section(access: Access, section: Section, *, place: int) -> None:
    """Put an area at the place, counted from 1; beyond the last means last.

    Raises:
        RuleViolation: a condition would then look forward.
    """
    draft = locked_draft(access, section.version)
    keys = keys_of(Section.objects.visible_to(access).filter(version=draft))
    _order_sections(access, draft, section, placed(keys, section.pk, place))


def _order_sections(
    access: Access, draft: TemplateVersion, section: Section, keys: Sequence[int]
) -> None:
    rows = Section.objects.visible_to(access).filter(version=draft)
    renumber(rows, keys)
    refuse_lost(facts_of(access, draft))
    touched(access, draft, "template.section_moved", {"area": section.name})


def refuse_lost(sections: Sequence[SectionFacts], *, about: str = "") -> None:
    """Refuse what would leave a condition that looks forward, or at nothing.

    ``about`` is the code of the question that was changed itself: its own condition is then
    what is wrong, and nothing else has come in the way of it.

    Raises:
        RuleViolation: says which question and what to do.
    """
    flaws = condition_flaws(asked_in(sections))
    if flaws and flaws[0].question == about:
        raise RuleViolation(flaws[0].sentence)
    if flaws:
        raise RuleViolation(
            _("Det går inte, för ett villkor skulle sluta fungera. %s") % flaws[0].sentence
        )


def keys_of(rows: SectionQuerySet | QuestionQuerySet) -> list[int]:
    """Return the keys of the rows in their order."""
    return list(rows.values_list("pk", flat=True))


def renumber(rows: SectionQuerySet | QuestionQuerySet, keys: Sequence[int]) -> None:
    """Number the rows from 1 in the order of the keys."""
    rows.update(number=F("number") + ASIDE)
    for number, key in enumerate(keys, start=1):
        rows.filter(pk=key).update(number=number)
