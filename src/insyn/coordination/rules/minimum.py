"""Whether a local template holds every question of the central one. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from insyn.kernel.sentences import Sentence, sentence

_NOISE = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question of a template: the area it stands under, its code if it has one, its text."""

    area: str
    code: str
    text: str


def missing_in(
    central: Iterable[AskedQuestion], local: Iterable[AskedQuestion]
) -> list[AskedQuestion]:
    """Return the central questions that the local template lacks, in their order.

    A question is there when one has its code, or asks the same but for spaces and signs.
    Local questions of one's own are no fault.
    """
    own = list(local)
    codes = {one.code.casefold() for one in own if one.code}
    texts = {_plain(one.text) for one in own}
    return [
        one for one in central if one.code.casefold() not in codes and _plain(one.text) not in texts
    ]


def _plain(text: str) -> str:
    return _NOISE.sub(" ", text).strip().casefold()


def missing_sentence(missing: Sequence[AskedQuestion]) -> Sentence:
    """Return what to do about the missing questions, with each of them named."""
    named = "; ".join(f"{one.code} {one.text}".strip() for one in missing)
    return sentence(
        "Mallen saknar %(count)s av anvisningens frågor: %(named)s. Lägg till dem, så gäller "
        "mallen som miniminivå.",
        count=str(len(missing)),
        named=named,
    )
