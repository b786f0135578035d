"""Reading who somebody is."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import FilteredRelation, Q
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from insyn.accounts.models import (
    Authority,
    Cooperation,
    CooperationMember,
    Coordination,
    Membership,
    MembershipQuerySet,
    User,
)
from insyn.accounts.rules import Kept
from insyn.kernel.access import Access, Mandate, Permission, Role
from insyn.kernel.errors import RuleViolation


def mandates_of(user: User, *, today: date) -> tuple[Mandate, ...]:
    """Return the user's roles that are in force on the day, and what goes with their authorities.

    Two queries, or one when the user has no role.
    """
    held = _held_with_coordinated(user, today)
    if not user.is_active or not held:
        return ()
    cooperations = cooperations_of({authority_id for authority_id, _role in held}, today=today)
    return tuple(
        Mandate(
            authority_id, Role(role), cooperations.get(authority_id, frozenset()), frozenset(others)
        )
        for (authority_id, role), others in held.items()
    )


def _held_with_coordinated(user: User, today: date) -> dict[tuple[int, str], set[int]]:
    """Return which authorities are coordinated, by each authority and role. One query."""
    current = Q(authority__coordinations__valid_from__lte=today) & (
        Q(authority__coordinations__valid_to=None)
        | Q(authority__coordinations__valid_to__gte=today)
    )
    rows = Membership.objects.filter(user=user).current(today)
    found: dict[tuple[int, str], set[int]] = {}
    for authority_id, role, coordinated_id in rows.annotate(
        in_force=FilteredRelation("authority__coordinations", condition=current)
    ).values_list("authority_id", "role", "in_force__coordinated_id"):
        others = found.setdefault((authority_id, role), set())
        if coordinated_id is not None:
            others.add(coordinated_id)
    return found


def coordinations_of(access: Access, *, today: date) -> models.QuerySet[Coordination]:
    """Return the coordinations that the asker's authorities take part in, on either side."""
    rows = Coordination.objects.not_ended(today).filter(
        Q(coordinator__in=access.authority_ids) | Q(coordinated__in=access.authority_ids)
    )
    return rows.select_related("coordinator__municipality", "coordinated__municipality")


def cooperations_of(authority_ids: set[int], *, today: date) -> dict[int, frozenset[int]]:
    """Return the cooperations in which each authority takes part on the day."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for place in CooperationMember.objects.filter(authority_id__in=authority_ids):
        if (place.valid_from is None or place.valid_from <= today) and (
            place.valid_to is None or today <= place.valid_to
        ):
            found[place.authority_id].add(place.cooperation_id)
    return {authority_id: frozenset(ids) for authority_id, ids in found.items()}


def managed_members(access: Access) -> MembershipQuerySet:
    """Return the memberships that the asker manages, of past and present."""
    managed = access.authorities_where(Permission.MANAGE_MEMBERS)
    rows = Membership.objects.filter(authority_id__in=managed)
    return rows.select_related("user", "authority__municipality")


def managed_authorities(access: Access) -> models.QuerySet[Authority]:
    """Return the authorities whose members the asker manages."""
    managed = access.authorities_where(Permission.MANAGE_MEMBERS)
    return Authority.objects.select_related("municipality").filter(pk__in=managed)


def authority_named(name: str) -> Authority:
    """Return the authority that is written so: ”Socialnämnden, Ekby”, in any case.

    Raises:
        RuleViolation: there is none; names those that exist.
    """
    known = {str(row): row for row in Authority.objects.select_related("municipality")}
    wanted = " ".join(name.split()).casefold()
    for written, authority in known.items():
        if written.casefold() == wanted:
            return authority
    listed = "; ".join(known) or _("ingen än")
    raise RuleViolation(
        _("Ingen nämnd heter ”%(name)s”. Skriv nämnd, kommun. Dessa finns: %(known)s.")
        % {"name": name, "known": listed}
    )


def taking_part(cooperation: Cooperation, *, today: date) -> list[CooperationMember]:
    """Return the places in the cooperation that have not ended, by municipality."""
    places = cooperation.places.select_related("authority__municipality")
    not_ended = places.filter(Q(valid_to=None) | Q(valid_to__gte=today))
    return list(not_ended.order_by("authority__municipality__name", "authority__name"))


@dataclass(frozen=True, slots=True)
class AuthorityLine:
    """An authority of the installation, who administers it and how many people it has let in."""

    authority: Authority
    admins: list[User]
    people: int


def authority_lines(access: Access, *, today: date) -> list[AuthorityLine]:
    """Return every authority, by municipality, for one who runs the installation. Two queries."""
    access.require_somewhere(Permission.RUN_INSTALLATION)
    people: defaultdict[int, set[int]] = defaultdict(set)
    admins: defaultdict[int, list[User]] = defaultdict(list)
    held = Membership.objects.current(today).filter(user__is_active=True).select_related("user")
    for row in held.order_by("user__last_name", "user__username"):
        people[row.authority_id].add(row.user_id)
        if row.role == Role.AUTHORITY_ADMIN:
            admins[row.authority_id].append(row.user)
    authorities = Authority.objects.select_related("municipality")
    return [AuthorityLine(row, admins[row.pk], len(people[row.pk])) for row in authorities]


ORDERS = {
    "name": ("user__last_name", "user__first_name", "user__username"),
    "role": ("role", "user__last_name"),
    "authority": ("authority__municipality__name", "authority__name", "user__last_name"),
    "from": ("valid_from", "user__last_name"),
}
"""How the list of members may be sorted."""


def members_list(
    access: Access, chosen: Mapping[str, Any], *, today: date, sort: str = ""
) -> MembershipQuerySet:
    """Return the memberships of the list page: those in force or to come, if nothing is chosen."""
    rows = managed_members(access)
    if not chosen["ended"]:
        rows = rows.not_ended(today)
    if chosen["waiting"]:
        rows = rows.not_yet_in()
    if chosen["authority"]:
        rows = rows.filter(authority=chosen["authority"])
    if chosen["role"]:
        rows = rows.filter(role=chosen["role"])
    for word in (chosen["q"] or "").split():
        rows = rows.filter(
            Q(user__first_name__icontains=word)
            | Q(user__last_name__icontains=word)
            | Q(user__username__icontains=word)
        )
    order = ORDERS.get(sort.removeprefix("-"), ORDERS["name"])
    signed = [f"-{name}" for name in order] if sort.startswith("-") else list(order)
    return rows.order_by(*signed, "pk")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that somebody had typed: what it answers and what they wrote."""

    label: str
    value: str


def lines_of(kept: Kept) -> list[Line]:
    """Return what was typed, readable: labels from the tables of the app it was meant for.

    Values that nobody typed (versions, row keys of hidden fields) and empty ones are left out.
    """
    fields = _fields_of(kept.path)
    lines = []
    for name, values in kept.fields.items():
        last = re.split(r"[-_]?\d+[-_]?", name)[-1].strip("-_") or name
        field = fields.get(last)
        shown = [_shown(field, value) for value in values if value.strip()]
        if shown and last not in NEVER_SHOWN:
            label = _(str(field.verbose_name)) if field else _("Uppgift")
            lines.append(Line(label[:1].upper() + label[1:], ", ".join(shown)))
    return lines


NEVER_SHOWN = frozenset({"version", "next"})


def _fields_of(path: str) -> "dict[str, models.Field[Any, Any]]":
    try:
        own = resolve(path.partition("?")[0]).app_name
    except Resolver404:
        own = ""
    known = sorted(apps.get_models(), key=lambda model: model._meta.app_label == own)
    return {field.name: field for model in known for field in model._meta.concrete_fields}


def _shown(field: "models.Field[Any, Any] | None", value: str) -> str:
    if field is None:
        return value
    if field.related_model and value.isdigit():
        return _("(valt i en lista)")
    labels = {str(code): str(label) for code, label in field.flatchoices}
    return _(labels[value]) if value in labels else value
