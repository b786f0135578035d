import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insyn.accounts.models import Authority, User
from insyn.exchange.rules.kinds import ListKind
from insyn.exchange.rules.tables import TABLES
from insyn.kernel.access import Access
from insyn.platform.text import tidy_line
from insyn.registry.models import (
    Agreement,
    AgreementOption,
    Contract,
    ContractPrice,
    Lot,
    Permit,
    Provider,
    ProviderGroup,
    SanctionStep,
    Unit,
    UnitOperation,
    Usage,
)
from insyn.registry.queries import access_of
from tests.exchange.tables import ORDER, Register, file_of, fill, read, rows_of, take_in
from tests.factories import ContractFactory, UnitFactory, UsageFactory, org_number

pytestmark = pytest.mark.django_db

SLOW = settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def register(ekby: Authority) -> Register:
    return fill(ekby)


def empty() -> None:
    """Take the whole register away, what points at others first."""
    for model in (
        Usage, ContractPrice, Contract, SanctionStep, AgreementOption, Agreement, Permit,
        UnitOperation, Unit, Provider, ProviderGroup,
    ):  # fmt: skip
        rows = model._base_manager
        if model is Contract:
            Lot._base_manager.exclude(parent=None).delete()
        rows.all().delete()


@pytest.mark.parametrize("kind", ORDER)
@pytest.mark.parametrize("file_type", ["xlsx", "csv"])
def test_a_list_taken_out_and_in_again_changes_nothing(
    kind: ListKind, file_type: str, anna: User, ekby: Authority
):
    fill(ekby)
    access = access_of(anna)
    rows = rows_of(access, kind)

    content = file_of(kind, rows, file_type)
    summary = take_in(access, ekby, kind, content, file_type=file_type)

    assert (summary.created, summary.updated, summary.unchanged) == (0, 0, len(rows))


@pytest.mark.parametrize("file_type", ["xlsx", "csv"])
def test_all_lists_taken_into_an_empty_register_give_the_same_lists(
    file_type: str, anna: User, ekby: Authority
):
    fill(ekby)
    access = access_of(anna)
    before = {kind: rows_of(access, kind) for kind in ORDER}
    files = {kind: file_of(kind, rows, file_type) for kind, rows in before.items()}
    empty()

    for kind in ORDER:
        take_in(access, ekby, kind, files[kind], file_type=file_type)

    assert {kind: rows_of(access, kind) for kind in ORDER} == before


def test_the_same_csv_file_comes_out_byte_by_byte(anna: User, ekby: Authority):
    fill(ekby)
    access = access_of(anna)
    files = {kind: file_of(kind, rows_of(access, kind), "csv") for kind in ORDER}
    empty()

    for kind in ORDER:
        take_in(access, ekby, kind, files[kind])

    assert {kind: file_of(kind, rows_of(access, kind), "csv") for kind in ORDER} == files


@pytest.mark.parametrize("kind", ORDER)
def test_every_column_of_a_list_is_found_again_by_its_heading(kind: ListKind):
    seen = read(kind, file_of(kind, [], "csv"))

    assert list(seen.mapping) == [column.key for column in TABLES[kind].exported]


ODD = (
    "=1+1", "+46 18", "-10 %", "@namn", "'=x", "''-y", "'", "+", "007", "1e5", "SANT", "2024-01-01",
    "a;b", '"', '"a";b', "å ä ö Å Ä Ö", "_x000D_", "1 234,50", "#nr", "Totalt", "\u00a0=z",
)  # fmt: skip
TEXTS = (
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Co", "Cn"]), max_size=40)
    | st.sampled_from(ODD)
).map(tidy_line).filter(bool)  # fmt: skip
"""Texts as the forms store them."""


@SLOW
@given(names=st.lists(TEXTS, min_size=3, max_size=20), others=st.lists(TEXTS, max_size=5))
@pytest.mark.parametrize("file_type", ["xlsx", "csv"])
def test_whatever_providers_are_called_they_come_back(
    file_type: str, anna: User, ekby: Authority, names: list[str], others: list[str]
):
    Provider.objects.all().delete()
    for number, name in enumerate(names):
        provider = Provider.objects.create(
            name=name, phone=name[::-1].strip()[:40], org_number=org_number(number)
        )
        for other in set(others):
            provider.other_names.create(name=other)
    access = access_of(anna)
    content = file_of(ListKind.PROVIDERS, rows_of(access, ListKind.PROVIDERS), file_type)

    summary = take_in(access, ekby, ListKind.PROVIDERS, content, file_type=file_type)

    assert (summary.created, summary.updated, summary.unchanged) == (0, 0, len(names))


@SLOW
@given(
    amounts=st.lists(
        st.decimals(0, Decimal("9999999999.99"), places=2, allow_nan=False), min_size=3, max_size=20
    ),
    start=st.dates(datetime.date(1950, 1, 1), datetime.date(2090, 12, 31)),
    item=TEXTS,
)
@pytest.mark.parametrize("file_type", ["xlsx", "csv"])
def test_whatever_is_paid_comes_back(
    file_type: str, anna: User, register: Register, amounts: list[Decimal], start, item: str
):
    contract = register.contract
    ContractPrice._base_manager.all().delete()
    for number, amount in enumerate(amounts):
        day = start + datetime.timedelta(days=number)
        ContractPrice.objects.create(
            contract=contract, item=item, amount=amount, valid_from=day, valid_to=day
        )
    access = access_of(anna)

    content = file_of(ListKind.PRICES, rows_of(access, ListKind.PRICES), file_type)
    owner = contract.agreement.authority
    summary = take_in(access, owner, ListKind.PRICES, content, file_type=file_type)

    assert (summary.created, summary.updated) == (0, 0)


@SLOW
@given(lines=st.lists(TEXTS, min_size=1, max_size=8), gap=st.sampled_from(["\n", "\n\n"]))
@pytest.mark.parametrize("file_type", ["xlsx", "csv"])
def test_a_text_of_several_lines_comes_back(
    file_type: str, anna: User, register: Register, lines: list[str], gap: str
):
    Permit.objects.filter(unit=register.unit).update(conditions=gap.join(lines))
    access = access_of(anna)

    content = file_of(ListKind.PERMITS, rows_of(access, ListKind.PERMITS), file_type)
    owner = register.agreement.authority
    summary = take_in(access, owner, ListKind.PERMITS, content, file_type=file_type)

    assert (summary.created, summary.updated) == (0, 0)


@pytest.mark.parametrize("kind", ORDER)
def test_queries_do_not_grow_with_the_rows(kind: ListKind, anna: User, ekby: Authority):
    access = access_of(anna)
    fill(ekby)
    few = queries_of(access, ekby, kind)
    for contract in ContractFactory.create_batch(5, agreement__authority=ekby):
        UnitFactory.create(provider=contract.provider)
        UsageFactory.create(contract=contract)

    assert queries_of(access, ekby, kind) <= few + 1


def queries_of(access: Access, authority: Authority, kind: ListKind) -> int:
    with CaptureQueriesContext(connection) as taken_out:
        rows = rows_of(access, kind)
    content = file_of(kind, rows, "csv")
    with CaptureQueriesContext(connection) as taken_in:
        take_in(access, authority, kind, content)
    return len(taken_out) + len(taken_in)
