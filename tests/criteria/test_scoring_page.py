import pytest
from django.urls import reverse

from insyn.criteria.models import TemplateVersion
from insyn.criteria.rules import AnswerType, Level, TemplateState
from tests.factories import (
    QuestionFactory,
    ScaleFactory,
    ScaleLevelFactory,
    SectionFactory,
    TemplateVersionFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(ekby) -> TemplateVersion:
    """A scored template that asks five yes-or-no questions and one in free text."""
    made = TemplateVersionFactory.create(template__authority=ekby, is_scored=True)
    section = SectionFactory.create(version=made)
    for number, weight in enumerate((3, 2, 1, 2, 3), start=1):
        QuestionFactory.create(
            section=section,
            number=number,
            code=f"F{number}",
            text=f"Finns rutin {number}?",
            weight=weight,
            is_critical=number == 3,
        )
    QuestionFactory.create(
        section=section, number=6, code="F6", text="Berätta?", answer_type=AnswerType.TEXT
    )
    return made


def page(client, version, **answers) -> str:
    response = client.get(reverse("criteria:scoring", args=[version.pk]), answers)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def yours(shown: str) -> str:
    """Return the part of the page that says what the chosen answers give."""
    return shown.split('id="provat"')[1]


def test_the_page_says_the_rule_in_words(as_bo, version) -> None:
    shown = page(as_bo, version)

    assert "Andelen = summan av (värde × vikt) delad med summan av vikterna." in shown
    assert "5 av mallens 6 frågor räknas." in shown


def test_the_example_is_made_of_the_first_questions_of_the_template(as_bo, version) -> None:
    shown = page(as_bo, version)

    assert "Summan är 3,0. Vikterna är 5 för det som räknas och 3 för det som inte är" in shown
    assert "minst 37 procent" in shown
    assert "högst 75 procent" in shown


def test_the_example_names_a_critical_question_that_falls_short(as_bo, version) -> None:
    shown = page(as_bo, version)

    assert "Kritiska frågor som inte är helt uppfyllda" in shown
    assert "<li>Finns rutin 3?</li>" in shown


def test_the_trial_begins_with_the_example(as_bo, version) -> None:
    assert "minst 37 procent" in yours(page(as_bo, version))


def test_chosen_answers_change_the_share(as_bo, version) -> None:
    better = yours(page(as_bo, version, svar1="1", svar2="1", svar3="1", svar4="1", svar5="1"))
    worse = yours(page(as_bo, version, svar1="1", svar2="1", svar3="1", svar4="1", svar5="3"))

    assert "Andelen är <strong>100 procent</strong>" in better
    assert "Andelen är <strong>72 procent</strong>" in worse


def test_no_answers_give_no_share_in_words(as_bo, version) -> None:
    shown = page(as_bo, version, svar1="")

    assert "Inget svar räknas än. Då finns ingen andel." in yours(shown)


@pytest.mark.parametrize("nonsense", ["99", "x", "'; drop", "-1", "\x00"])
def test_nonsense_in_the_address_counts_as_no_answer(as_bo, version, nonsense) -> None:
    shown = page(as_bo, version, svar1=nonsense)

    assert "Inget svar räknas än. Då finns ingen andel." in yours(shown)


def test_the_levels_of_a_scale_are_offered(as_bo, ekby) -> None:
    scale = ScaleFactory.create(authority=ekby)
    for place, (label, counts_as) in enumerate((("Klart", Level.MET), ("Kvar", Level.NOT_MET))):
        ScaleLevelFactory.create(scale=scale, position=place, label=label, counts_as=counts_as)
    made = TemplateVersionFactory.create(template__authority=ekby, is_scored=True)
    QuestionFactory.create(
        section__version=made, code="F1", answer_type=AnswerType.SCALE, scale=scale
    )

    assert "Andelen är <strong>0 procent</strong>" in yours(page(as_bo, made, svar1="2"))


def test_a_template_without_questions_that_count_says_so(as_bo, ekby) -> None:
    made = TemplateVersionFactory.create(template__authority=ekby, is_scored=True)
    QuestionFactory.create(section__version=made, code="F1", answer_type=AnswerType.TEXT)

    assert "Ingen fråga räknas" in page(as_bo, made)


def test_a_template_that_is_not_scored_says_so(as_bo, ekby) -> None:
    made = TemplateVersionFactory.create(template__authority=ekby)

    shown = page(as_bo, made)

    assert "Mallen räknar inte ut någon andel" in shown
    assert "Räkna ut en andel uppfyllda krav" not in shown


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (TemplateState.DRAFT, "Ändra mallens uppgifter"),
        (TemplateState.PUBLISHED, "En publicerad version ändras aldrig."),
    ],
)
def test_one_who_may_edit_is_told_how_to_turn_it_on(as_anna, ekby, state, told) -> None:
    made = TemplateVersionFactory.create(template__authority=ekby, state=state)

    shown = page(as_anna, made)

    assert "Räkna ut en andel uppfyllda krav" in shown
    assert told in shown


def test_a_hidden_share_is_mentioned(as_bo, version) -> None:
    version.hides_score = True
    version.save()

    assert "den i den här mallen först när utkastet har delats" in page(as_bo, version)


def test_the_page_asks_few_questions_of_the_database(
    as_bo, version, django_assert_max_num_queries
) -> None:
    section = SectionFactory.create(version=version)
    for number in range(40):
        QuestionFactory.create(section=section, number=number, code=f"G{number}")

    with django_assert_max_num_queries(12):
        page(as_bo, version)
