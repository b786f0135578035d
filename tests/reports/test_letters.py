import datetime

from insyn.findings.rules import BasisFacts
from insyn.followups.rules import BasisKind
from insyn.papers import html, pdf, word
from insyn.papers.content import Bullets, Cell, Facts, KeyFigures, Table, outline, plain_text
from insyn.reports.letters import joint_report, listed, proposed_texts
from insyn.reports.rules import CheckRemark, Figure, ReportText, SupplementFacts
from tests.reports.facts import DEFICIENT, followup, report

ISSUED = datetime.date(2026, 12, 15)


def paper(*followups, **said):
    return joint_report(report(*followups, **said), issued_on=ISSUED)


def blocks_of(section) -> list:
    found = list(section.blocks)
    for part in section.sections:
        found += blocks_of(part)
    return found


def test_the_chapters_are_those_of_the_joint_report() -> None:
    chapters = [h.full_text for h in outline(paper(followup())) if h.level == 1]

    assert chapters == [
        "Sammanfattning",
        "1 Bakgrund",
        "2 Metod",
        "3 Redovisning av genomförda uppföljningar",
        "4 Analys och slutsats",
        "Bilaga: Uppföljningsmall",
    ]


def test_providers_stand_in_their_lot_with_numbers() -> None:
    headings = [h.full_text for h in outline(paper(followup(), DEFICIENT)) if h.level == 3]

    assert "3.2.1 Åkerö Stödboende 1 AB" in headings
    assert "3.2.2 Åkerö Stödboende 2 AB" in headings


def test_what_was_found_and_every_step_of_the_plan_is_told() -> None:
    text = plain_text(paper(DEFICIENT))

    assert "Personal: Utbildning saknas." in text
    assert "Personal: Låg omsättning." in text
    assert "Åtgärdsplan begärdes.\nÅtgärdsplan kom in, 4 maj 2026." in text
    assert "Åtgärdsplanen godkändes av Ekby." in text


def test_nothing_found_is_said_so() -> None:
    assert "Inga brister eller utvecklingsområden" in plain_text(paper(followup()))


def test_a_supplement_and_its_judgement_are_told() -> None:
    extra = followup(supplements=(SupplementFacts("Avvikelsehantering", "Tillfredsställande"),))

    assert "om avvikelsehantering. Bedömning: tillfredsställande." in plain_text(paper(extra))


def test_promised_against_done_with_the_reason_and_traceable_figures() -> None:
    table = next(b for b in blocks_of(paper(followup()).sections[0]) if isinstance(b, Table))

    assert table.rows[0][2:] == ("3", Cell("1", "authority-7"), "Personalbyten")
    assert table.rows[-1][:4] == ("Totalt", "", Cell("3", "promised"), Cell("1", "followups"))


def test_locked_figures_stand_whatever_the_facts_say_later() -> None:
    locked = {"followups": Figure("followups", "Uppföljningar", 17, ())}
    tree = joint_report(report(followup()), issued_on=ISSUED, figures=locked)
    (figures,) = (b for b in blocks_of(tree.sections[0]) if isinstance(b, KeyFigures))

    assert [item.value for item in figures.items] == ["17"]


def test_lines_with_dashes_become_a_list() -> None:
    background = paper(followup()).sections[1]

    assert Bullets(("ett", "två")) in background.blocks


def test_remarks_of_the_financial_check_stand_in_a_table() -> None:
    remark = CheckRemark("Åkerö", "Betalningsanmärkning", "Påverkar inte")

    assert "Betalningsanmärkning" in plain_text(paper(followup(), check_remarks=(remark,)))


def test_the_head_of_a_provider_says_who_when_and_where() -> None:
    (head,) = (
        b
        for b in blocks_of(paper(followup(sub_lots=("Ungdomar", "Vuxna"))).sections[3])
        if isinstance(b, Facts)
    )

    assert head.pairs == (
        ("Organisationsnummer", "556677-8899"),
        ("Ingår i avtalsområde", "Stödboende: Ungdomar, Vuxna"),
        ("Uppföljning gjord av", "Ekby"),
        ("Tidpunkt för uppföljning", "4 maj 2026"),
    )


def test_how_it_was_done_says_only_what_the_bases_show() -> None:
    visited = followup(bases=(BasisFacts(BasisKind.VISIT, None),))
    read = followup(bases=(BasisFacts(BasisKind.DOCUMENTS, None),))

    of_visit = proposed_texts(report(visited))[ReportText.CARRYING_OUT]
    of_desk = proposed_texts(report(read))[ReportText.CARRYING_OUT]

    assert ("två uppföljare" in of_visit, "skickat in" in of_visit) == (True, False)
    assert ("två uppföljare" in of_desk, "skickat in" in of_desk) == (False, True)


def test_the_proposed_texts_are_built_of_the_facts() -> None:
    said = proposed_texts(report(followup(), DEFICIENT, checked_providers=0))

    assert (
        "Ekby och Norrby har avtalet Ramavtal stödboende (SN 2024/5)" in said[ReportText.BACKGROUND]
    )
    assert "3 uppföljningar" in said[ReportText.PLANNING]
    assert said[ReportText.FINANCIAL_CHECK] == "Ingen ekonomisk kontroll har registrerats."
    assert said[ReportText.ANALYSIS].startswith("Alla 2 uppföljda verksamheter")


def test_providers_that_nobody_checked_are_named() -> None:
    said = proposed_texts(
        report(
            followup(), checked_providers=1, check_sources=("UC",), unchecked_providers=("Bo AB",)
        )
    )

    assert "Kontroll saknas för Bo AB." in said[ReportText.FINANCIAL_CHECK]


def test_words_are_listed_in_swedish() -> None:
    assert [listed(w) for w in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a och b",
        "a, b och c",
    ]


def test_the_paper_passes_the_gates_with_hostile_names() -> None:
    hostile = followup(provider="Dalens Vård <Trygg> & Åsa 😀 AB " + "ord" * 40)
    tree = paper(hostile, DEFICIENT)

    assert pdf.render(tree).startswith(b"%PDF-1.7")
    assert word.review(word.render(tree)) == []
    assert "&lt;Trygg&gt;" in html.render(tree)
