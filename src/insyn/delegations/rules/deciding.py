"""Who is covered by the order of delegation, and what the others are told. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from insyn.kernel.access import Access
from insyn.kernel.choices import Choice


@dataclass(frozen=True, slots=True)
class Grant:
    """One valid right to decide: given to a role or to a person, up to an amount or without end.

    ``holder`` is what the role or the person is called.
    """

    role: str
    user_id: int | None
    most: Decimal | None
    holder: str
    clause: str


def holds(grant: Grant, access: Access, authority_id: int) -> bool:
    """Tell whether the right is the asker's, in person or by a role in that very authority."""
    if grant.user_id is not None:
        return access.user_id == grant.user_id and authority_id in access.authority_ids
    roles = (m.role for m in access.mandates if m.authority_id == authority_id)
    return any(role == grant.role for role in roles)


def reaches(grant: Grant, amount: Decimal | None) -> bool:
    """Tell whether the right is enough for the amount; a decision without amount always is."""
    return amount is None or grant.most is None or amount <= grant.most


def kronor(amount: Decimal) -> str:
    """Return the amount as Swedish running text: ”12 500,50 kr”."""
    whole, _dot, rest = f"{amount:,.2f}".partition(".")
    cents = "" if rest == "00" else f",{rest}"
    return f"{whole.replace(',', ' ')}{cents} kr"


def described(grant: Grant) -> str:
    """Return who holds the right, on what clause and up to what."""
    most = f", högst {kronor(grant.most)}" if grant.most is not None else ""
    return f"{grant.holder} ({grant.clause}{most})"


class Lack(Choice):
    """What one who may not decide is told: who may, and what else can be done."""

    NOT_YOURS = (
        "not_yours",
        "Du har ingen delegation för ”%(matter)s”. Det har: %(who)s. Annars kan nämnden besluta.",
    )
    TOO_MUCH = (
        "too_much",
        "Beloppet är högre än du får besluta om för ”%(matter)s”. Det får: %(who)s.",
    )
    TOO_MUCH_FOR_ALL = (
        "too_much_for_all",
        "Beloppet är högre än någon får besluta om för ”%(matter)s”. Ange nämndens beslut.",
    )
    NOBODY = (
        "nobody",
        "Ingen har delegation för ”%(matter)s”. Ange nämndens beslut, eller lägg in delegationen.",
    )


def lacks_delegation(*, is_over: bool, has_holders: bool) -> Lack:
    """Return what the asker lacks. ``is_over`` says that the amount is what stops them.

    ``has_holders`` says that somebody holds one that is enough.
    """
    if is_over:
        return Lack.TOO_MUCH if has_holders else Lack.TOO_MUCH_FOR_ALL
    return Lack.NOT_YOURS if has_holders else Lack.NOBODY


def next_number(year: int, last: str | None) -> str:
    """Return the number after ``last`` in the year's series: D-2026-001, then D-2026-002."""
    reached = int(last.rpartition("-")[2]) if last else 0
    return f"D-{year}-{reached + 1:03d}"
