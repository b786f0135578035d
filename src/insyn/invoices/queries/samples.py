"""Samples and claims as the pages show them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet

from insyn.accounts.models import Authority
from insyn.followups.models import Followup
from insyn.followups.rules import BEFORE_SENT
from insyn.invoices.models import (
    InvoiceBatch,
    InvoiceClaim,
    InvoiceLine,
    InvoiceSample,
    SampledLine,
)
from insyn.invoices.queries.batches import with_deviations
from insyn.invoices.queries.left_out import SampleSums, projection_of, sums_of
from insyn.invoices.queries.standing import going_on, samples_to_claim
from insyn.invoices.rules import ClaimState, SampleState, Verdict
from insyn.invoices.rules.sampling import (
    Draw,
    Item,
    Projection,
    draw,
    in_ore,
    key_of,
)
from insyn.kernel.access import Access, Permission, Secrecy
from insyn.platform.ordering import in_order_of
from insyn.platform.scoping import visible_along
from insyn.registry.models import Provider
from insyn.signals.models import Signal
from insyn.signals.queries.origins import invoice_keys
from insyn.signals.queries.signals import signals_of_event

CLAIM_SORTS: Mapping[str, tuple[str, ...]] = {
    "due": ("due_on", "pk"),
    "-due": ("-due_on", "-pk"),
    "amount": ("amount", "pk"),
    "-amount": ("-amount", "-pk"),
    "provider": ("provider__sort_key", "pk"),
    "-provider": ("-provider__sort_key", "-pk"),
}

FILTERS: Mapping[str, Callable[[Access], QuerySet[InvoiceSample]]] = {
    "going_on": going_on,
    "to_claim": samples_to_claim,
}
"""What the list can be narrowed to besides a state."""


def samples_seen(access: Access) -> QuerySet[InvoiceSample]:
    """Return the samples that the asker may see; a reader those that are closed."""
    rows = InvoiceSample.objects.visible_to(access)
    return rows.select_related(
        "batch__agreement", "authority__municipality", "drawn_by", "finished_by", "closed_by"
    ).defer("batch__content", "batch__differences")


def listed_samples(access: Access, chosen: Mapping[str, Any]) -> QuerySet[InvoiceSample]:
    """Return the samples that the filters keep: those to review first, closed ones last."""
    rows = samples_seen(access)
    if chosen["state"] in FILTERS:
        rows = rows.filter(pk__in=FILTERS[chosen["state"]](access).values("pk"))
    elif chosen["state"]:
        rows = rows.filter(state=chosen["state"])
    seen = visible_along(access, InvoiceSample, "lines")
    rows = rows.annotate(
        lines_count=Count("lines", filter=seen),
        read_count=Count("lines", filter=seen & ~Q(lines__verdict=Verdict.UNREAD)),
    )
    return rows.order_by(in_order_of("state", SampleState), "-drawn_at", "-pk")


def sampled_lines(access: Access, sample: InvoiceSample) -> QuerySet[SampledLine]:
    """Return the lines of a sample: unread ones first, then the largest."""
    rows = SampledLine.objects.visible_to(access).filter(sample=sample)
    about = rows.select_related(
        "line__provider", "reviewed_by", "finding__followup", "own_finding__followup", "claim"
    )
    return about.order_by("-line__amount", "pk")


@dataclass(frozen=True, slots=True)
class SamplePage:
    """What the page of a sample shows besides its lines."""

    counts: Mapping[Verdict, int]
    reviewed: Decimal
    too_much: Decimal
    too_little: Decimal
    to_claim: Decimal
    projection: Projection
    claims: list[InvoiceClaim]
    signals: list[Signal]
    may_close: bool
    sums: SampleSums

    @property
    def wrong(self) -> int:
        return self.counts[Verdict.WRONG]

    @property
    def unread(self) -> int:
        return self.counts[Verdict.UNREAD]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def read(self) -> int:
        return self.total - self.unread


def sample_page(access: Access, sample: InvoiceSample, lines: list[SampledLine]) -> SamplePage:
    """Return the sums of a sample over the lines that the asker sees. At most six queries."""
    with_deviations(access, [row.line for row in lines])
    known = [(row, row.too_much) for row in lines]
    wrong = [difference for _row, difference in known if difference is not None]
    unclaimed = [
        much for row, much in known
        if much is not None and much > 0 and row.claim_id is None and row.line.provider_id
    ]  # fmt: skip
    mine = {row.reviewed_by_id for row in lines} | {sample.finished_by_id}
    return SamplePage(
        counts={verdict: sum(row.verdict == verdict for row in lines) for verdict in Verdict},
        reviewed=sum(
            (row.line.amount for row in lines if row.verdict != Verdict.UNREAD), Decimal()
        ),
        too_much=sum((one for one in wrong if one > 0), Decimal()),
        too_little=sum((-one for one in wrong if one < 0), Decimal()),
        to_claim=sum(unclaimed, Decimal()),
        projection=projection_of(sample, lines),
        claims=list(claims_seen(access).filter(sample=sample)),
        signals=_signals(access, sample),
        may_close=access.user_id not in mine,
        sums=sums_of(access, [sample])[sample.pk],
    )


def _signals(access: Access, sample: InvoiceSample) -> list[Signal]:
    """Return what the closed sample was told as; before that it has told nobody anything."""
    if sample.state != SampleState.CLOSED:
        return []
    return list(signals_of_event(access, sample.authority_id, invoice_keys(sample.pk)))


def population(access: Access, batch: InvoiceBatch) -> list[Item]:
    """Return the lines that can be drawn: those above zero."""
    rows = InvoiceLine.objects.visible_to(access).filter(batch=batch).positive()
    values = rows.order_by().values_list("supplier", "invoice", "line_id", "pk", "amount")
    return [
        Item(key_of(supplier, invoice, line_id, number), in_ore(amount))
        for supplier, invoice, line_id, number, amount in values.iterator(2000)
    ]


def draw_again(access: Access, sample: InvoiceSample) -> Draw:
    """Draw the sample anew from its seed and the lines that are kept."""
    items = population(access, sample.batch)
    return draw(items, seed=sample.seed, interval=sample.interval)


def claims_seen(access: Access) -> QuerySet[InvoiceClaim]:
    """Return the claims that the asker may see."""
    rows = InvoiceClaim.objects.visible_to(access)
    return rows.select_related(
        "provider", "sample__batch", "authority__municipality", "letter", "letter_word"
    ).defer("sample__batch__content", "sample__batch__differences")


def listed_claims(
    access: Access, chosen: Mapping[str, Any], *, sort: str, today: date
) -> QuerySet[InvoiceClaim]:
    """Return the claims that the filters keep: open ones first, the earliest last day first."""
    rows = claims_seen(access)
    if chosen["q"]:
        rows = rows.filter(provider__in=Provider.objects.matching(chosen["q"]).values("pk"))
    if chosen["state"] == "late":
        rows = rows.late(today)  # type: ignore[attr-defined]
    elif chosen["state"]:
        rows = rows.filter(state=chosen["state"])
    if chosen["authority"]:
        rows = rows.filter(authority=chosen["authority"])
    order = CLAIM_SORTS.get(sort)
    return rows.order_by(*(order or (in_order_of("state", ClaimState), "due_on", "pk")))


def authorities_with_claims(access: Access) -> QuerySet[Authority]:
    """Return the authorities that have claims that the asker sees."""
    seen = InvoiceClaim.objects.visible_to(access).values("authority")
    return Authority.objects.select_related("municipality").filter(pk__in=seen)


def followups_for(access: Access, row: SampledLine) -> QuerySet[Followup]:
    """Return the follow-ups of the provider that a finding can still be written in."""
    where = access.authorities_where(Permission.CARRY_OUT_FOLLOWUP)
    rows = Followup.objects.visible_to(access).filter(
        authority=row.sample.authority_id, contract__provider=row.line.provider_id
    )
    unsent = rows.filter(authority__in=where, state__in=[state.value for state in BEFORE_SENT])
    return unsent.select_related("contract__provider", "contract__agreement").order_by("-pk")


def open_samples(access: Access, line: InvoiceLine) -> QuerySet[InvoiceSample]:
    """Return the samples of the line's batch that are being reviewed and do not hold it."""
    rows = InvoiceSample.objects.visible_to(access).filter(
        batch=line.batch_id, state=SampleState.DRAWN
    )
    held = SampledLine.objects.visible_to(access).filter(line=line).values("sample")
    return rows.exclude(pk__in=held)


def open_followups(access: Access, line: InvoiceLine) -> QuerySet[Followup]:
    """Return the follow-ups where the line is a finding that more than a named few read."""
    rows = SampledLine.objects.visible_to(access).filter(line=line).order_by()
    followups = Followup.objects.visible_to(access).filter(
        Q(pk__in=rows.values("finding__followup")) | Q(pk__in=rows.values("own_finding__followup")),
        authority=line.authority_id,
        secrecy__lt=Secrecy.RESTRICTED,
    )
    return followups.select_related("contract__provider").order_by("pk")
