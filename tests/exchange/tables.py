"""How tests take lists of one kind in and out, and a register that has some of everything."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from insyn.accounts.models import Authority, Municipality
from insyn.exchange.queries.exports import all_rows, exported
from insyn.exchange.queries.plans import plan_list
from insyn.exchange.queries.scope import Scope
from insyn.exchange.rules.kinds import ListKind, excel_columns
from insyn.exchange.rules.preview import Preview
from insyn.exchange.rules.tables import TABLES
from insyn.exchange.services.lists import ImportSummary, carry_out_import, preview_import
from insyn.kernel.access import Access
from insyn.papers.excel import write, write_csv
from insyn.platform import clock
from insyn.registry.models import (
    Agreement,
    Contract,
    Provider,
    ProviderName,
    ServiceArea,
    Unit,
    Usage,
)
from insyn.registry.rules import ContractStatus, EndReason, LegalForm, NameKind, OperatingForm
from tests.factories import (
    AgreementFactory,
    AgreementOptionFactory,
    ContractFactory,
    ContractPriceFactory,
    LotFactory,
    PermitFactory,
    ProviderFactory,
    ProviderGroupFactory,
    SanctionStepFactory,
    UnitFactory,
    UnitOperationFactory,
    UsageFactory,
)

ORDER = (
    ListKind.PROVIDERS, ListKind.UNITS, ListKind.OPERATIONS, ListKind.PERMITS,
    ListKind.AGREEMENTS, ListKind.OPTIONS, ListKind.LOTS, ListKind.SANCTIONS,
    ListKind.CONTRACTS, ListKind.PRICES, ListKind.USAGE,
)  # fmt: skip
"""Each kind after those that its rows point at."""


def rows_of(access: Access, kind: ListKind) -> list[dict[str, object]]:
    """Return what the export of a kind says, row by row."""
    sources = {
        ListKind.PROVIDERS: Provider.objects.order_by("sort_key", "pk"),
        ListKind.UNITS: Unit.objects.order_by("sort_key", "pk"),
        ListKind.AGREEMENTS: Agreement.objects.visible_to(access),
        ListKind.CONTRACTS: Contract.objects.visible_to(access).order_by(
            "agreement__sort_key", "provider__sort_key"
        ),
        ListKind.USAGE: Usage.objects.visible_to(access).order_by(
            "contract__provider__sort_key", "period_start", "pk"
        ),
    }
    rows = sources.get(kind)
    return list(exported(access, TABLES[kind], all_rows(access, kind) if rows is None else rows))


def file_of(kind: ListKind, rows: Iterable[Mapping[str, object]], file_type: str) -> bytes:
    columns = excel_columns(TABLES[kind])
    if file_type == "csv":
        return write_csv(columns, rows)
    return write(columns, rows, title=TABLES[kind].kind.label)


def csv_of(kind: ListKind, *rows: Mapping[str, object]) -> bytes:
    """Return a file with only the columns that the rows have, under their headings."""
    keys = list(dict.fromkeys(key for row in rows for key in row))
    headings = TABLES[kind].headings
    lines = [[headings[key] for key in keys]]
    lines += [[str(row.get(key, "")) for key in keys] for row in rows]
    quoted = (";".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines)
    return "\n".join(quoted).encode("utf-8-sig")


def read(kind: ListKind, content: bytes, file_type: str = "csv") -> Preview:
    return preview_import(content, f"lista.{file_type}", kind=kind)


def take_in(
    access: Access,
    authority: Authority,
    kind: ListKind,
    content: bytes,
    *,
    file_type: str = "csv",
    agreement: Agreement | None = None,
) -> ImportSummary:
    seen = read(kind, content, file_type)
    return carry_out_import(access, authority=authority, agreement=agreement, preview=seen)


def said_of(
    access: Access,
    authority: Authority,
    kind: ListKind,
    *rows: Mapping[str, object],
    agreement: Agreement | None = None,
) -> list[str]:
    """Return the sentences about a list: of the file, and against the register."""
    seen = read(kind, csv_of(kind, *rows))
    plan = plan_list(Scope(access, authority, agreement, clock.today()), seen)
    return [problem.sentence for problem in [*seen.problems, *plan.problems]]


@dataclass(frozen=True)
class Register:
    """A few rows that other rows point at."""

    agreement: Agreement
    provider: Provider
    unit: Unit
    contract: Contract


def fill(authority: Authority) -> Register:
    """Make a register with some of everything, odd names among it."""
    group = ProviderGroupFactory.create(name="Ängsbolagen")
    provider = ProviderFactory.create(
        name="Åkerö Omsorg & Vård; Öst AB", org_number="5590001234", group=group,
        email="post@exempel.se", phone="+46 18 123 45", legal_form=LegalForm.LIMITED_COMPANY,
    )  # fmt: skip
    ProviderName.objects.create(provider=provider, name='"Åkerö"; förr', kind=NameKind.EARLIER)
    ProviderName.objects.create(provider=provider, name="Akero omsorg")
    in_house = ProviderFactory.create(
        name="-Egen regi=", org_number="2120000001", operating_form=OperatingForm.IN_HOUSE
    )
    trader = ProviderFactory.create(
        name="Exempelfirman", org_number="8001010123", legal_form=LegalForm.SOLE_TRADER
    )
    area = ServiceArea.objects.get(code="hvb")
    town = Municipality.objects.get_or_create(name="Ekby")[0]
    unit = UnitFactory.create(
        name="Ängsgården 2; övre", provider=provider, service_area=area, municipality=town,
        places=12, manager_since=date(2024, 1, 15), first_client_on=date(2019, 5, 1),
    )  # fmt: skip
    UnitOperationFactory.create(unit=unit, starts_on=date(2023, 1, 1))
    UnitOperationFactory.create(
        unit=unit, provider=in_house, starts_on=date(2019, 1, 1), ends_on=date(2022, 12, 31),
        end_reason=EndReason.TAKEN_OVER, note="Upphandlad 2022",
    )  # fmt: skip
    second = UnitFactory.create(name="007", provider=in_house, service_area=area)
    UnitOperationFactory.create(unit=second, starts_on=None)
    PermitFactory.create(
        unit=unit, number="8.4-001/2023", target_group="Pojkar 13–17 år", age_from=13, age_to=17,
        places=12, conditions="Första raden.\n\nTredje raden: =1+1", valid_to=date(2028, 12, 31),
    )  # fmt: skip
    PermitFactory.create(
        unit=unit, number="", valid_from=date(2020, 1, 1), valid_to=date(2022, 12, 31),
        holder=in_house,
    )  # fmt: skip
    return Register(*_terms(authority, provider, unit, trader))


def _terms(authority, provider, unit, trader):
    agreement = AgreementFactory.create(
        authority=authority, title="HVB barn och unga", case_number="SCN-2024-00112",
        starts_on=date(2024, 1, 1), ends_on=date(2027, 12, 31), notice_months=6,
        has_insight_clause=True, insight_clause="Nämnden har rätt till insyn.\nÄven utan varsel.",
    )  # fmt: skip
    AgreementFactory.create(authority=authority, title="HVB barn och unga",
                            starts_on=date(2020, 1, 1), ends_on=date(2023, 12, 31))  # fmt: skip
    AgreementFactory.create(
        authority=authority, title="Ungdomscoach", starts_on=date(2020, 4, 9), ends_on=None,
        has_unknown_period=True,
    )  # fmt: skip
    AgreementOptionFactory.create(
        agreement=agreement, number=1, extends_to=date(2028, 12, 31), call_by=date(2027, 6, 30)
    )
    AgreementOptionFactory.create(
        agreement=agreement, number=2, extends_to=date(2029, 12, 31), call_by=date(2028, 6, 30),
        note="-10 % vid förlängning",
    )  # fmt: skip
    north = LotFactory.create(agreement=agreement, name="Norr", position=0)
    near = LotFactory.create(agreement=agreement, name="Skogsby", parent=north, position=1)
    LotFactory.create(agreement=agreement, name="Natt", parent=near, position=2,
                      service_area=unit.service_area)  # fmt: skip
    LotFactory.create(agreement=agreement, name="Söder", position=3)
    SanctionStepFactory.create(agreement=agreement, number=1, clause="5.2", deadline_days=14)
    contract = ContractFactory.create(
        agreement=agreement, provider=provider, starts_on=date(2024, 2, 1), rank=1,
        ends_on=date(2027, 12, 31), status=ContractStatus.INTAKE_STOP, status_reason="Tillsyn",
        status_from=date(2026, 1, 1),
    )  # fmt: skip
    contract.lots.add(north, near)
    contract.units.add(unit)
    ContractFactory.create(agreement=agreement, provider=trader)
    ContractPriceFactory.create(contract=contract, valid_to=date(2024, 12, 31))
    ContractPriceFactory.create(contract=contract, amount=Decimal("4375.50"), lot=near,
                                valid_from=date(2025, 1, 1))  # fmt: skip
    UsageFactory.create(contract=contract, call_offs=3, amount=Decimal("123456.70"))
    UsageFactory.create(contract=contract, period_start=date(2026, 2, 1), clients=0,
                        period_end=date(2026, 2, 28))  # fmt: skip
    return agreement, provider, unit, contract
