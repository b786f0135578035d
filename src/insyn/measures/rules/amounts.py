"""What the lines of a sanction come to. Pure; kronor as Decimal, never as a float."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from insyn.delegations.rules import kronor
from insyn.kernel.errors import RuleViolation
from insyn.kernel.sentences import Words, sentence
from insyn.measures.rules.sanction_checks import MONEY
from insyn.registry.rules import SanctionKind

CENT = Decimal("0.01")
MOST = Decimal("9999999999.99")
"""The largest amount that a line holds."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One line as it is proposed: for what, when, and how much.

    Either a quantity and a rate, or an amount.
    """

    ground: str
    period_from: date | None
    period_to: date | None
    quantity: Decimal | None = None
    rate: Decimal | None = None
    amount: Decimal | None = None


def sum_of(claim: Claim) -> Decimal:
    """Return what a line comes to, in whole öre.

    Raises:
        RuleViolation: it says nothing, says two things, or is below zero.
    """
    if any(part is not None and part < 0 for part in (claim.quantity, claim.rate, claim.amount)):
        raise RuleViolation(sentence("Beloppet kan inte vara lägre än noll."))
    if (claim.quantity is None) != (claim.rate is None):
        raise RuleViolation(
            sentence("Fyll i både antal och kronor per styck, eller bara ett belopp.")
        )
    if claim.quantity is None or claim.rate is None:
        if claim.amount is None:
            raise RuleViolation(sentence("Fyll i antal och kronor per styck, eller ett belopp."))
        return _within(claim.amount)
    product = _within(claim.quantity * claim.rate)
    if claim.amount is not None and claim.amount.quantize(CENT) != product:
        raise RuleViolation(
            sentence(
                "Antal gånger kronor per styck blir %(product)s, men beloppet är %(amount)s. "
                "Ändra det som är fel, eller lämna beloppet tomt.",
                product=kronor(product),
                amount=kronor(claim.amount),
            )
        )
    return product


def _within(amount: Decimal) -> Decimal:
    if amount > MOST:
        raise RuleViolation(
            sentence("Beloppet är för stort för en rad. Kontrollera antal och pris.")
        )
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def sums_of(kind: SanctionKind, claims: Sequence[Claim]) -> list[Decimal]:
    """Return what each line comes to.

    Raises:
        RuleViolation: a step of money has no lines, another has some, or a line is wrong: its
            number is told.
    """
    if kind in MONEY and not claims:
        raise RuleViolation(
            sentence(
                "”%(kind)s” ska ha minst en rad med grund, period och belopp. Fyll i en rad.",
                kind=Words(kind.label),
            )
        )
    if kind not in MONEY and claims:
        raise RuleViolation(
            sentence("”%(kind)s” har inget belopp. Ta bort raderna.", kind=Words(kind.label))
        )
    return [_numbered(place, claim) for place, claim in enumerate(claims, 1)]


def _numbered(place: int, claim: Claim) -> Decimal:
    try:
        _check_whole(claim)
        return sum_of(claim)
    except RuleViolation as no:
        raise RuleViolation(
            sentence("Rad %(place)s: %(no)s", place=str(place), no=no.args[0])
        ) from no


def _check_whole(claim: Claim) -> None:
    if not claim.ground.strip():
        raise RuleViolation(sentence("Skriv vilken grund beloppet har."))
    if claim.period_from is None or claim.period_to is None:
        raise RuleViolation(sentence("Fyll i vilken period beloppet gäller, från och till."))
    if claim.period_to < claim.period_from:
        raise RuleViolation(sentence("Perioden kan inte sluta innan den börjar."))


def check_decided(amounts: Sequence[tuple[Decimal, Decimal]]) -> None:
    """Demand that no line is decided below zero or above what was proposed.

    ``amounts`` are (proposed, decided).

    Raises:
        RuleViolation: one is; its number is told.
    """
    for place, (proposed, decided) in enumerate(amounts, 1):
        if decided < 0:
            raise RuleViolation(
                sentence("Rad %(place)s: beloppet kan inte vara lägre än noll.", place=str(place))
            )
        if decided > proposed:
            raise RuleViolation(
                sentence(
                    "Rad %(place)s: %(decided)s är mer än det föreslagna %(proposed)s. Ändra "
                    "förslaget först, så att skälen täcker hela beloppet.",
                    place=str(place),
                    decided=kronor(decided),
                    proposed=kronor(proposed),
                )
            )


def check_reduced(amounts: Sequence[tuple[Decimal, Decimal]]) -> None:
    """Demand that some line becomes lower, none higher and none below zero.

    ``amounts`` are (decided, settled).

    Raises:
        RuleViolation: a line is wrong, or nothing has been reduced.
    """
    for place, (decided, settled) in enumerate(amounts, 1):
        if settled < 0:
            raise RuleViolation(
                sentence("Rad %(place)s: beloppet kan inte vara lägre än noll.", place=str(place))
            )
        if settled > decided:
            raise RuleViolation(
                sentence(
                    "Rad %(place)s: beloppet kan sättas ned efter bestridande, inte höjas. "
                    "Beslutat är %(decided)s.",
                    place=str(place),
                    decided=kronor(decided),
                )
            )
    if not amounts:
        raise RuleViolation(
            sentence("Sanktionen har inget belopp att sätta ned. Vidhåll eller återkalla.")
        )
    if all(settled == decided for decided, settled in amounts):
        raise RuleViolation(
            sentence("Inget belopp är lägre än det beslutade. Välj ”Vidhåll” i stället.")
        )
    if not any(settled for _decided, settled in amounts):
        raise RuleViolation(sentence("Alla belopp är noll. Välj ”Återkalla” i stället."))
