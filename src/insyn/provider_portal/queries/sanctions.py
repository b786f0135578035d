"""Answers to a provider about sanctions. Everything through shown_to_provider."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from insyn.findings.models import Finding
from insyn.kernel.access import Access
from insyn.measures.models import Sanction, SanctionLetter, SanctionLine, SanctionMove
from insyn.measures.rules.sanctions import SANCTION_LIFECYCLE, SanctionEvent

TOLD = (
    SanctionEvent.NOTIFY,
    SanctionEvent.CONTEST,
    SanctionEvent.UPHOLD,
    SanctionEvent.REDUCE,
    SanctionEvent.WITHDRAW,
    SanctionEvent.CARRY_OUT,
    SanctionEvent.CLOSE,
)
"""What a provider is told has happened; nothing of what came before the letter."""
SHOWN = 50


@dataclass(frozen=True, slots=True)
class OwnSums:
    """What the lines come to, as decided and after the contest."""

    decided: Decimal | None
    settled: Decimal | None


@dataclass(frozen=True, slots=True)
class OwnSanction:
    """A sanction as its provider meets it."""

    sanction: Sanction
    lines: Sequence[SanctionLine]
    sums: OwnSums
    findings: Sequence[Finding]
    letters: Sequence[SanctionLetter]
    steps: Sequence[SanctionMove]
    may_contest: bool
    is_too_late: bool


def own_sanctions(access: Access) -> list[Sanction]:
    """Return what the asker's providers have been told of, the latest first. One query."""
    rows = Sanction.objects.shown_to_provider(access).select_related(
        "contract__provider", "contract__agreement", "authority__municipality"
    )
    return list(rows.order_by("-notified_on", "-pk")[:SHOWN])


def own_sanction_page(access: Access, sanction: Sanction, *, today: date) -> OwnSanction:
    """Return everything that a provider sees of one sanction."""
    lines = SanctionLine.objects.shown_to_provider(access).filter(sanction=sanction)
    steps = SanctionMove.objects.shown_to_provider(access).filter(sanction=sanction)
    letters = SanctionLetter.objects.shown_to_provider(access).filter(sanction=sanction)
    findings = Finding.objects.shown_to_provider(access).filter(sanctions=sanction)
    sums = lines.aggregate(decided=Sum("decided"), settled=Sum("settled"))
    can_contest = SANCTION_LIFECYCLE.allows(sanction.shown_state, SanctionEvent.CONTEST)
    is_late = sanction.answer_due_on is not None and sanction.answer_due_on < today
    return OwnSanction(
        sanction=sanction,
        lines=list(lines.select_related("unit")),
        sums=OwnSums(**sums),
        findings=list(findings.select_related("followup__contract__provider")),
        letters=list(letters.select_related("sanction")),
        steps=list(steps.filter(event__in=TOLD)),
        may_contest=can_contest and not is_late,
        is_too_late=can_contest and is_late,
    )
