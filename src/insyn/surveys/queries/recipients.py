"""The recipients of a round: who is asked, who lacks an address, and how far each has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Prefetch, Q, Value
from django.db.models.functions import Cast, Concat
from django.utils.timezone import localdate

from insyn.criteria.models import Section
from insyn.kernel.access import Access
from insyn.mailing.models import OutgoingMail, OutgoingMailQuerySet
from insyn.mailing.rules import MailKind, MailState
from insyn.registry.models import Contract, ServiceArea, Unit
from insyn.registry.rules.names import sort_key
from insyn.surveys.models import Addressee, SurveyResponse, SurveyRound
from insyn.surveys.models.responses import SurveyResponseQuerySet
from insyn.surveys.queries.readiness import lacking_addressee
from insyn.surveys.queries.scope import PlaceInScope, possible_places
from insyn.surveys.queries.words import name_of, scope_day, scope_facts
from insyn.surveys.rules import ResponseState
from insyn.surveys.rules.deliveries import Delivery, delivery_of

SUBJECT = "surveys.surveyresponse:"
SORTS: Mapping[str, tuple[str, ...]] = {
    "provider": ("contract__provider__sort_key", "unit__sort_key", "pk"),
    "-provider": ("-contract__provider__sort_key", "unit__sort_key", "pk"),
    "unit": ("unit__sort_key", "contract__provider__sort_key", "pk"),
    "-unit": ("-unit__sort_key", "contract__provider__sort_key", "pk"),
    "due_on": ("due_on", "contract__provider__sort_key", "pk"),
    "-due_on": ("-due_on", "contract__provider__sort_key", "pk"),
}
ANSWER_DELIVERIES: Mapping[Delivery, ResponseState] = {
    Delivery.WAITING: ResponseState.WAITING,
    Delivery.OPENED: ResponseState.OPENED,
    Delivery.STARTED: ResponseState.SAVED,
    Delivery.SUBMITTED: ResponseState.SUBMITTED,
    Delivery.RETURNED: ResponseState.RETURNED,
    Delivery.ACCEPTED: ResponseState.ACCEPTED,
}
"""Deliveries that the response itself tells of."""
MAIL_STATES: Mapping[Delivery, tuple[MailState, ...]] = {
    Delivery.QUEUED: (MailState.QUEUED, MailState.SENDING),
    Delivery.SENT: (MailState.SENT,),
    Delivery.BOUNCED: (MailState.BOUNCED,),
    Delivery.FAILED: (MailState.FAILED, MailState.CANCELLED),
    Delivery.UNSURE: (MailState.UNSURE,),
}
"""Deliveries that the invitation tells of, until somebody has opened it."""


@dataclass(frozen=True, slots=True)
class RecipientRow:
    """A response in a list, with those who are asked and how far it has come."""

    response: SurveyResponse
    addressees: Sequence[Addressee]
    delivery: Delivery
    is_late: bool
    last_reminder: date | None = None

    @property
    def name(self) -> str:
        return name_of(self.response)

    @property
    def people(self) -> str:
        """Return names and addresses on one line, for a file."""
        return "; ".join(f"{row} <{row.user.email}>" for row in self.addressees)

    @property
    def first(self) -> Addressee | None:
        return self.addressees[0] if self.addressees else None


def listed_responses(
    access: Access, survey_round: SurveyRound, *, chosen: Mapping[str, Any], sort: str, today: date
) -> SurveyResponseQuerySet:
    """Return the round's responses that the filters keep, by provider and unit."""
    rows = SurveyResponse.objects.visible_to(access).filter(round=survey_round)
    if chosen.get("is_lacking"):
        rows = rows.filter(pk__in=lacking_addressee(access, survey_round).order_by().values("pk"))
    if chosen.get("q"):
        rows = rows.filter(_named(access, survey_round, chosen["q"]))
    for name, path in (("area", "service_area"), ("form", "operating_form")):
        if chosen.get(name):
            rows = rows.filter((path, chosen[name]))
    if chosen.get("delivery"):
        rows = rows.filter(_at(access, Delivery(chosen["delivery"])))
    if chosen.get("is_late"):
        rows = rows.late(today)
    told = rows.select_related("contract__provider", "unit", "service_area")
    if sort in SORTS:
        return told.order_by(*SORTS[sort])
    return told.order_by(*SORTS["provider"])


def _named(access: Access, survey_round: SurveyRound, text: str) -> Q:
    people = Addressee.objects.visible_to(access).current().filter(
        Q(user__email__icontains=text) | Q(name__icontains=text)
        | Q(user__comes_by_link=False, user__last_name__icontains=text)
        | Q(user__comes_by_link=False, user__first_name__icontains=text),
        response__round=survey_round,
    )  # fmt: skip
    key = sort_key(text)
    named = Q(contract__provider__sort_key__contains=key) | Q(unit__sort_key__contains=key)
    return named | Q(pk__in=people.order_by().values("response"))


def _invitations(access: Access) -> OutgoingMailQuerySet:
    rows = OutgoingMail.objects.visible_to(access).filter(kind=MailKind.INVITATION)
    about = Concat(Value(SUBJECT), Cast(OuterRef("pk"), CharField()), output_field=CharField())
    return rows.filter(about=about)


def _at(access: Access, delivery: Delivery) -> Q:
    """Keep the responses that have come so far; the same as ``delivery_of`` says of one.

    The invitation that went worst counts.
    """
    if delivery in ANSWER_DELIVERIES:
        return Q(state=ANSWER_DELIVERIES[delivery])
    sent = _invitations(access)
    worse = [state for other in WORST_FIRST[: WORST_FIRST.index(delivery)]
             for state in MAIL_STATES[other]]  # fmt: skip
    here = Q(Exists(sent.filter(state__in=MAIL_STATES[delivery])))
    if delivery == Delivery.QUEUED:  # one without any mail waits for its own
        here |= ~Q(Exists(sent))
    return Q(state=ResponseState.INVITED) & here & ~Q(Exists(sent.filter(state__in=worse)))


WORST_FIRST = (
    Delivery.BOUNCED, Delivery.FAILED, Delivery.UNSURE, Delivery.QUEUED, Delivery.SENT,
)  # fmt: skip
"""Which invitation is shown when a response has several."""


def with_people(
    access: Access, responses: Sequence[SurveyResponse], *, today: date
) -> list[RecipientRow]:
    """Return the responses with recipients and deliveries. Two queries, whatever their number."""
    keys = [row.pk for row in responses]
    people: dict[int, list[Addressee]] = {key: [] for key in keys}
    rows = (
        Addressee.objects.visible_to(access).current().filter(response__in=keys, is_delegate=False)
    )
    for person in rows.select_related("user"):
        people[person.response_id].append(person)
    mails, reminded = _mails(access, keys)
    return [
        RecipientRow(
            row,
            people[row.pk],
            delivery_of(row.shown_state, _worst(mails.get(row.pk, ()))),
            row.is_late(today),
            reminded.get(row.pk),
        )
        for row in responses
    ]


def _mails(
    access: Access, keys: Sequence[int]
) -> tuple[dict[int, list[MailState]], dict[int, date]]:
    """Return the states of each response's invitations, and when it was last reminded."""
    states: dict[int, list[MailState]] = {}
    reminded: dict[int, date] = {}
    rows = OutgoingMail.objects.visible_to(access).filter(
        about__in=[f"{SUBJECT}{key}" for key in keys],
        kind__in=(MailKind.INVITATION, MailKind.REMINDER),
    )
    for about, kind, state, queued in rows.order_by("queued_at").values_list(
        "about", "kind", "state", "queued_at"
    ):
        key = int(about.removeprefix(SUBJECT))
        if kind == MailKind.REMINDER:
            reminded[key] = localdate(queued)
        else:
            states.setdefault(key, []).append(MailState(state))
    return states, reminded


def _worst(states: Sequence[MailState]) -> MailState | None:
    order = [state for delivery in WORST_FIRST for state in MAIL_STATES[delivery]]
    return min(states, key=order.index, default=None)


def people_of(access: Access, response: SurveyResponse) -> list[Addressee]:
    """Return all who have been asked to answer, also those who no longer are. Two queries."""
    rows = Addressee.objects.visible_to(access).filter(response=response).select_related("user")
    sections = Prefetch("sections", Section.objects.visible_to(access))
    return list(rows.prefetch_related(sections))


def delivery_counts(access: Access, survey_round: SurveyRound) -> dict[Delivery, int]:
    """Return how many responses have come how far, in the order of the way there and back.

    States that none has reached are left out.
    """
    rows = SurveyResponse.objects.visible_to(access).filter(round=survey_round)
    counts: dict[Delivery, int] = {}
    invited: list[int] = []
    for key, code in rows.order_by().values_list("pk", "state"):
        if code == ResponseState.INVITED:
            invited.append(key)
        else:
            delivery = delivery_of(ResponseState(code), None)
            counts[delivery] = counts.get(delivery, 0) + 1
    worst = _worst_states(access, survey_round) if invited else {}
    for key in invited:
        delivery = delivery_of(ResponseState.INVITED, worst.get(key))
        counts[delivery] = counts.get(delivery, 0) + 1
    return {delivery: counts[delivery] for delivery in Delivery if delivery in counts}


def _worst_states(access: Access, survey_round: SurveyRound) -> dict[int, MailState]:
    rows = SurveyResponse.objects.visible_to(access).filter(
        round=survey_round, state=ResponseState.INVITED
    )
    about = Concat(Value(SUBJECT), Cast("pk", CharField()), output_field=CharField())
    subjects = rows.order_by().annotate(subject=about).values("subject")
    mails = OutgoingMail.objects.visible_to(access).filter(
        kind=MailKind.INVITATION, about__in=subjects
    )
    found: dict[int, list[MailState]] = {}
    for subject, state in mails.order_by().values_list("about", "state"):
        found.setdefault(int(subject.removeprefix(SUBJECT)), []).append(MailState(state))
    worst = {key: _worst(states) for key, states in found.items()}
    return {key: state for key, state in worst.items() if state is not None}


@dataclass(frozen=True, slots=True)
class PossiblePlace:
    """A unit or contract that can be added to a round by hand."""

    place: PlaceInScope
    provider: str
    unit: str
    area: str

    @property
    def value(self) -> str:
        return f"{self.place.contract_id}-{self.place.unit_id or ''}"


def addable_places(
    access: Access, survey_round: SurveyRound, *, text: str, most: int
) -> tuple[list[PossiblePlace], bool]:
    """Return units and contracts that are not in the round, and whether there are more."""
    rows = SurveyResponse.objects.visible_to(access).filter(round=survey_round)
    present = set(rows.order_by().values_list("contract", "unit"))
    possible = possible_places(access, scope_facts(survey_round), on=scope_day(survey_round))
    waiting = [place for place in possible if place.key not in present]
    named = _named_places(access, waiting)
    key = sort_key(text)
    kept = [one for one in named if key in sort_key(f"{one.provider} {one.unit}")]
    kept.sort(key=lambda one: (sort_key(one.provider), sort_key(one.unit)))
    return kept[:most], len(kept) > most


def _named_places(access: Access, places: Sequence[PlaceInScope]) -> list[PossiblePlace]:
    contracts = dict(
        Contract.objects.visible_to(access)
        .filter(pk__in={place.contract_id for place in places})
        .order_by()
        .values_list("pk", "provider__name")
    )
    units = dict(
        Unit.objects.filter(pk__in={place.unit_id for place in places if place.unit_id})
        .order_by()
        .values_list("pk", "name")
    )
    areas = dict(ServiceArea.objects.order_by().values_list("pk", "name"))
    return [
        PossiblePlace(
            place,
            contracts[place.contract_id],
            units.get(place.unit_id or 0, ""),
            areas.get(place.service_area_id or 0, ""),
        )
        for place in places
    ]
