from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from insyn.papers.charts import PALETTE, WIDTH, Bar, Line, bars, lines, swedish_number
from insyn.papers.pdf import svg_to_png
from tests.papers.samples import BARS, LINES

ANY_TEXT = st.text(st.characters())
AMOUNTS = st.floats(min_value=0, max_value=1e9)


def texts(svg: str) -> list[str]:
    return [part.text or "" for part in etree.fromstring(svg).iter("{*}text")]


def identities(svg: str) -> set[str]:
    return {part.get("id", "") for part in etree.fromstring(svg).iter()} - {""}


def widths(svg: str) -> list[float]:
    rows = etree.fromstring(svg).iterfind("{*}rect")
    return [float(row.get("width", "0")) for row in rows if row.get("height") == "16"]


def test_a_chart_has_title_and_description():
    root = etree.fromstring(BARS)

    assert root.findtext("{*}title") == "Uppföljningar per kommun"
    assert (root.findtext("{*}desc") or "").startswith("Liggande staplar.")


def test_a_bar_is_as_long_as_its_value():
    long, short = widths(bars("T", "B", [Bar("A", (10,)), Bar("B", (5,))]))

    assert long == pytest.approx(short * 2, abs=0.2)


def test_each_bar_shows_its_label_and_total():
    shown = texts(bars("T", "B", [Bar("Ekby", (3, 1250.5))], series=("Ja", "Nej"), unit=" st"))

    assert shown == ["Ja", "Nej", "Ekby", "1\u00a0253,5 st"]


def test_a_long_legend_goes_on_in_another_row_and_above_the_bars():
    series = ("Utan anmärkning", "Med anmärkning", "Med allvarlig anmärkning", "Okänt")
    root = etree.fromstring(bars("T", "B", [Bar("F-skatt", (1, 2, 3, 4))], series=series))
    boxes = [(float(box.get("x", "")), float(box.get("y", "")), float(box.get("height", "")))
             for box in root.iterfind("{*}rect")]  # fmt: skip
    keys, parts = boxes[:4], boxes[4:]
    named = {part.text: float(part.get("x", "")) for part in root.iter("{*}text")}

    assert all(named[name] + 6.6 * len(name) <= WIDTH for name in series)
    assert len({top for _left, top, _height in keys}) == 2
    assert max(top + height for _left, top, height in keys) < min(top for _l, top, _h in parts)


def test_stacked_parts_differ_by_texture_and_not_only_by_colour():
    assert "<pattern" in BARS
    assert len({shade.texture for shade in PALETTE}) == len(PALETTE)
    assert len({shade.dash for shade in PALETTE}) == len(PALETTE)


def test_every_colour_can_be_read_on_white():
    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    assert all(1.05 / (luminance(shade.colour) + 0.05) >= 4.5 for shade in PALETTE)


def test_a_chart_holds_no_style_and_no_script():
    for svg in (BARS, LINES):
        assert "style=" not in svg
        assert "<script" not in svg


def test_hostile_labels_stay_text():
    shown = texts(bars("T", "B", [Bar('<script>"&', (1,))]))

    assert '<script>"&' in shown


def test_a_long_label_takes_two_lines_and_is_cut_after_that():
    shown = texts(bars("T", "B", [Bar("ett namn som är längre än " * 5, (1,))]))

    assert len(shown) == 3
    assert shown[1].endswith("…")


def test_two_charts_never_share_an_identity():
    first, second = (bars(title, "B", [Bar("A", (1,))]) for title in ("Ett", "Två"))

    assert identities(first).isdisjoint(identities(second))


@pytest.mark.parametrize(
    ("rows", "series"),
    [
        ([Bar("A", (-1,))], ()),
        ([Bar("A", (float("nan"),))], ()),
        ([Bar("A", (1, 2))], ()),
        ([Bar("A", (1,))], ("Ja", "Nej")),
        ([Bar("A", (1,) * 6)], ("x",) * 6),
    ],
)
def test_bars_that_cannot_be_drawn_are_refused(rows: list[Bar], series: tuple[str, ...]):
    with pytest.raises(ValueError, match=r"bar|finite|fit"):
        bars("T", "B", rows, series=series)


@pytest.mark.parametrize("values", [(1.0,), (1.0, float("inf"))])
def test_lines_that_cannot_be_drawn_are_refused(values: tuple[float, ...]):
    with pytest.raises(ValueError, match=r"finite|fit"):
        lines("T", "B", ["2024", "2025"], [Line("A", values)])


def test_a_line_is_broken_where_nothing_was_measured():
    svg = lines("T", "B", ["1", "2", "3"], [Line("A", (1.0, None, 3.0))])

    assert len(list(etree.fromstring(svg).iter("{*}polyline"))) == 2


def test_a_line_without_values_draws_nothing():
    svg = lines("T", "B", ["1", "2"], [Line("A", (None, None))])

    assert not list(etree.fromstring(svg).iter("{*}polyline"))


def test_names_of_lines_that_end_together_do_not_cover_each_other():
    series = [Line(name, (1.0, 2.0)) for name in "ABC"]
    root = etree.fromstring(lines("T", "B", ["1", "2"], series))
    heights = sorted(float(t.get("y", "0")) for t in root.iter("{*}text") if t.text in {*"ABC"})

    assert all(below - above >= 15 for above, below in pairwise(heights))


@given(ANY_TEXT, ANY_TEXT, st.lists(st.tuples(ANY_TEXT, AMOUNTS), max_size=6))
def test_any_bars_are_well_formed(title: str, text: str, rows: list[tuple[str, float]]):
    etree.fromstring(bars(title, text, [Bar(label, (value,)) for label, value in rows]))


@given(st.lists(st.none() | st.floats(-1e9, 1e9), min_size=1, max_size=6))
@example([5e-324])
@example([-5e-324, 0.0])
def test_any_line_stays_inside_the_drawing(values: list[float | None]):
    points = [str(place) for place in range(len(values))]
    root = etree.fromstring(lines("T", "B", points, [Line("A", tuple(values))]))

    for circle in root.iter("{*}circle"):
        assert 0 <= float(circle.get("cy", "-1")) <= 270


def test_numbers_are_written_in_swedish():
    assert [swedish_number(n) for n in (5, 1234.5, 1e6)] == [
        "5",
        "1\u00a0234,5",
        "1\u00a0000\u00a0000",
    ]


def test_a_chart_becomes_a_picture():
    assert svg_to_png(BARS).startswith(b"\x89PNG")
