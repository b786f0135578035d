"""Which kinds of checks go together at each stage, and how often they are made again. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from insyn.kernel.choices import Choice
from insyn.kernel.errors import RuleViolation
from insyn.kernel.sentences import Sentence, Words, sentence
from insyn.monitoring.rules.checks import CheckKind


class BundleStage(Choice):
    """When a bundle of checks is gone through (skede)."""

    BEFORE = "before", "Före avtal"
    YEARLY = "yearly", "Löpande under avtalet"
    EVENT = "event", "Vid händelse"


STAGE_SAYS: Mapping[BundleStage, str] = {
    BundleStage.BEFORE: "Ska vara gjort när kontraktet börjar.",
    BundleStage.YEARLY: "Görs om med så många månader emellan så länge kontraktet gäller.",
    BundleStage.EVENT: "Föreslås när något har hänt, till exempel ett ägarbyte. Har ingen dag.",
}

LONGEST_BETWEEN = 36
"""Months. A check that is made more seldom is made at the next contract instead."""


@dataclass(frozen=True, slots=True)
class BundleFacts:
    """What a bundle asks for: each kind with the months between, none where it has no rhythm."""

    stage: BundleStage
    kinds: Mapping[CheckKind, int | None]


_YEAR, _HALF, _QUARTER, _MONTH = 12, 6, 3, 1
SHIPPED: Mapping[BundleStage, Mapping[CheckKind, int | None]] = {
    BundleStage.BEFORE: dict.fromkeys(CheckKind),
    BundleStage.YEARLY: {
        CheckKind.F_TAX: _QUARTER,
        CheckKind.EMPLOYER: _QUARTER,
        CheckKind.TAXES: _QUARTER,
        CheckKind.DEBTS: _QUARTER,
        CheckKind.PAYMENT_ORDERS: _QUARTER,
        CheckKind.CREDIT: _HALF,
        CheckKind.STATUS: _MONTH,
        CheckKind.PERMIT: _HALF,
        CheckKind.DECISIONS: _YEAR,
        CheckKind.OFFICERS: _HALF,
        CheckKind.OWNER: _YEAR,
        CheckKind.STAFF: _YEAR,
    },
    BundleStage.EVENT: dict.fromkeys(
        (
            CheckKind.F_TAX,
            CheckKind.TAXES,
            CheckKind.DEBTS,
            CheckKind.PAYMENT_ORDERS,
            CheckKind.CREDIT,
            CheckKind.STATUS,
            CheckKind.PERMIT,
            CheckKind.OFFICERS,
            CheckKind.OWNER,
        )
    ),
}
"""What each stage asks for until the authority has chosen. It counts first when it is saved."""


def check_bundle(facts: BundleFacts) -> None:
    """Refuse a bundle that goes on without saying how often, or not often enough to mean it."""
    if facts.stage != BundleStage.YEARLY:
        return
    for kind, months in facts.kinds.items():
        if months is None or not 1 <= months <= LONGEST_BETWEEN:
            raise RuleViolation(_wrong(kind))


def _wrong(kind: CheckKind) -> Sentence:
    return sentence(
        "%(kind)s: skriv hur många månader det ska gå mellan kontrollerna, 1 till 36.",
        kind=Words(kind.label),
    )
