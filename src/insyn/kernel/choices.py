"""Closed lists: a stable code for the database, a Swedish label for people."""

from enum import StrEnum
from typing import Self


class Choice(StrEnum):
    """A code and its label on one line: ``PLANNED = "planned", "Planerad"``.

    The label is the Swedish source text; pages translate it with ``|translated``.
    """

    label: str

    def __new__(cls, code: str, label: str = "") -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Return (code, label) pairs in declaration order, as a Django field wants them."""
        return [(member.value, member.label) for member in cls]

    @classmethod
    def codes(cls) -> list[str]:
        """Return the plain codes, as a database constraint and its migration want them."""
        return [str(member.value) for member in cls]
