from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.papers.columns import is_short, numeric_columns, shares
from insyn.papers.content import (
    Cell,
    Document,
    Figure,
    Kind,
    PageBreak,
    Paragraph,
    Placed,
    Section,
    Table,
    caption_of,
    flow,
    outline,
    plain_text,
)
from insyn.papers.text import one_line, tidy
from insyn.papers.wording import Language, wording
from tests.papers.samples import BARS, BODY, FOLLOW_UPS, LETTER, REPORT

ANY_TEXT = st.text(st.characters())


def report(*sections: Section) -> Document:
    return replace(REPORT, sections=sections)


def test_the_same_words_are_the_same_document():
    assert report(Section("A", (Paragraph("x"),))) == report(Section("A", (Paragraph("x"),)))
    assert report(Section("A", (Paragraph("x"),))) != report(Section("A", (Paragraph("y"),)))


def test_headings_of_a_report_are_numbered_by_level():
    numbers = [heading.full_text for heading in outline(REPORT)]

    assert numbers == [
        "1 Sammanfattning",
        "2 Metod",
        "2.1 Urval",
        "2.2 Frågeområden",
        "2.2.1 Lex Sarah",
        "3 Resultat",
        "3.1 KKP bemanning AB",
        "4 Utförare",
        "5 Underskrift",
        "Bilaga 1. Frågemall",
        "Verksamhetschefens kompetens",
    ]


def test_an_unnumbered_section_takes_no_number():
    document = report(Section("Inledning", numbered=False), Section("Metod"))

    assert [heading.number for heading in outline(document)] == ["", "1"]


def test_a_section_without_heading_lifts_what_stands_under_it():
    document = report(Section("", (Paragraph("x"),), (Section("Metod"),)))

    assert [(item.level, item.number) for item in outline(document)] == [(1, "")]


def test_headings_of_a_letter_have_no_numbers():
    assert {heading.number for heading in outline(LETTER)} == {""}


def test_tables_and_figures_are_counted_apart():
    figure = Figure("Staplar", "Två staplar.", BARS)
    items = flow(report(Section("A", (FOLLOW_UPS, figure, FOLLOW_UPS))))

    assert [caption_of(item) for item in items if isinstance(item, Placed)] == [
        "Tabell 1. Uppföljningar per kommun",
        "Figur 1. Staplar",
        "Tabell 2. Uppföljningar per kommun",
    ]


def test_a_letter_does_not_count_its_tables():
    labels = [item.label for item in flow(LETTER) if isinstance(item, Placed)]

    assert set(labels) == {""}


def test_a_section_that_starts_a_page_has_the_break_before_its_heading():
    first, second = flow(report(Section("A", starts_page=True)))

    assert first == Placed(PageBreak())
    assert second == outline(report(Section("A")))[0]


def test_a_ragged_table_is_refused():
    with pytest.raises(ValueError, match="ragged"):
        Table("Tabell", ("A", "B"), (("1",),))


def test_a_table_with_too_few_widths_is_refused():
    with pytest.raises(ValueError, match="ragged"):
        Table("Tabell", ("A", "B"), (("1", "2"),), widths=(1,))


def test_plain_text_holds_every_kind_of_block():
    text = plain_text(REPORT)

    for words in (
        "Genomförda uppföljningar: 17",
        "2.1 Urval",
        "lottning",
        "Vi har skärpt rutinen.",
        "Sigtuna har genomfört två av fem utlovade uppföljningar.",
        "Sigtuna\t5\t2\tPersonalförändringar under våren och hösten",
        "Besök: 2017-05-04",
        "Staplar: fem, fem, fem och två.",
        "Uppföljningsansvarig",
        BODY,
    ):
        assert words in text


def test_plain_text_of_a_letter_names_the_recipient():
    assert "KKP bemanning AB\nVerksamhetschefen" in plain_text(LETTER)


def test_an_english_document_speaks_english():
    document = replace(REPORT, language=Language.ENGLISH, sections=(Section("A", (FOLLOW_UPS,)),))

    assert caption_of(flow(document)[1]) == "Table 1. Uppföljningar per kommun"  # type: ignore[arg-type]
    assert wording(Language.ENGLISH).long_date(REPORT.issued_on) == "4 December 2017"


def test_a_date_is_written_in_swedish():
    assert wording(Language.SWEDISH).long_date(REPORT.issued_on) == "4 december 2017"


def test_columns_of_numbers_are_found_and_row_names_are_not():
    table = Table(
        "Tabell",
        ("År", "Antal", "Kronor", "Andel", "Text", "Tomt"),
        (("2016", "1 200", Cell("1 495,50 kr", "k"), "85 %", "5 st", ""), ("2017",) + ("–",) * 5),
    )

    assert numeric_columns(table) == [False, True, True, True, False, False]


def test_own_widths_decide_the_shares():
    table = replace(FOLLOW_UPS, widths=(1, 1, 1, 5))

    assert shares(table) == [0.125, 0.125, 0.125, 0.625]


@given(st.lists(st.tuples(ANY_TEXT, ANY_TEXT, ANY_TEXT), max_size=5))
def test_shares_always_fill_the_width(rows: list[tuple[str, str, str]]):
    table = Table("Tabell", ("A", "B", "C"), tuple(rows))

    assert sum(shares(table)) == pytest.approx(1)
    assert min(shares(table)) > 0.05


def test_only_a_short_table_is_kept_together():
    assert is_short(FOLLOW_UPS)
    assert not is_short(Table("Tabell", ("A",), (("lång text " * 100,),)))


@given(ANY_TEXT)
def test_tidying_twice_changes_nothing_more(text: str):
    assert tidy(tidy(text)) == tidy(text)


@given(ANY_TEXT)
def test_tidied_text_can_always_be_stored(text: str):
    assert tidy(text).encode("utf-8").decode("utf-8") == tidy(text)


def test_tidying_keeps_the_letters_and_drops_what_cannot_be_printed():
    assert tidy("A\u030asa\r\nO\u0308rjan\x00\ud800\u202e\tslut\u2028!") == "Åsa\nÖrjan slut\n!"


def test_one_line_has_no_line_breaks():
    assert one_line("rad ett\nrad två") == "rad ett rad två"


def test_kinds_have_swedish_labels():
    assert [kind.label for kind in Kind] == ["Rapport", "Brev"]
