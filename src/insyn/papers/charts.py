"""Charts as SVG: real text, a description, and patterns so that colour never stands alone."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from html import escape

from insyn.papers.text import one_line

_HARD_SPACE = "\u00a0"
WIDTH = 640
INK = "#202d39"
MUTED = "#555e68"
RULE = "#d4d8dc"
_FONT = "Inter, Arial, sans-serif"
_CHARACTER = 6.6
"""Units: the mean width of a character at size 12."""

_LABEL_WIDTH = 200
_ROW = 30
_BAR = 16
_LEGEND = 26
_LEGEND_ROW = 20
_LINE_HEIGHT = 240
_SMALLEST_STEP = 1e-12
"""Below it a difference is noise of the arithmetic, and no axis can be numbered."""

_TICKS = 4


@dataclass(frozen=True, slots=True)
class Shade:
    """A colour with the texture drawn over it; each has 4.5:1 against white."""

    colour: str
    texture: str
    dash: str


PALETTE = (
    Shade("#1A4F8B", "", ""),
    Shade("#8F4E14", "M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2", "7 4"),
    Shade("#0F6B5C", "M0,3 h6", "2 3"),
    Shade("#6B4A94", "M3,0 v6", "9 3 2 3"),
    Shade("#555E68", "M0,3 h6 M3,0 v6", "1 3"),
)
"""The colours a chart may use, in the order of its series."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its label and its value, or the values of its parts in the order of the series."""

    label: str
    values: tuple[float, ...]

    @property
    def total(self) -> float:
        return math.fsum(self.values)


@dataclass(frozen=True, slots=True)
class Line:
    """A series of a line chart: one value per point, ``None`` where nothing was measured."""

    label: str
    values: tuple[float | None, ...]


def swedish_number(value: float, decimals: int = 1) -> str:
    """Return the number with decimal comma and spaced thousands; a whole one has no decimals."""
    whole = float(value).is_integer()
    text = f"{value:,.0f}" if whole else f"{value:,.{decimals}f}"
    return text.translate({ord(","): _HARD_SPACE, ord("."): ","})


def bars(
    title: str,
    description: str,
    rows: Sequence[Bar],
    *,
    series: Sequence[str] = (),
    unit: str = "",
) -> str:
    """Return horizontal bars as SVG, one per row, with the total written after each.

    With ``series`` each bar is stacked of that many parts, and a legend names them.

    Raises:
        ValueError: a value is negative or not finite, a row has another number of parts than
            the series, or there are more series than the palette has shades.
    """
    count = max(len(series), 1)
    _require_fit([row.values for row in rows], count)
    if any(value < 0 for row in rows for value in row.values):
        raise ValueError("a bar cannot be negative")
    legend = _legend_places(series)
    top = _LEGEND + legend[-1][1] if legend else 0
    height = top + _ROW * len(rows) + 8
    frame = Frame(title, description, height)
    room = (
        WIDTH
        - _LABEL_WIDTH
        - 12
        - _CHARACTER * max((len(swedish_number(row.total) + unit) for row in rows), default=0)
    )
    scale = room / (max((row.total for row in rows), default=0) or 1)
    body = [*_legend(frame, series, legend)]
    for index, row in enumerate(rows):
        body += _bar(frame, row, top + 4 + index * _ROW, scale, unit)
    body.append(
        f'<line x1="{_LABEL_WIDTH}" x2="{_LABEL_WIDTH}" y1="{top}" y2="{height - 4}" '
        f'stroke="{MUTED}"/>'
    )
    return frame.drawn(body, count)


def lines(
    title: str, description: str, points: Sequence[str], series: Sequence[Line], *, unit: str = ""
) -> str:
    """Return a line chart as SVG, each line named at its end and told apart by dash and marker.

    Raises:
        ValueError: a value is not finite, a line has another number of values than there are
            points, or there are more lines than the palette has shades.
    """
    _require_fit([[v for v in line.values if v is not None] for line in series], None)
    if any(len(line.values) != len(points) for line in series) or len(series) > len(PALETTE):
        raise ValueError("the lines do not fit the points or the palette")
    frame = Frame(title, description, _LINE_HEIGHT + 30)
    grid = _Grid.around([v for line in series for v in line.values if v is not None], len(points))
    body = [*_scale(grid, unit)]
    body += [
        text_at(grid.x(index), _LINE_HEIGHT + 20, point, anchor="middle", fill=MUTED)
        for index, point in enumerate(points)
    ]
    taken: list[float] = []
    for index, line in enumerate(series):
        body += _line(grid, line, PALETTE[index], index, taken)
    return frame.drawn(body, 0)


@dataclass(frozen=True, slots=True)
class Frame:
    """The drawing around a chart. Its identity comes from its words, so two charts never clash."""

    title: str
    description: str
    height: float

    @property
    def name(self) -> str:
        words = f"{self.title}\n{self.description}".encode("utf-8", "replace")
        return f"chart-{sha256(words).hexdigest()[:10]}"

    def fill(self, index: int) -> str:
        """Return what paints the series: its colour, or its colour under a texture."""
        shade = PALETTE[index]
        return f"url(#{self.name}-{index})" if shade.texture else shade.colour

    def drawn(self, body: Sequence[str], shades: int) -> str:
        """Return the whole drawing, with the textures of the first ``shades`` series."""
        opening = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {self.height}" '
            f'width="{WIDTH}" height="{self.height}" role="img" '
            f'aria-labelledby="{self.name}-title {self.name}-text" '
            f'font-family="{_FONT}" font-size="12">'
            f'<title id="{self.name}-title">{_escaped(self.title)}</title>'
            f'<desc id="{self.name}-text">{_escaped(self.description)}</desc>'
        )
        patterns = "".join(self._pattern(index) for index in range(shades))
        return f"{opening}<defs>{patterns}</defs>{''.join(body)}</svg>"

    def _pattern(self, index: int) -> str:
        shade = PALETTE[index]
        if not shade.texture:
            return ""
        return (
            f'<pattern id="{self.name}-{index}" width="6" height="6" '
            f'patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="{shade.colour}"/>'
            f'<path d="{shade.texture}" stroke="#ffffff" stroke-opacity="0.55"/></pattern>'
        )


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where the points of a line chart stand."""

    low: float
    high: float
    step: float
    points: int

    @classmethod
    def around(cls, values: Sequence[float], points: int) -> "_Grid":
        """Return a grid with round ends; values that start near zero start at zero."""
        low, high = min(values, default=0), max(values, default=1)
        low = 0 if 0 <= low <= high / 2 else low
        step = _round_step((high - low or abs(high) or 1) / _TICKS)
        highest = math.ceil(high / step) * step
        return cls(math.floor(low / step) * step, highest or step, step, points)

    def x(self, index: int) -> float:
        return 56 + (WIDTH - 56 - 170) * index / max(self.points - 1, 1)

    def y(self, value: float) -> float:
        span = self.high - self.low or 1
        return _LINE_HEIGHT - (_LINE_HEIGHT - 20) * (value - self.low) / span


def _round_step(rough: float) -> float:
    """Return the nearest step upwards that people count in (1, 2, 5, 10, 20, 50 and so on)."""
    rough = max(rough, _SMALLEST_STEP)
    size = math.pow(10, math.floor(math.log10(rough)))
    return next(size * factor for factor in (1, 2, 5, 10) if size * factor >= rough * 0.999)


def _require_fit(groups: Sequence[Sequence[float]], count: int | None) -> None:
    if not all(math.isfinite(value) for values in groups for value in values):
        raise ValueError("a chart takes finite numbers only")
    if count is None:
        return
    if count > len(PALETTE) or any(len(values) != count for values in groups):
        raise ValueError("the rows do not fit the series or the palette")


def _legend_places(series: Sequence[str]) -> list[tuple[float, int]]:
    """Return where each name stands, from the left and from the top: on as many rows as it takes.

    A name by itself wider than the drawing stands on a row of its own.
    """
    places: list[tuple[float, int]] = []
    left, top = float(_LABEL_WIDTH), 0
    for label in series:
        width = 20 + len(one_line(label)) * _CHARACTER
        if left > _LABEL_WIDTH and left + width > WIDTH:
            left, top = float(_LABEL_WIDTH), top + _LEGEND_ROW
        places.append((left, top))
        left += width + 18
    return places


def _legend(
    frame: Frame, series: Sequence[str], places: Sequence[tuple[float, int]]
) -> Iterator[str]:
    for index, (label, (left, top)) in enumerate(zip(series, places, strict=True)):
        yield (
            f'<rect x="{left:.1f}" y="{top + 3}" width="14" height="12" '
            f'fill="{frame.fill(index)}"/>'
        )
        yield text_at(left + 20, top + 13, label)


def _bar(frame: Frame, row: Bar, top: float, scale: float, unit: str) -> Iterator[str]:
    yield from _label(row.label, top + _BAR / 2)
    left = float(_LABEL_WIDTH)
    for index, value in enumerate(row.values):
        width = value * scale
        if width:
            # Two units of air between the parts tell them apart without colour.
            gap = 2 if index and left > _LABEL_WIDTH else 0
            yield (
                f'<rect x="{left + gap:.1f}" y="{top:.1f}" width="{max(width - gap, 0.5):.1f}" '
                f'height="{_BAR}" fill="{frame.fill(index)}"/>'
            )
        left += width
    yield text_at(left + 6, top + _BAR - 4, swedish_number(row.total) + unit, weight="600")


def _label(label: str, middle: float) -> Iterator[str]:
    """Draw a label to the left of its bar, on two lines when it is long, cut when very long."""
    parts = wrapped(one_line(label), int((_LABEL_WIDTH - 12) / _CHARACTER))
    first = middle + 4 - (len(parts) - 1) * 6.5
    for index, part in enumerate(parts):
        yield text_at(_LABEL_WIDTH - 8, first + index * 13, part, anchor="end")


def wrapped(label: str, room: int) -> list[str]:
    """Return the label on at most two lines of that many characters, cut when very long."""
    first, rest = label, ""
    if len(label) > room:
        at = label.rfind(" ", 0, room + 1)
        first, rest = (label[:at], label[at + 1 :]) if at > 0 else (label[:room], label[room:])
    rest = rest if len(rest) <= room else rest[: room - 1].rstrip() + "…"
    return [part for part in (first, rest) if part]


def _scale(grid: _Grid, unit: str) -> Iterator[str]:
    right = grid.x(max(grid.points - 1, 1)) if grid.points > 1 else WIDTH - 170
    for tick in range(round((grid.high - grid.low) / grid.step) + 1):
        value = grid.low + tick * grid.step
        y = grid.y(value)
        yield f'<line x1="56" x2="{right:.1f}" y1="{y:.1f}" y2="{y:.1f}" stroke="{RULE}"/>'
        text = swedish_number(round(value, 2)) + unit
        yield text_at(48, y + 4, text, anchor="end", fill=MUTED)


def _line(grid: _Grid, line: Line, shade: Shade, index: int, taken: list[float]) -> Iterator[str]:
    runs = _runs(grid, line.values)
    if not runs:
        return
    dash = f' stroke-dasharray="{shade.dash}"' if shade.dash else ""
    stroke = f'stroke="{shade.colour}" stroke-width="2.5"{dash}'
    for run in runs:
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in run)
        yield f'<polyline points="{path}" fill="none" {stroke}/>'
        for x, y in run:
            yield _marker(x, y, index, shade.colour)
    last_x, last_y = runs[-1][-1]
    # The names of lines that end together are pushed apart.
    height = last_y + 4
    while any(abs(height - other) < 15 for other in taken):  # noqa: PLR2004
        height += 15
    taken.append(height)
    yield text_at(last_x + 12, height, line.label, fill=shade.colour, weight="600")


def _runs(grid: _Grid, values: Sequence[float | None]) -> list[list[tuple[float, float]]]:
    """Return the places of the values, a new run after each gap."""
    runs: list[list[tuple[float, float]]] = [[]]
    for index, value in enumerate(values):
        if value is not None:
            runs[-1].append((grid.x(index), grid.y(value)))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _marker(x: float, y: float, index: int, colour: str) -> str:
    if index % 2:
        return f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8" fill="{colour}"/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>'


def text_at(
    x: float, y: float, text: str, *, anchor: str = "start", fill: str = INK, weight: str = "400"
) -> str:
    """Return a line of text at its place, escaped."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}" '
        f'font-weight="{weight}">{_escaped(text)}</text>'
    )


def _escaped(text: str) -> str:
    return escape(one_line(text))
