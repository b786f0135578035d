"""What a draw reads: the pool in words that an outsider can follow, and what is known of each."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Max, Min

from insyn.accounts.models import Authority
from insyn.followups.models import Followup
from insyn.followups.rules import State
from insyn.kernel import orgnr
from insyn.kernel.access import Access
from insyn.registry.models import Agreement, Contract, Unit
from insyn.risk.models import Candidate, RiskScore, Selection
from insyn.risk.queries.measures import of_board
from insyn.risk.queries.selections import (
    agreements_of,
    lots_of_contracts,
    taking_part,
    usable_contracts,
)
from insyn.risk.rules.draw import Pool, PoolCandidate
from insyn.risk.rules.exchange import AnyFile, PoolFile
from insyn.risk.rules.kinds import AssessmentScope, RiskBand
from insyn.risk.rules.states import Distribution
from insyn.risk.rules.step_exchange import StepFile, steps_from_json
from insyn.risk.rules.steps import Rule, StepCandidate, StepPool

Known = dict[str, Any]
"""What is known of a contract, as a candidate keeps it: only what there is."""

AT_A_TIME = 2_000
"""Candidates that are read at once."""


def rule_of(selection: Selection) -> Rule:
    """Return the rule in steps of a selection."""
    return Rule(
        steps=steps_from_json(selection.steps),
        capacity=selection.capacity,
        distribution=Distribution(selection.distribution),
    )


def rule_of_record(record: Mapping[str, Any]) -> Rule:
    """Return the rule in steps by which a frozen record was drawn."""
    told = record["result"]
    return Rule(
        steps=steps_from_json(record["pool"]["steps"]),
        capacity=told["capacity"],
        distribution=Distribution(told["distribution"]),
    )


class PoolLot(NamedTuple):
    """A lot as it is put in order."""

    position: int
    pk: int
    name: str


class PoolRow(NamedTuple):
    """A stored candidate with what a draw reads of it, and no more: there may be very many."""

    pk: int
    contract_id: int
    org_number: str
    name: str
    agreement: tuple[str, int]
    agreement_authority_id: int
    lot: PoolLot | None
    is_used: bool
    is_wished: bool
    facts: Known

    @property
    def lot_name(self) -> str:
        return self.lot.name if self.lot else ""


def pool_of_selection(access: Access, selection: Selection) -> dict[str, PoolRow]:
    """Return the candidates of a selection, each under its key in the lottery. One query."""
    return keys_of(_pool_rows(access, selection))


def _pool_rows(access: Access, selection: Selection) -> list[PoolRow]:
    rows = Candidate.objects.visible_to(access).filter(selection=selection).order_by("pk")
    read = rows.values_list(
        "pk", "contract_id", "contract__provider__org_number", "contract__provider__name",
        "contract__agreement__sort_key", "contract__agreement_id",
        "contract__agreement__authority_id", "lot__position", "lot_id", "lot__name",
        "is_used", "is_wished", "facts",
    )  # fmt: skip
    once: dict[Any, Any] = {}
    same = once.setdefault
    found = []
    for (
        pk, contract, number, name, sort_key, agreement, authority, position, lot, lot_name,
        is_used, is_wished, facts,
    ) in read.iterator(AT_A_TIME):  # fmt: skip
        of_agreement = (sort_key, agreement)
        in_lot = None if lot is None else PoolLot(position, lot, lot_name)  # type: ignore[redundant-expr]  # a candidate without lot
        found.append(
            PoolRow(
                pk, contract, number, same(name, name), same(of_agreement, of_agreement),
                authority, same(in_lot, in_lot), is_used, is_wished, facts,
            )
        )  # fmt: skip
    return found


def file_of(access: Access, selection: Selection, keyed: Mapping[str, PoolRow]) -> AnyFile:
    """Return pool and rule of a selection, as they are drawn and frozen."""
    authorities = taking_part(access, selection)
    if selection.is_by_steps:
        pool = step_pool_of(selection, keyed, authorities)
        return StepFile(pool, rule_of(selection))
    return PoolFile(
        pool=pool_of(keyed, authorities),
        quota=selection.quota,
        allots_lots=selection.allots_lots,
    )


def pool_of(keyed: Mapping[str, PoolRow], authorities: Iterable[Authority]) -> Pool:
    """Return what is drawn among by the rule of a coordinated follow-up."""
    return Pool(
        candidates=tuple(
            PoolCandidate(
                key=key,
                name=row.name,
                lot=row.lot_name,
                is_used=row.is_used,
                is_wished=row.is_wished,
            )
            for key, row in keyed.items()
        ),
        authorities=tuple(str(authority) for authority in authorities),
        lots=_lot_names(keyed.values()),
    )


def step_pool_of(
    selection: Selection, keyed: Mapping[str, PoolRow], authorities: Sequence[Authority]
) -> StepPool:
    """Return what is chosen among by a rule in steps."""
    names = {authority.pk: str(authority) for authority in authorities}
    return StepPool(
        year=selection.year,
        candidates=tuple(
            _step_candidate(key, row, names, str(selection.authority)) for key, row in keyed.items()
        ),
        authorities=tuple(names.values()),
        lots=_lot_names(keyed.values()),
    )


def _step_candidate(key: str, row: PoolRow, names: Mapping[int, str], own: str) -> StepCandidate:
    known = row.facts.get
    last, first, band = known("last_on"), known("first_client_on"), known("band")
    return StepCandidate(
        key,
        row.name,
        row.lot_name,
        names.get(row.agreement_authority_id, own),
        row.is_used,
        row.is_wished,
        known("score"),
        _BAND_OF[band] if band else None,
        date.fromisoformat(last) if last else None,
        date.fromisoformat(first) if first else None,
    )


_BAND_OF = {band.value: band for band in RiskBand}


def keys_of(rows: Sequence[PoolRow]) -> dict[str, PoolRow]:
    """Return each candidate under its key in the lottery.

    The key is the organisation number and the number of the lot; without lots that of the
    agreement. A sole trader's number is personal and is replaced by that of the contract.
    """
    lots = _numbered(row.lot for row in rows if row.lot)
    agreements = _numbered(row.agreement for row in rows if row.lot is None)
    return {
        f"{_public_key(row)}/{lots[row.lot] if row.lot else agreements[row.agreement]}": row
        for row in rows
    }


def _numbered(things: Iterable[Any]) -> dict[Any, int]:
    """Return the number of each thing, from 1, in the order of the things."""
    return {thing: number for number, thing in enumerate(sorted(set(things)), 1)}


def _lot_names(candidates: Iterable[PoolRow]) -> tuple[str, ...]:
    return tuple(lot.name for lot in sorted({row.lot for row in candidates if row.lot}))


def _public_key(row: PoolRow) -> str:
    digits = row.org_number
    return f"K{row.contract_id}" if orgnr.is_personal(digits) else orgnr.show(digits)


def whole_pool(access: Access, selection: Selection) -> list[tuple[int, int | None, Known]]:
    """Return everybody that can be chosen: contract, lot, and what is known of the contract.

    In each lot of its agreement when the lots are dealt out, else once. Seven queries.
    """
    agreements = agreements_of(access, selection)
    contracts = usable_contracts(access, agreements, selection.year).order_by(
        "provider__sort_key", "pk"
    )
    known = known_of(access, selection, agreements)
    lots = _lots(access, selection)
    return [
        (contract, lot, known.get(contract, {}))
        for contract in contracts.values_list("pk", flat=True)
        for lot in (lots.get(contract, ()) if lots is not None else (None,))
    ]


def _lots(access: Access, selection: Selection) -> Mapping[int, Sequence[int]] | None:
    """Return the lots of each contract, or None when the lots are not dealt out."""
    if selection.distribution != Distribution.LOTS or selection.agreement is None:
        return None
    _top, lots_of = lots_of_contracts(access, selection.agreement)
    return {contract: sorted(keys) for contract, keys in lots_of.items()}


def known_of(
    access: Access, selection: Selection, agreements: Sequence[Agreement]
) -> dict[int, Known]:
    """Return what the selection's board knows of each contract of the agreements. Five queries.

    What the asker sees in other boards' stead is left out: it must not change the selection.
    """
    access = of_board(access, selection.authority_id)
    found: dict[int, Known] = {}
    for key, score, band in _scores(access, selection, agreements):
        found.setdefault(key, {}).update(score=score, band=band)
    done = (
        Followup.objects.visible_to(access)
        .filter(contract__agreement__in=agreements, carried_out_on__isnull=False)
        .exclude(state=State.CANCELLED)
        .order_by()
        .values_list("contract")
        .annotate(last=Max("carried_out_on"))
    )
    for key, last in done:
        found.setdefault(key, {})["last_on"] = last.isoformat()
    for key, first in _first_clients(access, agreements).items():
        found.setdefault(key, {})["first_client_on"] = first.isoformat()
    return found


def _scores(
    access: Access, selection: Selection, agreements: Sequence[Agreement]
) -> Iterable[tuple[int, int, str]]:
    """Return contract, score and standing band; an agreement's score counts for its contracts."""
    assessment = selection.assessment
    if assessment is None:
        return
    fields = ("score", "band", "override")
    scores = RiskScore.objects.visible_to(access).filter(
        assessment=assessment, agreement__in=agreements
    )
    if assessment.scope == AssessmentScope.CONTRACTS:
        for key, score, band, override in scores.order_by().values_list("contract", *fields):
            yield key, score, override or band
        return
    of_agreement = {
        key: (score, override or band)
        for key, score, band, override in scores.order_by().values_list("agreement", *fields)
    }
    contracts = Contract.objects.visible_to(access).filter(agreement__in=of_agreement)
    for key, agreement in contracts.order_by().values_list("pk", "agreement"):
        yield key, *of_agreement[agreement]


def has_other_scores(access: Access, selection: Selection, candidates: Iterable[PoolRow]) -> bool:
    """Tell whether the assessment says something else now than when candidates were fetched."""
    agreements = agreements_of(access, selection)
    own = of_board(access, selection.authority_id)
    now = {key: (score, band) for key, score, band in _scores(own, selection, agreements)}
    unknown = (None, None)
    return any(
        now.get(row.contract_id, unknown) != (row.facts.get("score"), row.facts.get("band"))
        for row in candidates
    )


def _first_clients(access: Access, agreements: Sequence[Agreement]) -> dict[int, date]:
    """Return when each contract got its first client: in its units, or else its provider's."""
    contracts = Contract.objects.visible_to(access).filter(agreement__in=agreements).order_by()
    units = contracts.filter(units__first_client_on__isnull=False)
    of_contract = dict(units.values_list("pk").annotate(first=Min("units__first_client_on")))
    begun = Unit.objects.filter(
        first_client_on__isnull=False, provider__in=contracts.values("provider")
    )
    of_provider = dict(
        begun.order_by().values_list("provider").annotate(first=Min("first_client_on"))
    )
    return {
        key: of_contract.get(key) or of_provider[provider]
        for key, provider in contracts.values_list("pk", "provider")
        if key in of_contract or provider in of_provider
    }
