"""An agreement with lots and contracts, ready to choose among."""

from dataclasses import dataclass
from typing import Any

from insyn.accounts.models import Authority, Cooperation
from insyn.kernel.access import Access
from insyn.registry.models import Agreement, Contract, Lot
from insyn.risk import services
from insyn.risk.models import Candidate, Selection
from insyn.risk.services import CandidateFacts
from tests.factories import AgreementFactory, ContractFactory, LotFactory

SEED = "2026-03-02 SN 2026/12"


@dataclass
class Market:
    """Two lots with contracts in each."""

    agreement: Agreement
    lots: list[Lot]
    contracts: list[Contract]


def market(
    authority: Authority, cooperation: Cooperation | None = None, *, each: int = 3
) -> Market:
    """Return an agreement with the lots HVB and Stödboende and ``each`` contracts in both."""
    agreement = AgreementFactory.create(
        authority=authority, cooperation=cooperation, case_number="SN 2026/12"
    )
    lots = [
        LotFactory.create(agreement=agreement, name=name, position=position)
        for position, name in enumerate(["HVB", "Stödboende"])
    ]
    contracts = []
    for lot in lots:
        for _ in range(each):
            contract = ContractFactory.create(agreement=agreement)
            contract.lots.add(lot)
            contracts.append(contract)
    return Market(agreement, lots, contracts)


def facts(place: Market, *, used: int = 0) -> list[CandidateFacts]:
    """Return every contract as a candidate; the first ``used`` are used."""
    return [
        CandidateFacts(contract, contract.lots.unscoped(reason="test").get(), is_used=n < used)
        for n, contract in enumerate(place.contracts)
    ]


def drafted(access: Access, place: Market, **given) -> Selection:
    """Return a draft that has candidates."""
    values: dict[str, Any] = {"title": "Urval 2026", "year": 2026, "quota": 2} | given
    selection = services.create_selection(
        access, agreement=place.agreement, authority=place.agreement.authority, **values
    )
    return services.set_candidates(access, selection, candidates=facts(place))


def frozen(access: Access, place: Market, **given) -> Selection:
    """Return a selection that has been drawn here."""
    selection = services.fix_seed(access, drafted(access, place, **given), seed=SEED)
    return services.freeze_by_draw(access, selection)


def candidates(selection: Selection) -> list[Candidate]:
    rows = Candidate.objects.unscoped(reason="test").filter(selection=selection)
    return list(rows.select_related("contract__provider", "lot", "authority__municipality"))
