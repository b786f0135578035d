"""For whom a list is taken in, and how much is asked for at a time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from insyn.accounts.models import Authority
from insyn.kernel.access import Access
from insyn.registry.models import Agreement

T = TypeVar("T")

AT_A_TIME = 500
"""Numbers or keys asked for in one query."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The asker, the authority that the list is taken in for, and the agreement chosen for it.

    ``is_locking`` holds the rows that would change until the transaction ends.
    """

    access: Access
    authority: Authority | None
    agreement: Agreement | None
    today: date
    is_locking: bool = False


def batches(values: Iterable[T]) -> Iterator[list[T]]:
    """Give the values a few hundred at a time."""
    listed = list(values)
    for start in range(0, len(listed), AT_A_TIME):
        yield listed[start : start + AT_A_TIME]
