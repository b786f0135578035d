"""What happens to an authority's quality areas."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.audit.services import Place, record
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.registry.services.changes import Said, write
from insyn.requirements.models import QualityArea
from insyn.requirements.queries.shipped import shipped_areas
from insyn.requirements.services.homes import require_editor


@transaction.atomic
def save_area(
    access: Access,
    *,
    authority: Authority,
    area: QualityArea | None,
    name: str,
    code: str = "",
    version: int | None = None,
) -> QualityArea:
    """Add an area last in the authority's list, or change one.

    Raises:
        RuleViolation: the authority has another area with the name or the code.
        Outdated: somebody changed the area after the page was read.
    """
    require_editor(access, authority.pk)
    rows = QualityArea.objects.visible_to(access).filter(authority=authority)
    row = locked_row(rows, pk=area.pk, version=version) if area else QualityArea()
    values: dict[str, object] = {"name": name, "code": code, "authority": authority}
    if area is None:
        values["position"] = _next_position(access, authority)
    said = write(row, values)
    if said:
        _note(access, "quality_area.updated" if area else "quality_area.created", row, said)
    return row


def _next_position(access: Access, authority: Authority) -> int:
    rows = QualityArea.objects.visible_to(access).filter(authority=authority)
    last = rows.aggregate(last=Max("position"))["last"]
    return 0 if last is None else int(last) + 1


def _note(access: Access, event: str, row: QualityArea, facts: Said) -> None:
    record(access, event, row, place=Place(row.authority_id), facts=facts)


@transaction.atomic
def move_area(access: Access, area: QualityArea, *, is_up: bool) -> None:
    """Let the area change places with the one before it, or after it; at the end, stay."""
    require_editor(access, area.authority_id)
    rows = QualityArea.objects.visible_to(access).filter(authority=area.authority_id)
    ordered = list(rows.select_for_update())
    at = next((place for place, row in enumerate(ordered) if row.pk == area.pk), None)
    to = None if at is None else at - 1 if is_up else at + 1
    if at is None or to is None or not 0 <= to < len(ordered):
        return
    ordered[at], ordered[to] = ordered[to], ordered[at]
    for place, row in enumerate(ordered):
        if row.position != place:
            row.position = place
            row.save(update_fields=["position"])
    _note(access, "quality_area.moved", area, {"before": at + 1, "after": to + 1})


@transaction.atomic
def retire_area(access: Access, area: QualityArea, *, is_retired: bool) -> None:
    """Let no new requirement get the area, or take it into use again. Those that have it keep it.

    Raises:
        Outdated: somebody took the area away.
    """
    require_editor(access, area.authority_id)
    row = locked_row(QualityArea.objects.visible_to(access), pk=area.pk)
    said = write(row, {"retired_on": clock.today() if is_retired else None})
    if said:
        _note(access, "quality_area.retired" if is_retired else "quality_area.restored", row, said)


@transaction.atomic
def add_shipped_areas(access: Access, authority: Authority) -> int:
    """Add the areas that the product comes with and return how many; those known are left.

    Raises:
        RuleViolation: the authority has them all already.
    """
    require_editor(access, authority.pk)
    rows = QualityArea.objects.visible_to(access).filter(authority=authority)
    names = {row.name.casefold() for row in rows}
    codes = {row.code for row in rows}
    new = [
        area
        for area in shipped_areas()
        if area.code not in codes and area.name.casefold() not in names
    ]
    if not new:
        raise RuleViolation(_("Nämnden har redan alla de vanliga områdena."))
    first = _next_position(access, authority)
    made = [
        QualityArea(authority=authority, code=area.code, name=area.name, position=first + place)
        for place, area in enumerate(new)
    ]
    QualityArea.objects.bulk_create(made)
    record(access, "quality_area.taken", authority, place=Place(authority.pk),
           facts={"areas": len(made)})  # fmt: skip
    return len(made)
