"""The demonstration is built anew in an empty base: beside a town that stands it would collide."""

from datetime import date

import pytest

from insyn.examples.demonstration.building import build
from insyn.platform import clock
from tests.examples.test_demo import LIFE_CYCLES, rows

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.mark.parametrize("today", [date(2027, 1, 1), date(2028, 2, 29), date(2026, 6, 30)])
def test_it_can_be_built_on_any_day(today: date) -> None:
    with clock.pretend(today):
        build()

    for model, field, kind in LIFE_CYCLES:
        seen = set(rows(model).values_list(field, flat=True))
        assert seen >= {choice.value for choice in kind}
