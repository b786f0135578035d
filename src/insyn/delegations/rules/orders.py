"""What may be done to a right in the order of delegation, and to a list for the board. Pure."""

from datetime import date

from insyn.kernel.choices import Choice


class Refusal(Choice):
    """Why the order of delegation or a list for the board is not changed so."""

    ROLE_OR_PERSON = "role_or_person", "Välj en roll eller en person, inte båda."
    NOT_A_MEMBER = "not_a_member", "%(person)s har ingen roll i nämnden. Välj någon som har det."
    NO_CLAUSE = "no_clause", "Ange punkten i delegationsordningen."
    NEGATIVE = "negative", "Beloppet kan inte vara lägre än noll."
    ENDS_FIRST = "ends_first", "Delegationen kan inte sluta gälla innan den börjar."
    USED = (
        "used",
        "Delegationen har använts i ett beslut. Avsluta den och lägg in en ny i stället.",
    )
    ENDS_BEFORE_USE = (
        "ends_before_use",
        "Delegationen användes %(used_on)s. Den kan inte ha slutat gälla före det.",
    )
    ALREADY_GIVEN = (
        "already_given",
        (
            "Samma delegation finns redan i ordningen: punkt %(clause)s, %(matter)s, %(holder)s, "
            "%(most)s, %(days)s. Ändra eller avsluta den i stället, eller välj andra dagar."
        ),
    )
    NOTHING_CHOSEN = "nothing_chosen", "Kryssa för minst ett beslut i listan."
    SEVERAL_BOARDS = "several_boards", "Välj beslut i en nämnd åt gången."
    ALREADY_REPORTED = "already_reported", "%(number)s är redan anmält till nämnden."
    OF_THE_BOARD = "of_the_board", "%(number)s är nämndens eget beslut. Det anmäls inte."
    BEFORE_DECISION = (
        "before_decision",
        "%(number)s fattades %(decided_on)s. Det kan inte anmälas tidigare än så.",
    )


def end_refusal(valid_from: date, valid_to: date | None, *, used_on: date | None) -> Refusal | None:
    """Return why a right cannot end that day, or None. ``used_on`` is the last decision's."""
    if valid_to is None:
        return None
    if valid_to < valid_from:
        return Refusal.ENDS_FIRST
    return Refusal.ENDS_BEFORE_USE if used_on is not None and valid_to < used_on else None


def overlap(first: tuple[date, date | None], second: tuple[date, date | None]) -> bool:
    """Tell whether two spans share a day; both ends count, None is without end."""
    (first_from, first_to), (second_from, second_to) = first, second
    begins_in_time = second_to is None or first_from <= second_to
    return begins_in_time and (first_to is None or second_from <= first_to)


def report_refusal(
    *, is_on_delegation: bool, is_reported: bool, decided_on: date, reported_on: date
) -> Refusal | None:
    """Return why a decision cannot be reported that day, or None. Kommunallagen 6 kap. 40 §."""
    if not is_on_delegation:
        return Refusal.OF_THE_BOARD
    if is_reported:
        return Refusal.ALREADY_REPORTED
    return Refusal.BEFORE_DECISION if reported_on < decided_on else None
