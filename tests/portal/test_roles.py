"""What the start page says first to those who check invoices and to those of the board."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from insyn.board.models import BoardItem
from insyn.board.rules import ItemState
from insyn.invoices.models import (
    InvoiceBatch,
    InvoiceClaim,
    InvoiceLine,
    InvoiceSample,
    SampledLine,
)
from insyn.invoices.rules import (
    BatchSource,
    BatchState,
    ClaimState,
    Drawn,
    SampleState,
    Standing,
    Verdict,
)
from insyn.kernel.access import Role
from insyn.platform import clock
from insyn.portal.queries.roles import BoardStanding, board_of, money_of
from insyn.registry.queries import access_of
from insyn.reports.models import Report
from insyn.reports.rules import ReportKind, ReportState
from tests.conftest import log_in
from tests.coordination.factories import CoordinationFactory
from tests.factories import MembershipFactory, ProviderFactory

pytestmark = pytest.mark.django_db
WHY = "Testet gör raden."
START, DAY = reverse("portal:start"), datetime.date(2026, 11, 2)


def person(authority, role):
    return MembershipFactory.create(authority=authority, role=role).user


def sample(authority, state, *verdicts, right=Decimal(400)):
    """Return a sample with a line of 1 000 kronor of each verdict."""
    batch = InvoiceBatch.objects.create(
        authority=authority, name="Mars", source=BatchSource.SHEET, state=BatchState.TAKEN_IN,
        file_name="mars.csv", sha256="0" * 64, uploaded_at=clock.now(), taken_in_at=clock.now(),
    )  # fmt: skip
    row = InvoiceSample.objects.create(
        authority=authority, batch=batch, seed="1", interval=100, start=1, state=state,
        population_count=1, population_total=1000, certain_total=0, drawn_at=clock.now(),
        closed_on=DAY if state == SampleState.CLOSED else None,
    )  # fmt: skip
    for number, verdict in enumerate(verdicts):
        line = InvoiceLine.objects.create(
            batch=batch, authority=authority, provider=ProviderFactory.create(),
            supplier="5560000001", invoice=f"F{batch.pk}", line_id=str(number), invoice_date=DAY,
            text="Vårddygn", amount=Decimal(1000), content_hash=f"{batch.pk}-{number}",
            standing=Standing.OK,
        )  # fmt: skip
        SampledLine.objects.create(
            sample=row, line=line, verdict=verdict, why=Drawn.LOTTERY,
            right_amount=right if verdict == Verdict.WRONG else None,
        )  # fmt: skip
    return row


def claim(row, state, amount, credited=None):
    line = SampledLine.objects.unscoped(reason=WHY).filter(sample=row).first()
    assert line is not None
    assert line.line.provider is not None
    return InvoiceClaim.objects.create(
        authority=row.authority,
        sample=row,
        provider=line.line.provider,
        state=state,
        amount=amount,
        credited=credited,
        claimed_on=DAY,
        due_on=DAY,
        settled_on=DAY if state != ClaimState.CLAIMED else None,
        credit_note="K1",
        reason="Litet",
    )


@pytest.fixture
def money(ekby, norrby):
    for authority in (ekby, norrby):
        sample(authority, SampleState.DRAWN, Verdict.UNREAD, Verdict.UNREAD, Verdict.CORRECT)
        sample(authority, SampleState.FINISHED, Verdict.WRONG)
        sample(authority, SampleState.CLOSED, Verdict.WRONG, Verdict.CORRECT)
        sample(authority, SampleState.CLOSED, Verdict.WRONG, right=Decimal(2000))
        claimed = sample(authority, SampleState.CLOSED, Verdict.CORRECT)
        claim(claimed, ClaimState.CLAIMED, Decimal("150.50"))
        claim(claimed, ClaimState.CREDITED, Decimal(90), credited=Decimal(80))
        claim(claimed, ClaimState.WAIVED, Decimal(70))


def test_money_is_counted_of_one_s_own_board(ekby, money) -> None:
    found = money_of(access_of(person(ekby, Role.FINANCE_CONTROLLER)))

    assert found is not None
    assert (found.samples, found.unread) == (2, 2)
    kronor = (Decimal(600), Decimal("150.50"), Decimal(80))
    assert (found.to_claim, found.claimed, found.credited) == kronor


@pytest.mark.parametrize("state", ["going_on", "to_claim"])
def test_the_tiles_lead_to_their_samples(client, ekby, money, state) -> None:
    log_in(client, person(ekby, Role.FINANCE_CONTROLLER))
    page = client.get(reverse("invoices:samples"), {"state": state})

    assert page.context["page"].paginator.count == {"going_on": 2, "to_claim": 1}[state]
    assert f"state={state}" in client.get(START).content.decode()


def test_a_claimed_line_is_not_to_be_claimed_again(ekby) -> None:
    row = sample(ekby, SampleState.CLOSED, Verdict.WRONG)
    made = claim(row, ClaimState.CLAIMED, Decimal(600))
    SampledLine.objects.unscoped(reason=WHY).filter(sample=row).update(claim=made)
    found = money_of(access_of(person(ekby, Role.FINANCE_CONTROLLER)))

    assert found is not None
    assert (found.to_claim, found.claimed) == (Decimal(), Decimal(600))


@pytest.mark.parametrize("role", [role for role in Role if role != Role.FINANCE_CONTROLLER])
def test_the_money_is_nobody_else_s_first_thing(ekby, money, role) -> None:
    assert money_of(access_of(person(ekby, role))) is None


@pytest.fixture
def before_the_board(ekby, norrby):
    for authority in (ekby, norrby):
        for number, state in enumerate([ItemState.ISSUED, ItemState.ISSUED, ItemState.DRAFT]):
            BoardItem.objects.create(
                authority=authority, title=f"Ärende {number}", dated_on=DAY, state=state,
                issued_on=None if state == ItemState.DRAFT else DAY,
            )  # fmt: skip
        for step in (ReportState.PROPOSED, ReportState.DRAFT, ReportState.DECIDED):
            Report.objects.create(
                authority=authority, kind=ReportKind.YEARLY, title=f"Rapport {step}",
                starts_on=DAY, ends_on=DAY, state=step,
                reviewed_on=None if step == ReportState.DRAFT else DAY,
            )  # fmt: skip


@pytest.mark.parametrize("role", [Role.READER, Role.DECISION_MAKER, Role.REGISTRAR])
def test_the_board_sees_what_comes_next(client, ekby, before_the_board, role) -> None:
    user = person(ekby, role)
    log_in(client, user)

    assert board_of(access_of(user)) == BoardStanding(matters=2, reports=1)
    assert "Ärenden hos nämnden" in client.get(START).content.decode()
    for name, wanted in (("board:items", "issued"), ("reports:list", "proposed")):
        found = client.get(reverse(name), {"state": wanted}).context["page"].paginator.count
        assert found == {"issued": 2, "proposed": 1}[wanted]


def test_what_another_board_has_to_decide_is_not_counted(
    client, ekby, norrby, before_the_board
) -> None:
    CoordinationFactory.create(coordinator=ekby, coordinated=norrby)
    user = person(ekby, Role.READER)
    log_in(client, user)
    page = reverse("reports:list")

    with clock.pretend(DAY):
        found = board_of(access_of(user))
        assert found is not None
        assert found.reports == 1
        told = {"state": "proposed"}
        assert client.get(page, told).context["page"].paginator.count == 2
        own = client.get(page, {**told, "is_own": "on"})
        assert own.context["page"].paginator.count == 1


@pytest.mark.parametrize("role", [Role.PLAN_OWNER, Role.REVIEWER, Role.CASE_WORKER])
def test_others_are_not_told_of_the_board(ekby, before_the_board, role) -> None:
    assert board_of(access_of(person(ekby, role))) is None


@pytest.mark.parametrize("role", [Role.FINANCE_CONTROLLER, Role.REGISTRAR, Role.READER])
def test_the_start_page_asks_few_questions(
    client, ekby, money, before_the_board, role, django_assert_max_num_queries
) -> None:
    log_in(client, person(ekby, role))
    with django_assert_max_num_queries(24):
        client.get(START)
