"""Lists and pages about agreements."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, When

from insyn.accounts.models import Membership, User
from insyn.kernel.access import CLEARANCES, Access, Secrecy
from insyn.registry.models import Agreement, Contract, SanctionStep
from insyn.registry.rules import AgreementForm
from insyn.registry.rules.terms import PRIVATE_FORMS

SEES_CONTENT = [role for role, level in CLEARANCES.items() if level > Secrecy.PUBLIC]
"""The roles of those who may answer for an agreement."""

SORTS: Mapping[str, tuple[str, ...]] = {
    "title": ("sort_key", "-starts_on", "pk"),
    "-title": ("-sort_key", "starts_on", "-pk"),
    "starts_on": ("starts_on", "sort_key", "pk"),
    "-starts_on": ("-starts_on", "sort_key", "pk"),
    "ends_on": ("ends_on", "sort_key", "pk"),
    "-ends_on": ("-ends_on", "sort_key", "pk"),
}


def listed_agreements(
    access: Access, *, chosen: Mapping[str, Any], sort: str, today: date
) -> QuerySet[Agreement]:
    """Return the agreements that the filters keep, each with ``contract_count``.

    In the order asked for; else by title, those that have ended last.
    """
    agreements = Agreement.objects.visible_to(access).select_related("authority__municipality")
    if chosen["q"]:
        agreements = agreements.matching(chosen["q"])
    if chosen["form"]:
        agreements = agreements.filter(form=chosen["form"])
    if chosen["is_mine"]:
        agreements = agreements.filter(responsible=access.user_id)
    match chosen["period"]:
        case "in_force":
            agreements = agreements.in_force(today)
        case "coming":
            agreements = agreements.coming(today)
        case "ended":
            agreements = agreements.ended(today)
    # A contract is exactly as visible as its agreement, so that the plain count is the right one.
    counted = agreements.annotate(contract_count=Count("contracts"))
    if sort in SORTS:
        return counted.order_by(*SORTS[sort])
    return counted.order_by(_last(Q(ends_on__lt=today)), *SORTS["title"])


def _last(which: Q) -> Case:
    """Return an order that puts these rows after the others."""
    return Case(When(which, then=1), default=0)


def possible_responsible(authority_ids: Iterable[int], *, today: date) -> QuerySet[User]:
    """Return those who may answer for an agreement: with a role there that sees its content."""
    members = Membership.objects.current(today).filter(
        authority__in=authority_ids, role__in=SEES_CONTENT
    )
    users = User.objects.filter(is_active=True, pk__in=members.values("user"))
    return users.order_by("first_name", "last_name", "username")


def has_private_provider(access: Access, agreement: Agreement) -> bool:
    """Tell whether a private provider has a place in the agreement that is not over."""
    contracts = Contract.objects.visible_to(access).usable().filter(agreement=agreement)
    return contracts.filter(provider__operating_form__in=PRIVATE_FORMS).exists()


def agreements_to_copy_from(access: Access, agreement: Agreement) -> QuerySet[Agreement]:
    """Return the agreements with a ladder that could be the agreement's own too.

    In-house services and bought ones never copy from each other: their steps differ.
    """
    steps = SanctionStep.objects.visible_to(access).exclude(agreement=agreement)
    rows = Agreement.objects.visible_to(access).filter(pk__in=steps.values("agreement"))
    in_house = Q(form=AgreementForm.MISSION)
    return rows.filter(in_house if agreement.form == AgreementForm.MISSION else ~in_house)
