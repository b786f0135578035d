"""What an annex may name: never a row that is more guarded than the report itself."""

import pytest

from insyn.kernel.access import SHARED_AT_MOST, Secrecy
from insyn.measures.models import Sanction
from insyn.registry.queries import access_of
from insyn.reports.queries.rows import LEVELS, rows_of
from insyn.results.rules.tables import RowKind
from tests.factories import ProviderFactory
from tests.measures.doors_sanctions import DOORS
from tests.world import build

WHY = "A test makes a row more guarded."


@pytest.mark.django_db
@pytest.mark.parametrize("level", [Secrecy.INTERNAL, Secrecy.RESTRICTED])
def test_a_guarded_sanction_is_not_named(level: Secrecy, ekby, anna) -> None:
    world = build(ekby, anna, ProviderFactory.create())
    key = DOORS["measures:sanction"].kwargs(world)["pk"]
    Sanction.objects.unscoped(reason=WHY).update(secrecy=level)

    named = [row.pk for row in rows_of(access_of(anna), RowKind.SANCTION, [key])]

    assert named == ([key] if level <= SHARED_AT_MOST else [])


def test_every_kind_that_carries_a_level_is_held_to_it() -> None:
    without = {RowKind.CONTRACT, RowKind.SAMPLED, RowKind.MATTER, RowKind.REPORT}
    assert set(RowKind) - set(LEVELS) == without
