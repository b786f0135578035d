"""Answers about sanctions: the ladder with what has been done, the list, and one page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from insyn.delegations.queries import grant_of, may_decide, who_may
from insyn.delegations.rules import described
from insyn.documents.models import Document
from insyn.findings.models import Finding
from insyn.followups.models import Followup
from insyn.kernel.access import Access, Permission
from insyn.measures.models import (
    PlanStep,
    Sanction,
    SanctionLetter,
    SanctionLine,
    SanctionMove,
    SanctionQuerySet,
)
from insyn.measures.rules import PlanEvent
from insyn.measures.rules.sanction_checks import (
    DECIDED_BY_SOMEBODY,
    STANDS,
    Rung,
    matter_of,
    passed_over,
    permission_for_sanction,
    rung_problem,
)
from insyn.measures.rules.sanctions import SanctionEvent, SanctionState
from insyn.platform.ordering import in_order_of
from insyn.registry.models import Contract, Provider, SanctionStep
from insyn.registry.rules import AgreementForm, ContractStatus, SanctionKind

ABOUT = ("contract__provider", "contract__agreement", "authority__municipality", "followup")
OF_PROVIDER_SHOWN = 10
DONE_SHOWN = 20
"""Steps taken before that a page tells of, the latest first."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that has been taken against a provider: which, when, and where it stands."""

    label: str
    on: date | None
    state: str
    number: str
    followup_id: int | None
    sanction_id: int | None
    kind: SanctionKind


def taken_before(access: Access, contract: Contract, authority_id: int) -> list[Taken]:
    """Return the steps that the authority has taken under the contract, the latest first.

    Sanctions that the provider was told of and that stand, and warnings on action plans. Two
    queries.
    """
    rows = Sanction.objects.visible_to(access).filter(
        Q(state__in=STANDS) | Q(state=SanctionState.CLOSED, carried_out_on__isnull=False),
        contract=contract,
        authority=authority_id,
    )
    steps = _warnings(access).filter(
        plan__followup__contract=contract, plan__followup__authority=authority_id
    )
    found = [_taken(row) for row in rows.order_by("-notified_on", "-pk")[:DONE_SHOWN]]
    found += [taken_warning(step) for step in steps.order_by("-happened_on", "-pk")[:DONE_SHOWN]]
    return sorted(found, key=lambda one: one.on or date.min, reverse=True)


def _warnings(access: Access) -> QuerySet[PlanStep]:
    rows = PlanStep.objects.visible_to(access).filter(event=PlanEvent.WARN)
    return rows.select_related("plan__followup__contract__provider", "plan__followup__authority")


def _taken(row: Sanction) -> Taken:
    kind, state = row.shown_kind, row.shown_state
    return Taken(_(kind.label), row.notified_on, _(state.label), row.number, None, row.pk, kind)


def taken_warning(step: PlanStep) -> Taken:
    """Return a warning on an action plan as the step of the ladder that it is."""
    followup = step.plan.followup
    label = _("Varning i åtgärdsplan")
    on, number = step.happened_on, followup.number
    return Taken(label, on, _(step.told), number, followup.pk, None, SanctionKind.WARNING)


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step of the ladder as one who proposes meets it."""

    step: SanctionStep
    problem: str
    passed_over: Sequence[str]
    deciders: Sequence[str]


def ladder_of(
    access: Access, contract: Contract, authority_id: int, *, today: date
) -> list[ShownStep]:
    """Return the agreement's own steps: why one cannot be taken, and who may decide on it."""
    agreement = contract.agreement
    steps = list(SanctionStep.objects.visible_to(access).filter(agreement=agreement))
    done = frozenset(one.kind for one in taken_before(access, contract, authority_id))
    rungs = {step.pk: _rung(step) for step in steps}
    form, owns = AgreementForm(agreement.form), agreement.authority_id == authority_id
    return [
        ShownStep(
            step=step,
            problem=rung_problem(rungs[step.pk], form, owns_agreement=owns),
            passed_over=[
                _(rung.kind.label)
                for rung in passed_over(list(rungs.values()), done, rungs[step.pk])
            ],
            deciders=_deciders(access, authority_id, SanctionKind(step.kind), today),
        )
        for step in steps
    ]


def _rung(step: SanctionStep) -> Rung:
    return Rung(step.number, SanctionKind(step.kind), step.clause, step.deadline_days)


def _deciders(access: Access, authority_id: int, kind: SanctionKind, on: date) -> list[str]:
    rights = who_may(access, authority_id, matter_of(kind), on=on)
    return [described(grant_of(right)) for right in rights]


_STATE = in_order_of("state", SanctionState)
SORTS: Mapping[str, tuple[str | OrderBy, ...]] = {
    "number": ("authority", "number"),
    "-number": ("-authority", "-number"),
    "provider": ("contract__provider__sort_key", "pk"),
    "-provider": ("-contract__provider__sort_key", "-pk"),
    "kind": (in_order_of("kind", SanctionKind).asc(), "pk"),
    "-kind": (in_order_of("kind", SanctionKind).desc(), "-pk"),
    "state": (_STATE.asc(), "-pk"),
    "-state": (_STATE.desc(), "-pk"),
    "due": (F("answer_due_on").asc(nulls_last=True), "pk"),
    "-due": (F("answer_due_on").desc(nulls_last=True), "-pk"),
}
"""What the list may be sorted by."""


def sanctions(access: Access, chosen: Mapping[str, Any], *, sort: str = "") -> SanctionQuerySet:
    """Return the sanctions that the asker sees, filtered, the latest first unless sorted.

    Each has what its lines come to: proposed, decided and what holds now.
    """
    rows = Sanction.objects.visible_to(access).select_related(*ABOUT)
    if said := chosen.get("q"):
        named = Provider.objects.matching(said).values("pk")
        rows = rows.filter(Q(contract__provider__in=named) | Q(number__icontains=said))
    for name, path in _FILTERS.items():
        if chosen.get(name):
            rows = rows.filter(**{path: chosen[name]})
    if chosen.get("is_open"):
        rows = rows.exclude(state__in=(SanctionState.CLOSED, SanctionState.WITHDRAWN))
    return with_sums(rows).order_by(*SORTS.get(sort, ("-proposed_on", "-pk")))


_FILTERS: Mapping[str, str] = {
    "authority": "authority",
    "agreement": "contract__agreement",
    "provider": "contract__provider",
    "contract": "contract",
    "kind": "kind",
    "state": "state",
    "year": "proposed_on__year",
}


def with_sums(rows: SanctionQuerySet) -> SanctionQuerySet:
    """Add what the lines of each come to. The rows say themselves who sees them and their lines."""
    return rows.annotate(
        proposed_sum=Sum("lines__proposed"),
        decided_sum=Sum("lines__decided"),
        holds_sum=Sum(Coalesce("lines__settled", "lines__decided")),
    )


def sanctions_of_followup(access: Access, followup: Followup) -> list[Sanction]:
    """Return the sanctions that a follow-up gave rise to, the latest first. One query."""
    rows = Sanction.objects.visible_to(access).select_related(*ABOUT).filter(followup=followup)
    return list(with_sums(rows).order_by("-proposed_on", "-pk"))


def sanctions_of_provider(access: Access, provider: Provider) -> list[Sanction]:
    """Return the latest sanctions against a provider that the asker sees. One query."""
    rows = Sanction.objects.visible_to(access).select_related(*ABOUT)
    found = with_sums(rows.filter(contract__provider=provider))
    return list(found.order_by("-proposed_on", "-pk")[:OF_PROVIDER_SHOWN])


def plan_warnings(access: Access, chosen: Mapping[str, Any]) -> QuerySet[PlanStep]:
    """Return the warnings on action plans that the filters of the list keep, the latest first."""
    rows = _warnings(access)
    if said := chosen.get("q"):
        named = Provider.objects.matching(said).values("pk")
        number = Q(plan__followup__number__icontains=said)
        rows = rows.filter(Q(plan__followup__contract__provider__in=named) | number)
    for name, path in _WARNING_FILTERS.items():
        if chosen.get(name):
            rows = rows.filter(**{path: chosen[name]})
    is_other = chosen.get("state") or chosen.get("kind") not in {None, "", SanctionKind.WARNING}
    kept = rows.none() if is_other else rows
    return kept.order_by(F("happened_on").desc(nulls_last=True), "-pk")


_WARNING_FILTERS: Mapping[str, str] = {
    "authority": "plan__followup__authority",
    "agreement": "plan__followup__contract__agreement",
    "provider": "plan__followup__contract__provider",
    "contract": "plan__followup__contract",
    "year": "happened_on__year",
}


@dataclass(frozen=True, slots=True)
class Sums:
    """What the lines of one sanction come to; None where nothing is decided or settled."""

    proposed: Decimal | None
    decided: Decimal | None
    settled: Decimal | None


@dataclass(frozen=True, slots=True)
class ShownLetter:
    """A letter, and whether the asker may open its papers."""

    letter: SanctionLetter
    may_open: bool


@dataclass(frozen=True, slots=True)
class SanctionPage:
    """Everything that the page of one sanction shows."""

    sanction: Sanction
    lines: Sequence[SanctionLine]
    sums: Sums
    findings: Sequence[Finding]
    moves: Sequence[SanctionMove]
    letters: Sequence[ShownLetter]
    events: Sequence[SanctionEvent]
    done_before: Sequence[Taken]
    deciders: Sequence[str]
    is_stopped: bool
    may_lift: bool
    may_add_proof: bool
    is_overdue: bool


def lines_of(access: Access, sanction: Sanction) -> list[SanctionLine]:
    """Return the lines in order, with what they are about."""
    rows = SanctionLine.objects.visible_to(access).filter(sanction=sanction)
    return list(rows.select_related("unit", "finding"))


def sums_of_sanction(access: Access, sanction: Sanction) -> Sums:
    """Return what the lines come to, counted by the database."""
    rows = SanctionLine.objects.visible_to(access).filter(sanction=sanction)
    found = rows.aggregate(proposed=Sum("proposed"), decided=Sum("decided"), settled=Sum("settled"))
    return Sums(**found)


def sanction_page(access: Access, sanction: Sanction, *, today: date) -> SanctionPage:
    """Return what the asker sees of a sanction, and which moves are open to them."""
    owner, contract = sanction.authority_id, sanction.contract
    findings = Finding.objects.visible_to(access).filter(sanctions=sanction)
    may_measure = access.may(Permission.REQUEST_MEASURES, authority_id=owner)
    is_stopped = contract.status == ContractStatus.INTAKE_STOP
    due = sanction.answer_due_on
    return SanctionPage(
        sanction=sanction,
        lines=lines_of(access, sanction),
        sums=sums_of_sanction(access, sanction),
        findings=list(findings.select_related("followup__contract__provider")),
        moves=list(SanctionMove.objects.visible_to(access).filter(sanction=sanction)),
        letters=letters_of(access, sanction),
        events=_events(access, sanction, today),
        done_before=[
            one for one in taken_before(access, contract, owner) if one.sanction_id != sanction.pk
        ],
        deciders=_deciders(access, owner, sanction.shown_kind, today),
        is_stopped=is_stopped,
        may_lift=is_stopped and may_lift(access, contract),
        may_add_proof=may_measure and sanction.notified_on is not None and not sanction.proof_id,
        is_overdue=sanction.state == SanctionState.NOTIFIED and due is not None and due < today,
    )


def may_lift(access: Access, contract: Contract) -> bool:
    """Tell whether the asker may lift a stop of the contract."""
    owner = contract.agreement.authority_id
    return access.may(Permission.EDIT_REGISTER, authority_id=owner)


def letters_of(access: Access, sanction: Sanction) -> list[ShownLetter]:
    """Return the letters of a sanction, the earliest first. One query."""
    rows = SanctionLetter.objects.visible_to(access).filter(sanction=sanction)
    opened = Document.objects.visible_to(access).filter(pk=OuterRef("pdf"))
    found = rows.annotate(is_open=Exists(opened))
    return [ShownLetter(row, getattr(row, "is_open")) for row in found]  # noqa: B009  annotated


def _events(access: Access, sanction: Sanction, today: date) -> list[SanctionEvent]:
    """Return the moves that are possible now and open to the asker, in table order."""
    owner = sanction.authority_id
    return [
        event
        for event in sanction.possible_events()
        if access.may(permission_for_sanction(event), authority_id=owner)
        or (
            event in DECIDED_BY_SOMEBODY
            and may_decide(access, owner, matter_of(sanction.shown_kind), amount=None, on=today)
        )
    ]
