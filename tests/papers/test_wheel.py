from dataclasses import replace

import pytest
from lxml import etree

from insyn.papers import html
from insyn.papers.content import Document, Figure, Section
from insyn.papers.wheel import WheelRing, wheel
from insyn.papers.wording import Language, wording
from tests.papers.samples import LETTER

MONTHS = [name[:3] for name in wording(Language.SWEDISH).months]
SPRING = tuple(month in {2, 3, 4} for month in range(12))
ALL_YEAR = (True,) * 12


def drawn(*rings: WheelRing) -> str:
    return wheel("Årshjul", "Vad som görs", rings, months=MONTHS, middle="2026")


def paths(svg: str) -> list[str]:
    root = etree.fromstring(svg.encode())
    return [part.get("d") or "" for part in root.iter("{http://www.w3.org/2000/svg}path")]


def arcs(svg: str) -> list[str]:
    return [path for path in paths(svg) if "A" in path]


def test_months_in_a_row_are_one_arc():
    assert len(arcs(drawn(WheelRing("Besök", SPRING)))) == 1


def test_months_apart_are_arcs_of_their_own():
    twice = tuple(month in {2, 8} for month in range(12))

    assert len(arcs(drawn(WheelRing("Besök", twice)))) == 2


def test_a_whole_year_goes_round():
    (path,) = arcs(drawn(WheelRing("Tillsyn", ALL_YEAR)))

    assert path.count("Z") == 2


def test_every_ring_is_named_and_numbered():
    svg = drawn(WheelRing("Besök", SPRING), WheelRing("Enkät <1>", ALL_YEAR))

    assert ">Besök<" in svg
    assert ">Enkät &lt;1&gt;<" in svg
    assert svg.count(">2</text>") == 2


def test_more_rings_than_colours_can_still_be_drawn():
    svg = drawn(*(WheelRing(f"Aktivitet {n}", SPRING) for n in range(10)))

    assert len(arcs(svg)) == 10


def test_an_empty_wheel_has_its_months():
    svg = drawn()

    assert all(f">{name}<" in svg for name in MONTHS)


def test_the_wheel_may_stand_in_a_document():
    figure = Figure("Årshjul 2026", "Besök i mars, april och maj.", drawn(WheelRing("B", SPRING)))
    document: Document = replace(LETTER, sections=(Section("", (figure,)),))

    assert "<path" in html.render(document)


def test_a_ring_of_eleven_months_is_refused():
    with pytest.raises(ValueError, match="twelve"):
        drawn(WheelRing("Besök", SPRING[:11]))
