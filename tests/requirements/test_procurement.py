from datetime import date

import pytest

from insyn.papers.content import Paragraph
from insyn.requirements.letters.procurement import ProcurementFacts, procurement_list, summary
from insyn.requirements.rules.followability import Share


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (Share(), "Avtalet har inga krav som gäller."),
        (Share(untested=7), "Inget av avtalets 7 krav är prövat än."),
        (
            Share(followable=1, tested=2, untested=1),
            "1 av 2 prövade krav går att följa upp (50 procent). 1 krav är inte prövat.",
        ),
        (
            Share(followable=1, tested=2, untested=2),
            "1 av 2 prövade krav går att följa upp (50 procent). 2 krav är inte prövade.",
        ),
        (
            Share(followable=2, tested=2),
            "2 av 2 prövade krav går att följa upp (100 procent).",
        ),
    ],
)
def test_the_summary_says_how_many_can_be_followed_up(share, said):
    assert summary(share) == said


def test_one_requirement_that_nobody_has_tested_is_spoken_of_as_one():
    assert summary(Share(untested=1)) == "Avtalets enda krav är inte prövat än."


def test_one_tested_requirement_is_spoken_of_as_one():
    said = "1 av 1 prövat krav går att följa upp (100 procent)."

    assert summary(Share(followable=1, tested=1)) == said


def test_an_agreement_without_requirements_has_a_list_that_says_so():
    facts = ProcurementFacts("Socialnämnden", "HVB", "", date(2026, 1, 1), Share(), ())

    first, second, third = procurement_list(facts).sections

    assert first.blocks[0] == Paragraph("Avtalet har inga krav som gäller.", lead=True)
    assert first.blocks[1:] == ()
    assert second.blocks == (Paragraph("Inga krav att lämna tillbaka."),)
    assert third.heading == "Så har kraven prövats"
