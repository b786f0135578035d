"""Lines are drawn by amount, reviewed one by one, and closed by somebody else."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from insyn.invoices.models import InvoiceBatch, InvoiceLine, InvoiceSample, SampledLine
from insyn.invoices.queries.samples import population, sample_page, sampled_lines
from insyn.invoices.rules import Drawn, Refusal, SampleState, Verdict
from insyn.invoices.rules.refusing import drawing_refusal, reviewing_refusal
from insyn.invoices.rules.sampling import ORE, Draw, draw, in_ore, key_of
from insyn.invoices.services.locks import (
    locked_batch,
    locked_sample,
    locked_sampled,
    note,
    raised,
    refuse,
    screened,
)
from insyn.invoices.services.signalling import signal_errors
from insyn.kernel.access import Access, Secrecy
from insyn.kernel.lottery import checked_seed
from insyn.platform import clock

NOTE_LENGTH = 500


@transaction.atomic
def draw_sample(
    access: Access,
    batch: InvoiceBatch,
    *,
    seed: str,
    wanted: int | None = None,
    interval: Decimal | None = None,
) -> InvoiceSample:
    """Draw lines of a batch by amount: about so many, or with so many kronor between the hits.

    The same seed and interval draw the same lines: asked again, the sample that is there is given.

    Raises:
        RuleViolation: the batch is not taken in, the seed is odd, there is nothing to draw from,
            or not exactly one of the two is given.
    """
    row = locked_batch(access, batch)
    refuse(drawing_refusal(row.shown_state))
    step = None if interval is None else in_ore(interval)
    items = population(access, row)
    drawn = draw(items, seed=checked_seed(seed), wanted=wanted, interval=step)
    drawn_before = InvoiceSample.objects.visible_to(access).filter(
        batch=row, seed=drawn.seed, interval=drawn.interval, fingerprint=drawn.fingerprint
    )
    if (known := drawn_before.first()) is not None:
        return known
    sample = InvoiceSample(
        authority_id=row.authority_id,
        batch=row,
        seed=drawn.seed,
        interval=drawn.interval,
        start=drawn.start,
        population_count=drawn.count,
        population_total=Decimal(drawn.total) / ORE,
        left_out_count=row.line_count - drawn.count,
        certain_total=Decimal(drawn.certain_total) / ORE,
        fingerprint=drawn.fingerprint,
        drawn_at=clock.now(),
        drawn_by_id=access.user_id,
    )
    sample.save()
    _keep(access, sample, drawn)
    note(
        access, "invoice_sample.drawn", sample, row.authority_id,
        {"seed": drawn.seed, "rows": len(drawn.picks), "fingerprint": drawn.fingerprint},
    )  # fmt: skip
    return sample


def _keep(access: Access, sample: InvoiceSample, drawn: Draw) -> None:
    rows = InvoiceLine.objects.visible_to(access).filter(batch=sample.batch_id).positive()
    picked = {pick.key: pick for pick in drawn.picks}
    keyed = rows.order_by().values_list("supplier", "invoice", "line_id", "pk").iterator(2000)
    lines = {name: parts[-1] for parts in keyed if (name := key_of(*parts)) in picked}
    SampledLine.objects.bulk_create(
        SampledLine(sample=sample, line_id=lines[key], why=pick.why, hit=pick.hit)
        for key, pick in picked.items()
    )


@transaction.atomic
def point_out(access: Access, sample: InvoiceSample, line: InvoiceLine) -> SampledLine:
    """Add a line that somebody wants reviewed. It says nothing of the lines that were not drawn.

    Raises:
        RuleViolation: the sample is not open, the line is of another batch, or already in.
    """
    row = locked_sample(access, sample)
    refuse(reviewing_refusal(row.shown_state))
    refuse(None if line.batch_id == row.batch_id else Refusal.OTHER_BATCH)
    if SampledLine.objects.visible_to(access).filter(sample=row, line=line).exists():
        refuse(Refusal.ALREADY_IN)
    added = SampledLine(sample=row, line=line, why=Drawn.POINTED_OUT)
    added.save()
    note(
        access, "invoice_sample.line_added", row, row.authority_id, {"invoice": line.invoice},
        secrecy=Secrecy(line.secrecy),
    )  # fmt: skip
    return added


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """What the vouchers showed of a line."""

    verdict: Verdict
    right_amount: Decimal | None = None
    note: str = ""


@transaction.atomic
def review_line(
    access: Access, row: SampledLine, *, facts: ReviewFacts, version: int
) -> SampledLine:
    """Write what the vouchers showed of a drawn line.

    Raises:
        RuleViolation: the review is finished, or the outcome says too little.
        Outdated: somebody else reviewed the line first.
    """
    held = locked_sampled(access, row, version=version)
    refuse(reviewing_refusal(held.sample.shown_state))
    refuse(_review_refusal(facts, held.line.amount))
    held.verdict = facts.verdict
    held.right_amount = facts.right_amount if facts.verdict == Verdict.WRONG else None
    held.note = screened(facts.note)[:NOTE_LENGTH]
    held.reviewed_on, held.reviewed_by_id = clock.today(), access.user_id
    raised(held)
    note(
        access, "invoice_sample.line_reviewed", held.sample, held.sample.authority_id,
        {"invoice": held.line.invoice, "verdict": held.verdict}, secrecy=_secrecy(held),
    )  # fmt: skip
    return held


def _secrecy(row: SampledLine) -> Secrecy:
    return Secrecy(row.line.secrecy)


def _review_refusal(facts: ReviewFacts, amount: Decimal) -> Refusal | None:
    if facts.verdict == Verdict.UNREAD:
        return Refusal.NO_VERDICT
    if facts.verdict != Verdict.CORRECT and not facts.note.strip():
        return Refusal.NO_NOTE
    return _amount_refusal(facts, amount) if facts.verdict == Verdict.WRONG else None


def _amount_refusal(facts: ReviewFacts, amount: Decimal) -> Refusal | None:
    if facts.right_amount is None:
        return Refusal.NO_RIGHT_AMOUNT
    if facts.right_amount < 0 <= amount:
        return Refusal.RIGHT_TOO_HIGH
    return Refusal.SAME_AMOUNT if facts.right_amount == amount else None


@transaction.atomic
def finish_sample(access: Access, sample: InvoiceSample, *, version: int) -> InvoiceSample:
    """Say that all lines are reviewed; now somebody else is to close the sample.

    Raises:
        RuleViolation: a line is not reviewed, or it was finished before.
        Outdated: somebody else changed it first.
    """
    row = locked_sample(access, sample, version=version)
    refuse(reviewing_refusal(row.shown_state))
    unread = SampledLine.objects.visible_to(access).filter(sample=row, verdict=Verdict.UNREAD)
    refuse(Refusal.UNREAD if unread.exists() else None)
    row.state = SampleState.FINISHED
    row.finished_on, row.finished_by_id = clock.today(), access.user_id
    note(access, "invoice_sample.finished", row, row.authority_id)
    return raised(row)


@transaction.atomic
def reopen_sample(access: Access, sample: InvoiceSample, *, version: int) -> InvoiceSample:
    """Let a finished sample be reviewed again; a closed one stays closed.

    Raises:
        RuleViolation: it is not finished, or it is closed.
        Outdated: somebody else changed it first.
    """
    row = locked_sample(access, sample, version=version)
    refuse(Refusal.CLOSED if row.state == SampleState.CLOSED else None)
    refuse(None if row.state == SampleState.FINISHED else Refusal.NOT_FINISHED)
    row.state = SampleState.DRAWN
    row.finished_on, row.finished_by_id = None, None
    note(access, "invoice_sample.reopened", row, row.authority_id)
    return raised(row)


@transaction.atomic
def close_sample(access: Access, sample: InvoiceSample, *, version: int) -> InvoiceSample:
    """Close a sample that somebody else has reviewed; its sums are locked.

    What is gravely wrong in it is told as a signal of its provider.

    Raises:
        RuleViolation: it is not finished, or the asker has reviewed lines of it.
        Outdated: somebody else changed it first.
    """
    row = locked_sample(access, sample, version=version)
    refuse(Refusal.CLOSED if row.state == SampleState.CLOSED else None)
    refuse(None if row.state == SampleState.FINISHED else Refusal.NOT_FINISHED)
    lines = list(sampled_lines(access, row))
    page = sample_page(access, row, lines)
    refuse(None if page.may_close else Refusal.FOUR_EYES)
    row.state = SampleState.CLOSED
    row.closed_on, row.closed_by_id = clock.today(), access.user_id
    row.reviewed_total, row.wrong_total = page.reviewed, page.too_much
    row.projected_total = page.projection.total
    note(
        access, "invoice_sample.closed", row, row.authority_id,
        {"amount": str(row.wrong_total)}, secrecy=_told_to(lines),
    )  # fmt: skip
    raised(row)
    signal_errors(access, row)
    return row


def _told_to(lines: list[SampledLine]) -> Secrecy:
    """Return how guarded the sums of the lines are: as the most guarded of them."""
    return max((_secrecy(one) for one in lines), default=Secrecy.INTERNAL)
