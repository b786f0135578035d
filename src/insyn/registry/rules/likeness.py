"""Whether two entries of the register may be the same provider. Pure."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from insyn.registry.rules.names import spelling_key

ALIKE_FROM = 0.92
"""How much of two names must agree, legal forms left out: 0 is nothing, 1 is every sign."""

_LEGAL_FORM = re.compile(
    r"\b(?:ab|aktiebolag|aktiebolaget|hb|handelsbolag|handelsbolaget|kb|kommanditbolag"
    r"|ek\.? ?för\.?|ekonomisk förening|ideell förening|enskild firma|publ)(?!\w)"
)
_SIGNS = re.compile(r"[^\w ]|_")


def bare_name(name: str) -> str:
    """Return the name without legal form, signs and capitals; what is left of it alone if all.

    A name that is nothing but a legal form is kept as it is.
    """
    key = spelling_key(name)
    return _bare(_LEGAL_FORM.sub(" ", key)) or _bare(key)


def _bare(text: str) -> str:
    return " ".join(_SIGNS.sub(" ", text).split())


def alike(name: str, other: str) -> bool:
    """Tell whether two names are so near that somebody should look whether they are one."""
    first, second = sorted((bare_name(name), bare_name(other)))  # the ratio is not symmetric
    if not first or not second:
        return False
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    return matcher.quick_ratio() >= ALIKE_FROM and matcher.ratio() >= ALIKE_FROM


def mistyped_numbers(digits: str) -> Iterator[str]:
    """Yield the numbers that differ in one digit, or in two neighbours that changed places.

    Two numbers whose check digits both hold never differ in a single digit.
    """
    for place, digit in enumerate(digits):
        for other in "0123456789":
            if other != digit:
                yield digits[:place] + other + digits[place + 1 :]
        after = digits[place + 1 : place + 2]
        if after and after != digit:
            yield digits[:place] + after + digit + digits[place + 2 :]
