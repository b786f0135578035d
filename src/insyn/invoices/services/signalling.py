"""What is gravely wrong in a closed sample becomes a signal, once for each provider."""

from collections.abc import Iterable

from django.utils.translation import ngettext

from insyn.delegations.rules import kronor
from insyn.invoices.models import InvoiceLine, InvoiceSample, SampledLine
from insyn.invoices.rules import SampleState, Verdict
from insyn.invoices.rules.grave import GraveError, ReviewedLine, grave_errors
from insyn.kernel.access import Access
from insyn.registry.models import Contract, Provider
from insyn.signals.queries.origins import invoice_key
from insyn.signals.rules import Severity, SignalCategory, SignalSource
from insyn.signals.services import SignalFacts, guard_signal, note_signal


def signal_errors(access: Access, sample: InvoiceSample) -> int:
    """Note a signal for each provider with grave errors in the closed sample; return how many.

    A signal says how many lines and how much, never which. Lines under suspicion give none.
    """
    rows = SampledLine.objects.visible_to(access).filter(sample=sample, verdict=Verdict.WRONG)
    found = grave_errors(_facts(row) for row in rows.select_related("line"))
    providers = Provider.objects.in_bulk([one.provider for one in found])
    contracts = Contract.objects.visible_to(access).filter(
        pk__in=[one.contract for one in found if one.contract],
        agreement__authority=sample.authority_id,
    )
    known = {row.pk: row for row in contracts.select_related("agreement")}
    for one in found:
        contract = known.get(one.contract or 0)
        is_theirs = contract is not None and contract.provider_id == one.provider
        note_signal(
            access,
            authority=sample.authority,
            provider=providers[one.provider],
            facts=SignalFacts(
                source=SignalSource.INVOICE_CHECK,
                category=SignalCategory.INVOICING,
                severity=Severity.SERIOUS,
                happened_on=one.seen_on,
                text=_said(one),
                contract=contract if is_theirs else None,
                key=invoice_key(sample.pk, one.provider),
            ),
        )
    return len(found)


def guard_signals(access: Access, line: InvoiceLine, samples: Iterable[InvoiceSample]) -> None:
    """Let the signals that the line may be part of be as guarded as the lines behind them.

    What was left out of a closed sample as suspected becomes a signal when it no longer is.
    """
    if line.provider_id is None:
        return
    for sample in samples:
        behind = InvoiceLine.objects.visible_to(access).filter(
            sampled__sample=sample, provider=line.provider_id
        )
        is_guarded = behind.exclude(suspicion="").exists()
        guard_signal(
            line.authority, invoice_key(sample.pk, line.provider_id), is_guarded=is_guarded
        )
        if sample.state == SampleState.CLOSED and not line.is_suspected:
            signal_errors(access, sample)


def _facts(row: SampledLine) -> ReviewedLine:
    line = row.line
    return ReviewedLine(
        provider=line.provider_id,
        contract=line.contract_id,
        amount=line.amount,
        verdict=row.shown_verdict,
        right_amount=row.right_amount,
        reviewed_on=row.reviewed_on,
        is_suspected=line.is_suspected,
    )


def _said(one: GraveError) -> str:
    said = ngettext(
        "Ett fakturastickprov visade %(n)s rad med stort fel, %(kr)s för mycket.",
        "Ett fakturastickprov visade %(n)s rader med stora fel, %(kr)s för mycket.",
        one.lines,
    )
    return said % {"n": one.lines, "kr": kronor(one.too_much)}
