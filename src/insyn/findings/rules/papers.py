"""What the papers about a fact check say. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CheckWords:
    """What the papers about one fact check have in common."""

    authority: str
    municipality: str
    administration: str
    signed_by: str
    provider: str
    org_number: str
    agreement: str
    case_number: str
    followup: str


@dataclass(frozen=True, slots=True)
class SaidPassage:
    """A numbered paragraph of the draft, with what has been said of it, if anything."""

    number: int
    heading: str
    text: str
    said: Sequence[tuple[str, str]] = ()
    """Who said it and when, and the words; in order."""


@dataclass(frozen=True, slots=True)
class SaidRound:
    """One round of a fact check: its days and everything that was said."""

    number: int
    facts: Sequence[tuple[str, str]]
    passages: Sequence[SaidPassage]
