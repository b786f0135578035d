"""What differs between two checks of the same kind, in words. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from insyn.monitoring.rules.checks import CheckKind, CheckResult, worse

Details = Mapping[str, str]
"""What a check said, part by part. A part that is missing was not told."""

STATUS, MANAGER, NAME = "status", "föreståndare", "namn"
TOLD_APART = (STATUS, MANAGER, NAME, "företrädare", "huvudman")
"""The parts whose change is worth a signal, by the last word of their name."""

PART_SEPARATOR = " · "
"""Between a unit and the part that concerns it."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one check told."""

    result: CheckResult
    details: Details
    on: date | None = None


def changed(kind: CheckKind, before: Told | None, after: Told) -> list[str]:
    """Return a Swedish line for each change that somebody should look at; none the first time.

    An answer that tells nothing changes nothing, and neither does one of an earlier day.
    """
    if before is None or after.result == CheckResult.UNKNOWN:
        return []
    if before.on is not None and after.on is not None and after.on < before.on:
        return []
    said = list(_parts(before.details, after.details))
    if worse(before.result, after.result):
        said.insert(0, f"{kind.label}: {before.result.label} → {after.result.label}")
    return said


def _parts(before: Details, after: Details) -> Iterator[str]:
    for name in sorted(before.keys() & after.keys()):
        if is_watched(name) and _plain(before[name]) != _plain(after[name]):
            yield f"{name}: {before[name]} → {after[name]}"
    for name in sorted(before.keys() - after.keys()):
        if name.endswith(f"{PART_SEPARATOR}{STATUS}"):  # a whole unit is gone from the list
            yield f"{name}: {before[name]} → finns inte längre i listan"


def is_watched(name: str) -> bool:
    """Tell whether the part is one whose change is told."""
    return name.rpartition(PART_SEPARATOR)[2] in TOLD_APART


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


OF_PEOPLE = (MANAGER, "företrädare", "huvudman")


def unnamed(change: str) -> str:
    """Return the change without the people in it: that somebody is new, not who."""
    name = change.partition(": ")[0]
    return f"{name} har bytts" if name.endswith(OF_PEOPLE) else change
