import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest

from insyn.accounts.models import Authority, User
from insyn.invoices.models import InvoiceBatch, InvoiceSample, SampledLine
from insyn.invoices.rules import Verdict
from insyn.invoices.services import (
    ReviewFacts,
    UploadFacts,
    draw_sample,
    finish_sample,
    review_line,
    take_in,
    upload,
)
from insyn.kernel.access import Access, Role
from insyn.registry.models import Contract
from insyn.registry.queries import access_of
from insyn.registry.rules import PriceUnit
from tests import people
from tests.factories import ContractFactory, ContractPriceFactory
from tests.invoices.builders import row, workbook


@pytest.fixture
def access(anna: User) -> Access:
    return access_of(anna)


@pytest.fixture
def economist(ekby: Authority) -> User:
    """Checks invoices in Ekby too, so that there are four eyes."""
    return people.member(ekby, Role.FINANCE_CONTROLLER, "Ekonom")


@pytest.fixture
def reviewer(ekby: Authority) -> User:
    """Carries out follow-ups in Ekby; checks no invoices and sees no red flags."""
    return people.member(ekby, Role.REVIEWER, "Granskare")


@pytest.fixture
def contract(ekby: Authority) -> Contract:
    made = ContractFactory.create(
        agreement__authority=ekby,
        agreement__title="Ramavtal HVB",
        provider__name="Åkerö Stödboende AB",
        starts_on=datetime.date(2025, 1, 1),
    )
    ContractPriceFactory.create(
        contract=made,
        item="Vårddygn",
        unit=PriceUnit.DAY,
        amount=Decimal(1000),
        valid_from=datetime.date(2025, 1, 1),
    )
    return made


Upload = Callable[..., InvoiceBatch]


@pytest.fixture
def uploaded(access: Access, ekby: Authority) -> Upload:
    def make(*rows: dict[str, object], name: str = "mars.xlsx", **facts) -> InvoiceBatch:
        content = facts.pop("content", None) or workbook(*rows)
        return upload(access, ekby, facts=UploadFacts(name, content, **facts))

    return make


@pytest.fixture
def rows(contract: Contract) -> list[dict[str, object]]:
    """Ten lines: one above the price, one with a sum that is not the product."""
    number = contract.provider.org_number
    made = [
        row(number, invoice=f"F{n}", reference=f"47{n}", quantity=n, amount=1000 * n)
        for n in range(1, 11)
    ]
    made[3] |= {"unit_price": 1100, "amount": 4400}
    made[6] |= {"amount": 7500}
    return made


@pytest.fixture
def batch(uploaded: Upload, rows: list[dict[str, object]], access: Access) -> InvoiceBatch:
    made = uploaded(*rows)
    return take_in(access, made, version=made.version)


@pytest.fixture
def sample(access: Access, batch: InvoiceBatch) -> InvoiceSample:
    """Everything of 4 000 kronor or more, and some below."""
    return draw_sample(access, batch, seed="2026-04-01", interval=Decimal(4000))


def sampled(access: Access, sample: InvoiceSample) -> list[SampledLine]:
    rows = SampledLine.objects.visible_to(access).filter(sample=sample)
    return list(rows.select_related("line", "sample").order_by("line__invoice"))


@pytest.fixture
def finished(access: Access, sample: InvoiceSample) -> InvoiceSample:
    """Reviewed by Anna: F4 was 400 kronor too much, all else is right."""
    for one in sampled(access, sample):
        facts = ReviewFacts(Verdict.CORRECT)
        if one.line.invoice == "F4":
            facts = ReviewFacts(Verdict.WRONG, Decimal(4000), "Priset är högre än i avtalet.")
        review_line(access, one, facts=facts, version=one.version)
    return finish_sample(access, sample, version=sample.version)
