"""The sums of samples, without the lines that the asker is not told of.

A sum over all lines, beside the lines that one sees, tells what the others come to. So those who
see no red flags get sums without the lines under suspicion, and the page says that some are left
out. The interval is not shown then, nor the estimate that tells it: it tells the whole sum too.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, Sum

from insyn.invoices.models import InvoiceBatch, InvoiceLine, InvoiceSample, SampledLine
from insyn.invoices.rules import Drawn, SampleState, Verdict
from insyn.invoices.rules.sampling import Outcome, Projection, projected
from insyn.kernel.access import Access, Mandate, Permission, Role, Secrecy

Sums = dict[int, "SampleSums"]


@dataclass(frozen=True, slots=True)
class SampleSums:
    """What a sample says as a whole. What is not locked yet is None."""

    population_count: int
    population_total: Decimal
    left_out_count: int
    reviewed: Decimal | None
    wrong: Decimal | None
    projected: Decimal | None
    is_partial: bool = False
    """Some lines are left out."""


def sums_of(access: Access, samples: Iterable[InvoiceSample]) -> Sums:
    """Return the sums of the samples as the asker may read them, by key. At most three queries."""
    rows = list(samples)
    partial = guarded_batches(access, {row.batch_id: row.authority_id for row in rows})
    anew = _counted([row for row in rows if row.batch_id in partial])
    return {row.pk: anew.get(row.pk) or _locked(row) for row in rows}


def guarded_batches(access: Access, owners: dict[int, int]) -> set[int]:
    """Return the batches with lines that the asker is not told of; ``owners`` are their boards."""
    flags = Permission.SEE_RED_FLAGS
    asked = {key for key, owner in owners.items() if not access.may(flags, authority_id=owner)}
    if not asked:
        return set()
    lines = InvoiceLine.objects.visible_to(_as(Role.FINANCE_CONTROLLER, owners.values()))
    found = lines.filter(batch__in=asked, secrecy__gt=Secrecy.INTERNAL).order_by()
    return set(found.values_list("batch", flat=True).distinct())


def guarded_contracts(access: Access, batch: InvoiceBatch) -> set[int]:
    """Return the contracts whose sums would tell the asker of a line under suspicion."""
    if access.may(Permission.SEE_RED_FLAGS, authority_id=batch.authority_id):
        return set()
    lines = InvoiceLine.objects.visible_to(_as(Role.FINANCE_CONTROLLER, (batch.authority_id,)))
    found = lines.filter(batch=batch, secrecy__gt=Secrecy.INTERNAL).exclude(contract=None)
    return set(found.order_by().values_list("contract", flat=True).distinct())


def projection_of(sample: InvoiceSample, lines: Iterable[SampledLine]) -> Projection:
    """Return the estimate of the error in the whole batch."""
    outcomes = [
        Outcome(
            Drawn(row.why),
            row.line.amount,
            row.line.amount if row.verdict == Verdict.CORRECT else row.right_amount,
        )
        for row in lines
        if row.verdict != Verdict.UNREAD
    ]
    return projected(outcomes, sample.interval)


def _as(role: Role, owners: Iterable[int]) -> Access:
    """Return the asker that lines are counted as, in the boards that own them."""
    boards = sorted(set(owners))
    return Access.system("fakturakontroll", mandates=tuple(Mandate(one, role) for one in boards))


def _locked(row: InvoiceSample) -> SampleSums:
    return SampleSums(
        row.population_count, row.population_total, row.left_out_count,
        row.reviewed_total, row.wrong_total, row.projected_total,
    )  # fmt: skip


def _counted(samples: list[InvoiceSample]) -> Sums:
    """Return the sums counted anew over the lines that are no secret inside the board."""
    if not samples:
        return {}
    everybody = _as(Role.REGISTRAR, (row.authority_id for row in samples))
    batches = {row.batch_id for row in samples}
    above, other = Q(amount__gt=0), Q(amount__lte=0)
    lines = InvoiceLine.objects.visible_to(everybody).filter(batch__in=batches).order_by()
    counted = lines.values("batch").annotate(
        drawable=Count("pk", filter=above),
        total=Sum("amount", filter=above, default=Decimal()),
        others=Count("pk", filter=other),
    )
    pools = {one["batch"]: (one["drawable"], one["total"], one["others"]) for one in counted}
    drawn: defaultdict[int, list[SampledLine]] = defaultdict(list)
    seen = SampledLine.objects.visible_to(everybody).filter(sample__in=samples)
    for one in seen.select_related("line"):
        drawn[one.sample_id].append(one)
    return {
        row.pk: _partial(row, pools.get(row.batch_id, (0, Decimal(), 0)), drawn[row.pk])
        for row in samples
    }


def _partial(
    row: InvoiceSample, pool: tuple[int, Decimal, int], lines: list[SampledLine]
) -> SampleSums:
    reviewed = wrong = None
    if row.state == SampleState.CLOSED:
        reviewed = sum((one.line.amount for one in lines), Decimal())
        wrong = sum((max(one.too_much or Decimal(), Decimal()) for one in lines), Decimal())
    return SampleSums(*pool, reviewed, wrong, None, is_partial=True)
