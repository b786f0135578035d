from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insyn.accounts.models import Authority, User
from insyn.criteria import services
from insyn.criteria.models import Question, Section, TemplateVersion
from insyn.criteria.queries.content import facts_of
from insyn.criteria.rules import (
    AnswerType,
    Direction,
    QuestionFacts,
    SectionFacts,
    TemplateState,
    asked_in,
    next_code,
    with_codes,
)
from insyn.criteria.rules.conditions import condition_problems
from insyn.kernel.errors import Outdated, RuleViolation
from insyn.registry.queries import access_of
from tests.factories import (
    AgreementFactory,
    QuestionFactory,
    RequirementFactory,
    RequirementVersionFactory,
    ScaleFactory,
    SectionFactory,
    TemplateVersionFactory,
)

pytestmark = pytest.mark.django_db
NO = {"question": "F1", "operator": "is", "value": "no"}
TWO = (
    SectionFacts("Personal", "", (QuestionFacts("Räcker de?"), QuestionFacts("Kan de?"))),
    SectionFacts("Klagomål", "", (QuestionFacts("Hur?"),)),
)
DEFICIENCY = {
    "when": {"operator": "is", "value": "no"},
    "kind": "deficiency",
    "severity": "major",
}


@pytest.fixture
def draft(anna: User, ekby: Authority) -> TemplateVersion:
    return services.create_template(access_of(anna), ekby, name="Mall", sections=TWO)


def row(user: User, code: str) -> Question:
    rows = Question.objects.visible_to(access_of(user)).filter(section__version__state="draft")
    return rows.select_related("section__version__template").get(code=code)


def facts(user: User, code: str) -> QuestionFacts:
    version = row(user, code).section.version
    return next(q for q in asked_in(facts_of(access_of(user), version)) if q.code == code)


def save(user: User, code: str, *, read: int | None = None, **said: Any) -> Question:
    question = row(user, code)
    changed = replace(facts(user, code), **said)
    return services.save_question(
        access_of(user), question.section, facts=changed, question=question, read=read
    )


def codes(user: User, version: TemplateVersion) -> list[str]:
    return [q.code for q in asked_in(facts_of(access_of(user), version))]


def test_each_question_gets_a_code_of_its_own(anna, draft) -> None:
    assert codes(anna, draft) == ["F1", "F2", "F3"]


def test_a_code_that_is_given_is_kept() -> None:
    (section,) = with_codes(
        [SectionFacts("A", "", (QuestionFacts("?"), QuestionFacts("?", code="HVB-03")))]
    )

    assert [q.code for q in section.questions] == ["F1", "HVB-03"]


def test_the_next_code_comes_after_the_highest() -> None:
    assert next_code([]) == "F1"
    assert next_code(["F2", "F9", "1.1", "Fx", "HVB-03"]) == "F10"


def test_all_that_is_decided_about_a_question_is_kept(anna, ekby, draft) -> None:
    scale = ScaleFactory.create(authority=ekby)
    said: dict[str, Any] = {
        "help": "Tänk på alla.",
        "answer_type": AnswerType.SINGLE,
        "choices": (("a1", "Brev"), ("a2", "Samtal")),
        "weight": 3,
        "is_critical": True,
        "role_tag": "medicinsk",
        "is_visible_in_advance": False,
        "may_be_published": False,
        "is_required": False,
        "allows_not_applicable": False,
        "allows_comment": False,
        "finding_rules": ({**DEFICIENCY, "when": {"operator": "is", "value": "a1"}},),
        "condition": NO,
    }
    save(anna, "F2", **said)
    save(anna, "F3", answer_type=AnswerType.SCALE, scale_id=scale.pk)

    kept = facts(anna, "F2")
    assert {name: getattr(kept, name) for name in said} == said
    assert facts(anna, "F3").scale_id == scale.pk


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"weight": 0}, "Vikten ska vara 1, 2 eller 3"),
        ({"weight": 4}, "Vikten ska vara 1, 2 eller 3"),
        ({"text": "  "}, "ingen text"),
        ({"answer_type": AnswerType.SINGLE}, "minst två svarsalternativ"),
        ({"answer_type": AnswerType.SEVERAL, "choices": (("a", "x"),)}, "minst två"),
        ({"answer_type": AnswerType.SCALE}, "vilken skala"),
        ({"condition": {**NO, "question": "F2"}}, "hänvisar till frågan själv"),
        ({"condition": {**NO, "question": "F3"}}, "ställs efter"),
        ({"condition": {**NO, "question": "F9"}}, "som inte finns"),
        ({"condition": {**NO, "value": "kanske"}}, "kan inte få det svar"),
        ({"finding_rules": ({**DEFICIENCY, "severity": ""},)}, "hur allvarlig"),
        ({"finding_rules": ({"when": {"operator": "below", "value": 1}},)}, "går inte att läsa"),
        ({"scale_id": 10**9}, "finns inte hos nämnden"),
        ({"requirement_ids": (10**9,)}, "Ett av kraven"),
    ],
)
def test_what_cannot_stand_is_refused_and_nothing_is_changed(said, sentence, anna, draft) -> None:
    before = facts(anna, "F2")

    with pytest.raises(RuleViolation, match=sentence):
        save(anna, "F2", **said)

    assert facts(anna, "F2") == before


def test_a_template_with_a_condition_on_itself_is_never_made(anna, ekby) -> None:
    looped = QuestionFacts("Hur?", code="F1", condition=NO)

    with pytest.raises(RuleViolation, match="hänvisar till frågan själv"):
        services.create_template(
            access_of(anna), ekby, name="X", sections=[SectionFacts("A", "", (looped,))]
        )


def test_two_questions_never_share_a_code(anna, ekby) -> None:
    same = (QuestionFacts("a", code="F1"), QuestionFacts("b", code="F1"))

    with pytest.raises(RuleViolation, match="Koden F1"):
        services.create_template(
            access_of(anna), ekby, name="X", sections=[SectionFacts("A", "", same)]
        )


BREAKING = {
    "move up": lambda a, asked, other: services.move_question(a, other, Direction.UP),
    "move the asked down": lambda a, asked, other: services.move_question(a, asked, Direction.DOWN),
    "place first": lambda a, asked, other: services.place_question(
        a, other, section=asked.section, place=1
    ),
    "remove the asked": lambda a, asked, other: services.remove_question(a, asked),
}


@pytest.mark.parametrize("change", BREAKING.values(), ids=BREAKING.keys())
def test_what_would_leave_a_condition_without_its_question_is_refused(change, anna, draft) -> None:
    save(anna, "F2", condition=NO)
    before = facts_of(access_of(anna), draft)

    with pytest.raises(RuleViolation, match="ett villkor skulle sluta fungera"):
        change(access_of(anna), row(anna, "F1"), row(anna, "F2"))

    assert facts_of(access_of(anna), draft) == before


def test_an_area_is_not_moved_before_one_that_its_conditions_ask(anna, draft) -> None:
    save(anna, "F3", condition=NO)
    last = row(anna, "F3").section

    for act in (
        lambda: services.move_section(access_of(anna), last, Direction.UP),
        lambda: services.place_section(access_of(anna), last, place=1),
        lambda: services.remove_section(access_of(anna), row(anna, "F1").section),
    ):
        with pytest.raises(RuleViolation, match="ett villkor"):
            act()

    assert codes(anna, draft) == ["F1", "F2", "F3"]


def test_a_type_that_a_condition_leans_on_is_not_changed_under_it(anna, draft) -> None:
    save(anna, "F2", condition=NO)

    with pytest.raises(RuleViolation, match="F2"):
        save(anna, "F1", answer_type=AnswerType.NUMBER)


CHAINED = (
    SectionFacts(
        "A",
        "",
        (QuestionFacts("1", code="F1"), QuestionFacts("2", code="F2", condition=NO)),
    ),
    SectionFacts(
        "B",
        "",
        (
            QuestionFacts("3", code="F3", condition={**NO, "question": "F2"}),
            QuestionFacts("4", code="F4"),
            QuestionFacts("5", code="F5", condition=NO),
        ),
    ),
)
MOVES = st.lists(
    st.tuples(
        st.sampled_from(["up", "down", "place"]),
        st.integers(1, 5),
        st.integers(1, 2),
        st.integers(1, 6),
    ),
    max_size=8,
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(moves=MOVES)
def test_no_sequence_of_moves_breaks_a_condition_or_changes_a_code(moves, anna, draft) -> None:
    access = access_of(anna)
    version = services.create_template(
        access, draft.template.authority, name="Flyttas", sections=CHAINED
    )
    sections = list(Section.objects.visible_to(access).filter(version=version))
    for way, number, area, place in moves:
        question = Question.objects.visible_to(access).select_related(
            "section__version__template"
        ).get(section__version=version, code=f"F{number}")  # fmt: skip
        try:
            if way == "place":
                services.place_question(access, question, section=sections[area - 1], place=place)
            else:
                services.move_question(access, question, Direction(way))
        except RuleViolation:
            pass
    left = asked_in(facts_of(access, version))
    services.remove_draft(access, version)

    assert condition_problems(left) == []
    assert sorted(q.code for q in left) == ["F1", "F2", "F3", "F4", "F5"]


def test_a_question_is_put_in_another_area_at_a_place(anna, draft) -> None:
    target = row(anna, "F3").section
    services.place_question(access_of(anna), row(anna, "F1"), section=target, place=1)

    areas = facts_of(access_of(anna), draft)
    assert [[q.code for q in area.questions] for area in areas] == [["F2"], ["F1", "F3"]]


def test_a_place_beyond_the_end_means_last(anna, draft) -> None:
    services.place_question(
        access_of(anna), row(anna, "F1"), section=row(anna, "F1").section, place=99
    )

    assert codes(anna, draft) == ["F2", "F1", "F3"]


def test_a_question_is_not_put_in_another_template(anna, ekby, draft) -> None:
    elsewhere = SectionFactory.create(version__template__authority=ekby)

    with pytest.raises(RuleViolation, match="annan mall"):
        services.place_question(access_of(anna), row(anna, "F1"), section=elsewhere, place=1)


def test_a_copy_stands_after_its_question_with_a_code_of_its_own(anna, draft) -> None:
    save(anna, "F1", weight=3, evidence="Schema")
    services.copy_question(access_of(anna), row(anna, "F1"))

    assert codes(anna, draft) == ["F1", "F4", "F2", "F3"]
    assert (facts(anna, "F4").weight, facts(anna, "F4").evidence) == (3, "Schema")


def test_a_code_is_never_given_to_another_question_of_a_published_template(anna, draft) -> None:
    access = access_of(anna)
    services.publish_version(access, draft)
    second = services.new_draft_of(access, draft)
    services.remove_question(access, row(anna, "F3"))
    section = Section.objects.visible_to(access).filter(version=second)[0]
    added = services.save_question(access, section, facts=QuestionFacts("Ny?"))

    assert added.code == "F4"


def test_a_new_draft_keeps_codes_conditions_rules_and_links(anna, ekby, draft) -> None:
    access = access_of(anna)
    wording = RequirementVersionFactory.create(requirement__authority=ekby)
    save(anna, "F2", condition=NO, finding_rules=(DEFICIENCY,),
         requirement_ids=(wording.requirement_id,))  # fmt: skip
    before = facts_of(access, draft)
    services.publish_version(access, draft)

    new = services.new_draft_of(access, draft)

    assert facts_of(access, new) == before
    assert facts_of(access, new)[0].questions[1].requirement_ids == (wording.requirement_id,)


def test_two_who_change_the_same_question_do_not_overwrite_each_other(anna, draft) -> None:
    read = row(anna, "F1").version
    save(anna, "F1", text="Först", read=read)

    with pytest.raises(Outdated):
        save(anna, "F1", text="Sedan", read=read)

    assert facts(anna, "F1").text == "Först"


def test_two_who_change_different_questions_do_not_hinder_each_other(anna, draft) -> None:
    first, second = row(anna, "F1").version, row(anna, "F2").version
    save(anna, "F1", text="En", read=first)
    save(anna, "F2", text="Två", read=second)

    assert (facts(anna, "F1").text, facts(anna, "F2").text) == ("En", "Två")


def test_a_draft_that_changed_after_it_was_read_is_not_published(anna, draft) -> None:
    read = draft.version
    save(anna, "F1", text="Nytt")

    with pytest.raises(Outdated):
        services.publish_version(access_of(anna), draft, read=read)


def test_links_go_only_to_requirements_of_own_agreements(anna, ekby, norrby, draft) -> None:
    own = RequirementFactory.create(authority=ekby)
    foreign = RequirementFactory.create(authority=norrby)

    save(anna, "F1", requirement_ids=(own.pk,))
    with pytest.raises(RuleViolation, match="Ett av kraven"):
        save(anna, "F1", requirement_ids=(foreign.pk,))

    assert facts(anna, "F1").requirement_ids == (own.pk,)


def url(name: str, *args: object) -> str:
    return reverse(f"criteria:{name}", args=args)


def text(response):
    assert response.status_code == 200
    return response.content.decode()


FORM = {"text": "Hur?", "answer_type": "yes_no", "weight": "2", "respondent": "reviewer"}


def test_choices_are_typed_one_per_row_and_keep_their_codes(as_anna, anna, draft) -> None:
    def send(choices: str) -> None:
        question = row(anna, "F1")
        said = {**FORM, "answer_type": "single", "choices": choices, "read": question.version}
        assert as_anna.post(url("question_edit", question.pk), said).status_code == 302

    send("Brev\nSamtal\n\nMöte")
    before = {label: code for code, label in facts(anna, "F1").choices}
    send("Möte\nBrev\nWebb")

    after = {label: code for code, label in facts(anna, "F1").choices}
    assert after["Brev"] == before["Brev"]
    assert after["Möte"] == before["Möte"]
    assert after["Webb"] not in before.values()
    assert "Möte\nBrev\nWebb" in text(as_anna.get(url("question_edit", row(anna, "F1").pk)))


def test_a_new_question_about_yes_or_no_proposes_a_deficiency(as_anna, anna, draft) -> None:
    section = row(anna, "F3").section
    as_anna.post(url("question_add", section.pk), {**FORM, "with_usual_rules": "on"})
    as_anna.post(url("question_add", section.pk), FORM)

    assert [rule["kind"] for rule in facts(anna, "F4").finding_rules] == ["deficiency"]
    assert facts(anna, "F5").finding_rules == ()


@pytest.mark.parametrize("weight", ["0", "4", "-1", "x", ""])
def test_a_weight_outside_one_to_three_is_refused_by_the_form(weight, as_anna, anna, draft) -> None:
    page = text(
        as_anna.post(url("question_add", row(anna, "F3").section_id), {**FORM, "weight": weight})
    )

    assert "”Vikt”" in page


def test_an_old_page_of_a_question_is_refused_with_a_sentence(as_anna, anna, draft) -> None:
    question = row(anna, "F1")
    save(anna, "F1", text="Annan hann först")
    said = {**FORM, "text": "Min text", "read": question.version}

    page = text(as_anna.post(url("question_edit", question.pk), said))

    assert "Någon annan har ändrat" in page
    assert "Min text" in page


def test_a_condition_is_set_in_two_steps_and_taken_away(as_anna, anna, draft) -> None:
    question = row(anna, "F2")
    first = text(as_anna.get(url("condition", question.pk)))
    assert "F1. Räcker de?" in first
    assert "F2. Kan de?" not in first
    second = text(as_anna.get(url("condition", question.pk), {"asked": "F1"}))
    assert "Delvis" in second

    said = {"operator": "is", "value": "no", "read": question.version}
    as_anna.post(f"{url('condition', question.pk)}?asked=F1", said)
    assert facts(anna, "F2").condition == NO
    assert "Ställs bara om F1 är ”Nej”." in text(as_anna.get(url("edit", draft.pk)))

    as_anna.post(url("condition_remove", question.pk))
    assert facts(anna, "F2").condition is None


@pytest.mark.parametrize(
    ("answer_type", "said", "value"),
    [
        (AnswerType.NUMBER, {"operator": "at_least", "value": "2,5"}, 2.5),
        (AnswerType.DATE, {"operator": "at_most", "value": "2026-01-02"}, "2026-01-02"),
        (AnswerType.FREQUENCY, {"operator": "at_most", "value": "yearly"}, "yearly"),
    ],
)
def test_the_value_of_a_condition_is_typed_as_its_type_wants(
    answer_type, said, value, as_anna, anna, draft
) -> None:
    save(anna, "F1", answer_type=answer_type)
    question = row(anna, "F2")
    as_anna.post(f"{url('condition', question.pk)}?asked=F1", {**said, "read": question.version})

    condition = facts(anna, "F2").condition
    assert condition is not None
    assert condition["value"] == value


def test_a_condition_without_an_answer_gets_a_sentence(as_anna, anna, draft) -> None:
    question = row(anna, "F2")
    said = {"operator": "is", "value": "", "read": question.version}

    page = text(as_anna.post(f"{url('condition', question.pk)}?asked=F1", said))

    assert "vilket svar som villkoret väntar på" in page


def test_the_first_question_has_nothing_to_wait_for(as_anna, anna, draft) -> None:
    assert "Ingen fråga står före" in text(as_anna.get(url("condition", row(anna, "F1").pk)))


def test_finding_rules_are_added_shown_in_words_and_taken_away(as_anna, anna, draft) -> None:
    question = row(anna, "F1")
    address = url("finding_rules", question.pk)
    said = {"operator": "one_of", "answers": ["no"], "proposed": "major", "read": question.version}
    as_anna.post(address, said)
    page = text(as_anna.get(address))
    assert "Svaret ”Nej” föreslår en brist, allvarlig." in page
    assert facts(anna, "F1").finding_rules == (DEFICIENCY,)

    as_anna.post(url("finding_rule_remove", question.pk, 1))
    assert facts(anna, "F1").finding_rules == ()
    as_anna.post(url("finding_rules_usual", question.pk))
    assert len(facts(anna, "F1").finding_rules) == 2
    assert as_anna.post(url("finding_rule_remove", question.pk, 9)).status_code == 404


@pytest.mark.parametrize(
    ("answer_type", "said", "when"),
    [
        (AnswerType.NUMBER, {"operator": "above", "bound": "2"}, {"operator": "above", "value": 2}),
        (
            AnswerType.SAMPLE,
            {"operator": "share_below", "bound": "100"},
            {"operator": "share_below", "value": 100},
        ),
        (
            AnswerType.FREQUENCY,
            {"operator": "seldomer_than", "answers": ["yearly"]},
            {"operator": "seldomer_than", "value": "yearly"},
        ),
        (
            AnswerType.YES_PARTLY_NO,
            {"operator": "one_of", "answers": ["no", "partly"]},
            {"operator": "one_of", "value": ["no", "partly"]},
        ),
    ],
)
def test_a_rule_is_typed_as_its_type_wants(answer_type, said, when, as_anna, anna, draft) -> None:
    save(anna, "F1", answer_type=answer_type)
    question = row(anna, "F1")
    as_anna.post(
        url("finding_rules", question.pk),
        {**said, "proposed": "development", "read": question.version},
    )

    assert facts(anna, "F1").finding_rules == (
        {"when": when, "kind": "development_area", "severity": ""},
    )


def test_a_rule_that_can_never_happen_gets_a_sentence_in_the_form(as_anna, anna, draft) -> None:
    question = row(anna, "F1")
    said = {
        "operator": "one_of",
        "answers": ["yes", "partly", "no"],
        "proposed": "major",
        "read": question.version,
    }

    assert "men inte alla" in text(as_anna.post(url("finding_rules", question.pk), said))


def test_free_text_offers_no_rule(as_anna, anna, draft) -> None:
    save(anna, "F1", answer_type=AnswerType.TEXT)

    page = text(as_anna.get(url("finding_rules", row(anna, "F1").pk)))

    assert "läses av en människa" in page
    assert "Ny regel" not in page


def test_requirements_are_searched_and_linked_and_others_keep_their_links(
    as_anna, anna, ekby, draft
) -> None:
    agreement = AgreementFactory.create(authority=ekby, title="Ramavtal HVB")
    made = [
        RequirementVersionFactory.create(
            requirement__authority=ekby, requirement__agreement=agreement, number=number, text=said
        )
        for number, said in (("4.1", "Ha rutin"), ("4.2", "Ha tillstånd"))
    ]
    save(anna, "F1", requirement_ids=(made[0].requirement_id,))
    question = row(anna, "F1")
    address = f"{url('question_requirements', question.pk)}?q=tillstånd"
    page = text(as_anna.get(address))
    assert "Ha tillstånd" in page

    said = {"chosen": [made[1].requirement_id], "read": question.version}
    as_anna.post(address, said)

    assert set(facts(anna, "F1").requirement_ids) == {row.requirement_id for row in made}
    assert "4.1, 4.2" in " ".join(text(as_anna.get(url("edit", draft.pk))).split())
    listed = text(as_anna.get(url("of_requirement", made[0].requirement_id)))
    assert "F1" in listed
    assert "Utkast" in listed


def test_questions_and_areas_are_put_in_place_by_form(as_anna, anna, draft) -> None:
    section = row(anna, "F3").section
    as_anna.post(url("question_place", row(anna, "F1").pk), {"section": section.pk, "place": "1"})
    assert codes(anna, draft) == ["F2", "F1", "F3"]
    as_anna.post(url("section_place", section.pk), {"place": "1"})
    assert codes(anna, draft) == ["F1", "F3", "F2"]
    as_anna.post(url("question_copy", row(anna, "F2").pk))
    assert codes(anna, draft) == ["F1", "F3", "F2", "F4"]


def test_the_editor_lists_what_is_left_to_put_right(as_anna, anna, ekby) -> None:
    version = services.create_template(
        access_of(anna), ekby, name="Halv", sections=[TWO[0], SectionFacts("Tomt")]
    )
    page = text(as_anna.get(url("edit", version.pk)))
    assert "1 sak att rätta innan mallen kan publiceras" in page
    assert "Området ”Tomt” saknar frågor." in page

    refused = text(as_anna.post(url("publish", version.pk), {"read": version.version}, follow=True))
    assert "Området ”Tomt” saknar frågor." in refused


def test_a_template_without_questions_is_not_published(anna, ekby) -> None:
    empty = services.create_template(
        access_of(anna), ekby, name="Tom", sections=[SectionFacts("A")]
    )

    with pytest.raises(RuleViolation, match="Mallen har inga frågor"):
        services.publish_version(access_of(anna), empty)


@pytest.mark.parametrize("number", [3, 100])
def test_the_editor_asks_as_few_questions_for_a_hundred(
    number, as_anna, anna, ekby, django_assert_max_num_queries
) -> None:
    version = TemplateVersionFactory.create(template__authority=ekby, state=TemplateState.DRAFT)
    sections = SectionFactory.create_batch(5, version=version)
    scales = ScaleFactory.create_batch(3, authority=ekby)
    for place in range(number):
        question = QuestionFactory.create(
            section=sections[place % 5],
            number=place + 1,
            code=f"F{place}",
            answer_type="scale",
            scale=scales[place % 3],
        )
        question.requirements.add(RequirementFactory.create(authority=ekby))

    with django_assert_max_num_queries(14):
        text(as_anna.get(url("edit", version.pk)))
    with django_assert_max_num_queries(14):
        text(as_anna.get(url("version", version.pk)))


def test_only_the_last_wording_that_has_not_ended_is_offered(as_anna, anna, ekby, draft) -> None:
    kept = RequirementVersionFactory.create(
        requirement__authority=ekby, number="1.1", valid_to="2025-12-31"
    )
    RequirementVersionFactory.create(
        requirement=kept.requirement, revision=2, number="2.2", valid_from="2026-01-01"
    )
    RequirementVersionFactory.create(
        requirement__authority=ekby, number="3.3", valid_to="2025-12-31"
    )

    page = text(as_anna.get(url("question_requirements", row(anna, "F1").pk)))

    assert ">2.2<" in page
    assert ">1.1<" not in page
    assert ">3.3<" not in page
