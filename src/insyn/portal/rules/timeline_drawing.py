"""The time line of a provider as SVG. Pure. The list under it says the same and is what is read."""

from collections.abc import Iterator
from datetime import date

from insyn.papers.charts import MUTED, PALETTE, RULE, WIDTH, Frame, text_at, wrapped
from insyn.portal.rules.timeline import LANE_OF, Lane, Timeline

_LEFT = 190
_RIGHT = WIDTH - 16
_TOP = 28
_ROW = 24
_BAR = 16
_STEP = 20
_CHARACTER = 6.8
_SHORTEST = 8
"""Characters. A shorter piece of a title says nothing."""

MOST_BARS = 5
_LABELS = 8
"""The most years that are written above the line."""


def timeline_drawing(
    line: Timeline, years: tuple[int, int], names: dict[Lane, str], words: tuple[str, str]
) -> str:
    """Return the lanes with what happened in those years; ``words`` are title and description."""
    lanes = line.lanes()
    bars = min(len(line.spans), MOST_BARS)
    height = _TOP + _ROW * len(lanes) + (bars * _STEP if bars else 0) + 8
    frame = Frame(*words, height)
    axis = _Axis(*years)
    body = [*_years(axis, height)]
    top = _TOP
    for lane in lanes:
        room = _ROW + (bars * _STEP if lane is Lane.CONTRACTS and bars else 0)
        body += _lane(line, lane, names[lane], axis, top)
        body.append(
            f'<line x1="0" x2="{WIDTH}" y1="{top + room}" y2="{top + room}" stroke="{RULE}"/>'
        )
        top += room
    return frame.drawn(body, 0)


class _Axis:
    """Where days stand."""

    def __init__(self, first: int, last: int) -> None:
        self.first, self.last = first, last
        self.start = date(first, 1, 1).toordinal()
        self.days = date(last, 12, 31).toordinal() - self.start + 1

    def x(self, day: date) -> float:
        at = (day.toordinal() - self.start) / self.days
        return _LEFT + (_RIGHT - _LEFT) * min(max(at, 0.0), 1.0)


def _years(axis: _Axis, height: float) -> Iterator[str]:
    number = axis.last - axis.first + 1
    apart = -(-number // _LABELS)
    for year in range(axis.first, axis.last + 1):
        x = axis.x(date(year, 1, 1))
        yield f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{height - 8}" stroke="{RULE}"/>'
        if (year - axis.first) % apart == 0:
            yield text_at(x + 2, 16, str(year), fill=MUTED)


def _lane(line: Timeline, lane: Lane, name: str, axis: _Axis, top: float) -> Iterator[str]:
    yield text_at(4, top + 16, name)
    at = Lane.codes().index(lane.value)
    shade = PALETTE[at % len(PALETTE)]
    if lane is Lane.CONTRACTS:
        for place, span in enumerate(line.spans[:MOST_BARS]):
            low, high = axis.x(span.starts_on), axis.x(span.ends_on or date(axis.last, 12, 31))
            y = top + _ROW - 2 + place * _STEP
            yield (
                f'<rect x="{low:.1f}" y="{y:.1f}" width="{max(high - low, 3):.1f}" '
                f'height="{_BAR}" rx="3" fill="{PALETTE[0].colour}" fill-opacity="0.25" '
                f'stroke="{PALETTE[0].colour}"/>'
            )
            room = int((max(high - low, 3) - 10) / _CHARACTER)
            if room >= _SHORTEST:
                yield text_at(low + 5, y + 12, wrapped(span.label, room)[0])
    for row in line.events:
        if row.on and LANE_OF[row.kind] is lane:
            yield _mark(axis.x(row.on), top + 12, at, shade.colour)


def _mark(x: float, y: float, at: int, colour: str) -> str:
    """Draw the mark of a lane: a dot or a square by turns, so that neighbours differ."""
    if at % 2:
        return f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8" fill="{colour}"/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{colour}"/>'
