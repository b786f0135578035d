"""A control chart as SVG: the points, the middle and the limits. Pure.

Reads without colour: the limits are dashed and stepped, the middle is whole, and a point that
stands out is a square or a ring and is named in the table under the chart.
"""

import math
from collections.abc import Iterator

from insyn.papers.charts import INK, MUTED, PALETTE, RULE, WIDTH, Frame, swedish_number, text_at
from insyn.results.rules.charts import ChartKind, ControlChart, Drawn, Sign

_HEIGHT = 260
_LEFT = 60
_RIGHT = WIDTH - 24
_TOP = 16
_FOOT = 34
_LABELS = 12
"""The most labels that fit under the axis."""

_TICKS = 4
_STEPS = (1, 2, 2.5, 5, 10)


def control_chart(chart: ControlChart, title: str, description: str, unit: str) -> str:
    """Return the drawing. Shares are drawn in percent."""
    frame = Frame(title, description, _HEIGHT + _FOOT)
    scale = _Axis(chart)
    body = [*_axis(scale, chart, unit), *_limits(scale, chart)]
    if chart.middle is not None:
        y = scale.y(chart.middle)
        body.append(
            f'<line x1="{_LEFT}" x2="{_RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{INK}" '
            'stroke-width="1.5"/>'
        )
    body += _points(scale, chart)
    return frame.drawn(body, 0)


class _Axis:
    """Where points stand."""

    def __init__(self, chart: ControlChart) -> None:
        self.factor = 100.0 if chart.kind is ChartKind.SHARE else 1.0
        highs = [one.high for one in chart.points if one.high is not None]
        values = [one.value for one in chart.points if one.value is not None]
        top = max([*highs, *values], default=1.0) * self.factor or 1.0
        self.step = _step(top / _TICKS)
        self.top = math.ceil(top / self.step - 1e-9) * self.step
        self.count = len(chart.points)

    def x(self, at: int) -> float:
        return _LEFT + 14 + (_RIGHT - _LEFT - 28) * at / max(self.count - 1, 1)

    def y(self, value: float) -> float:
        return _HEIGHT - (_HEIGHT - _TOP) * value * self.factor / self.top


def _step(rough: float) -> float:
    size = math.pow(10, math.floor(math.log10(rough)))
    return next(size * one for one in _STEPS if size * one >= rough * 0.999)


def _axis(scale: _Axis, chart: ControlChart, unit: str) -> Iterator[str]:
    for tick in range(round(scale.top / scale.step) + 1):
        value = tick * scale.step
        y = scale.y(value / scale.factor)
        yield f'<line x1="{_LEFT}" x2="{_RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{RULE}"/>'
        text = swedish_number(round(value, 3), 2 if scale.step < 1 else 1) + unit
        yield text_at(_LEFT - 8, y + 4, text, anchor="end", fill=MUTED)
    apart = math.ceil(scale.count / _LABELS) or 1
    for at, one in enumerate(chart.points):
        if at % apart == 0:
            yield text_at(scale.x(at), _HEIGHT + 20, one.point.label, anchor="middle", fill=MUTED)


def _limits(scale: _Axis, chart: ControlChart) -> Iterator[str]:
    """Draw the limits as steps: each point has its own, as it is counted among more or fewer."""
    half = (_RIGHT - _LEFT - 28) / max(scale.count - 1, 1) / 2
    for at, one in enumerate(chart.points):
        for limit in (one.low, one.high):
            if limit is not None:
                y, x = scale.y(limit), scale.x(at)
                yield (
                    f'<line x1="{x - half:.1f}" x2="{x + half:.1f}" y1="{y:.1f}" y2="{y:.1f}" '
                    f'stroke="{PALETTE[1].colour}" stroke-width="1.5" stroke-dasharray="5 3"/>'
                )


def _points(scale: _Axis, chart: ControlChart) -> Iterator[str]:
    before: tuple[float, float] | None = None
    for at, one in enumerate(chart.points):
        if one.value is None:
            before = None
            continue
        here = (scale.x(at), scale.y(one.value))
        if before:
            yield (
                f'<line x1="{before[0]:.1f}" y1="{before[1]:.1f}" x2="{here[0]:.1f}" '
                f'y2="{here[1]:.1f}" stroke="{PALETTE[0].colour}" stroke-width="1.5"/>'
            )
        before = here
    for at, one in enumerate(chart.points):
        if one.value is not None:
            yield _marker(scale.x(at), scale.y(one.value), one)


def _marker(x: float, y: float, one: Drawn) -> str:
    """Draw a dot; outside the limits a large square, in a run a ring."""
    if Sign.OUTSIDE in one.signs:
        return (
            f'<rect x="{x - 7:.1f}" y="{y - 7:.1f}" width="14" height="14" '
            f'fill="{PALETTE[1].colour}"/>'
        )
    if Sign.RUN in one.signs:
        return (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="#ffffff" '
            f'stroke="{PALETTE[0].colour}" stroke-width="3"/>'
        )
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{PALETTE[0].colour}"/>'
