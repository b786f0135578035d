"""The same deficiency in earlier years: two questions for as many findings as are shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.db.models.functions import Coalesce, ExtractYear

from insyn.findings.models import Finding, FindingQuerySet
from insyn.findings.rules import FindingKind
from insyn.findings.rules.repeats import Noted, Relation, Repeat, repeats_in, years_by_relation
from insyn.followups.rules import State
from insyn.kernel.access import Access

_REQUIREMENT = "wording__requirement__"
_CONTRACT = "followup__contract__"
_VALUES = (
    "pk", "followup_id", "followup__number", "year", "unit_id", "followup__unit_id",
    f"{_REQUIREMENT}pk", f"{_REQUIREMENT}same_as_id", f"{_REQUIREMENT}origin",
    f"{_CONTRACT}provider_id", f"{_CONTRACT}provider__group_id",
    f"{_CONTRACT}agreement__cooperation_id", "followup__authority_id", "followup__reported_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Repeats:
    """Earlier deficiencies of the same demand: their years by relation, and each by itself."""

    years: Mapping[Relation, Sequence[int]]
    rows: Sequence[Repeat]

    @property
    def count(self) -> int:
        return len(self.rows)


def repeats_of(access: Access, findings: Iterable[Finding]) -> dict[int, Repeats]:
    """Return the earlier years' like of each deficiency that has any, by its key.

    Looked for among the follow-ups that the asker sees: those of the finding's own authority,
    and reported ones of its cooperation. Two queries however many findings there are, none when
    no deficiency stands on a requirement of an agreement.
    """
    keys = [row.pk for row in findings if row.kind == FindingKind.DEFICIENCY and row.wording_id]
    if not keys:
        return {}
    mine = _noted(Finding.objects.visible_to(access).filter(pk__in=keys))
    noted = _noted(_like(access, mine)) if mine else []
    found = {}
    for one in mine:
        repeats = repeats_in(one, noted, cooperations=_shared_with(access, one))
        if repeats:
            found[one.key] = Repeats(years_by_relation(repeats), repeats)
    return found


def with_repeats(
    access: Access, findings: Iterable[Finding]
) -> list[tuple[Finding, Repeats | None]]:
    """Return each finding of a list with the earlier years' like of it. At most two queries."""
    rows = list(findings)
    found = repeats_of(access, rows)
    return [(row, found.get(row.pk)) for row in rows]


def _like(access: Access, mine: Sequence[Noted]) -> FindingQuerySet:
    """Return deficiencies of the same demands at the same units, providers and groups."""
    roots = {one.root for one in mine}
    origins = {one.origin for one in mine} - {""}
    demand = Q((f"{_REQUIREMENT}pk__in", roots)) | Q((f"{_REQUIREMENT}same_as__in", roots))
    if origins:
        demand |= Q((f"{_REQUIREMENT}origin__in", origins))
    units = {one.unit for one in mine} - {None}
    place = Q((f"{_CONTRACT}provider__in", {one.provider for one in mine}))
    if groups := {one.group for one in mine} - {None}:
        place |= Q((f"{_CONTRACT}provider__group__in", groups))
    if units:
        place |= Q(unit__in=units) | Q(unit=None, followup__unit__in=units)
    latest = date(max(one.year for one in mine), 1, 1)
    rows = Finding.objects.visible_to(access).deficiencies().filter(demand, place)
    earlier = rows.annotate(day=_DAY).filter(day__lt=latest)
    return earlier.exclude(followup__state=State.CANCELLED)


_DAY = Coalesce("followup__carried_out_on", "followup__planned_for")


def _noted(rows: FindingQuerySet) -> list[Noted]:
    found = rows.annotate(year=ExtractYear(_DAY)).order_by("pk")
    return [_read(values) for values in found.values(*_VALUES)]


def _read(values: Mapping[str, Any]) -> Noted:
    return Noted(
        key=values["pk"],
        followup=values["followup_id"],
        number=values["followup__number"],
        year=values["year"],
        root=values[f"{_REQUIREMENT}same_as_id"] or values[f"{_REQUIREMENT}pk"],
        origin=values[f"{_REQUIREMENT}origin"],
        unit=values["unit_id"] or values["followup__unit_id"],
        provider=values[f"{_CONTRACT}provider_id"],
        group=values[f"{_CONTRACT}provider__group_id"],
        authority=values["followup__authority_id"],
        cooperation=values[f"{_CONTRACT}agreement__cooperation_id"],
        is_reported=values["followup__reported_on"] is not None,
    )


def _shared_with(access: Access, one: Noted) -> frozenset[int]:
    """Return the cooperations that the finding's own authority takes part in."""
    own = (m.cooperation_ids for m in access.mandates if m.authority_id == one.authority)
    mine = frozenset() if one.cooperation is None else frozenset({one.cooperation})
    return mine.union(*own)
