"""What a matter is about when it is not a plan: a higher floor knows, and is asked here."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from insyn.board.models import BoardItem
from insyn.board.rules.refusals import Decision
from insyn.kernel.access import Access


@dataclass(frozen=True, slots=True)
class SubjectLink:
    """What the matter is about, for its page: what it is, what it is called, where it is."""

    word: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What the higher floor answers.

    ``check`` refuses a matter that cannot be issued now, ``decided`` is told what the board
    decided, and ``told`` says what the matter is about, or None to one who may not see it.
    """

    check: Callable[[Access, BoardItem], None]
    decided: Callable[[Access, BoardItem, Decision], None]
    told: Callable[[Access, BoardItem], SubjectLink | None]


@cache
def subject() -> Subject:
    """Return who knows; the setting ``SUBJECT_OF_MATTER`` names it."""
    found: Subject = import_string(settings.SUBJECT_OF_MATTER)
    return found
