"""What may be told of the board's providers in a period, gathered from what has been reported."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce

from insyn.criteria.rules import Level
from insyn.findings.models import AreaAssessment, FactCheck, Finding
from insyn.findings.rules.lists import FactCheckState
from insyn.followups.models import Followup
from insyn.kernel.access import Access, Secrecy
from insyn.measures.models import ActionPlan
from insyn.measures.rules.action_plans import APPROVED_OR_LATER
from insyn.publication.models import ProviderNote, Publication
from insyn.publication.rules import LeftOut
from insyn.publication.rules.content import ToldArea, ToldFollowup, ToldService
from insyn.registry.models import Contract, Lot, Provider, ServiceArea, Unit
from insyn.registry.rules import LegalForm
from insyn.registry.rules.addresses import is_sheltered
from insyn.surveys.models import ClientReply

SHOWN_LEVELS = (Level.MET, Level.PARTLY, Level.NOT_MET, Level.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Missing:
    """A provider that is not told of, and why, for those who prepare."""

    provider: str
    why: LeftOut
    note: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that a publication tells, before small groups are withheld."""

    services: Sequence[ToldService]
    missing: Sequence[Missing]


@dataclass(slots=True)
class _Place:
    """A provider in one service area, as its contracts have it."""

    provider: Provider
    area: ServiceArea
    units: dict[int, Unit] = field(default_factory=dict)
    followups: list[ToldFollowup] = field(default_factory=list)


Places = dict[tuple[int, int], _Place]


def material_of(access: Access, publication: Publication, *, as_of: date) -> Material:
    """Return what the publication would tell that day. A fixed number of queries.

    Everybody with a contract in the period is there, also those that nobody has followed up. A
    provider with a fact check that is not settled, or that the board excepts, is left out whole.
    """
    places, missing = _places(access, publication)
    rows = _reported(access, publication)
    followups = list(rows.select_related("contract__provider", "lot", "unit"))
    notes = {note.provider_id: note for note in _notes(access, publication)}
    unsettled = _unsettled(access, rows)
    out = {
        key: Missing(note.provider.name, LeftOut.EXCEPTED, note.reason)
        for key, note in notes.items()
        if note.is_left_out
    }
    for row in followups:
        if row.pk in unsettled:
            provider = row.contract.provider
            out.setdefault(provider.pk, Missing(provider.name, LeftOut.FACT_CHECK))
    told = _told(access, followups, rows, as_of=as_of)
    for row in followups:
        place = _place_of(row, places)
        if place is not None:
            place.followups.append(told[row.pk])
    replies = _replies(access, publication)
    services = [
        _with_words(_service(place, replies), notes.get(key))
        for (key, _area), place in places.items()
        if key not in out
    ]
    services.sort(key=lambda one: (one.name, one.area_name, one.key))
    here = {key for key, _area in places}
    return Material(services, [*missing, *(out[key] for key in sorted(out) if key in here)])


def _places(access: Access, publication: Publication) -> tuple[Places, list[Missing]]:
    rows = Contract.objects.visible_to(access).filter(
        Q(ends_on=None) | Q(ends_on__gte=publication.first_on),
        agreement__authority=publication.authority_id,
        starts_on__lte=publication.last_on,
    )
    lots = Lot.objects.visible_to(access).select_related("service_area")
    units = Unit.objects.open(publication.first_on).select_related("service_area")
    read = rows.select_related("provider").prefetch_related(
        Prefetch("lots", lots), Prefetch("units", units)
    )
    chosen = set(publication.service_areas.values_list("pk", flat=True))
    places: Places = {}
    homeless: dict[int, Missing] = {}
    for contract in read:
        areas = {lot.service_area for lot in contract.lots.all() if lot.service_area}
        areas |= {unit.service_area for unit in contract.units.all()}
        if not areas:
            homeless[contract.provider_id] = Missing(contract.provider.name, LeftOut.NO_AREA)
        for area in areas:
            if chosen and area.pk not in chosen:
                continue
            key = contract.provider_id, area.pk
            place = places.setdefault(key, _Place(contract.provider, area))
            place.units |= {
                unit.pk: unit for unit in contract.units.all() if unit.service_area_id == area.pk
            }
    here = {key for key, _area in places}
    return places, [homeless[key] for key in sorted(homeless) if key not in here]


def _reported(access: Access, publication: Publication) -> QuerySet[Followup]:
    rows = Followup.objects.visible_to(access).reported()
    day = Coalesce("carried_out_on", "reported_on")
    return (
        rows.annotate(day=day)
        .filter(
            authority=publication.authority_id,
            secrecy__lte=Secrecy.INTERNAL,
            reported_on__isnull=False,
            day__gte=publication.first_on,
            day__lte=publication.last_on,
        )
        .order_by("day", "pk")
    )


def _notes(access: Access, publication: Publication) -> Iterable[ProviderNote]:
    rows = ProviderNote.objects.visible_to(access).filter(publication=publication)
    return rows.select_related("provider")


def _unsettled(access: Access, followups: QuerySet[Followup]) -> set[int]:
    rows = FactCheck.objects.visible_to(access).filter(followup__in=_keys(followups))
    found = rows.exclude(state=FactCheckState.SETTLED)
    return set(found.values_list("followup_id", flat=True))


def _keys(followups: QuerySet[Followup]) -> QuerySet[Followup, Any]:
    return followups.order_by().values("pk")


def _told(
    access: Access,
    followups: Sequence[Followup],
    rows_of: QuerySet[Followup],
    *,
    as_of: date,
) -> Mapping[int, ToldFollowup]:
    of = {"followup__in": _keys(rows_of)}
    areas: dict[int, list[ToldArea]] = {}
    rows = AreaAssessment.objects.visible_to(access).filter(**of, level__in=SHOWN_LEVELS)
    for row in rows.select_related("section").order_by("section__number"):
        areas.setdefault(row.followup_id, []).append(ToldArea(row.section.name, row.level))
    deficiencies = Finding.objects.visible_to(access).deficiencies().filter(**of)
    counts = {
        key: (found, remedied)
        for key, found, remedied in deficiencies.order_by()
        .values("followup_id")
        .annotate(found=Count("pk"), remedied=Count("pk", filter=Q(remedied_on__lte=as_of)))
        .values_list("followup_id", "found", "remedied")
    }
    plans = {
        row.followup_id: _plan(row, as_of)
        for row in ActionPlan.objects.visible_to(access).filter(**of, requested_on__lte=as_of)
    }
    return {
        row.pk: ToldFollowup(
            row.carried_out_on or row.reported_on or as_of,
            row.kind,
            areas.get(row.pk, ()),
            *counts.get(row.pk, (0, 0)),
            plans.get(row.pk, ""),
        )
        for row in followups
    }


def _plan(row: ActionPlan, as_of: date) -> str:
    approved = row.approved_on is not None and row.approved_on <= as_of
    return "approved" if approved and row.state in APPROVED_OR_LATER else "requested"


def _place_of(row: Followup, places: Places) -> _Place | None:
    """Return where the follow-up belongs: its lot's area, its unit's, or the provider's only one.

    One whose area cannot be told is told under the provider's first area.
    """
    named = [row.lot and row.lot.service_area_id, row.unit and row.unit.service_area_id]
    for area in named:
        if area:
            return places.get((row.contract.provider_id, area))
    own = [key for key in places if key[0] == row.contract.provider_id]
    return places[min(own)] if own else None


def _replies(access: Access, publication: Publication) -> Mapping[tuple[int, int], int]:
    """Return how many clients have answered in the months of the period."""
    rows = ClientReply.objects.visible_to(access).filter(
        questions__authority=publication.authority_id,
        month__gte=publication.first_on,
        month__lte=publication.last_on,
    )
    counted = rows.order_by().values("unit__provider", "unit__service_area").annotate(n=Count("pk"))
    return {
        (provider, area): number
        for provider, area, number in counted.values_list(
            "unit__provider", "unit__service_area", "n"
        )
    }


def _service(place: _Place, replies: Mapping[tuple[int, int], int]) -> ToldService:
    provider, area = place.provider, place.area
    units = sorted(place.units.values(), key=lambda unit: (unit.sort_key, unit.pk))
    places = [unit.places for unit in units]
    known = [number for number in places if number is not None]
    return ToldService(
        key=provider.pk,
        name=provider.name,
        number=provider.org_number,
        is_sole_trader=provider.legal_form == LegalForm.SOLE_TRADER,
        operating_form=provider.operating_form,
        area_code=area.code,
        area_name=area.name,
        units=() if is_sheltered(area.code) else [unit.name for unit in units],
        places=sum(known) if places and len(known) == len(places) else None,
        followups=place.followups,
        replies=replies.get((provider.pk, area.pk), 0),
    )


def _with_words(service: ToldService, note: ProviderNote | None) -> ToldService:
    if note is None:
        return service
    return replace(service, sentence=note.sentence, sentence_en=note.sentence_en)
