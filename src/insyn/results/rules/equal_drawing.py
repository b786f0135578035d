"""The figures of both sides with their intervals, as SVG. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from insyn.papers.charts import MUTED, PALETTE, RULE, WIDTH, Frame, swedish_number, text_at, wrapped
from insyn.results.rules.equal_intervals import Interval

_LABELS = 216
_RIGHT = WIDTH - 34
_ROW = 46
_TOP = 30
_TICKS = 4
_ROOM = 31
"""Characters that fit in the width of the labels."""

MOST = 24
"""Lines. The table under the chart has them all."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A line of the drawing: the value and the interval of each side, or None where not known."""

    label: str
    values: tuple[tuple[float, Interval] | None, tuple[float, Interval] | None]


def intervals(title: str, description: str, names: tuple[str, str], pairs: Sequence[Pair]) -> str:
    """Return each share as a mark with its interval as a line, from 0 to 100 percent."""
    shown = pairs[:MOST]
    bottom = _TOP + _ROW * len(shown)
    frame = Frame(title, description, bottom + 26)
    body = [*_legend(names), *_grid(bottom)]
    for at, pair in enumerate(shown):
        body += _row(pair, _TOP + at * _ROW)
    return frame.drawn(body, 0)


def _x(value: float) -> float:
    return _LABELS + (_RIGHT - _LABELS) * value


def _legend(names: tuple[str, str]) -> Iterator[str]:
    left = float(_LABELS)
    for at, name in enumerate(names):
        yield _mark(left + 6, 10, at)
        yield text_at(left + 18, 14, name)
        left += 18 + len(name) * 7 + 24


def _grid(bottom: float) -> Iterator[str]:
    for tick in range(_TICKS + 1):
        x = _x(tick / _TICKS)
        yield f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{bottom}" stroke="{RULE}"/>'
        said = swedish_number(100 * tick / _TICKS) + " %"
        yield text_at(x, bottom + 18, said, anchor="middle", fill=MUTED)


def _row(pair: Pair, top: float) -> Iterator[str]:
    parts = wrapped(pair.label, _ROOM)
    first = top + _ROW / 2 + 4 - (len(parts) - 1) * 6.5
    for at, part in enumerate(parts):
        yield text_at(_LABELS - 12, first + at * 13, part, anchor="end")
    for at, found in enumerate(pair.values):
        y = top + 15 + at * 17
        if found is None:
            continue
        value, interval = found
        low, high = _x(interval.low), _x(interval.high)
        colour = PALETTE[at].colour
        yield (
            f'<line x1="{low:.1f}" x2="{high:.1f}" y1="{y:.1f}" y2="{y:.1f}" '
            f'stroke="{colour}" stroke-width="3"/>'
        )
        for end in (low, high):
            yield (
                f'<line x1="{end:.1f}" x2="{end:.1f}" y1="{y - 5:.1f}" y2="{y + 5:.1f}" '
                f'stroke="{colour}" stroke-width="2"/>'
            )
        yield _mark(_x(value), y, at)


def _mark(x: float, y: float, at: int) -> str:
    colour = PALETTE[at].colour
    if at:
        return f'<rect x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="10" fill="{colour}"/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5.5" fill="{colour}"/>'
