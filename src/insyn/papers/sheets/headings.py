"""Guesses: which row holds the headings, and which column is which."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from insyn.papers.sheets.cells import Cell, Row, plain_text
from insyn.papers.sheets.columns import ColumnSpec

SEARCHED_ROWS = 20
ALIKE = 0.85
"""Share of equal letters from which a misspelt heading is taken for a known one."""

LONGEST = 100
"""Characters of a heading that are compared."""

_IN_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_NOT_IN_WORDS = re.compile(r"[\W_]+")


def normalised(heading: Cell) -> str:
    """Return only letters and digits in lower case: ”Org.nr ” and ”org nr” are the same."""
    return _NOT_IN_WORDS.sub("", plain_text(heading)[:LONGEST].casefold())


def _without_brackets(heading: Cell) -> str:
    return normalised(_IN_BRACKETS.sub("", plain_text(heading)))


def guess_heading_row(rows: Sequence[Row], columns: Sequence[ColumnSpec]) -> int:
    """Return the number, from 1, of the row that looks most like headings.

    Among the first twenty: most cells with a known name, then most different texts, then first.
    """
    known = {name for column in columns for name in _names(column)}

    def likeness(number: int) -> tuple[int, int]:
        texts = {cell for cell in rows[number - 1] if isinstance(cell, str)}
        matching = sum(
            normalised(text) in known or _without_brackets(text) in known for text in texts
        )
        return matching, len(texts)

    return max(range(1, min(len(rows), SEARCHED_ROWS) + 1), key=likeness, default=1)


def guess_mapping(headings: Sequence[Cell], columns: Sequence[ColumnSpec]) -> dict[str, int]:
    """Return the column's place in the file, from 0, for each key that is recognised.

    A heading is used once. Equal names go first, then names equal but for a bracketed remark,
    last misspelt ones, the most alike first.
    """
    mapping: dict[str, int] = {}
    for form in (normalised, _without_brackets):
        forms = [form(heading) for heading in headings]
        for column in columns:
            names = _names(column)
            _take(mapping, column.key, (i for i, text in enumerate(forms) if text in names))
    for _, key, index in sorted(_alike(headings, columns), key=lambda match: -match[0]):
        _take(mapping, key, iter((index,)))
    return mapping


def _names(column: ColumnSpec) -> frozenset[str]:
    names = (column.heading, column.key, *column.aliases)
    return frozenset(normalised(name) for name in names) - {""}


def _take(mapping: dict[str, int], key: str, indexes: Iterator[int]) -> None:
    if key not in mapping:
        taken = set(mapping.values())
        index = next((index for index in indexes if index not in taken), None)
        if index is not None:
            mapping[key] = index


def _alike(
    headings: Sequence[Cell], columns: Sequence[ColumnSpec]
) -> Iterator[tuple[float, str, int]]:
    for index, heading in enumerate(headings):
        if not (text := normalised(heading)):
            continue
        matcher = SequenceMatcher(b=text, autojunk=False)
        for column in columns:
            for name in _names(column):
                matcher.set_seq1(name)
                if matcher.quick_ratio() >= ALIKE and (ratio := matcher.ratio()) >= ALIKE:
                    yield ratio, column.key, index
