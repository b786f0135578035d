"""The list of who follows up which service, held against the register."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop

from insyn.accounts.models import Authority
from insyn.coordination.models import ServiceDuty
from insyn.coordination.rules import DutyState, ServiceForm
from insyn.coordination.rules.responsibility import (
    Responsibility,
    Service,
    duty_lines,
)
from insyn.kernel.access import Access, Permission
from insyn.platform import clock
from insyn.registry.models import ServiceArea, Unit
from insyn.registry.rules import OperatingForm

BOUGHT = gettext_noop("Köpt verksamhet")
OWN = frozenset({OperatingForm.IN_HOUSE, OperatingForm.MUNICIPAL_COMPANY})


@dataclass(frozen=True, slots=True)
class ShownDuty:
    """A line of the list, with the rows that it names."""

    coordinator: Authority
    area: ServiceArea
    form: ServiceForm
    state: DutyState
    duty: ServiceDuty | None = None
    may_write: bool = False

    @property
    def is_alarm(self) -> bool:
        return self.state != DutyState.FOLLOWED

    @property
    def is_form_known(self) -> bool:
        """Tell whether the form is known; the register does not say how a service was bought."""
        return self.state != DutyState.UNLISTED or self.form != ServiceForm.PRIVATE

    @property
    def shown_form(self) -> str:
        """Return the form in Swedish."""
        return self.form.label if self.is_form_known else BOUGHT

    @property
    def called(self) -> str:
        """Return the service in running Swedish text: its name, and how it is given."""
        form = self.shown_form
        return f"{self.area} ({form[:1].lower()}{form[1:]})"

    @property
    def pk(self) -> int | None:
        return self.duty.pk if self.duty else None


def shown_duties(
    access: Access, coordinators: Sequence[Authority], chosen: Mapping[str, Any] | None = None
) -> list[ShownDuty]:
    """Return the lists of the coordinators as the asker sees them, the alarms first.

    What stands in the register and in no line is shown to the coordinator, who reads all of its
    list. Three queries.
    """
    rows = ServiceDuty.objects.visible_to(access).select_related(
        "authority__municipality", "service_area", "run_by", "reviewer"
    )
    listed = list(rows)
    areas = {row.pk: row for row in ServiceArea.objects.all()}
    by_key = {row.pk: row for row in listed}
    lists = {row.authority_id: row.authority for row in listed}
    lists |= {one.pk: one for one in coordinators}
    found: list[ShownDuty] = []
    for authority in lists.values():
        reads_all = authority.pk in access.authority_ids
        may = access.may(Permission.COORDINATE, authority_id=authority.pk)
        own = [row for row in listed if row.authority_id == authority.pk]
        existing = _in_register(authority) if reads_all and own else ()
        found += [
            ShownDuty(authority, areas[line.service.area], line.service.form, line.state,
                      by_key.get(line.key), may)
            for line in duty_lines([_fact(row) for row in own], existing)
        ]  # fmt: skip
    order = list(DutyState)
    kept = [line for line in found if _fits(line, chosen or {})]
    return sorted(kept, key=lambda line: order.index(line.state))


def _fits(line: ShownDuty, chosen: Mapping[str, Any]) -> bool:
    return all(
        not chosen.get(name) or chosen[name] == value
        for name, value in (("state", line.state), ("form", line.form), ("area", line.area))
    )


def _fact(row: ServiceDuty) -> Responsibility:
    service = Service(row.service_area_id, row.shown_form, row.run_by_id or 0)
    return Responsibility(service, row.reviewer_id, row.shown_ground, row.pk)


def _in_register(authority: Authority) -> list[tuple[int, ServiceForm]]:
    rows = Unit.objects.open(clock.today()).filter(municipality=authority.municipality_id)
    kinds = rows.order_by().values_list("service_area", "provider__operating_form").distinct()
    return [
        (area, ServiceForm.IN_HOUSE if form in OWN else ServiceForm.PRIVATE)
        for area, form in sorted(kinds)
    ]


def unfollowed(access: Access, coordinators: Sequence[Authority]) -> list[ShownDuty]:
    """Return the lines that somebody must do something about."""
    return [line for line in shown_duties(access, coordinators) if line.is_alarm]
