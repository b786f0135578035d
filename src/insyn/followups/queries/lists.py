"""The lists of follow-ups and what they can be narrowed to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, F, Q, QuerySet, When
from django.db.models.expressions import OrderBy

from insyn.accounts.models import User
from insyn.followups.models import (
    Followup,
    FollowupForm,
    FollowupQuerySet,
    Reviewer,
)
from insyn.followups.rules import (
    BEFORE_START,
    ENDED,
    Outcome,
    State,
)
from insyn.kernel.access import Access
from insyn.plans.models import Plan, PlannedActivity
from insyn.platform import clock
from insyn.platform.ordering import in_order_of, ranked
from insyn.registry.models import Agreement, Contract, Provider, Unit
from insyn.registry.rules.names import sort_key

SORTS: Mapping[str, tuple[str | Case, ...]] = {
    "number": ("number",),
    "provider": ("contract__provider__sort_key",),
    "lot": ("lot__name",),
    "authority": ("authority__municipality__name", "authority__name"),
    "planned": ("planned_for",),
    "state": (in_order_of("state", State),),
    "outcome": (in_order_of("outcome", Outcome),),
}
"""What the list can be sorted by."""

PATHS: Mapping[str, str] = {
    "state": "state",
    "year": "planned_for__year",
    "authority": "authority",
    "agreement": "contract__agreement",
    "lot": "lot",
    "form": "form",
    "kind": "kind",
    "unit": "unit",
    "plan": "activity__plan",
    "activity": "activity",
}
"""What each field of the filter narrows."""

LONGEST_KEY = 18
"""Digits of a row's key; a longer one fits in no database."""


def followups_for_list(
    access: Access, chosen: Mapping[str, Any], *, sort: str = ""
) -> FollowupQuerySet:
    """Return the follow-ups the asker may see, narrowed by the filter and in its order."""
    rows = Followup.objects.visible_to(access).for_list()
    rows = rows.filter(**{path: chosen[name] for name, path in PATHS.items() if chosen.get(name)})
    if chosen["q"]:
        rows = rows.filter(_mentions(chosen["q"]))
    if chosen["is_late"]:
        rows = rows.late(clock.today())
    if chosen["is_mine"]:
        rows = rows.filter(pk__in=_reviewed_by(access, access.user_id))
    if chosen.get("reviewer"):
        rows = rows.filter(pk__in=_reviewed_by(access, chosen["reviewer"]))
    return rows.order_by(*_order(sort))


def _reviewed_by(access: Access, user_id: int | None) -> QuerySet[Any, Any]:
    """Return the keys of the follow-ups that the person takes part in, or has made."""
    places = Reviewer.objects.visible_to(access).filter(user=user_id, conflict="", left_on=None)
    return places.order_by().values("followup")


def _mentions(text: str) -> Q:
    """Keep what has the text in its number or in a name of the provider, present or earlier."""
    named = Provider.objects.matching(text).order_by().values("pk")
    return Q(number__icontains=text) | Q(contract__provider__in=named)


def _order(sort: str) -> list[str | OrderBy]:
    columns = SORTS.get(sort.removeprefix("-"))
    if columns is None:
        return _by_need(clock.today())
    rising = [F(c) if isinstance(c, str) else c for c in (*columns, "number", "pk")]
    return [c.desc() if sort.startswith("-") else c.asc() for c in rising]


def _by_need(today: date) -> list[str | OrderBy]:
    """Order by what needs somebody: late, under way, to come by nearest day; ended last."""
    planned = Q(state__in=BEFORE_START)
    need = ranked(
        planned & Q(planned_for__lt=today),
        ~planned & ~Q(state__in=ENDED),
        planned,
        Q(state=State.CLOSED),
    )
    nearest = Case(When(~Q(state__in=ENDED), then="planned_for"))
    return [need.asc(), nearest.asc(), "-planned_for", "-number", "-pk"]


@dataclass(frozen=True, slots=True)
class ListChoices:
    """What the list can be narrowed to, as (key, label): only what the asker sees some of."""

    years: list[tuple[str, str]]
    authorities: list[tuple[str, str]]
    agreements: list[tuple[str, str]]
    chosen_agreement: int | None = None


def list_choices(access: Access, *, agreement: str = "") -> ListChoices:
    """Return the years, authorities and agreements of the follow-ups the asker sees. One query.

    An agreement that a link has chosen is offered also before anything is followed up in it.
    """
    rows = Followup.objects.visible_to(access).order_by().distinct()
    seen = rows.values_list(
        "planned_for__year",
        *("authority", "authority__name", "authority__municipality__name"),
        *("contract__agreement", "contract__agreement__title", "contract__agreement__sort_key"),
    )
    years: set[int] = set()
    authorities: dict[str, tuple[str, str]] = {}
    agreements: dict[tuple[str, int], tuple[str, str]] = {}
    for year, authority, name, municipality, agreement_pk, title, key in seen:
        years.add(year)
        authorities[f"{municipality} {name}"] = (str(authority), f"{name}, {municipality}")
        agreements[key, agreement_pk] = (str(agreement_pk), title)
    chosen = _chosen_agreement(access, agreement, agreements)
    return ListChoices(
        years=[(str(year), str(year)) for year in sorted(years, reverse=True)],
        authorities=[authorities[key] for key in sorted(authorities, key=sort_key)],
        agreements=[agreements[place] for place in sorted(agreements)],
        chosen_agreement=chosen,
    )


def _chosen_agreement(
    access: Access, typed: str, agreements: dict[tuple[str, int], tuple[str, str]]
) -> int | None:
    """Return the key of the agreement that was asked for, having put it among the offered."""
    if not _is_key(typed):
        return None
    if int(typed) not in {pk for _key, pk in agreements}:
        row = Agreement.objects.visible_to(access).filter(pk=int(typed)).first()
        if row is None:
            return None
        agreements[row.sort_key, row.pk] = (str(row.pk), row.title)
    return int(typed)


def plan_choices(access: Access) -> list[tuple[str, str]]:
    """Return the plans that the asker sees and follow-ups came from, as (key, label). One query."""
    made = Followup.objects.visible_to(access).exclude(activity=None).order_by()
    rows = Plan.objects.visible_to(access).filter(pk__in=made.values("activity__plan"))
    return [(str(key), title) for key, title in rows.values_list("pk", "title")]


def activity_choices(access: Access, plan: str) -> list[tuple[str, str]]:
    """Return the activities of the plan with follow-ups, as (key, label). One query."""
    if not _is_key(plan):
        return []
    made = Followup.objects.visible_to(access).filter(activity__plan=int(plan)).order_by()
    rows = PlannedActivity.objects.visible_to(access).filter(pk__in=made.values("activity"))
    return [(str(key), title) for key, title in rows.values_list("pk", "title")]


def form_choices(access: Access) -> list[tuple[str, str]]:
    """Return the forms that the asker sees, as (key, label). One query."""
    rows = FollowupForm.objects.visible_to(access).order_by("name", "pk")
    return [(str(key), name) for key, name in rows.values_list("pk", "name")]


def reviewer_choices(access: Access) -> list[tuple[str, str]]:
    """Return those who have been reviewers of what the asker sees, as (key, label). One query."""
    places = Reviewer.objects.visible_to(access).order_by().values("user")
    rows = User.objects.filter(pk__in=places).order_by("first_name", "last_name", "username")
    return [(str(user.pk), str(user)) for user in rows]


def unit_choices(access: Access) -> list[tuple[str, str]]:
    """Return the units that are followed up by themselves, as (key, label). One query."""
    made = Followup.objects.visible_to(access).exclude(unit=None).order_by().values("unit")
    rows = Unit.objects.filter(pk__in=made).order_by("sort_key", "pk")
    return [(str(key), name) for key, name in rows.values_list("pk", "name")]


def units_to_plan(access: Access, agreement: Agreement) -> QuerySet[Unit]:
    """Return the open units of those who have a contract in the agreement, by name."""
    contracts = Contract.objects.visible_to(access).filter(agreement=agreement).usable()
    rows = Unit.objects.open(clock.today()).select_related("provider")
    return rows.filter(provider__in=contracts.order_by().values("provider"))


def _is_key(typed: str) -> bool:
    return typed.isascii() and typed.isdecimal() and len(typed) <= LONGEST_KEY


def contracts_to_plan(access: Access, agreement: Agreement) -> QuerySet[Contract]:
    """Return the agreement's contracts that are still in use, by the provider's name."""
    rows = Contract.objects.visible_to(access).filter(agreement=agreement).usable()
    return rows.select_related("provider")


def followups_of_provider(
    access: Access, provider: Provider, chosen: Mapping[str, Any]
) -> FollowupQuerySet:
    """Return the provider's follow-ups that the asker may see, the latest planned first."""
    rows = Followup.objects.visible_to(access).for_list().filter(contract__provider=provider)
    rows = rows.filter(state=chosen["state"]) if chosen["state"] else rows
    return rows.order_by("-planned_for", "-number", "-pk")
