from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml import html as reader

from insyn.papers import html
from insyn.papers.charts import Bar, bars
from insyn.papers.content import Document, Figure, Paragraph, Section
from insyn.papers.text import tidy
from tests.papers.samples import BARS, FOLLOW_UPS, HOSTILE, LETTER, REPORT


def parsed(text: str) -> reader.HtmlElement:
    return reader.fromstring(text)


def letter_with(*blocks: Paragraph | Figure) -> Document:
    return replace(LETTER, sections=(Section("", blocks),))


def link(key: str) -> str:
    return f"/spar/?figur={key}&rapport=1"


def test_a_figure_with_a_key_leads_to_where_it_comes_from():
    links = parsed(html.render(REPORT, link_for=link)).xpath("//a[@class='u-doc-trace']")

    assert [(a.text, a.get("href")) for a in links][:5] == [
        ("17", "/spar/?figur=done&rapport=1"),
        ("20", "/spar/?figur=promised&rapport=1"),
        ("3", "/spar/?figur=plans&rapport=1"),
        ("85 %", "/spar/?figur=share&rapport=1"),
        ("5", "/spar/?figur=jarfalla&rapport=1"),
    ]
    assert len(links) == 8


def test_without_addresses_there_are_no_links():
    assert not parsed(html.render(REPORT)).xpath("//a")


def test_the_headings_begin_below_the_pages_own():
    names = [
        part.tag
        for part in parsed(html.render(REPORT, heading_level=3)).iter()
        if str(part.tag) in {"h1", "h2", "h3", "h4", "h5", "h6"}
    ]

    assert names[:4] == ["h3", "h4", "h4", "h5"]


def test_headings_never_go_below_the_sixth_level():
    assert "<h7" not in html.render(REPORT, heading_level=6)


def test_tables_say_what_their_headings_are_for():
    table = parsed(html.render(REPORT)).xpath("//table")[0]

    assert [th.text for th in table.xpath(".//thead//th[@scope='col']")] == [
        "Kommun",
        "Utlovade",
        "Genomförda",
        "Orsak till avvikelsen",
    ]
    assert len(table.xpath(".//tbody//th[@scope='row']")) == 4
    assert table.findtext("caption") == "Tabell 1. Uppföljningar per kommun"


def test_a_table_without_row_headers_has_only_cells():
    table = replace(FOLLOW_UPS, row_headers=False)
    page = html.render(replace(REPORT, sections=(Section("A", (table,)),)))

    assert not parsed(page).xpath("//tbody//th")


def test_a_chart_has_its_alternative_text():
    chart = parsed(html.render(REPORT)).xpath("//figure[@class='u-doc-chart']/div[@role='img']")[0]

    assert chart.get("aria-label") == "Staplar: fem, fem, fem och två."


def test_there_is_no_style_and_no_script_in_a_page():
    page = html.render(REPORT, link_for=link)

    assert "style=" not in page
    assert "<style" not in page
    assert "<script" not in page


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_and_never_obeyed(text: str):
    page = html.render(letter_with(Paragraph(text)))
    paragraph = parsed(page).xpath("//article/p")[0]

    assert "\n".join(paragraph.itertext()) == tidy(text)
    assert "<script" not in page


@pytest.mark.parametrize(
    "svg",
    [
        "<p>hej</p>",
        "hej",
        "\ud800",
        '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        '<svg xmlns="http://www.w3.org/2000/svg"><rect style="fill:red"/></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg"><rect fill="url(https://exempel.se/)"/></svg>',
        (
            '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink">'
            '<rect x:href="javascript:alert(1)"/></svg>'
        ),
        '<svg xmlns="http://www.w3.org/2000/svg"><foreignObject/></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg"><a href="javascript:alert(1)"/></svg>',
        (
            '<!DOCTYPE svg [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
            '<svg xmlns="http://www.w3.org/2000/svg"><text>&e;</text></svg>'
        ),
    ],
)
def test_a_drawing_that_could_act_is_refused(svg: str):
    with pytest.raises(ValueError, match="figure"):
        html.render(letter_with(Figure("F", "Alt.", svg)))


def test_every_identity_in_a_page_is_its_own():
    identities = parsed(html.standalone(REPORT)).xpath("//@id")

    assert len(identities) == len(set(identities))


def test_the_file_that_stands_alone_is_whole():
    page = html.standalone(REPORT)
    root = parsed(page)

    assert page.startswith("<!doctype html>")
    assert root.get("lang") == "sv"
    assert root.findtext(".//title") == REPORT.title
    assert [h.text for h in root.iter("h1")] == [REPORT.title]
    assert "u-doc-figures" in (root.findtext(".//style") or "")


def test_the_file_that_stands_alone_fetches_nothing():
    root = parsed(html.standalone(REPORT))

    assert not root.xpath("//link | //script | //img | //@src")
    assert all(address.startswith("#") for address in root.xpath("//@href"))


def test_the_contents_lead_to_the_headings():
    root = parsed(html.standalone(REPORT))
    targets = {identity: root.get_element_by_id(identity) for identity in root.xpath("//h2/@id")}

    assert targets
    for anchor in root.xpath("//nav//a/@href"):
        assert root.get_element_by_id(anchor.removeprefix("#")).tag in {"h2", "h3"}


def test_a_letter_shows_its_recipient_and_no_contents():
    root = parsed(html.standalone(LETTER))

    assert root.xpath("//p[@class='u-doc-recipient']")[0].text == "KKP bemanning AB"
    assert not root.xpath("//nav")


def test_a_checked_chart_is_shown_as_it_was_drawn():
    svg = bars("T", "B", [Bar("Åsa & Örjan", (1,))])
    shown = html.render(letter_with(Figure("F", "Alt.", svg)))

    assert etree.canonicalize(svg) in etree.canonicalize(
        shown[shown.index("<svg") : shown.index("</svg>") + 6]
    )
    assert BARS not in shown


@settings(max_examples=50)
@given(st.text(st.characters(), max_size=200))
def test_any_text_comes_back_as_it_was_tidied(text: str):
    page = html.render(letter_with(Paragraph("-" + text)))
    paragraph = parsed(page).xpath("//article/p")[0]
    shown = "".join("\n" if part.tag == "br" else "" for part in paragraph.iter())

    assert page.count("<br>") >= shown.count("\n")
    assert "".join(paragraph.itertext()) == tidy("-" + text).replace("\n", "")
