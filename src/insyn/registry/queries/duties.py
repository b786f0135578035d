"""Dates of agreements and contracts that wait until somebody decides."""

from collections.abc import Callable
from datetime import date

from django.db.models import F, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from insyn.kernel.access import Access, Permission
from insyn.kernel.duties import Duty
from insyn.platform.duties import DutySource, Sources
from insyn.registry.models import AgreementOption, Contract, ContractPrice
from insyn.registry.queries.watch import (
    Scope,
    Search,
    ending_prices,
    ending_statuses,
    waiting_options,
)
from insyn.registry.rules import ContractStatus
from insyn.registry.rules.watch import COMING, WatchKind

OPTION = gettext_noop("Option att avropa eller avstå")
STATUS = gettext_noop("Kontraktets läge att ta ställning till")
PRICES = gettext_noop("Priser som upphör")


def duty_sources(access: Access, today: date) -> Sources:
    """Return what of the watched dates waits until somebody acts, for those who keep the register.

    Half a year ahead, as among the dates to watch. Those that pass by themselves are not work,
    and a permit that ends is seen among the dates to watch alone. Prices that end the same day in
    one agreement are one line.
    """
    keeps = access.authorities_where(Permission.EDIT_REGISTER)
    search = Search(access, Scope(), today, today + COMING)
    options = waiting_options(search).filter(agreement__authority__in=keeps)
    statuses = ending_statuses(search).filter(agreement__authority__in=keeps)
    ending = ending_prices(search).filter(contract__agreement__authority__in=keeps)
    days = ending.order_by().values("contract__agreement", "valid_to")
    prices = ending.filter(pk__in=days.annotate(first=Min("pk")).values("first"))
    return {
        "registry.option": DutySource(
            options.select_related("agreement"), F("call_by"), _of_option(access)
        ),
        "registry.status": DutySource(
            statuses.select_related("agreement", "provider"), F("status_until"), _of_status
        ),
        "registry.price": DutySource(
            prices.select_related("contract__agreement"), F("valid_to"), _of_prices
        ),
    }


def _of_option(access: Access) -> Callable[[AgreementOption, date], Duty]:
    def duty(row: AgreementOption, _today: date) -> Duty:
        return Duty(
            key=f"agreement_option:{row.pk}",
            kind=OPTION,
            title=row.agreement.title,
            detail=_("Option %(number)s, till %(day)s")
            % {"number": row.number, "day": row.extends_to.isoformat()},
            url=reverse("registry:agreement", args=[row.agreement_id]),
            due_on=row.call_by,
            is_own=row.agreement.responsible_id == access.user_id,
        )

    return duty


def _of_status(row: Contract, _today: date) -> Duty:
    return Duty(
        key=f"contract_status:{row.pk}:{row.status_until}",
        kind=STATUS,
        title=str(row.provider),
        detail=f"{_(ContractStatus(row.status).label)} · {row.agreement.title}",
        url=reverse("registry:contract", args=[row.pk]),
        due_on=row.status_until,
    )


def _of_prices(row: ContractPrice, _today: date) -> Duty:
    asked = {"agreement": row.contract.agreement_id, "kind": WatchKind.PRICE_END.value}
    return Duty(
        key=f"agreement_prices:{row.contract.agreement_id}:{row.valid_to}",
        kind=PRICES,
        title=row.contract.agreement.title,
        detail=_("Inget nytt pris följer"),
        url=reverse("registry:watch", query=asked),
        due_on=row.valid_to,
    )
