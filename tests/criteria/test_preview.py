from typing import Any

import pytest
from django.urls import reverse

from insyn.criteria import services
from insyn.criteria.models import Question, TemplateVersion
from insyn.criteria.rules import AnswerType, QuestionFacts, Respondent, SectionFacts
from insyn.registry.queries import access_of

pytestmark = pytest.mark.django_db
PROVIDER: dict[str, Any] = {"respondent": Respondent.PROVIDER}
NO = {"question": "F1", "operator": "is", "value": "no"}
DEFICIENCY = {"when": {"operator": "is", "value": "no"}, "kind": "deficiency", "severity": "major"}
SECTIONS = (
    SectionFacts(
        "Personal",
        "",
        (
            QuestionFacts(
                "Räcker personalen?",
                "Schemat är bemannat.",
                "Schema",
                code="F1",
                finding_rules=(DEFICIENCY,),
                **PROVIDER,
            ),
            QuestionFacts("Vad gör ni åt det?", code="F2", answer_type=AnswerType.TEXT,
                          condition=NO, **PROVIDER),
            QuestionFacts("Hemlig fråga?", code="F3", is_visible_in_advance=False, **PROVIDER),
            QuestionFacts("Vad säger personalen?", code="F4", answer_type=AnswerType.TEXT),
            QuestionFacts("Hur många?", code="F5", answer_type=AnswerType.NUMBER, **PROVIDER),
            QuestionFacts("Hur många rätt?", code="F6", answer_type=AnswerType.SAMPLE, **PROVIDER),
            QuestionFacts("Vilka?", code="F7", answer_type=AnswerType.SEVERAL,
                          choices=(("a1", "Brev"), ("a2", "Möte")), **PROVIDER),
        ),
    ),
)  # fmt: skip


@pytest.fixture
def draft(anna, ekby) -> TemplateVersion:
    return services.create_template(access_of(anna), ekby, name="Enkät", sections=SECTIONS)


def seen(client, version, reader="utforare", **answers):
    response = client.get(reverse("criteria:preview", args=[version.pk, reader]), answers)
    assert response.status_code == 200
    return response.content.decode()


def asked(page: str, text: str) -> bool:
    """Whether the question is on the screen; all of them stand on the printed form."""
    before = page[: page.index(text)]
    return "u-print-only" not in before[before.rindex("<fieldset") :].split(">", 1)[0]


def test_the_provider_sees_its_own_questions_that_are_shown_in_advance(as_bo, draft) -> None:
    page = seen(as_bo, draft)

    assert "Räcker personalen?" in page
    assert "Hemlig fråga?" not in page
    assert "Vad säger personalen?" not in page
    assert "Schemat är bemannat." not in page
    assert "föreslår" not in page


def test_the_reviewer_sees_everything(as_bo, draft) -> None:
    page = seen(as_bo, draft, "uppfoljare")

    for said in (
        "Räcker personalen?",
        "Hemlig fråga?",
        "Vad säger personalen?",
        "Schemat är bemannat.",
        "Svaret ”Nej” föreslår en brist, allvarlig.",
        "Vikt 2",
    ):
        assert said in page


def test_a_condition_works_with_answers_in_the_address(as_bo, draft) -> None:
    assert not asked(seen(as_bo, draft), "Vad gör ni åt det?")
    assert not asked(seen(as_bo, draft, F1="yes"), "Vad gör ni åt det?")
    assert asked(seen(as_bo, draft, F1="no"), "Vad gör ni åt det?")


def test_the_printed_form_has_every_question_and_says_when_it_is_answered(as_bo, draft) -> None:
    assert "Besvaras bara om F1 är ”Nej”." in seen(as_bo, draft)


def test_what_is_waiting_is_counted(as_bo, draft) -> None:
    page = " ".join(seen(as_bo, draft).split())

    assert '<strong class="u-num">4</strong> frågor ställs.' in page
    assert "1 fråga till kan ställas beroende på svaren." in page


def test_an_answer_that_proposes_a_finding_says_so_to_the_reviewer(as_bo, draft) -> None:
    page = " ".join(seen(as_bo, draft, "uppfoljare", F1="no").split())

    assert "Svaret föreslår: brist, allvarlig" in page
    assert "Svaret föreslår" not in seen(as_bo, draft, "uppfoljare", F1="not_applicable")


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"F5": "tolv"}, "Skriv ett tal"),
        ({"F6-ratt": "9", "F6-av": "3"}, "Fler kan inte vara rätt"),
        ({"F6-ratt": "9"}, "i heltal"),
        ({"F7": ["a1", "a9"]}, "Välj bland svaren: Brev, Möte."),
        ({"F1": "kanske"}, "Välj ett av svaren: Ja, Delvis, Nej."),
    ],
)
def test_an_answer_that_cannot_be_gets_a_sentence(answers, sentence, as_bo, draft) -> None:
    assert sentence in seen(as_bo, draft, **answers)


def test_answers_that_can_be_stay_chosen(as_bo, draft) -> None:
    page = seen(as_bo, draft, F5="12,5", F7=["a1"], **{"F6-ratt": "9", "F6-av": "10"})

    assert "Fel:" not in page
    assert 'value="12,5"' in page
    assert page.count(" checked") == 1


def test_nothing_is_stored(as_bo, anna, draft) -> None:
    rows = Question.objects.visible_to(access_of(anna)).values("pk", "version")
    before = list(rows.all())
    seen(as_bo, draft, F1="no", F2="Allt")

    assert list(rows.all()) == before


def test_an_unknown_reader_is_no_page(as_bo, draft) -> None:
    assert as_bo.get(reverse("criteria:preview", args=[draft.pk, "kungen"])).status_code == 404


def test_a_template_without_questions_to_the_provider_says_so(as_anna, anna, ekby) -> None:
    version = services.create_template(
        access_of(anna), ekby, name="Besök", sections=[SectionFacts("A", "", (QuestionFacts("?"),))]
    )

    assert "Utföraren ser inga frågor i förväg" in seen(as_anna, version)
