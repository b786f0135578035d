"""The numbers that requirements have in their agreements: their order, and the next one. Pure."""

import re
from collections.abc import Iterable

_DIGITS = 6
_PART = re.compile(r"[0-9]+|[^\W\d_]+")
_LAST = re.compile(r"[0-9]+(?=\D*$)")
LONGEST_NUMBER = 30
LONGEST_NUMBER_KEY = 200


def number_key(number: str) -> str:
    """Return a key that sorts 4.2 before 4.10 and 4.2 before 4.2 a.

    Figures are filled out with zeros and letters folded; what stands between them is left out,
    so that ”4.2 a” and ”4.2a” are neighbours. Every database sorts the key alike.
    """
    parts = _PART.findall(number.casefold())
    filled = (part.zfill(_DIGITS) if part.isdecimal() else part for part in parts)
    return "".join(filled)[:LONGEST_NUMBER_KEY]


def numbers_after(taken: Iterable[str], count: int) -> list[str]:
    """Return so many numbers that go on after the last one: after 4.12 follow 4.13 and 4.14.

    An agreement without numbers begins with 1; a last number without figures is followed by
    the same number with 1, 2, 3 after it.
    """
    used = set(taken)
    last = max(used, key=number_key, default="0")
    following: list[str] = []
    while len(following) < count:
        last = _next(last)
        if last not in used:
            following.append(last)
    return following


def _next(number: str) -> str:
    found = _LAST.search(number)
    if not found:
        return f"{number} 1".strip()
    raised = str(int(found[0]) + 1).zfill(len(found[0]))
    return number[: found.start()] + raised + number[found.end() :]


def place_of(key: str, others: Iterable[tuple[str, int]]) -> int:
    """Return the place for a new requirement: right after the last one with a smaller key.

    ``others`` are the keys of the present requirements with their places.
    """
    return max((place + 1 for other, place in others if other <= key), default=0)
