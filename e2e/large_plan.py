"""A plan of 300 activities over three years, put beside the demonstration's own.

Run as a program: it writes the key of the plan.
"""

import os
import sys
from collections.abc import Iterator
from datetime import date, timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "insyn.config.settings")

import django

django.setup()

from insyn.accounts.models import Membership  # noqa: E402  the apps must be ready first
from insyn.plans.models import (  # noqa: E402
    ActivityPeriod,
    Plan,
    PlanForm,
    PlannedActivity,
    PlanParty,
)
from insyn.plans.rules import FormKind, Scope  # noqa: E402

ACTIVITIES, YEARS = 300, (2041, 2042, 2043)
FORMS = (FormKind.SURVEY, FormKind.IN_DEPTH, FormKind.THEME)


def build() -> int:
    """Store the plan for the board of the one who owns plans, and return its key."""
    board = Membership.objects.filter(user__username="anna").order_by("pk")[0].authority
    plan = Plan.objects.create(
        authority=board,
        title="Plan för uppföljning av all vård och omsorg som kommunen svarar för 2041–2043",
        starts_on=date(YEARS[0], 1, 1),
        ends_on=date(YEARS[-1], 12, 31),
    )
    PlanParty.objects.create(plan=plan, authority=board)
    forms = [
        PlanForm.objects.create(plan=plan, position=place, kind=kind, name=kind.label)
        for place, kind in enumerate(FORMS)
    ]
    rows = PlannedActivity.objects.bulk_create(
        PlannedActivity(
            plan=plan,
            form=forms[number * len(forms) // ACTIVITIES],
            position=number,
            title=f"Uppföljning {number} av korttidsvistelse, ledsagning och boendestöd",
            scope=Scope.THEME,
            theme="Verksamhetsutveckling",
            responsible_authority=board,
        )
        for number in range(ACTIVITIES)
    )
    ActivityPeriod.objects.bulk_create(_periods(rows))
    return plan.pk


def _periods(rows: list[PlannedActivity]) -> Iterator[ActivityPeriod]:
    for number, row in enumerate(rows):
        for year in YEARS:
            first = date(year, number % 10 + 1, 1)
            yield ActivityPeriod(activity=row, starts_on=first, ends_on=first + timedelta(days=60))


if __name__ == "__main__":
    sys.stdout.write(f"{build()}\n")
