"""Scales: made, changed until a published version uses them, copied and taken out of use."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority, Cooperation
from insyn.audit.rules import Facts
from insyn.audit.services import Place, record
from insyn.criteria.models import Scale, ScaleLevel
from insyn.criteria.queries.content import level_facts
from insyn.criteria.queries.scales import is_fixed, levels_in_order, same_scale
from insyn.criteria.rules import Direction, LevelFacts, levels_refusal, swapped
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.registry.services.changes import write

ASIDE = 1_000_000
"""Added to the places while levels change theirs, so that no two are ever the same."""


@dataclass(frozen=True, slots=True)
class ScaleFacts:
    """What is said of a scale beside its levels."""

    name: str
    note: str = ""
    cooperation: Cooperation | None = None


@transaction.atomic
def create_scale(
    access: Access, authority: Authority, *, facts: ScaleFacts, levels: Sequence[LevelFacts]
) -> Scale:
    """Make a scale of the authority with the levels, best first.

    Raises:
        RuleViolation: these cannot be the levels of a scale, or the authority has one of that
            name.
    """
    access.require(Permission.EDIT_TEMPLATES, authority_id=authority.pk)
    _refuse(levels_refusal(levels))
    scale = Scale(authority=authority)
    _write_facts(scale, facts)
    _add(scale, levels)
    _note(access, "scale.created", scale, {"levels": len(levels)})
    return scale


def _add(scale: Scale, levels: Sequence[LevelFacts]) -> None:
    ScaleLevel.objects.bulk_create(
        ScaleLevel(
            scale=scale,
            position=place,
            label=level.label,
            definition=level.definition,
            tone=level.tone,
            sign=level.sign,
            counts_as=level.counts_as,
        )
        for place, level in enumerate(levels, start=1)
    )


def _write_facts(scale: Scale, facts: ScaleFacts) -> Facts:
    authority = scale.authority
    if facts.cooperation and not facts.cooperation.members.filter(pk=authority.pk).exists():
        raise RuleViolation(_("Nämnden deltar inte i samverkan. Välj en annan eller ingen."))
    values = {"name": facts.name.strip(), "note": facts.note, "cooperation": facts.cooperation}
    return write(scale, values)


@transaction.atomic
def change_scale(access: Access, scale: Scale, *, facts: ScaleFacts, read: int) -> Scale:
    """Change what the scale is called and when it is used; its levels stay.

    Raises:
        RuleViolation: the authority has another scale of that name.
        Outdated: somebody changed the scale after the page was read.
    """
    row = _locked(access, scale, read)
    if said := _write_facts(row, facts):
        _note(access, "scale.updated", row, said)
    return row


@transaction.atomic
def save_level(
    access: Access,
    scale: Scale,
    *,
    facts: LevelFacts,
    level: ScaleLevel | None = None,
    read: int | None = None,
) -> ScaleLevel:
    """Add a level last in the scale, or change the one given.

    Raises:
        RuleViolation: a published version uses the scale, or the levels would no longer do.
        Outdated: somebody changed the scale after the page was read.
    """
    row = _locked_free(access, scale, read)
    rows = levels_in_order(access, row)
    saved = level or ScaleLevel(scale=row, position=len(rows) + 1)
    if saved.scale_id != row.pk:
        raise RuleViolation(_("Nivån hör till en annan skala."))
    others = [facts if other.pk == saved.pk else level_facts(other) for other in rows]
    _refuse(levels_refusal(others if level else [*others, facts]))
    values = {name: getattr(facts, name) for name in LevelFacts.__slots__}
    if said := write(saved, values):
        _touched(access, row, "scale.level_saved", {"level": saved.label, **said})
    return saved


@transaction.atomic
def remove_level(
    access: Access, scale: Scale, *, level: ScaleLevel, read: int | None = None
) -> None:
    """Take a level out of the scale.

    Raises:
        RuleViolation: a published version uses the scale, or the levels left would not do.
        Outdated: somebody changed the scale after the page was read.
    """
    row = _locked_free(access, scale, read)
    left = [other for other in levels_in_order(access, row) if other.pk != level.pk]
    _refuse(levels_refusal([level_facts(other) for other in left]))
    level.delete()
    _number(access, row, [other.pk for other in left])
    _touched(access, row, "scale.level_removed", {"level": level.label})


@transaction.atomic
def move_level(access: Access, scale: Scale, *, level: ScaleLevel, direction: Direction) -> None:
    """Let a level change places with the better or the worse one beside it.

    Raises:
        RuleViolation: a published version uses the scale.
    """
    row = _locked_free(access, scale)
    keys = [other.pk for other in levels_in_order(access, row)]
    if level.pk not in keys:
        raise RuleViolation(_("Nivån hör till en annan skala."))
    _number(access, row, swapped(keys, level.pk, direction.steps))
    _touched(access, row, "scale.level_moved", {"level": level.label})


def _number(access: Access, scale: Scale, keys: Sequence[int]) -> None:
    rows = ScaleLevel.objects.visible_to(access).filter(scale=scale)
    rows.update(position=F("position") + ASIDE)
    for place, key in enumerate(keys, start=1):
        rows.filter(pk=key).update(position=place)


@transaction.atomic
def copy_scale(access: Access, scale: Scale, *, authority: Authority, name: str) -> Scale:
    """Return a new scale of the authority with the same levels, free to change.

    Raises:
        RuleViolation: the authority has a scale of that name.
    """
    access.require(Permission.EDIT_TEMPLATES, authority_id=authority.pk)
    levels = [level_facts(row) for row in levels_in_order(access, scale)]
    facts = ScaleFacts(name=name, note=scale.note)
    copy = create_scale(access, authority, facts=facts, levels=levels)
    _note(access, "scale.copied", copy, {"from": scale.name})
    return copy


@transaction.atomic
def retire_scale(access: Access, scale: Scale) -> Scale:
    """Offer the scale no longer; versions that use it keep it.

    Raises:
        RuleViolation: it is out of use already.
    """
    row = _locked(access, scale)
    if row.retired_on:
        raise RuleViolation(_("Skalan är redan tagen ur bruk."))
    write(row, {"retired_on": clock.today()})
    _note(access, "scale.retired", row)
    return row


@transaction.atomic
def restore_scale(access: Access, scale: Scale) -> Scale:
    """Offer the scale again.

    Raises:
        RuleViolation: it is in use.
    """
    row = _locked(access, scale)
    if not row.retired_on:
        raise RuleViolation(_("Skalan är redan i bruk."))
    write(row, {"retired_on": None})
    _note(access, "scale.restored", row)
    return row


def adopted_scale(
    access: Access, authority: Authority, *, name: str, levels: Sequence[LevelFacts]
) -> Scale:
    """Return the authority's own scale with those levels, made if it has none.

    For content that comes from elsewhere. A name that another scale has gets a number.
    """
    if own := same_scale(access, authority, name, list(levels)):
        return own
    own_names = Scale.objects.visible_to(access).filter(authority=authority)
    taken = set(own_names.values_list("name", flat=True))
    free = (name, *(f"{name} {n}" for n in range(2, len(taken) + 3)))
    chosen = next(word for word in free if word not in taken)
    return create_scale(access, authority, facts=ScaleFacts(name=chosen), levels=levels)


def _locked(access: Access, scale: Scale, read: int | None = None) -> Scale:
    access.require(Permission.EDIT_TEMPLATES, authority_id=scale.authority_id)
    rows = Scale.objects.visible_to(access).select_related("authority__municipality")
    return locked_row(rows, pk=scale.pk, version=read)


def _locked_free(access: Access, scale: Scale, read: int | None = None) -> Scale:
    row = _locked(access, scale, read)
    if is_fixed(row):
        raise RuleViolation(
            _("En publicerad mall använder skalan. Då ändras den aldrig. Gör en kopia och ändra.")
        )
    return row


def _refuse(sentence: str) -> None:
    if sentence:
        raise RuleViolation(_(sentence))


def _touched(access: Access, scale: Scale, event: str, facts: Facts) -> None:
    scale.version += 1
    scale.save(update_fields=["version"])
    _note(access, event, scale, facts)


def _note(access: Access, event: str, scale: Scale, facts: Facts | None = None) -> None:
    record(access, event, scale, place=Place(scale.authority_id), facts=facts)
