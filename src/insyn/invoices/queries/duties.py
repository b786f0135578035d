"""Samples and claims that wait for somebody."""

from datetime import date

from django.db.models import Exists, F, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from insyn.invoices.models import InvoiceBatch, InvoiceClaim, InvoiceSample, SampledLine
from insyn.invoices.queries.batches import batches_seen
from insyn.invoices.queries.samples import claims_seen, samples_seen
from insyn.invoices.rules import BatchState, SampleState
from insyn.kernel.access import Access, Permission
from insyn.kernel.duties import Duty
from insyn.platform.duties import DutySource, Sources

TO_TAKE_IN = gettext_noop("Fakturaunderlag att läsa in")
TO_REVIEW = gettext_noop("Fakturastickprov att granska")
TO_CLOSE = gettext_noop("Fakturastickprov att stänga")
PAST_DUE = gettext_noop("Återkrav vars sista dag har passerat")


def duty_sources(access: Access, today: date) -> Sources:
    """Return what waits, by source, for those who check invoices.

    A sample waits to be closed only for those who have not reviewed it themselves.
    """
    where = access.authorities_where(Permission.CHECK_INVOICES)
    samples = samples_seen(access).filter(authority__in=where)
    own = SampledLine.objects.visible_to(access).filter(
        sample=OuterRef("pk"), reviewed_by=access.user_id
    )
    to_close = samples.filter(state=SampleState.FINISHED)
    if access.user_id is not None:
        to_close = to_close.exclude(finished_by=access.user_id).exclude(Exists(own))
    return {
        "invoices.to_take_in": DutySource(
            batches_seen(access).filter(authority__in=where, state=BatchState.WAITING),
            None,
            _of_batch,
        ),
        "invoices.to_review": DutySource(samples.filter(state=SampleState.DRAWN), None, _to_review),
        "invoices.to_close": DutySource(to_close, F("finished_on"), _to_close),
        "invoices.past_due": DutySource(
            claims_seen(access).filter(authority__in=where).late(today),  # type: ignore[attr-defined]
            F("due_on"),
            _of_claim,
        ),
    }


def _of_batch(row: InvoiceBatch, today: date) -> Duty:
    del today
    return Duty(
        key=f"invoice_batch:{row.pk}",
        kind=TO_TAKE_IN,
        title=row.name,
        detail=row.file_name,
        url=reverse("invoices:preview", args=[row.pk]),
    )


def _to_review(row: InvoiceSample, today: date) -> Duty:
    del today
    return Duty(
        key=f"invoice_sample:{row.pk}:review",
        kind=TO_REVIEW,
        title=str(row.batch),
        detail=_("Granska raderna mot verifikaten"),
        url=reverse("invoices:sample", args=[row.pk]),
    )


def _to_close(row: InvoiceSample, today: date) -> Duty:
    del today
    return Duty(
        key=f"invoice_sample:{row.pk}:close:{row.finished_on}",
        kind=TO_CLOSE,
        title=str(row.batch),
        detail=_("Granskat av %(who)s") % {"who": row.finished_by or "–"},
        url=reverse("invoices:sample", args=[row.pk]),
        due_on=row.finished_on,
    )


def _of_claim(row: InvoiceClaim, today: date) -> Duty:
    del today
    return Duty(
        key=f"invoice_claim:{row.pk}:{row.due_on}",
        kind=PAST_DUE,
        title=str(row.provider),
        detail=str(row.sample.batch),
        url=reverse("invoices:claim", args=[row.pk]),
        due_on=row.due_on,
    )
