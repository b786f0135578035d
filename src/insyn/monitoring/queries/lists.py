"""What a kept list would note, before anything is noted."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.monitoring.models import CheckList, CheckProfile, RegisterCheck
from insyn.monitoring.queries.earlier import earlier_of
from insyn.monitoring.rules import LISTS, CheckResult
from insyn.monitoring.rules.changes import Told, changed
from insyn.monitoring.rules.lists import SourceList
from insyn.monitoring.rules.readings import Reading, key_of, together
from insyn.papers.sheets.checking import Checked, Problem, RowCheck, RowProblem, check
from insyn.papers.sheets.headings import guess_heading_row, guess_mapping, normalised
from insyn.papers.sheets.reading import read_sheet, read_workbook
from insyn.registry.models import Provider

AT_A_TIME = 500
LISTED = 200
"""How many rows of each sort the page shows."""


@dataclass(frozen=True, slots=True)
class NewCheck:
    """One check that the list would note, and what differs from the one before."""

    provider: Provider
    reading: Reading
    key: str
    changes: Sequence[str]


@dataclass(frozen=True, slots=True)
class ListPreview:
    """What the file holds and what would come of it."""

    source: SourceList
    headings: Sequence[str]
    mapping: Mapping[str, int]
    problems: Sequence[Problem]
    rows: int
    news: Sequence[NewCheck]
    known: int
    unknown_numbers: Sequence[str]
    is_fit: bool
    fingerprint: str

    @property
    def changes(self) -> list[NewCheck]:
        """Return those that differ from the check before."""
        return [new for new in self.news if new.changes][:LISTED]

    @property
    def remarks(self) -> list[NewCheck]:
        """Return those that are not without remark, and not listed as changed."""
        return [
            new for new in self.news if not new.changes and new.reading.result != CheckResult.OK
        ][:LISTED]

    @property
    def clean(self) -> int:
        """Return how many are without remark."""
        return sum(new.reading.result == CheckResult.OK for new in self.news)


def lists(access: Access) -> QuerySet[CheckList]:
    """Return the lists that the asker may see, without their files."""
    return (
        CheckList.objects.visible_to(access)
        .defer("content")
        .select_related("authority__municipality", "started_by")
    )


def preview_of(access: Access, row: CheckList) -> ListPreview:
    """Return what a kept file would note, read with the columns chosen so far.

    Raises:
        RuleViolation: the list has been taken in, and its file is no longer kept.
    """
    if row.content is None:
        raise RuleViolation(_("Listan är redan införd."))
    source = LISTS[row.shown_source]
    content = bytes(row.content)
    index = read_workbook(content, row.file_name).likely_index
    sheet = read_sheet(content, row.file_name, index)
    heading_row = guess_heading_row(sheet.rows, source.columns)
    headings = sheet.rows[heading_row - 1] if sheet.rows else ()
    mapping = _mapping(access, row, source, headings)
    checked = check(
        sheet, heading_row=heading_row, mapping=mapping, columns=source.columns,
        extra_row_checks=[_not_to_come(row.told_on)],
    )  # fmt: skip
    return _preview(access, row, source, [str(h or "") for h in headings], mapping, checked)


def _not_to_come(told_on: date) -> RowCheck:
    def refuse(values: Mapping[str, object]) -> list[RowProblem]:
        day = values.get("datum")
        if isinstance(day, date) and day > told_on:
            return [RowProblem("datum", "Dagen är senare än den som uppgifterna gäller.")]
        return []

    return refuse


def _mapping(
    access: Access, row: CheckList, source: SourceList, headings: Sequence[object]
) -> dict[str, int]:
    if row.mapping is not None:
        return {key: at for key, at in row.mapping.items() if at < len(headings)}
    profile = CheckProfile.objects.visible_to(access).filter(
        authority=row.authority_id, source=row.source
    ).first()  # fmt: skip
    guessed = guess_mapping(headings, source.columns)  # type: ignore[arg-type]
    if profile is None:
        return guessed
    places = {normalised(heading): at for at, heading in enumerate(headings)}  # type: ignore[arg-type]
    named = {key: places[normalised(name)] for key, name in profile.mapping.items()
             if normalised(name) in places}  # fmt: skip
    taken = set(named.values())
    return {**{key: at for key, at in guessed.items() if at not in taken}, **named}


def _preview(
    access: Access,
    row: CheckList,
    source: SourceList,
    headings: Sequence[str],
    mapping: Mapping[str, int],
    checked: Checked,
) -> ListPreview:
    readings = together(
        reading for line in checked.rows for reading in source.read(line.values, row.told_on)
    )
    providers = _providers({reading.org_number for reading in readings})
    here = [reading for reading in readings if reading.org_number in providers]
    keys = {key_of(row.authority_id, row.source, reading): reading for reading in here}
    there = _there(access, keys)
    earlier = earlier_of(access, row.authority, {found.pk for found in providers.values()})
    news = [
        NewCheck(
            provider := providers[reading.org_number],
            reading,
            key,
            changed(
                reading.kind,
                earlier.get((provider.pk, reading.kind)),
                Told(reading.result, reading.details, reading.on),
            ),
        )
        for key, reading in keys.items()
        if key not in there
    ]
    strangers = sorted({r.org_number for r in readings} - providers.keys())
    said = "\n".join([*sorted(new.key for new in news), str(checked.is_fit)])
    return ListPreview(
        source=source,
        headings=headings,
        mapping=mapping,
        problems=checked.problems,
        rows=len(checked.rows),
        news=news,
        known=len(there),
        unknown_numbers=strangers,
        is_fit=checked.is_fit,
        fingerprint=hashlib.sha256(said.encode()).hexdigest(),
    )


def _providers(numbers: set[str]) -> dict[str, Provider]:
    """Return the providers of the register by number; one that was merged leads to the kept."""
    found: dict[str, Provider] = {}
    wanted = sorted(numbers)
    for at in range(0, len(wanted), AT_A_TIME):
        rows = Provider.objects.select_related("merged_into").filter(
            org_number__in=wanted[at : at + AT_A_TIME]
        )
        found |= {row.org_number: row.merged_into or row for row in rows}
    return found


def _there(access: Access, keys: Mapping[str, Reading]) -> set[str]:
    wanted = sorted(keys)
    there: set[str] = set()
    for at in range(0, len(wanted), AT_A_TIME):
        rows = RegisterCheck.objects.visible_to(access).filter(key__in=wanted[at : at + AT_A_TIME])
        there |= {key for key in rows.values_list("key", flat=True) if key}
    return there
