"""What waits for the asker, from every app."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.module_loading import import_string

from insyn.kernel.access import Access
from insyn.platform.duties import Duties, Sources


def duty_sources(access: Access, today: date) -> Sources:
    """Return every source of what waits for the asker."""
    found: dict[str, object] = {}
    for source in import_string(settings.DUTY_SOURCES):
        found |= source(access, today)
    return found  # type: ignore[return-value]


def duties(access: Access, *, today: date, only: str = "") -> Duties:
    """Return what waits for the asker, made for a paginator; of one source if it is named."""
    sources = duty_sources(access, today)
    return Duties({only: sources[only]} if only in sources else sources, today)


@dataclass(frozen=True, slots=True)
class KindCount:
    """A kind of duty, what it is called and how many wait."""

    name: str
    label: str
    count: int


def kinds(access: Access, *, today: date) -> Sequence[KindCount]:
    """Return the kinds that wait, with how many, the most numerous first.

    One query, and one for each kind that waits: its name is that of its first line.
    """
    waiting = duties(access, today=today)
    found = [
        KindCount(name, Duties({name: waiting.sources[name]}, today)[0].kind, count)
        for name, count in waiting.counts().items()
    ]
    return sorted(found, key=lambda kind: (-kind.count, kind.label))
