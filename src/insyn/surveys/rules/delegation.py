"""When a part of a survey can be given to somebody else. Pure."""

from insyn.kernel.errors import RuleViolation
from insyn.kernel.sentences import sentence


def check_delegation(*, locked: str, is_chosen: bool, has_whole: bool) -> None:
    """Demand a survey that can be answered, an area, and somebody who has not the whole already.

    Raises:
        RuleViolation: the first of them that is missing. ``locked`` is why nothing can change.
    """
    if locked:
        raise RuleViolation(locked)
    if not is_chosen:
        raise RuleViolation(sentence("Välj minst ett område som personen ska svara på."))
    if has_whole:
        raise RuleViolation(sentence("Personen svarar redan på hela enkäten."))
