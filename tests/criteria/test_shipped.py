import re
from datetime import date
from itertools import chain
from typing import Any

import pytest

from insyn.criteria import services
from insyn.criteria.queries.content import facts_of
from insyn.criteria.queries.shipped import shipped_template, shipped_templates
from insyn.criteria.rules import (
    NINE_AREAS,
    AnswerType,
    QuestionFacts,
    Respondent,
    SectionFacts,
    TemplateKind,
    asked_in,
    publish_problems,
)
from insyn.criteria.rules.answers import choices_to
from insyn.criteria.rules.conditions import condition_problems
from insyn.criteria.rules.findings import proposals, rule_refusal
from insyn.criteria.rules.shipped import BadContent, ShippedTemplate, joined, template_from
from insyn.findings.rules import FindingKind, Severity
from insyn.registry.models import ServiceArea
from insyn.registry.queries import access_of
from insyn.requirements.queries.shipped import shipped_areas, shipped_pack, shipped_packs

TODAY = date(2026, 11, 21)
TEMPLATES = shipped_templates()
SURVEYS = [template for template in TEMPLATES if template.kind == TemplateKind.SURVEY]
NUMBERS = {
    "ALL": 12, "HVB": 12, "STB": 11, "KON": 11, "OPP": 9,
    "HEM": 12, "BOE": 9, "DAG": 9, "LED": 8, "SAB": 12,
}  # fmt: skip
"""How many questions of the bank begin with each group of letters."""
ENGLISH = re.compile(r"\b(the|and|shall|should|with|staff|check|review|must)\b", re.IGNORECASE)
SHORTENED = re.compile(
    r"\b(etc|osv|bl\.a|t\.ex|m\.m|m\.fl|dvs|ev\.|resp\.|fr\.o\.m)", re.IGNORECASE
)
RAW: dict[str, Any] = {
    "code": "X-01",
    "text": "Finns en rutin?",
    "answer_type": "yes_no",
    "respondent": "provider",
}


def asked(*templates: ShippedTemplate) -> list[QuestionFacts]:
    return list(chain.from_iterable(asked_in(template.sections) for template in templates))


def by_number(code: str) -> str:
    return code.rstrip("abc")


def raw_template(**changed: Any) -> dict[str, Any]:
    questions = [{**RAW, **changed}]
    return {
        "code": "x",
        "name": "X",
        "kind": "survey",
        "service_area_code": "",
        "purpose": "",
        "sections": [{"area": "PER", "name": "Personal", "questions": questions}],
    }


def test_all_105_questions_of_the_bank_are_asked() -> None:
    bank = {f"{letters}-{n:02}" for letters, most in NUMBERS.items() for n in range(1, most + 1)}

    assert len(bank) == 105
    assert {by_number(question.code) for question in asked(*SURVEYS)} == bank


def test_there_is_one_survey_for_each_pack() -> None:
    services = [template.service_area_code for template in SURVEYS]

    assert services == [pack.service_area_code for pack in shipped_packs()]


def test_every_kind_of_template_is_shipped() -> None:
    assert {template.kind for template in TEMPLATES} == set(TemplateKind)


def test_no_two_questions_of_the_surveys_share_a_code() -> None:
    codes = [question.code for question in asked(*SURVEYS)]

    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.code)
def test_the_template_could_be_published(template) -> None:
    assert publish_problems(template.sections) == []
    assert condition_problems(asked(template)) == []


def test_every_finding_rule_can_happen() -> None:
    refused = [
        question.code
        for question in asked(*TEMPLATES)
        for raw in question.finding_rules
        if rule_refusal(question, raw)
    ]

    assert refused == []


def test_the_rules_use_the_codes_of_findings() -> None:
    rules = [raw for question in asked(*TEMPLATES) for raw in question.finding_rules]

    assert {raw["kind"] for raw in rules} <= set(FindingKind.codes())
    assert {raw.get("severity") or "minor" for raw in rules} <= set(Severity.codes())


def test_every_survey_question_tests_a_requirement_of_its_pack() -> None:
    for template in SURVEYS:
        pack = shipped_pack(template.code.removeprefix("enkat-"))
        assert pack is not None
        tested = {code for question in asked(template) for code in question.requirement_codes}
        assert tested == {row.code for row in pack.requirements}
        assert [q.code for q in asked(template) if not q.requirement_codes] == []


def test_a_question_weighs_as_much_as_the_requirement_of_the_same_code() -> None:
    rows = {row.code: row for pack in shipped_packs() for row in pack.requirements}

    for question in asked(*SURVEYS):
        row = rows[question.requirement_codes[0]]
        assert (question.weight, question.is_critical) == (row.weight, row.is_critical)


def test_other_templates_link_only_to_requirements_that_exist() -> None:
    known = {row.code for pack in shipped_packs() for row in pack.requirements}

    assert {code for question in asked(*TEMPLATES) for code in question.requirement_codes} <= known


def test_every_area_is_a_shipped_quality_area() -> None:
    used = {section.area_code for template in TEMPLATES for section in template.sections}

    assert used - {""} <= {area.code for area in shipped_areas()}


@pytest.mark.django_db
def test_every_template_belongs_to_a_service_that_exists() -> None:
    known = set(ServiceArea.objects.values_list("code", flat=True))

    assert {template.service_area_code for template in TEMPLATES} - {""} <= known


def test_every_question_ends_with_a_question_mark_and_is_short() -> None:
    assert [q.code for q in asked(*TEMPLATES) if not q.text.endswith("?")] == []
    assert [q.code for q in asked(*TEMPLATES) if len(q.text) > 300] == []


@pytest.mark.parametrize("avoided", [ENGLISH, SHORTENED, re.compile('"|  ')])
def test_the_texts_are_plain_swedish(avoided) -> None:
    texts = [
        text
        for template in TEMPLATES
        for section in template.sections
        for text in (template.name, template.purpose, section.name, section.intro)
    ]
    texts += [
        text
        for q in asked(*TEMPLATES)
        for text in (q.text, q.help, q.met_when, q.evidence, q.measured_in, str(choices_to(q)))
        if text
    ]

    assert [text for text in texts if avoided.search(text.replace("('", ""))] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.code)
def test_no_name_of_a_person_is_asked_for(template) -> None:
    for question in asked(template):
        assert not re.search(r"\b(vad heter|personnummer)\b", question.text, re.IGNORECASE)


def test_interviews_count_and_gather_themes_and_are_not_published() -> None:
    interviews = [template for template in TEMPLATES if template.kind == TemplateKind.INTERVIEW]

    for question in asked(*interviews[1:]):
        assert question.answer_type in {AnswerType.NUMBER, AnswerType.SAMPLE, AnswerType.TEXT}
        assert question.respondent == Respondent.REVIEWER
        assert not question.may_be_published
        assert not question.is_visible_in_advance


def test_the_survey_leaves_free_text_unpublished() -> None:
    assert [
        q.code for q in asked(*TEMPLATES) if q.answer_type == AnswerType.TEXT and q.may_be_published
    ] == []


def test_self_monitoring_is_answered_by_the_provider() -> None:
    own = shipped_template("egenkontroll")

    assert own is not None
    assert {question.respondent for question in asked(own)} == {Respondent.PROVIDER}


def test_a_critical_no_proposes_a_serious_deficiency() -> None:
    critical = [
        q
        for q in asked(*TEMPLATES)
        if q.is_critical and q.answer_type in {AnswerType.YES_NO, AnswerType.YES_PARTLY_NO}
    ]

    assert critical
    for question in critical:
        (found,) = proposals(question, "no", today=TODAY)
        assert (str(found.kind), str(found.severity)) == ("deficiency", "major")


def test_a_critical_partly_proposes_a_deficiency() -> None:
    for question in asked(*SURVEYS):
        if question.is_critical and question.answer_type == AnswerType.YES_PARTLY_NO:
            (found,) = proposals(question, "partly", today=TODAY)
            assert str(found.kind) == "deficiency"


def test_a_sample_that_is_not_all_right_proposes_a_deficiency() -> None:
    for question in asked(*SURVEYS):
        if question.answer_type == AnswerType.SAMPLE:
            assert proposals(question, {"right": 9, "of": 10}, today=TODAY)
            assert not proposals(question, {"right": 10, "of": 10}, today=TODAY)


def test_what_a_provider_should_do_is_never_a_deficiency() -> None:
    wished = {row.code for pack in shipped_packs() for row in pack.requirements
              if row.strength == "should"}  # fmt: skip
    rules = [
        raw["kind"]
        for question in asked(*SURVEYS)
        if question.code in wished
        for raw in question.finding_rules
    ]

    assert set(rules) == {"development_area"}


def test_the_nine_areas_of_2017_ask_what_they_asked() -> None:
    visit = shipped_template("besok-nio-omraden")

    assert visit is not None
    assert [section.name for section in visit.sections] == [area.name for area in NINE_AREAS]
    assert [q.text for q in asked(visit)] == [q.text for q in asked_in(NINE_AREAS)]


def test_a_template_is_found_by_its_code() -> None:
    assert shipped_template("enkat-hvb") in TEMPLATES
    assert shipped_template("finns-inte") is None


def test_two_surveys_are_joined_area_by_area() -> None:
    one, two = QuestionFacts("Ett?", code="A"), QuestionFacts("Två?", code="B")
    first = [SectionFacts("Personal", questions=(one,)), SectionFacts("Ledning", questions=(one,))]
    then = [SectionFacts("Metod", questions=(two,)), SectionFacts("Personal", questions=(two,))]

    both = joined(first, then)

    assert [section.name for section in both] == ["Personal", "Ledning", "Metod"]
    assert both[0].questions == (one, two)


@pytest.mark.parametrize("survey", SURVEYS[1:], ids=lambda template: template.code)
def test_the_questions_to_all_and_to_a_service_make_one_survey(survey) -> None:
    both = joined(SURVEYS[0].sections, survey.sections)

    assert publish_problems(both) == []
    assert len(asked_in(both)) == len(asked(SURVEYS[0], survey))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"weight": 4}, "1, 2 eller 3"),
        ({"text": " "}, "ingen text"),
        ({"text": "x" * 301}, "too long"),
        ({"evidence": "x" * 201}, "too long"),
        ({"answer_type": "single"}, "svarsalternativ"),
        ({"condition": {"question": "X-01", "operator": "is", "value": "yes"}}, "själv"),
        ({"condition": {"question": "Y", "operator": "is", "value": "yes"}}, "inte finns"),
        ({"unknown": 1}, "unknown"),
    ],
)
def test_a_template_that_could_not_be_published_is_not_read(changed, said) -> None:
    with pytest.raises(BadContent, match=said):
        template_from(raw_template(**changed))


def test_a_finding_rule_that_can_never_happen_is_not_read() -> None:
    never = {"when": {"operator": "is", "value": "perhaps"}, "kind": "development_area"}

    with pytest.raises(BadContent, match="kan inte få det svar"):
        template_from(raw_template(finding_rules=[never]))


def test_a_question_that_names_no_rules_has_the_usual_ones() -> None:
    (question,) = asked_in(template_from(raw_template()).sections)

    assert [found.kind for found in proposals(question, "no", today=TODAY)] == ["deficiency"]


def test_a_question_may_say_that_no_answer_proposes_anything() -> None:
    (question,) = asked_in(template_from(raw_template(finding_rules=[])).sections)

    assert proposals(question, "no", today=TODAY) == []


@pytest.mark.django_db
@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.code)
def test_an_authority_can_take_the_template_and_publish_it_as_it_is(template, anna, ekby) -> None:
    access = access_of(anna)

    made = services.create_template(access, ekby, name=template.name, sections=template.sections)
    services.publish_version(access, made)

    kept = asked_in(facts_of(access, made))
    assert [(q.code, q.text, q.condition, list(q.finding_rules)) for q in kept] == [
        (q.code, q.text, q.condition, list(q.finding_rules)) for q in asked(template)
    ]
