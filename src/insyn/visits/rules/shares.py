"""Small numbers in words: samples of files, and how many said what. Pure."""

from insyn.visits.rules.carrying_out import InterviewGroup

PERCENT_FROM = 20
"""Of fewer than so many a percentage says more than is known."""
TOLD_FROM = 3
"""Of fewer than so many the provider is not told how many it was."""
_PEOPLE = {
    InterviewGroup.MANAGER: ("chef", "chefer"),
    InterviewGroup.STAFF: ("medarbetare", "medarbetare"),
    InterviewGroup.CLIENT: ("klient", "klienter"),
    InterviewGroup.RELATIVE: ("anhörig", "anhöriga"),
    InterviewGroup.OTHER: ("annan person", "andra personer"),
}


def percent_of(part: int, whole: int) -> int:
    """Return whole percent; 0 and 100 only when it is none and all."""
    if part in {0, whole}:
        return 100 if part else 0
    return min(99, max(1, round(100 * part / whole)))


def share_in_words(passed: int, sampled: int) -> str:
    """Return how many of the files looked at that were in order."""
    if sampled == 1:
        return "Den enda som granskades var i ordning" if passed else "Den enda hade avvikelser"
    if passed == sampled:
        return f"Alla {sampled} i ordning"
    if not passed:
        return f"Ingen av {sampled} i ordning"
    words = f"{passed} av {sampled} i ordning"
    return f"{words}, {percent_of(passed, sampled)} procent" if sampled >= PERCENT_FROM else words


def sampled_in_words(sampled: int, population: int | None) -> str:
    """Return how many files were looked at, and of how many if that is known."""
    return f"{sampled} av {population} akter" if population else f"{sampled} akter"


def counted_people(group: InterviewGroup, count: int) -> str:
    """Return ”3 medarbetare” or ”1 chef”."""
    one, several = _PEOPLE[group]
    return f"{count} {one if count == 1 else several}"


def told_people(group: InterviewGroup, count: int) -> str:
    """Return ”3 medarbetare”, or ”enstaka medarbetare” where the number could point somebody out.

    The provider knows its managers, and that they were talked to.
    """
    if group == InterviewGroup.MANAGER or count >= TOLD_FROM:
        return counted_people(group, count)
    return f"enstaka {_PEOPLE[group][1]}"


def people_in_words(group: InterviewGroup, count: int, *, is_in_private: bool) -> str:
    """Return ”3 medarbetare, enskilt” or ”2 chefer, i grupp”; one person is never a group."""
    how = "enskilt" if is_in_private else "i grupp" if count > 1 else "inte enskilt"
    return f"{counted_people(group, count)}, {how}"


def said_in_words(said_by: int | None, count: int) -> str:
    """Return how many of those asked who said so; empty when nobody counted."""
    if said_by is None:
        return ""
    return f"sagt av alla {count}" if said_by == count > 1 else f"sagt av {said_by} av {count}"


def said_problem(said_by: int | None, count: int) -> str:
    """Return why so many cannot have said so, in Swedish; else empty."""
    if said_by is None or 1 <= said_by <= count:
        return ""
    if not said_by:
        return "Har ingen sagt det är det inget tema. Skriv minst en, eller lämna fältet tomt."
    return (
        f"{said_by} kan inte ha sagt det: ni talade med {count}. Rätta antalet här eller i "
        "intervjun."
    )


def count_problem(count: int, said_by: list[int]) -> str:
    """Return why the number of people talked to cannot be lowered so, in Swedish; else empty."""
    most = max(said_by, default=0)
    if most <= count:
        return ""
    return f"Ett tema är sagt av {most}. Ändra det först, eller skriv minst {most} personer."


def sample_problem(passed: int, sampled: int, population: int | None) -> str:
    """Return why the figures of a sample do not agree, in Swedish; else empty."""
    if sampled < 1:
        return "Skriv hur många akter ni granskade, minst en."
    if passed > sampled:
        return f"{passed} akter kan inte vara i ordning när ni granskade {sampled}."
    if population is not None and sampled > population:
        return f"Ni kan inte ha granskat {sampled} akter när det finns {population}."
    return ""
