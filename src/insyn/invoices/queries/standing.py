"""How it stands with samples and claims: what a start page says, and the rows behind it."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, DecimalField, F, Q, QuerySet, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from insyn.invoices.models import InvoiceClaim, InvoiceSample, SampledLine
from insyn.invoices.rules import ClaimState, SampleState, Verdict
from insyn.kernel.access import Access

_MONEY: "DecimalField[Decimal, Decimal]" = DecimalField(max_digits=16, decimal_places=2)
_TOO_MUCH = F("line__amount") - F("right_amount")
_TO_CLAIM = Q(
    sample__state=SampleState.CLOSED,
    verdict=Verdict.WRONG,
    claim=None,
    right_amount__lt=F("line__amount"),
    line__provider__isnull=False,
)
_UNREAD = Q(sample__state=SampleState.DRAWN, verdict=Verdict.UNREAD)


@dataclass(frozen=True, slots=True)
class MoneyStanding:
    """Samples that are not closed, lines not looked at, and kronor on their way back."""

    samples: int
    unread: int
    to_claim: Decimal
    claimed: Decimal
    credited: Decimal


def money_standing(access: Access) -> MoneyStanding:
    """Return how it stands over the rows that the asker sees. Three queries."""
    lines = SampledLine.objects.visible_to(access).aggregate(
        unread=Count("pk", filter=_UNREAD), to_claim=_sum(_TOO_MUCH, _TO_CLAIM)
    )
    claims = InvoiceClaim.objects.visible_to(access).aggregate(
        claimed=_sum(F("amount"), Q(state=ClaimState.CLAIMED)),
        credited=_sum(F("credited"), Q(state=ClaimState.CREDITED)),
    )
    return MoneyStanding(samples=going_on(access).count(), **lines, **claims)


def _sum(what: Combinable, of: Q) -> Coalesce:
    return Coalesce(Sum(what, filter=of, output_field=_MONEY), Decimal(), output_field=_MONEY)


def going_on(access: Access) -> QuerySet[InvoiceSample]:
    """Return the samples that are not closed."""
    return InvoiceSample.objects.visible_to(access).exclude(state=SampleState.CLOSED)


def samples_to_claim(access: Access) -> QuerySet[InvoiceSample]:
    """Return the closed samples that hold something to claim back."""
    lines = SampledLine.objects.visible_to(access).filter(_TO_CLAIM)
    return InvoiceSample.objects.visible_to(access).filter(pk__in=lines.values("sample"))
