"""A year wheel as SVG: twelve months round, a ring for each thing, a number for each ring."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from insyn.papers.charts import MUTED, PALETTE, RULE, Frame, text_at, wrapped
from insyn.papers.text import one_line

_MONTHS = 12
_CENTRE = 205.0
_OUTER = 180.0
_INNER = 58.0
_NAMES = 192.0
"""Where the months are named, from the centre."""

_AIR = 1.5
"""Units between two rings, and round the arcs, that tell them apart without colour."""

_LEGEND_LEFT = 424.0
_LEGEND_ROOM = 27
_LEGEND_ROW = 36
_MARK = 9.0


@dataclass(frozen=True, slots=True)
class WheelRing:
    """A ring: its name in the legend, and whether each month is filled, January first."""

    name: str
    months: tuple[bool, ...]


def wheel(
    title: str, description: str, rings: Sequence[WheelRing], *, months: Sequence[str], middle: str
) -> str:
    """Return the wheel, the first ring outermost and January at the top, with a legend.

    ``months`` are the short names, and ``middle`` is what stands in the centre.

    Raises:
        ValueError: a ring, or the names, are not of twelve months.
    """
    if any(len(row) != _MONTHS for row in (months, *(ring.months for ring in rings))):
        raise ValueError("a wheel has twelve months")
    height = max(2 * _CENTRE, 40.0 + _LEGEND_ROW * len(rings))
    frame = Frame(title, description, height)
    body = [*_spokes(months), text_at(_CENTRE, _CENTRE + 6, middle, anchor="middle", weight="600")]
    width = (_OUTER - _INNER) / max(len(rings), 1)
    for index, ring in enumerate(rings):
        outer = _OUTER - index * width
        body += _ring(frame, ring, index, outer, outer - width)
        body += _named(frame, ring, index)
    return frame.drawn(body, min(len(rings), len(PALETTE)))


def _spokes(months: Sequence[str]) -> Iterator[str]:
    for radius in (_INNER, _OUTER):
        yield (f'<circle cx="{_CENTRE}" cy="{_CENTRE}" r="{radius}" fill="none" stroke="{RULE}"/>')
    for month, name in enumerate(months):
        (x1, y1), (x2, y2) = _at(_INNER, month), _at(_OUTER, month)
        yield f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{RULE}"/>'
        x, y = _at(_NAMES, month + 0.5)
        yield text_at(x, y + 4, name, anchor="middle", fill=MUTED)


def _ring(
    frame: Frame, ring: WheelRing, index: int, outer: float, inner: float
) -> Iterator[str]:  # fmt: skip
    fill = frame.fill(index % len(PALETTE))
    for first, count in _runs(ring.months):
        path = _arc(outer - _AIR, inner + _AIR, first, first + count)
        yield f'<path d="{path}" fill="{fill}" stroke="#ffffff" stroke-width="1"/>'
        x, y = _at((outer + inner) / 2, first + count / 2)
        yield from _mark(x, y, index, min(_MARK, (outer - inner) / 2 - _AIR))


def _runs(months: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield where each run of filled months begins (0–11), and how many there are."""
    place = 0
    for is_filled, found in groupby(months):
        count = len(list(found))
        if is_filled:
            yield place, count
        place += count


def _arc(outer: float, inner: float, first: float, last: float) -> str:
    """Return the outline of a part of a ring; a whole turn is drawn as two halves."""
    if last - first == _MONTHS:
        half = _MONTHS / 2
        return f"{_arc(outer, inner, 0, half)} {_arc(outer, inner, half, _MONTHS)}"
    is_large = int(last - first > _MONTHS / 2)
    (ax, ay), (bx, by) = _at(outer, first), _at(outer, last)
    (cx, cy), (dx, dy) = _at(inner, last), _at(inner, first)
    return (
        f"M{ax},{ay} A{outer:.1f},{outer:.1f} 0 {is_large} 1 {bx},{by} "
        f"L{cx},{cy} A{inner:.1f},{inner:.1f} 0 {is_large} 0 {dx},{dy} Z"
    )


def _at(radius: float, month: float) -> tuple[float, float]:
    """Return the point at that distance from the centre; month 0 is the top."""
    angle = 2 * math.pi * month / _MONTHS
    return (
        round(_CENTRE + radius * math.sin(angle), 1),
        round(_CENTRE - radius * math.cos(angle), 1),
    )


def _mark(x: float, y: float, index: int, radius: float) -> Iterator[str]:
    """Draw the number of a ring on white."""
    yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="#ffffff"/>'
    yield text_at(x, y + 4, str(index + 1), anchor="middle", weight="600")


def _named(frame: Frame, ring: WheelRing, index: int) -> Iterator[str]:
    top = 26.0 + _LEGEND_ROW * index
    yield (
        f'<rect x="{_LEGEND_LEFT - 4}" y="{top - 4:.1f}" width="26" height="26" rx="3" '
        f'fill="{frame.fill(index % len(PALETTE))}"/>'
    )
    yield from _mark(_LEGEND_LEFT + 9, top + 9, index, _MARK)
    parts = wrapped(one_line(ring.name), _LEGEND_ROOM)
    first = top + 13 - (len(parts) - 1) * 6.5
    for line, part in enumerate(parts):
        yield text_at(_LEGEND_LEFT + 30, first + line * 13, part)
