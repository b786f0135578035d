"""The order of the requirements in an agreement or a pack."""

from django.db import transaction

from insyn.audit.services import Place, record
from insyn.kernel.access import Access
from insyn.requirements.models import Requirement
from insyn.requirements.queries.requirements import latest_of
from insyn.requirements.rules.numbers import number_key
from insyn.requirements.services.facts import Home
from insyn.requirements.services.homes import (
    home_of,
    locked_home,
    note,
    require_editor,
    siblings,
)

BATCH = 500


@transaction.atomic
def move_requirement(access: Access, requirement: Requirement, *, is_up: bool) -> None:
    """Let the requirement change places with the one before it, or after it; at the end, stay."""
    require_editor(access, requirement.authority_id)
    home = locked_home(access, home_of(requirement))
    rows = list(siblings(access, home))
    at = next((place for place, row in enumerate(rows) if row.pk == requirement.pk), None)
    to = None if at is None else at - 1 if is_up else at + 1
    if at is None or to is None or not 0 <= to < len(rows):
        return
    rows[at], rows[to] = rows[to], rows[at]
    _number(access, rows)
    wording = latest_of(access, [requirement.pk])[requirement.pk]
    note(access, "requirement.moved", wording, {"before": at + 1, "after": to + 1})


@transaction.atomic
def order_by_number(access: Access, home: Home) -> None:
    """Put the requirements in the order of their numbers, 4.2 before 4.10."""
    require_editor(access, home.authority_id)
    home = locked_home(access, home)
    rows = list(siblings(access, home))
    last = latest_of(access, [row.pk for row in rows])
    ordered = sorted(rows, key=lambda row: (number_key(last[row.pk].number), row.position))
    if ordered != rows:
        _number(access, ordered)
        record(access, "requirement.ordered", home, place=Place(home.authority_id),
               facts={"requirements": len(rows)})  # fmt: skip


def _number(access: Access, rows: list[Requirement]) -> None:
    """Give the rows the places they have in the list."""
    moved = [row for place, row in enumerate(rows) if row.position != place]
    for place, row in enumerate(rows):
        row.position = place
    found = Requirement.objects.visible_to(access)
    found.bulk_update(moved, ["position"], batch_size=BATCH)
