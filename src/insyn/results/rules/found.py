"""What was followed up and what was found: follow-ups and findings, counted. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2s

from insyn.findings.rules import FindingKind, Severity
from insyn.followups.rules import Kind, Outcome
from insyn.registry.rules import OperatingForm
from insyn.results.rules.facts import FindingFact, FollowupFact, YearFacts
from insyn.results.rules.tables import Cell, Line, RowKind, Table, count, share
from insyn.results.rules.words import NOTES, About, Column, LineWord, TableKey

TOLD = (FindingKind.DEFICIENCY, FindingKind.DEVELOPMENT_AREA, FindingKind.GOOD_PRACTICE)
"""The kinds that are told outside the board; what the commissioner lacks is in no figure."""

_TOLD_COLUMNS = (Column.DEFICIENCIES, Column.DEVELOPMENT_AREAS, Column.GOOD_PRACTICES)


def table(key: TableKey, columns: Sequence[Column], lines: Iterable[Line], about: About) -> Table:
    """Return the table with its words."""
    return Table(
        key=key.value,
        title=key.label,
        columns=tuple(column.label for column in columns),
        lines=tuple(lines),
        note=NOTES[key],
        row_label=about.label,
    )


def counted_of(kind: RowKind, rows: tuple[int, ...], of: int) -> tuple[Cell, Cell]:
    """Return the number and the share."""
    return count(kind, rows), share(kind, rows, of)


def all_of(kind: RowKind, rows: tuple[int, ...]) -> Line:
    """Return the last line of a table of numbers and shares: all rows."""
    return Line(LineWord.ALL.value, LineWord.ALL.label, counted_of(kind, rows, len(rows)))


def followups_by_kind(facts: YearFacts) -> Table:
    """Return the follow-ups reported in the period, by kind."""
    rows = facts.followups
    lines = [
        Line(kind.value, kind.label, _followups([f for f in rows if f.kind == kind], len(rows)))
        for kind in Kind
    ]
    lines = [line for line in lines if line.cells[0].rows]
    lines.append(all_of(RowKind.FOLLOWUP, tuple(f.key for f in rows)))
    key = TableKey.FOLLOWUPS_BY_KIND
    return table(key, (Column.COUNT, Column.SHARE), lines, About.KIND)


def followups_by_outcome(facts: YearFacts) -> Table:
    """Return the follow-ups reported in the period, by outcome as it stands now."""
    rows = facts.followups
    named = [*((o.value, o.label) for o in Outcome), (LineWord.NO_OUTCOME.value,
             LineWord.NO_OUTCOME.label)]  # fmt: skip
    lines = [
        Line(code, label, _followups([f for f in rows if (f.outcome or "none") == code], len(rows)))
        for code, label in named
    ]
    lines.append(all_of(RowKind.FOLLOWUP, tuple(f.key for f in rows)))
    key = TableKey.FOLLOWUPS_BY_OUTCOME
    return table(key, (Column.COUNT, Column.SHARE), lines, About.OUTCOME)


def _followups(rows: Sequence[FollowupFact], of: int) -> tuple[Cell, Cell]:
    return counted_of(RowKind.FOLLOWUP, tuple(row.key for row in rows), of)


def told(facts: YearFacts) -> list[FindingFact]:
    """Return the findings of the period that are told."""
    return [row for row in facts.findings if row.kind in TOLD]


def findings_by_kind(facts: YearFacts) -> Table:
    """Return the findings of the follow-ups of the period, by kind."""
    rows = told(facts)
    lines = [
        Line(
            kind.value,
            kind.label,
            counted_of(RowKind.FINDING, _keys(rows, kind), len(rows)),
        )
        for kind in TOLD
    ]
    lines.append(all_of(RowKind.FINDING, tuple(row.key for row in rows)))
    key = TableKey.FINDINGS_BY_KIND
    return table(key, (Column.COUNT, Column.SHARE), lines, About.FINDING)


def findings_by_severity(facts: YearFacts) -> Table:
    """Return the deficiencies of the follow-ups of the period, the worst first."""
    rows = facts.deficiencies()
    lines = [
        Line(
            severity.value,
            severity.label,
            counted_of(
                RowKind.FINDING,
                tuple(row.key for row in rows if row.severity == severity),
                len(rows),
            ),
        )
        for severity in reversed(Severity)
    ]
    lines.append(all_of(RowKind.FINDING, tuple(row.key for row in rows)))
    key = TableKey.FINDINGS_BY_SEVERITY
    return table(key, (Column.COUNT, Column.SHARE), lines, About.SEVERITY)


def area_key(name: str) -> str:
    """Return what the line of an area is called in addresses: the same for the same name."""
    word = _same(name)
    return blake2s(word.encode(), digest_size=6).hexdigest() if word else LineWord.NO_AREA.value


def _same(name: str) -> str:
    return " ".join(name.split()).casefold()


def findings_by_area(facts: YearFacts) -> Table:
    """Return the findings by the name of their area, those with most deficiencies first."""
    areas: dict[str, list[FindingFact]] = {}
    for row in told(facts):
        areas.setdefault(area_key(row.area), []).append(row)
    lines = [
        Line(key, " ".join(rows[0].area.split()) or LineWord.NO_AREA.label, _told_cells(rows))
        for key, rows in areas.items()
    ]
    lines.sort(key=lambda line: (-len(line.cells[0].rows), line.label.casefold()))
    lines.append(Line(LineWord.ALL.value, LineWord.ALL.label, _told_cells(told(facts))))
    return table(TableKey.FINDINGS_BY_AREA, _TOLD_COLUMNS, lines, About.AREA)


def findings_by_service_area(facts: YearFacts) -> Table:
    """Return the follow-ups of the period and what they found, by kind of service."""
    names: Mapping[int, str] = facts.area_names or {}
    groups: dict[int | None, list[FollowupFact]] = {}
    for row in facts.followups:
        groups.setdefault(row.area, []).append(row)
    known = sorted((area for area in groups if area is not None), key=lambda a: names.get(a, ""))
    lines = [(str(area), names.get(area, ""), groups[area]) for area in known]
    if None in groups:
        word = LineWord.NO_SERVICE_AREA
        lines.append((word.value, word.label, groups[None]))
    return _beside(TableKey.FINDINGS_BY_SERVICE_AREA, lines, facts, About.SERVICE_AREA)


def findings_by_operating_form(facts: YearFacts) -> Table:
    """Return the follow-ups of the period and what they found, by form of operation."""
    lines = [
        (form.value, form.label, [row for row in facts.followups if row.operating_form == form])
        for form in OperatingForm
    ]
    lines = [line for line in lines if line[2]]
    return _beside(TableKey.FINDINGS_BY_OPERATING_FORM, lines, facts, About.FORM)


def _beside(
    key: TableKey,
    groups: Sequence[tuple[str, str, Sequence[FollowupFact]]],
    facts: YearFacts,
    about: About,
) -> Table:
    """Return how many follow-ups each group has, with what they found beside."""
    of: dict[int, list[FindingFact]] = {}
    for row in told(facts):
        of.setdefault(row.followup, []).append(row)
    with_all = [*groups, (LineWord.ALL.value, LineWord.ALL.label, facts.followups)]
    lines = [
        Line(
            code,
            label,
            (
                count(RowKind.FOLLOWUP, tuple(row.key for row in rows)),
                *_told_cells([hit for row in rows for hit in of.get(row.key, ())]),
            ),
        )
        for code, label, rows in with_all
    ]
    return table(key, (Column.FOLLOWUPS, *_TOLD_COLUMNS), lines, about)


def _told_cells(rows: Sequence[FindingFact]) -> tuple[Cell, ...]:
    return tuple(count(RowKind.FINDING, _keys(rows, kind)) for kind in TOLD)


def _keys(rows: Iterable[FindingFact], kind: FindingKind) -> tuple[int, ...]:
    return tuple(row.key for row in rows if row.kind == kind)
