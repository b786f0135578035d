from dataclasses import replace
from io import BytesIO

import docx
import page
import pytest
from pypdf import PdfReader

from insyn.board.letters.memo import WARNINGS_HEADING, memo_paper, memo_values
from insyn.board.letters.plan import period_of, plan_paper, plan_values
from insyn.board.letters.texts import paragraphs
from insyn.board.rules import PassageKind
from insyn.board.rules.facts import AssessmentFacts, KnownWarning
from insyn.board.rules.memo_layouts import MemoLayout
from insyn.papers import pdf, word
from insyn.papers.content import (
    Bullets,
    Facts,
    Paragraph,
    Signature,
    Table,
    outline,
    plain_text,
)
from insyn.papers.word import render_into, sample_layout
from tests.board.facts import ACTIVITY, FORM, MEMO, PLAN, memo_of

HEADINGS = {
    MemoLayout.SHORT_2020: ["Förslag till beslut", "Ärendet", "Beslutsunderlag"],
    MemoLayout.FULL_2024: [
        "Förslag till beslut",
        "Ärendet",
        "Beredning",
        "Föredragning",
        "Barnkonsekvensanalys",
        "Ekonomiska konsekvenser",
        "Beslutsunderlag",
    ],
    MemoLayout.CITY_2021: [
        "Förvaltningens förslag till beslut",
        "Sammanfattning",
        "Bakgrund",
        "Ärendets beredning",
        "Ärendet",
        "Jämställdhetsanalys",
        "Förvaltningens synpunkter och förslag",
    ],
}


def word_headings(blob: bytes) -> list[str]:
    file = docx.Document(BytesIO(blob))
    return [
        p.text for p in file.paragraphs if p.style and (p.style.name or "").startswith("Heading")
    ]


def said(memo) -> str:
    return plain_text(memo_paper(memo))


@pytest.mark.parametrize("layout", list(MemoLayout))
def test_the_memo_has_exactly_the_headings_of_its_layout(layout):
    assert [h.text for h in outline(memo_paper(memo_of(layout)))] == HEADINGS[layout]


@pytest.mark.parametrize("layout", list(MemoLayout))
def test_the_memo_has_real_headings_in_word(layout):
    assert word_headings(word.render(memo_paper(memo_of(layout)))) == HEADINGS[layout]


@pytest.mark.parametrize("layout", list(MemoLayout))
def test_the_memo_has_real_headings_in_an_own_layout(layout):
    memo = memo_of(layout)
    blob = render_into(sample_layout(is_report=False), memo_paper(memo), memo_values(memo))

    assert word_headings(blob) == HEADINGS[layout]
    assert word.review(blob) == []


@pytest.mark.parametrize("layout", list(MemoLayout))
def test_the_memo_is_an_accessible_pdf(layout):
    blob = pdf.render(memo_paper(memo_of(layout)))

    assert page.validate_pdf_bytes(blob, profile="ua1").is_compliant
    assert "/StructTreeRoot" in PdfReader(BytesIO(blob)).root_object


def test_the_plan_is_an_accessible_pdf_with_real_headings_in_word():
    tree = plan_paper(PLAN)

    assert page.validate_pdf_bytes(pdf.render(tree), profile="ua1").is_compliant
    assert word_headings(word.render(tree)) == [heading.text for heading in outline(tree)]
    assert word.review(word.render(tree)) == []


def test_the_plan_can_be_written_into_an_own_layout():
    tree = plan_paper(PLAN)
    blob = render_into(sample_layout(is_report=True), tree, plan_values(PLAN))

    assert word_headings(blob) == [heading.text for heading in outline(tree)]
    assert word.review(blob) == []


def test_what_the_decision_rests_on_is_listed():
    text = said(memo_of(MemoLayout.SHORT_2020))

    assert "Tjänsteskrivelse daterad 28 februari 2024" in text
    assert "Bilaga 1. Plan för uppföljning 2024" in text
    assert "Riktlinje för uppföljning, KS-2023-00629" in text


def test_a_memo_that_lists_nothing_still_names_its_appendices():
    assert said(memo_of(MemoLayout.CITY_2021)).endswith("Bilaga 1. Plan för uppföljning 2024")


def test_the_proposals_are_numbered_after_their_line():
    tree = memo_paper(memo_of(MemoLayout.SHORT_2020))
    lead, proposals = tree.sections[0].blocks

    assert lead == Paragraph("Socialnämnden beslutar att")
    assert proposals == Bullets(
        ("anta ”Plan för uppföljning 2024” enligt bilaga 1.",), ordered=True
    )


def test_those_who_sign_are_named_by_role():
    tree = memo_paper(memo_of(MemoLayout.CITY_2021))

    assert tree.sections[1].blocks == (
        Signature(("Förvaltningsdirektör", "Socialförvaltningen")),
        Signature(("Avdelningschef", "Socialförvaltningen")),
    )


def test_an_accepted_warning_stands_before_what_the_decision_rests_on():
    known = (KnownWarning("Avtalet har löpt ut.", "Uppföljning görs i efterhand."),)
    memo = replace(memo_of(MemoLayout.SHORT_2020), warnings=known)

    assert [h.text for h in outline(memo_paper(memo))] == [
        "Förslag till beslut",
        "Ärendet",
        WARNINGS_HEADING,
        "Beslutsunderlag",
    ]
    assert "Avtalet har löpt ut. Skäl: Uppföljning görs i efterhand." in said(memo)


def test_an_accepted_warning_is_told_once_in_every_layout():
    known = (KnownWarning("Avtalet har löpt ut.", "Uppföljning görs i efterhand."),)

    for layout in MemoLayout:
        assert said(replace(memo_of(layout), warnings=known)).count("Avtalet har löpt ut.") == 1


def test_a_memo_without_passages_is_no_error():
    known = (KnownWarning("Avtalet har löpt ut.", "Skäl"),)

    assert "Avtalet har löpt ut." in said(replace(MEMO, warnings=known))


def test_the_plan_tells_all_of_itself():
    text = plain_text(plan_paper(PLAN))

    for part in (
        "Bakgrund och syfte", "Ny placeringsform", "Källa: Socialstyrelsen 2019",
        "Se om avtalet följs", "Bemanning", "Upprepade händelser",
        "Fördjupad uppföljning. Intervjuer", "Ekhemmet AB, Lindgården AB", "September 2024",
        "Sjukdom",
    ):  # fmt: skip
        assert part in text


def activities_of(*changes: dict) -> Table:
    """Return the table of activities like the one of the plan, each with its changes."""
    form = replace(FORM, activities=tuple(replace(ACTIVITY, **change) for change in changes))
    paper = plan_paper(replace(PLAN, forms=(form,), changes=()))
    (table,) = (block for block in paper.sections[-1].blocks if isinstance(block, Table))
    return table


def test_a_column_that_nothing_is_known_for_is_left_out():
    assert "Timmar" not in activities_of({"hours": ""}).header
    assert "Ansvarig" not in activities_of({"responsible": ""}).header


def test_what_is_unknown_beside_what_is_known_is_a_dash():
    table = activities_of({"hours": "40"}, {"hours": ""})

    assert [row[-1] for row in table.rows] == ["40", "–"]


def test_activities_that_are_called_as_what_they_are_about_say_it_once():
    bare = {"providers": ()}

    assert "Omfattar" not in activities_of(bare, bare | {"covers": ""}).header
    assert "Omfattar" in activities_of(bare, bare | {"covers": "Annat avtal"}).header


def test_what_an_activity_looks_at_is_listed_under_the_table():
    form = replace(FORM, activities=(replace(ACTIVITY, note=("Tillstånd", "Tillsynsbeslut")),))
    blocks = plan_paper(replace(PLAN, forms=(form,), changes=())).sections[-1].blocks

    assert blocks[1:] == (
        Paragraph("Stödboende för ungdomar, det här granskas:"),
        Bullets(("Tillstånd", "Tillsynsbeslut")),
    )


def test_many_methods_of_a_stage_are_a_list_of_their_own():
    stages = (("Fördjupad uppföljning", "Besök\nIntervjuer"),)
    paper = plan_paper(replace(PLAN, forms=(replace(FORM, stages=stages),)))
    form = next(part for part in paper.sections if part.heading == "Former för uppföljning")

    assert form.sections[0].blocks[-3:] == (
        Bullets(("Fördjupad uppföljning",), ordered=True),
        Paragraph("Fördjupad uppföljning kan omfatta:"),
        Bullets(("Besök", "Intervjuer")),
    )


def test_the_plan_tells_how_risk_was_judged():
    judged = AssessmentFacts(
        ("hösten 2023",), ("strateger", "samordnare (2)"), ("omvärldsbevakning",), "Två avtal."
    )
    paper = plan_paper(replace(PLAN, assessments=(judged,)))
    (risk,) = (part for part in paper.sections if part.heading == "Riskbedömning")

    assert risk.blocks == (
        Facts(
            (
                ("När", "Hösten 2023"),
                ("Deltagare", "Strateger\nSamordnare (2)"),
                ("Utgår från", "Omvärldsbevakning"),
            )
        ),
        Paragraph("Två avtal."),
    )


def test_a_text_that_nobody_has_written_gives_no_heading():
    paper = plan_paper(replace(PLAN, sections=(("Bakgrund", " \n"), ("Syfte", "God kvalitet."))))
    headings = [heading.text for heading in outline(paper)]

    assert "Bakgrund" not in headings
    assert "Syfte" in headings


def test_an_assessment_without_words_gives_no_heading():
    paper = plan_paper(replace(PLAN, assessments=(AssessmentFacts((), (), (), ""),)))

    assert "Riskbedömning" not in [heading.text for heading in outline(paper)]


def test_a_plan_leaves_out_what_it_has_nothing_for():
    bare = replace(PLAN, sections=(), focus=(), forms=(), changes=())

    assert outline(plan_paper(bare)) == []


def test_a_cancelled_activity_says_so():
    form = replace(FORM, activities=(replace(ACTIVITY, state="inställd"),))

    assert "Stödboende för ungdomar (inställd)" in plain_text(
        plan_paper(replace(PLAN, forms=(form,)))
    )


def test_an_empty_form_has_a_heading_and_nothing_more():
    bare = replace(FORM, card=(), checks=(), triggers=(), stages=(), activities=())
    tree = plan_paper(replace(PLAN, forms=(bare,)))

    assert "Särskild uppföljning" in [heading.text for heading in outline(tree)]


@pytest.mark.parametrize(("years", "said"), [((2024, 2024), "2024"), ((2022, 2024), "2022–2024")])
def test_whole_years_are_said_as_years(years, said):
    first, last = years
    plan = replace(
        PLAN,
        starts_on=PLAN.starts_on.replace(year=first),
        ends_on=PLAN.ends_on.replace(year=last),
    )

    assert period_of(plan) == said


def test_other_days_are_said_as_days():
    plan = replace(PLAN, ends_on=PLAN.ends_on.replace(month=6, day=30))

    assert period_of(plan) == "1 januari 2024 – 30 juni 2024"


def test_dashes_become_a_list_under_the_line_that_leads_in():
    assert paragraphs("I fokus:\n- ett\n- två") == (
        Paragraph("I fokus:"),
        Bullets(("ett", "två")),
    )


def test_a_dash_in_the_middle_of_a_text_is_no_list():
    assert paragraphs("ett\n- två\ntre") == (Paragraph("ett\n- två\ntre"),)


def test_a_signature_has_no_heading():
    assert PassageKind.SIGNATURES.label not in said(memo_of(MemoLayout.SHORT_2020))
