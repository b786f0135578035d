"""When an option to extend an agreement makes sense, and when it may be used. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

SENTENCES: Mapping[str, str] = {
    "no_end": (
        "Avtalet gäller tills vidare och har inget slut att förlänga. Skriv avtalets slutdatum "
        "först."
    ),
    "before_end": "Optionen ska förlänga till en dag efter den då avtalet annars slutar.",
    "called_after_end": (
        "Sista dag att avropa ska vara senast den dag då avtalet annars slutar. Sedan finns inget "
        "avtal att förlänga."
    ),
    "called_before_start": "Sista dag att avropa kan inte vara innan avtalet börjar.",
    "not_yet": "Dagen har inte varit än. Skriv den dag då det gjordes.",
    "too_late": "Dagen är efter sista dag att avropa optionen. Kontrollera dagen.",
    "too_early": "Dagen är innan avtalet börjar. Kontrollera dagen.",
}
"""What is wrong, for the reader."""


@dataclass(frozen=True, slots=True)
class OptionDates:
    """An open option of an agreement: its number and its two days."""

    number: int
    extends_to: date
    call_by: date


def option_problem(
    *,
    extends_to: date,
    call_by: date,
    agreement_starts_on: date,
    agreement_ends_on: date | None,
) -> str:
    """Return why the option cannot be, as a Swedish sentence, or an empty string.

    ``agreement_ends_on`` is the end that the option extends: the agreement's own, or the day
    that the option before it extends to.
    """
    if agreement_ends_on is None:
        return SENTENCES["no_end"]
    if extends_to <= agreement_ends_on:
        return SENTENCES["before_end"]
    if call_by > agreement_ends_on:
        return SENTENCES["called_after_end"]
    return SENTENCES["called_before_start"] if call_by < agreement_starts_on else ""


def chain_problem(
    options: Sequence[OptionDates], *, agreement_starts_on: date, agreement_ends_on: date | None
) -> tuple[int, str] | None:
    """Return the number of the first open option that cannot be, and why; None when all can.

    The options stand in the order of their numbers; each extends the one before it.
    """
    ends_on = agreement_ends_on
    for option in options:
        problem = option_problem(
            extends_to=option.extends_to,
            call_by=option.call_by,
            agreement_starts_on=agreement_starts_on,
            agreement_ends_on=ends_on,
        )
        if problem:
            return option.number, problem
        ends_on = option.extends_to
    return None


def call_problem(*, called_on: date, call_by: date, agreement_starts_on: date, today: date) -> str:
    """Return why an option cannot have been called that day, or an empty string."""
    if called_on > today:
        return SENTENCES["not_yet"]
    if called_on > call_by:
        return SENTENCES["too_late"]
    return SENTENCES["too_early"] if called_on < agreement_starts_on else ""
