import pytest
from django.urls import reverse

from insyn.criteria import services
from insyn.criteria.models import Question, Section, TemplateVersion
from insyn.criteria.rules import NINE_AREAS, QuestionFacts, SectionFacts, TemplateState
from insyn.platform import clock
from insyn.registry.queries import access_of
from tests.factories import QualityAreaFactory, TemplateVersionFactory

pytestmark = pytest.mark.django_db
ONE_AREA = (SectionFacts("Personal", "", (QuestionFacts("Räcker de?"),)),)


@pytest.fixture
def draft(anna, ekby) -> TemplateVersion:
    return services.create_template(access_of(anna), ekby, name="Vår mall", sections=ONE_AREA)


QUESTION = {
    "text": "Finns rutin?",
    "answer_type": "yes_no",
    "weight": "2",
    "respondent": "reviewer",
}
"""The least that a question's form must have."""


def url(name: str, *args: object) -> str:
    return reverse(f"criteria:{name}", args=args)


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_names_template_version_and_state(as_anna, draft) -> None:
    page = text(as_anna.get(url("templates")))

    assert "Vår mall" in page
    assert "Version 1" in page
    assert "Utkast" in page


def test_templates_out_of_use_stand_last(as_anna, ekby) -> None:
    for name, state in (("A gammal", TemplateState.RETIRED), ("Ö i bruk", TemplateState.PUBLISHED)):
        TemplateVersionFactory.create(template__authority=ekby, template__name=name, state=state)

    page = text(as_anna.get(url("templates")))

    assert page.index("Ö i bruk") < page.index("A gammal")


def test_the_list_is_filtered_by_state_and_name(as_anna, draft) -> None:
    assert "Vår mall" not in text(as_anna.get(url("templates"), {"state": "published"}))
    assert "Vår mall" in text(as_anna.get(url("templates"), {"q": "vår"}))


def test_nonsense_in_the_filter_is_left_out(as_anna, draft) -> None:
    assert "Vår mall" in text(as_anna.get(url("templates"), {"state": "x", "page": "-7"}))


def test_others_do_not_see_the_template_or_count_it(as_cilla, draft) -> None:
    page = text(as_cilla.get(url("templates")))

    assert "Vår mall" not in page
    assert "Inga mallar än" in page


def test_a_reader_sees_no_buttons_that_change(as_bo, draft) -> None:
    assert url("add") not in text(as_bo.get(url("templates")))
    assert url("edit", draft.pk) not in text(as_bo.get(url("version", draft.pk)))


def test_the_list_asks_few_questions(as_anna, anna, ekby, django_assert_max_num_queries) -> None:
    for _ in range(30):
        TemplateVersionFactory.create(template__authority=ekby)

    with django_assert_max_num_queries(10):
        as_anna.get(url("templates"))


def test_a_template_is_made_from_the_nine_areas(as_anna, ekby, anna) -> None:
    answer = as_anna.post(
        url("add"),
        {
            "name": "Barn och unga",
            "authority": ekby.pk,
            "beginning": "shipped",
            "shipped": "besok-nio-omraden",
        },
    )

    version = TemplateVersion.objects.visible_to(access_of(anna)).get()
    assert answer.url == url("edit", version.pk)
    assert Section.objects.visible_to(access_of(anna)).count() == len(NINE_AREAS)


def test_a_template_is_made_as_a_copy(as_anna, ekby, anna, draft) -> None:
    as_anna.post(
        url("add"),
        {"name": "Kopia", "authority": ekby.pk, "beginning": "copy", "copied": draft.pk},
    )

    sections = Section.objects.visible_to(access_of(anna))
    assert [s.name for s in sections.filter(version__template__name="Kopia")] == ["Personal"]


def test_a_copy_of_nothing_is_refused_with_a_sentence(as_anna, ekby) -> None:
    page = text(
        as_anna.post(url("add"), {"name": "Kopia", "authority": ekby.pk, "beginning": "copy"})
    )

    assert "Välj vilken mall du vill kopiera." in page
    assert 'value="Kopia"' in page


def test_a_template_that_the_asker_does_not_see_is_not_copied(as_cilla, norrby, draft) -> None:
    page = text(
        as_cilla.post(
            url("add"),
            {"name": "K", "authority": norrby.pk, "beginning": "copy", "copied": draft.pk},
        )
    )

    assert "finns inte" in page


def test_nobody_makes_a_template_for_another_authority(as_anna, norrby) -> None:
    page = text(
        as_anna.post(url("add"), {"name": "K", "authority": norrby.pk, "beginning": "empty"})
    )

    assert "finns inte" in page
    assert not TemplateVersion.objects.exists()


@pytest.mark.parametrize("name", ["", "x" * 151, "   "])
def test_a_bad_name_gets_a_sentence(name, as_anna, ekby) -> None:
    page = text(
        as_anna.post(url("add"), {"name": name, "authority": ekby.pk, "beginning": "empty"})
    )

    assert "”Namn”" in page


def test_the_name_of_another_template_gets_a_sentence_and_keeps_the_text(
    as_anna, ekby, draft
) -> None:
    page = text(
        as_anna.post(url("add"), {"name": "Vår mall", "authority": ekby.pk, "beginning": "empty"})
    )

    assert "Nämnden har redan en mall som heter ”Vår mall”." in page


def test_a_version_is_shown_as_it_can_be_printed(as_bo, draft) -> None:
    page = text(as_bo.get(url("version", draft.pk)))

    assert "1. Personal" in page
    assert "Räcker de?" in page


def test_areas_and_questions_are_added_by_form(as_anna, anna, draft) -> None:
    as_anna.post(url("section_add", draft.pk), {"name": "Klagomål", "intro": ""})
    section = Section.objects.visible_to(access_of(anna)).get(name="Klagomål")
    answer = as_anna.post(url("question_add", section.pk), QUESTION)

    assert answer.url == f"{url('edit', draft.pk)}#omrade-{section.pk}"
    page = text(as_anna.get(url("edit", draft.pk)))
    assert "2. Klagomål" in page
    assert "Finns rutin?" in page


def test_areas_and_questions_are_changed_by_form(as_anna, anna, draft) -> None:
    section = Section.objects.visible_to(access_of(anna)).get()
    question = Question.objects.visible_to(access_of(anna)).get()
    assert "Räcker de?" in text(as_anna.get(url("question_edit", question.pk)))

    as_anna.post(url("section_edit", section.pk), {"name": "Bemanning", "read": draft.version})
    as_anna.post(
        url("question_edit", question.pk),
        {**QUESTION, "text": "Är de nog?", "evidence": "Schema", "read": question.version},
    )

    section.refresh_from_db()
    question.refresh_from_db()
    assert (section.name, question.text, question.evidence) == ("Bemanning", "Är de nog?", "Schema")


def test_areas_are_moved_and_removed_by_button(as_anna, anna, draft) -> None:
    as_anna.post(url("section_add", draft.pk), {"name": "Klagomål"})
    last = Section.objects.visible_to(access_of(anna)).get(name="Klagomål")
    as_anna.post(url("section_move", last.pk, "up"))
    last.refresh_from_db()
    assert last.number == 1

    as_anna.post(url("section_remove", last.pk))
    assert not Section.objects.filter(name="Klagomål").exists()


def test_questions_are_moved_and_removed_by_button(as_anna, anna, draft) -> None:
    section = Section.objects.visible_to(access_of(anna)).get()
    as_anna.post(url("question_add", section.pk), {**QUESTION, "text": "Sist?"})
    last = Question.objects.visible_to(access_of(anna)).get(text="Sist?")
    as_anna.post(url("question_move", last.pk, "up"))
    last.refresh_from_db()
    assert last.number == 1

    as_anna.post(url("question_remove", last.pk))
    assert not Question.objects.filter(text="Sist?").exists()


def test_a_direction_that_does_not_exist_is_no_page(as_anna, anna, draft) -> None:
    section = Section.objects.visible_to(access_of(anna)).get()
    question = Question.objects.visible_to(access_of(anna)).get()

    assert as_anna.post(url("section_move", section.pk, "left")).status_code == 404
    assert as_anna.post(url("question_move", question.pk, "left")).status_code == 404


def test_publishing_and_retiring_by_button(as_anna, draft) -> None:
    page = text(as_anna.post(url("publish", draft.pk), follow=True))
    assert "Mallen är publicerad" in page
    draft.refresh_from_db()
    assert draft.state == TemplateState.PUBLISHED

    as_anna.post(url("new_draft", draft.pk))
    assert TemplateVersion.objects.filter(number=2).exists()
    as_anna.post(url("retire", draft.pk))
    draft.refresh_from_db()
    assert draft.state == TemplateState.RETIRED


def test_a_published_version_has_no_pages_that_change_it(as_anna, anna, draft) -> None:
    services.publish_version(access_of(anna), draft)
    section = Section.objects.visible_to(access_of(anna)).get()
    question = Question.objects.visible_to(access_of(anna)).get()

    for address in (
        url("edit", draft.pk),
        url("section_add", draft.pk),
        url("section_edit", section.pk),
        url("question_add", section.pk),
        url("question_edit", question.pk),
    ):
        assert as_anna.get(address).status_code == 404


def test_a_no_is_shown_as_a_message(as_anna, anna, ekby) -> None:
    empty = services.create_template(access_of(anna), ekby, name="Tom", sections=())

    page = text(as_anna.post(url("publish", empty.pk), follow=True))

    assert "Mallen har inga områden. Lägg till minst ett." in page


def test_a_draft_is_thrown_away_by_button(as_anna, draft) -> None:
    as_anna.post(url("remove_draft", draft.pk))

    assert not TemplateVersion.objects.exists()


@pytest.mark.parametrize("name", ["publish", "retire", "new_draft", "remove_draft"])
def test_a_reader_presses_no_button(name, as_bo, draft) -> None:
    assert as_bo.post(url(name, draft.pk)).status_code == 403


def with_area(anna, draft, area) -> Section:
    section = Section.objects.visible_to(access_of(anna)).get(version=draft)
    section.area = area
    section.save()
    return section


def test_an_old_area_keeps_the_quality_area_that_has_been_retired(
    as_anna, anna, ekby, draft
) -> None:
    area = QualityAreaFactory.create(authority=ekby, name="Utgånget", retired_on=clock.today())
    section = with_area(anna, draft, area)
    sent = {"name": "Bemanning", "area": area.pk, "read": draft.version}

    page = text(as_anna.get(url("section_edit", section.pk)))
    as_anna.post(url("section_edit", section.pk), sent)

    section.refresh_from_db()
    assert "Utgånget" in page
    assert (section.name, section.area_id) == ("Bemanning", area.pk)


def test_a_retired_quality_area_is_not_offered_to_an_area_without_it(
    as_anna, anna, ekby, draft
) -> None:
    area = QualityAreaFactory.create(authority=ekby, name="Utgånget", retired_on=clock.today())
    section = with_area(anna, draft, None)

    page = text(as_anna.get(url("section_edit", section.pk)))
    as_anna.post(
        url("section_edit", section.pk),
        {"name": "Bemanning", "area": area.pk, "read": draft.version},
    )

    section.refresh_from_db()
    assert "Utgånget" not in page
    assert (section.name, section.area_id) == ("Personal", None)
