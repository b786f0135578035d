"""Whether a text names somebody it must not name. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"\w+")
LEGAL_FORMS = frozenset({"ab", "aktiebolag", "publ", "hb", "handelsbolag", "kb", "kommanditbolag"})
"""Words that are left out of everyday speech about a company."""
ORDINARY = frozenset(
    {"assistans", "boende", "boendestöd", "daglig", "familjerådgivning", "hemtjänst", "hemvård",
     "hemsjukvård", "korttidsboende", "korttidsvistelse", "ledsagarservice", "ledsagning",
     "omsorg", "och", "service", "stöd", "stödboende", "sverige", "särskilt", "vård",
     "vårdboende", "verksamhet", "äldreboende", "äldreomsorg", "i"}
)  # fmt: skip
"""Words of the trade: a name made of them alone names nobody unless its company form is there."""


@dataclass(frozen=True, slots=True)
class Named:
    """A name that a text holds, and the place of the text."""

    name: str
    place: str


def words_of(text: str) -> tuple[str, ...]:
    """Return the words as they are compared: without case, signs and spaces."""
    return tuple(_WORD.findall(text.casefold()))


def names_in(texts: Mapping[str, str], names: Iterable[str], *, own: Sequence[str]) -> list[Named]:
    """Return the names that the texts hold, by place.

    A name counts with or without its company form, and in the genitive. One whose words stand in
    the authority's own name is the authority.
    """
    ours = [words_of(name) for name in own]
    sought = {}
    for name in names:
        words = _sought(name)
        if words and not any(_holds(mine, words) for mine in ours):
            sought[words] = name
    found = []
    for place, text in texts.items():
        said = words_of(text)
        found += [Named(name, place) for words, name in sought.items() if _holds(said, words)]
    return found


def _sought(name: str) -> tuple[str, ...]:
    """Return the words that give the name away; none when it is only words of the trade."""
    whole = words_of(name)
    core = tuple(word for word in whole if word not in LEGAL_FORMS)
    if not all(word in ORDINARY or (word.isdigit() and len(word) < 6) for word in core):  # noqa: PLR2004
        return core
    return whole if core and len(whole) > len(core) else ()


def _holds(said: Sequence[str], sought: Sequence[str]) -> bool:
    length = len(sought)
    return any(_is_same(said[at : at + length], sought) for at in range(len(said) - length + 1))


def _is_same(part: Sequence[str], sought: Sequence[str]) -> bool:
    *first, last = sought
    return list(part[:-1]) == first and part[-1] in {last, f"{last}s"}
