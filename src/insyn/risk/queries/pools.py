"""What a draw reads: the pool in words that an outsider can follow, and what is known of each."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Max, Min

from insyn.accounts.models import Authority
from insyn.followups.models import Followup
from insyn.followups.rules import State
from insyn.kernel import orgnr
from insyn.kernel.access import Access
from insyn.registry.models import Agreement, Contract, Lot, Unit
from insyn.risk.models import Candidate, RiskScore, Selection
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


def file_of(access: Access, selection: Selection, candidates: Sequence[Candidate]) -> AnyFile:
    """Return pool and rule of a selection, as they are drawn and frozen."""
    authorities = taking_part(access, selection)
    if selection.is_by_steps:
        pool = step_pool_of(selection, candidates, authorities)
        return StepFile(pool, rule_of(selection))
    return PoolFile(
        pool=pool_of(candidates, authorities),
        quota=selection.quota,
        allots_lots=selection.allots_lots,
    )


def pool_of(candidates: Iterable[Candidate], authorities: Iterable[Authority]) -> Pool:
    """Return what is drawn among by the rule of a coordinated follow-up."""
    keyed = keys_of(candidates)
    return Pool(
        candidates=tuple(
            PoolCandidate(
                key=key,
                name=str(row.contract.provider),
                lot=_lot_name(row.lot),
                is_used=row.is_used,
                is_wished=row.is_wished,
            )
            for key, row in keyed.items()
        ),
        authorities=tuple(str(authority) for authority in authorities),
        lots=_lot_names(keyed.values()),
    )


def step_pool_of(
    selection: Selection, candidates: Iterable[Candidate], authorities: Sequence[Authority]
) -> StepPool:
    """Return what is chosen among by a rule in steps."""
    keyed = keys_of(candidates)
    names = {authority.pk: str(authority) for authority in authorities}
    return StepPool(
        year=selection.year,
        candidates=tuple(
            _step_candidate(key, row, names, str(selection.authority)) for key, row in keyed.items()
        ),
        authorities=tuple(names.values()),
        lots=_lot_names(keyed.values()),
    )


def _step_candidate(key: str, row: Candidate, names: Mapping[int, str], own: str) -> StepCandidate:
    known = row.facts
    last, first = known.get("last_on"), known.get("first_client_on")
    return StepCandidate(
        key=key,
        name=str(row.contract.provider),
        lot=_lot_name(row.lot),
        owner=names.get(row.contract.agreement.authority_id, own),
        is_used=row.is_used,
        is_wished=row.is_wished,
        score=known.get("score"),
        band=RiskBand(known["band"]) if known.get("band") else None,
        last_on=date.fromisoformat(last) if last else None,
        first_client_on=date.fromisoformat(first) if first else None,
    )


def keys_of(candidates: Iterable[Candidate]) -> dict[str, Candidate]:
    """Return each candidate under its key in the lottery.

    The key is the organisation number and the number of the lot; without lots that of the
    agreement. A sole trader's number is personal and is replaced by that of the contract.
    """
    rows = list(candidates)
    lots = sorted({row.lot for row in rows if row.lot}, key=lambda lot: (lot.position, lot.pk))
    number = {lot.pk: index for index, lot in enumerate(lots, 1)}
    of_agreement = {
        agreement.pk: index
        for index, agreement in enumerate(
            sorted(
                {row.contract.agreement for row in rows if row.lot is None},
                key=lambda agreement: (agreement.sort_key, agreement.pk),
            ),
            1,
        )
    }
    return {
        f"{_public_key(row.contract)}/"
        f"{number[row.lot.pk] if row.lot else of_agreement[row.contract.agreement_id]}": row
        for row in rows
    }


def _lot_name(lot: Lot | None) -> str:
    return lot.name if lot else ""


def _lot_names(candidates: Iterable[Candidate]) -> tuple[str, ...]:
    lots = {row.lot for row in candidates if row.lot}
    return tuple(lot.name for lot in sorted(lots, key=lambda lot: (lot.position, lot.pk)))


def _public_key(contract: Contract) -> str:
    digits = contract.provider.org_number
    return f"K{contract.pk}" if orgnr.is_personal(digits) else orgnr.show(digits)


def whole_pool(access: Access, selection: Selection) -> list[Candidate]:
    """Return every contract that can be chosen, as candidates that are not stored yet.

    In each lot of its agreement when the lots are dealt out, else once. Seven queries.
    """
    agreements = agreements_of(access, selection)
    contracts = list(usable_contracts(access, agreements, selection.year))
    known = known_of(access, selection, agreements)
    lots = _lots(access, selection)
    return [
        Candidate(selection=selection, contract=contract, lot=lot, facts=known.get(contract.pk, {}))
        for contract in contracts
        for lot in (lots.get(contract.pk, ()) if lots is not None else (None,))
    ]


def _lots(access: Access, selection: Selection) -> Mapping[int, Sequence[Lot]] | None:
    """Return the lots of each contract, or None when the lots are not dealt out."""
    if selection.distribution != Distribution.LOTS or selection.agreement is None:
        return None
    top, lots_of = lots_of_contracts(access, selection.agreement)
    return {contract: [top[key] for key in sorted(keys)] for contract, keys in lots_of.items()}


def known_of(
    access: Access, selection: Selection, agreements: Sequence[Agreement]
) -> dict[int, Known]:
    """Return what is known of each contract of the agreements. Five queries."""
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
