from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from insyn.criteria import services
from insyn.criteria.models import Question, TemplateVersion
from insyn.criteria.queries.content import facts_of
from insyn.criteria.queries.shipped import ready_questions
from insyn.criteria.rules import (
    AnswerType,
    QuestionFacts,
    Respondent,
    TemplateKind,
    asked_in,
    publish_problems,
)
from insyn.criteria.rules.derived import Demand, sections_of, shortened
from insyn.criteria.rules.wording import VERBS, question_about
from insyn.kernel.errors import NotAllowed, RuleViolation
from insyn.registry.queries import access_of
from tests.factories import (
    AgreementFactory,
    QualityAreaFactory,
    RequirementVersionFactory,
)


@pytest.mark.parametrize(
    ("requirement", "question"),
    [
        (
            "Utföraren ska ha en rutin för lex Sarah.",
            "Har ni en rutin för lex Sarah?",
        ),
        (
            "Leverantören skall dokumentera varje insats samma dag.",
            "Dokumenterar ni varje insats samma dag?",
        ),
        ("Utföraren ska ge minst 20 timmar stöd i veckan", "Ger ni minst 20 timmar stöd i veckan?"),
        (
            "Utföraren ska ha trygga lokaler och dokumentera avvikelser.",
            "Uppfyller ni kravet ”Utföraren ska ha trygga lokaler och dokumentera avvikelser”?",
        ),
        (
            "Utföraren ska informera sin personal om lex Sarah.",
            "Uppfyller ni kravet ”Utföraren ska informera sin personal om lex Sarah”?",
        ),
        (
            "Utföraren ska inte ta emot gåvor.",
            "Uppfyller ni kravet ”Utföraren ska inte ta emot gåvor”?",
        ),
        (
            "Personalen ska ha utbildning.",
            "Uppfyller ni kravet ”Personalen ska ha utbildning”?",
        ),
        (
            "Utföraren ska ha rutiner. De ska följas.",
            "Uppfyller ni kravet ”Utföraren ska ha rutiner. De ska följas”?",
        ),
    ],
)
def test_a_requirement_becomes_a_question_only_when_it_can_be_done_surely(
    requirement, question
) -> None:
    assert question_about(requirement) == question


@given(st.text(max_size=300))
def test_every_requirement_becomes_one_question(text) -> None:
    question = question_about(text)

    assert question.endswith("?")
    assert "Utföraren ska" not in question or question.startswith("Uppfyller ni kravet ”")


@given(st.sampled_from(sorted(VERBS)), st.text("abcdeå ", min_size=1, max_size=30))
def test_a_sure_question_never_speaks_of_the_provider_in_the_third_person(verb, rest) -> None:
    question = question_about(f"Utföraren ska {verb} {rest}.")

    if not question.startswith("Uppfyller ni kravet ”"):
        assert question.startswith(f"{VERBS[verb]} ni ")


def test_requirements_without_area_come_last_under_a_heading_of_their_own() -> None:
    demands = [
        Demand(1, "Ett", area=""),
        Demand(2, "Två", area="Personal", area_id=7),
        Demand(3, "Tre", area="Lokaler", area_id=8),
        Demand(4, "Fyra", area="Personal", area_id=7),
    ]
    areas = sections_of(demands, TemplateKind.SURVEY)

    assert [(a.name, a.area_id, len(a.questions)) for a in areas] == [
        ("Personal", 7, 2),
        ("Lokaler", 8, 1),
        ("Övriga krav", None, 1),
    ]


def test_a_reviewer_is_asked_whether_the_requirement_is_met() -> None:
    ((question,),) = [
        a.questions for a in sections_of([Demand(1, "Ha tillstånd.")], TemplateKind.VISIT)
    ]

    assert question.text == "Uppfylls kravet ”Ha tillstånd”?"
    assert question.respondent == Respondent.REVIEWER
    assert question.answer_type == AnswerType.YES_PARTLY_NO


@given(st.text(max_size=500))
def test_evidence_is_never_too_long(text) -> None:
    assert len(shortened(text)) <= 200


@pytest.fixture
def agreement(ekby):
    return AgreementFactory.create(authority=ekby, title="Ramavtal HVB")


@pytest.fixture
def catalogue(agreement, ekby):
    """150 requirements in three areas, every third of them heavy, every tenth critical."""
    areas = [QualityAreaFactory.create(authority=ekby, position=n) for n in range(3)]
    return [
        RequirementVersionFactory.create(
            requirement__authority=ekby,
            requirement__agreement=agreement,
            requirement__position=n,
            number=f"4.{n}",
            text=f"Utföraren ska ha en rutin nummer {n}.",
            area=areas[n % 3],
            weight=3 if n % 3 == 0 else 2,
            is_critical=n % 10 == 0,
            evidence="Rutin",
        )
        for n in range(150)
    ]


def url(name: str) -> str:
    return reverse(f"criteria:{name}")


def text(response):
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.django_db
def test_forty_requirements_of_a_hundred_and_fifty_become_a_survey_that_can_be_published(
    as_anna, anna, ekby, agreement, catalogue, django_assert_max_num_queries
) -> None:
    shown = {"agreement": agreement.pk, "weight": "3"}
    page = text(as_anna.get(url("choose_requirements"), {**shown, "alla": "1"}))
    assert '<strong class="u-num">50</strong>' in page
    keys = [row.requirement_id for row in catalogue if row.weight == 3][:40]
    assert "Har ni en rutin nummer 0?" in text(as_anna.get(url("of_requirements"), {"krav": keys}))

    with django_assert_max_num_queries(45):
        answer = as_anna.post(
            url("of_requirements"),
            {"krav": keys, "name": "Enkät HVB", "authority": ekby.pk, "kind": "survey"},
        )

    version = TemplateVersion.objects.visible_to(access_of(anna)).get()
    assert answer.url == reverse("criteria:edit", args=[version.pk])
    asked = asked_in(facts_of(access_of(anna), version))
    assert len(asked) == 40
    assert [key for q in asked for key in q.requirement_ids] == keys
    assert {(q.weight, q.evidence, q.respondent.value) for q in asked} == {(3, "Rutin", "provider")}
    assert {q.is_critical for q in asked} == {True, False}
    assert publish_problems(facts_of(access_of(anna), version)) == []
    assert services.publish_version(access_of(anna), version).is_published


@pytest.mark.django_db
def test_what_is_chosen_stays_chosen_under_another_filter(as_anna, agreement, catalogue) -> None:
    first = catalogue[0].requirement_id
    shown = {"agreement": agreement.pk, "q": "nummer 149", "krav": [first]}

    page = text(as_anna.get(url("choose_requirements"), shown))

    assert f'<input type="hidden" name="krav" value="{first}">' in page
    assert "1 av dem visas inte med filtret" in " ".join(page.split())


@pytest.mark.django_db
def test_no_agreement_shows_no_requirements(as_anna, catalogue) -> None:
    assert "Välj ett avtal" in text(as_anna.get(url("choose_requirements")))


@pytest.mark.django_db
@pytest.mark.parametrize("krav", [["x"], ["-1"], ["9" * 30], []])
def test_nonsense_chooses_nothing(krav, as_anna) -> None:
    assert "Inget krav är valt" in text(as_anna.get(url("of_requirements"), {"krav": krav}))


@pytest.mark.django_db
def test_a_requirement_of_another_authority_is_never_asked_about(anna, ekby, norrby, cilla) -> None:
    foreign = RequirementVersionFactory.create(requirement__authority=norrby)
    said: dict[str, Any] = {
        "name": "X",
        "kind": TemplateKind.SURVEY,
        "requirement_ids": [foreign.requirement_id],
    }

    with pytest.raises(RuleViolation, match="Ett av kraven"):
        services.template_of_requirements(access_of(anna), ekby, **said)
    with pytest.raises(NotAllowed):
        services.template_of_requirements(access_of(cilla), ekby, **said)
    with pytest.raises(RuleViolation, match="minst ett krav"):
        services.template_of_requirements(access_of(anna), ekby, **{**said, "requirement_ids": []})
    assert not Question.objects.exists()


@pytest.mark.django_db
def test_the_requirements_are_listed_with_few_questions(
    as_anna, agreement, catalogue, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(12):
        as_anna.get(url("choose_requirements"), {"agreement": agreement.pk})


READY = QuestionFacts(
    "Har ni en rutin för lex Sarah?",
    code="ALL-06",
    answer_type=AnswerType.YES_NO,
    weight=1,
    requirement_codes=("ALL-06",),
)


def test_a_ready_question_is_asked_where_there_is_one():
    demand = Demand(7, "Utföraren ska ha en rutin för lex Sarah.", weight=3, ready=READY)

    (section,) = sections_of([demand], TemplateKind.SURVEY)

    (question,) = section.questions
    assert question.text == READY.text
    assert (question.weight, question.requirement_ids, question.code) == (3, (7,), "")


def test_the_reviewer_is_asked_about_the_requirement_itself():
    demand = Demand(7, "Utföraren ska ha en rutin för lex Sarah.", ready=READY)

    (section,) = sections_of([demand], TemplateKind.VISIT)

    assert section.questions[0].text.startswith("Uppfylls kravet")


def test_a_reworded_requirement_has_no_ready_question():
    text, question = next(iter(ready_questions().items()))

    assert question.text
    assert f"{text} Och mer." not in ready_questions()
