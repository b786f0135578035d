import datetime

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insyn.accounts.models import Authority, User
from insyn.audit.models import SYSTEM_CHAIN, AuditEvent
from insyn.exchange.queries.plans import plan_list, shown_import
from insyn.exchange.rules.preview import ImportChoices, SourceFile, preview
from insyn.exchange.rules.tables.mixed import CONTRACT_LIST
from insyn.exchange.services import lists as import_services
from insyn.exchange.services.lists import ImportSummary, carry_out_import, preview_import
from insyn.exchange.services.runs import finish_import, preview_of, start_import
from insyn.kernel.access import Access
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.papers.sheets.cells import Cell, Row
from insyn.papers.sheets.reading import Sheet
from insyn.registry.models import Agreement, Contract, ImportRun, Lot, Provider, ProviderName
from insyn.registry.queries import access_of
from insyn.registry.rules import ContractStatus
from tests.exchange.lists import listed, real
from tests.factories import AgreementFactory, ProviderFactory, org_number

pytestmark = pytest.mark.django_db

SYSTEM = Access.system("test")
DETAILED = ("Leverantör", "Org.nr", "Avtal", "Startdatum", "Slutdatum", "Rang", "Status", "Område")


@pytest.fixture
def agreement(ekby: Authority) -> Agreement:
    return AgreementFactory.create(authority=ekby, title="Ramavtal 2017")


def take_in(content: bytes, access: Access, authority=None, agreement=None) -> ImportSummary:
    seen = preview_import(content, "lista.csv")
    return carry_out_import(access, authority=authority, agreement=agreement, preview=seen)


def take_in_2017(anna: User, agreement: Agreement) -> ImportSummary:
    seen = preview_import(real("leverantorer-2017.xlsx"), "leverantorer-2017.xlsx")
    return carry_out_import(
        access_of(anna), authority=agreement.authority, agreement=agreement, preview=seen
    )


def contracts() -> list[Contract]:
    rows = Contract.objects.unscoped(reason="the test reads all rows")
    return list(rows.select_related("agreement").order_by("pk"))


def lots() -> list[Lot]:
    return list(Lot.objects.unscoped(reason="the test reads all rows"))


def events() -> list[str]:
    rows = AuditEvent.objects.unscoped(reason="the test reads the whole trail")
    return [event.event for event in rows.order_by("number")]


def test_the_list_of_2017_is_taken_in_whole(anna: User, agreement: Agreement):
    summary = take_in_2017(anna, agreement)

    assert summary == ImportSummary(
        created=16, updated=0, unchanged=0, left_out=1, lots=11, contracts=16
    )


def test_the_list_of_2017_again_changes_nothing(anna: User, agreement: Agreement):
    take_in_2017(anna, agreement)
    told = events()

    summary = take_in_2017(anna, agreement)

    assert summary == ImportSummary(created=0, updated=0, unchanged=16, left_out=1)
    assert (events(), ImportRun.objects.unscoped(reason="a test").count()) == (told, 1)


def test_the_areas_of_2017_come_in_the_order_of_the_file(anna: User, agreement: Agreement):
    take_in_2017(anna, agreement)

    areas = [lot.name for lot in lots() if lot.parent_id is None]
    assert areas == [
        "Öppenvård",
        "Hem för vård eller boende (HVB)",
        "Stödboende",
        "Konsulentstött jourhem/familjehem",
    ]


def test_a_provider_with_two_areas_has_one_contract(anna: User, agreement: Agreement):
    take_in_2017(anna, agreement)

    contract = Contract.objects.unscoped(reason="a test").get(provider__org_number="5564778958")
    held = {lot.name for lot in Lot.objects.unscoped(reason="a test").filter(contracts=contract)}
    assert {"Öppenvård", "Stödboende"} <= held


def test_the_other_spelling_says_that_a_list_gave_it_and_not_the_name_of_the_file(
    anna: User, agreement: Agreement
):
    take_in_2017(anna, agreement)

    spelling = ProviderName.objects.get()
    assert (spelling.name, spelling.source) == (
        "Attendo Individ och familj AB",
        "inläst lista",
    )


def test_a_contract_without_start_begins_with_its_agreement(anna: User, agreement: Agreement):
    take_in_2017(anna, agreement)

    assert {contract.starts_on for contract in contracts()} == {agreement.starts_on}


def test_an_import_stands_in_the_trail_of_its_authority(anna: User, agreement: Agreement):
    take_in_2017(anna, agreement)

    event = AuditEvent.objects.unscoped(reason="a test").get()
    assert (event.event, event.authority_id) == ("import.carried_out", agreement.authority_id)


def test_without_authority_a_command_takes_in_providers_only():
    seen = preview_import(real("leverantorer-2017.xlsx"), "leverantorer-2017.xlsx")

    carry_out_import(SYSTEM, authority=None, agreement=None, preview=seen)

    event = AuditEvent.objects.unscoped(reason="a test").get()
    assert (Provider.objects.count(), contracts(), event.authority_id) == (16, [], SYSTEM_CHAIN)


def test_a_person_never_imports_without_authority(anna: User):
    with pytest.raises(NotAllowed):
        take_in(listed(("Alfa AB", "556677-8899")), access_of(anna))


def test_a_reader_may_not_import(bo: User, ekby: Authority):
    with pytest.raises(NotAllowed):
        take_in(listed(("Alfa AB", "556677-8899")), access_of(bo), ekby)

    assert not Provider.objects.exists()


def test_nobody_imports_into_an_agreement_of_another_authority(anna: User, ekby: Authority):
    with pytest.raises(RuleViolation, match="annan nämnd"):
        take_in(
            listed(("Alfa AB", "556677-8899")), access_of(anna), ekby, AgreementFactory.create()
        )


@pytest.mark.parametrize("name", ["avtalsregister-annan-kommun.csv", "fel-rubriker.xlsx"])
def test_a_file_with_errors_leaves_no_row(name: str, anna: User, ekby: Authority):
    seen = preview_import(real(name), name)

    with pytest.raises(RuleViolation, match="inget är infört"):
        carry_out_import(access_of(anna), authority=ekby, agreement=None, preview=seen)

    assert (Provider.objects.count(), events()) == (0, [])


def detailed(*changes: str) -> tuple[str, ...]:
    row = [
        "Alfa AB",
        "556677-8899",
        "Ramavtal HVB",
        "2024-01-01",
        "2026-12-31",
        "1",
        "Aktiv",
        "HVB",
    ]
    for index, change in zip(range(7, -1, -1), reversed(changes), strict=False):
        row[index] = change
    return tuple(row)


def test_agreements_named_in_the_file_are_made(anna: User, ekby: Authority):
    take_in(listed(detailed(), headings=DETAILED), access_of(anna), ekby)

    (contract,) = contracts()
    assert (contract.agreement.title, contract.rank) == ("Ramavtal HVB", 1)
    assert contract.ends_on == datetime.date(2026, 12, 31)


def test_a_made_agreement_covers_all_its_contracts(anna: User, ekby: Authority):
    rows = [detailed(), ("Beta AB", "556036-0793", "Ramavtal HVB", "2023-05-01", "", "2", "", "")]

    take_in(listed(*rows, headings=DETAILED), access_of(anna), ekby)

    made = Agreement.objects.unscoped(reason="a test").get()
    assert (made.starts_on, made.ends_on) == (datetime.date(2023, 5, 1), None)


def test_an_agreement_that_exists_is_found_by_its_title(anna: User, ekby: Authority):
    there = AgreementFactory.create(authority=ekby, title="ramavtal HVB")

    summary = take_in(listed(detailed(), headings=DETAILED), access_of(anna), ekby)

    assert (summary.agreements, contracts()[0].agreement) == (0, there)


def test_an_agreement_of_another_authority_is_never_taken_for_ours(
    anna: User, ekby: Authority, norrby: Authority
):
    AgreementFactory.create(authority=norrby, title="Ramavtal HVB")

    summary = take_in(listed(detailed(), headings=DETAILED), access_of(anna), ekby)

    assert (summary.agreements, contracts()[0].agreement.authority) == (1, ekby)


def test_two_agreements_with_the_title_ask_which(anna: User, ekby: Authority):
    for year in (2022, 2023):
        AgreementFactory.create(
            authority=ekby, title="Ramavtal HVB", starts_on=datetime.date(year, 1, 1)
        )

    with pytest.raises(RuleViolation):
        take_in(listed(detailed(), headings=DETAILED), access_of(anna), ekby)


def test_a_new_agreement_without_start_is_refused(anna: User, ekby: Authority):
    row = detailed("", "", "", "", "")

    with pytest.raises(RuleViolation):
        take_in(listed(row, headings=DETAILED), access_of(anna), ekby)


def test_a_row_of_another_agreement_than_the_chosen_is_refused(anna: User, agreement: Agreement):
    with pytest.raises(RuleViolation):
        take_in(
            listed(detailed(), headings=DETAILED),
            access_of(anna),
            agreement.authority,
            agreement,
        )


def test_a_later_list_updates_the_contract_and_tells_how(anna: User, ekby: Authority):
    take_in(listed(detailed(), headings=DETAILED), access_of(anna), ekby)

    take_in(
        listed(detailed("2027-06-30", "3", "Intagsstopp", "Stödboende"), headings=DETAILED),
        access_of(anna),
        ekby,
    )

    (contract,) = contracts()
    event = AuditEvent.objects.unscoped(reason="a test").get(event="provider.updated")
    assert (contract.rank, contract.status, contract.version) == (3, "intake_stop", 2)
    assert event.facts == {
        "Gäller till": "2026-12-31 → 2027-06-30",
        "Rangordning": "1 → 3",
        "Läge": "Aktivt → Intagsstopp",
        "Avtalsområde": "Stödboende",
    }


def test_an_imported_status_says_where_it_comes_from(anna: User, ekby: Authority):
    row = detailed("Spärrad", "HVB")

    take_in(listed(row, headings=DETAILED), access_of(anna), ekby)

    (contract,) = contracts()
    assert (contract.status, contract.status_reason) == (
        ContractStatus.BLOCKED,
        "Enligt importen av lista.csv",
    )


def test_an_empty_cell_changes_nothing(anna: User, ekby: Authority):
    take_in(listed(detailed(), headings=DETAILED), access_of(anna), ekby)

    summary = take_in(listed(detailed("", "", "", ""), headings=DETAILED), access_of(anna), ekby)

    assert (summary.unchanged, contracts()[0].rank) == (1, 1)


def test_a_contract_that_would_end_before_it_starts_is_refused(anna: User, agreement: Agreement):
    content = listed(
        ("Alfa AB", "556677-8899", "2020-01-01"), headings=("Leverantör", "Org.nr", "Slutdatum")
    )

    with pytest.raises(RuleViolation):
        take_in(content, access_of(anna), agreement.authority, agreement)

    assert not Provider.objects.exists()


def test_a_known_provider_keeps_its_name_and_gets_the_other_one(anna: User, ekby: Authority):
    provider = ProviderFactory.create(name="Alfa Vård AB", org_number="5566778899")

    summary = take_in(listed(("Alfa AB", "556677-8899")), access_of(anna), ekby)

    assert (Provider.objects.get().name, summary.updated) == ("Alfa Vård AB", 1)
    assert provider.other_names.get().name == "Alfa AB"


def test_a_known_provider_gets_its_group(anna: User, ekby: Authority):
    ProviderFactory.create(name="Alfa AB", org_number="5566778899")
    content = listed(
        ("Alfa AB", "556677-8899", "Alfakoncernen"), headings=("Leverantör", "Org.nr", "Koncern")
    )

    take_in(content, access_of(anna), ekby)

    provider = Provider.objects.get()
    assert (str(provider.group), provider.version) == ("Alfakoncernen", 2)


def test_a_namesake_in_the_register_is_a_warning(anna: User, ekby: Authority):
    ProviderFactory.create(name="Alfa AB", org_number="5560360793")
    run = start_import(
        access_of(anna),
        authority=ekby,
        agreement=None,
        file_name="x.csv",
        content=listed(("Alfa AB", "556677-8899")),
    )

    shown = shown_import(access_of(anna), run, preview_of(run))

    assert "I registret finns redan ”Alfa AB”" in shown.warnings[0].sentence


def test_a_fault_in_the_middle_leaves_nothing(anna: User, agreement: Agreement, monkeypatch):
    def fail(*args, **kwargs):
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(Contract.objects, "bulk_create", fail)

    with pytest.raises(DatabaseError):
        take_in_2017(anna, agreement)

    assert (Provider.objects.count(), lots(), events()) == (0, [], [])


def test_somebody_who_is_first_with_a_number_stops_the_whole_import(
    anna: User, ekby: Authority, monkeypatch
):
    def overtaken(*args, **kwargs):
        plan = plan_list(*args, **kwargs)
        ProviderFactory.create(org_number="5566778899")
        return plan

    monkeypatch.setattr(import_services, "plan_list", overtaken)

    with pytest.raises(Outdated):
        take_in(
            listed(("Beta AB", "556036-0793"), ("Alfa AB", "556677-8899")), access_of(anna), ekby
        )

    assert not Provider.objects.exists()


def test_what_was_shown_is_what_is_taken_in(anna: User, ekby: Authority):
    access = access_of(anna)
    run = start_import(
        access,
        authority=ekby,
        agreement=None,
        file_name="x.csv",
        content=listed(("Alfa AB", "556677-8899")),
    )
    shown = shown_import(access, run, preview_of(run)).plan.fingerprint()
    ProviderFactory.create(name="Alfa Vård AB", org_number="5566778899")

    with pytest.raises(Outdated, match="Granska listan igen"):
        finish_import(access, run, fingerprint=shown)


def test_queries_do_not_grow_with_the_rows(anna: User, agreement: Agreement):
    queries_of(anna, agreement, 1)  # the first import also starts the chain of the trail
    few = queries_of(anna, agreement, 2)
    many = queries_of(anna, agreement, 90)  # as many as SQLite takes in one statement

    assert many == few


def queries_of(anna: User, agreement: Agreement, count: int) -> int:
    rows = [(f"Utförare {n} AB", org_number(count * 10 + n)) for n in range(count)]
    seen = preview_import(listed(*rows), "x.csv")
    with CaptureQueriesContext(connection) as caught:
        carry_out_import(
            access_of(anna), authority=agreement.authority, agreement=agreement, preview=seen
        )
    return len(caught)


CELLS = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.integers(-(10**12), 10**12),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.sampled_from(["556677-8899", "5560360793", "Alfa AB", "HVB", "a; b", "2024-01-01", "Aktiv"]),
)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.lists(CELLS, min_size=8, max_size=8), min_size=1, max_size=4))
def test_whatever_stands_in_the_cells_is_either_refused_or_stored_whole(
    ekby: Authority, anna: User, rows: list[list[Cell]]
):
    sheet = Sheet("Blad", [DETAILED, *map(_trimmed, rows)])
    file = SourceFile("x.xlsx", "0" * 64, ("Blad",), 0)
    seen = preview(file, sheet, CONTRACT_LIST, ImportChoices(heading_row=1))
    before = Provider.objects.count()

    try:
        summary = carry_out_import(access_of(anna), authority=ekby, agreement=None, preview=seen)
    except RuleViolation:
        assert Provider.objects.count() == before
    else:
        assert Provider.objects.count() == before + summary.created


def _trimmed(row: list[Cell]) -> Row:
    """Blank cells are None, and empty cells to the right are left out, as the reader has it."""
    cells = [None if isinstance(cell, str) and not cell.strip() else cell for cell in row]
    while cells and cells[-1] is None:
        cells.pop()
    return tuple(cells)


NUMBERED = ("Leverantör", "Org.nr", "Avtal", "Avtals-ID", "Startdatum")


def test_two_new_agreements_with_title_and_start_are_refused(anna: User, ekby: Authority):
    rows = [
        ("Alfa AB", "556677-8899", "HVB", "A-1", "2024-01-01"),
        ("Beta AB", "556036-0793", "HVB", "A-2", "2024-01-01"),
    ]

    with pytest.raises(RuleViolation):
        take_in(listed(*rows, headings=NUMBERED), access_of(anna), ekby)

    assert not Provider.objects.exists()


def test_two_rows_for_one_place_with_and_without_number_are_refused(anna: User, ekby: Authority):
    rows = [
        ("Alfa AB", "556677-8899", "HVB", "A-1", "2024-01-01"),
        ("Alfa AB", "556677-8899", "HVB", "", "2024-01-01"),
    ]

    with pytest.raises(RuleViolation):
        take_in(listed(*rows, headings=NUMBERED), access_of(anna), ekby)

    assert not Provider.objects.exists()


def test_a_new_provider_gets_its_group(anna: User, ekby: Authority):
    content = listed(
        ("Alfa AB", "556677-8899", "Alfakoncernen"), headings=("Leverantör", "Org.nr", "Koncern")
    )

    take_in(content, access_of(anna), ekby)

    assert str(Provider.objects.get().group) == "Alfakoncernen"
