from dataclasses import replace

import pytest

from insyn.accounts.models import Authority, User
from insyn.audit.models import AuditEvent
from insyn.criteria import services
from insyn.criteria.models import Question, ReviewTemplate, Section, TemplateVersion
from insyn.criteria.queries import facts_of
from insyn.criteria.rules import (
    NINE_AREAS,
    Direction,
    QuestionFacts,
    SectionFacts,
    TemplateState,
)
from insyn.kernel.errors import NotAllowed, RuleViolation
from insyn.platform import clock
from insyn.registry.queries import access_of
from tests.factories import DAY, FollowupFactory, TemplateVersionFactory

pytestmark = pytest.mark.django_db
TWO_AREAS = (
    SectionFacts(
        "Personal", "Om personalen", (QuestionFacts("Räcker de?"), QuestionFacts("Kan de?"))
    ),
    SectionFacts("Klagomål", "", (QuestionFacts("Finns rutin?", "Rutinen finns", "Rutin"),)),
)


@pytest.fixture
def draft(anna: User, ekby: Authority) -> TemplateVersion:
    return services.create_template(access_of(anna), ekby, name="Mall", sections=TWO_AREAS)


@pytest.fixture
def published(anna: User, draft: TemplateVersion) -> TemplateVersion:
    return services.publish_version(access_of(anna), draft)


def said(user: User, version: TemplateVersion):
    """What the version says, without the codes that it was given."""
    return tuple(
        replace(area, questions=tuple(replace(asked, code="") for asked in area.questions))
        for area in facts_of(access_of(user), version)
    )


def first_section(user: User) -> Section:
    return Section.objects.visible_to(access_of(user)).order_by("pk")[0]


def first_question(user: User) -> Question:
    return Question.objects.visible_to(access_of(user)).order_by("pk")[0]


def test_a_template_is_made_as_a_draft_with_its_content(anna, draft) -> None:
    assert (draft.state, draft.number) == (TemplateState.DRAFT, 1)
    assert said(anna, draft) == TWO_AREAS


def test_the_nine_areas_make_a_template(anna, ekby) -> None:
    version = services.create_template(access_of(anna), ekby, name="2017", sections=NINE_AREAS)

    assert said(anna, version) == NINE_AREAS


def test_two_templates_of_an_authority_never_share_a_name(anna, ekby, draft) -> None:
    with pytest.raises(RuleViolation, match="redan en mall"):
        services.create_template(access_of(anna), ekby, name=" Mall ", sections=())


def test_another_authority_may_use_the_same_name(cilla, norrby, draft) -> None:
    version = services.create_template(access_of(cilla), norrby, name="Mall", sections=())

    assert version.template.authority == norrby


def test_a_template_is_shared_only_within_a_cooperation_of_the_authority(
    anna, ekby, norrby, cooperation
) -> None:
    shared = services.create_template(
        access_of(anna), ekby, name="Delad", sections=(), cooperation=cooperation
    )

    assert shared.template.cooperation == cooperation
    cooperation.places.filter(authority=ekby).delete()
    with pytest.raises(RuleViolation, match="deltar inte"):
        services.create_template(
            access_of(anna), ekby, name="Annan", sections=(), cooperation=cooperation
        )


def test_everything_is_written_in_the_trail(anna, draft) -> None:
    services.publish_version(access_of(anna), draft)

    lines = AuditEvent.objects.visible_to(access_of(anna)).about(draft).order_by("number")
    assert [line.event for line in lines] == ["template.created", "template.published"]


def test_publishing_stamps_the_day(anna, draft) -> None:
    with clock.pretend(DAY):
        row = services.publish_version(access_of(anna), draft)

    assert (row.state, row.published_on) == (TemplateState.PUBLISHED, DAY)


def test_an_empty_template_is_not_published(anna, ekby) -> None:
    empty = services.create_template(access_of(anna), ekby, name="Tom", sections=())

    with pytest.raises(RuleViolation, match="inga områden"):
        services.publish_version(access_of(anna), empty)


def test_an_area_without_questions_stops_publishing_and_is_named(anna, draft) -> None:
    services.save_section(access_of(anna), draft, facts=SectionFacts("Lex Sarah"))

    with pytest.raises(RuleViolation, match="Lex Sarah"):
        services.publish_version(access_of(anna), draft)


def test_what_is_published_is_not_published_again(anna, published) -> None:
    with pytest.raises(RuleViolation, match="Publicera"):
        services.publish_version(access_of(anna), published)


def test_a_published_version_can_be_taken_out_of_use(anna, published) -> None:
    assert services.retire_version(access_of(anna), published).state == TemplateState.RETIRED


def test_a_draft_cannot_be_taken_out_of_use(anna, draft) -> None:
    with pytest.raises(RuleViolation):
        services.retire_version(access_of(anna), draft)


CHANGES = {
    "add section": lambda a, v, s, q: services.save_section(a, v, facts=SectionFacts("Ny")),
    "change section": lambda a, v, s, q: services.save_section(
        a, v, facts=SectionFacts("Ny"), section=s
    ),
    "remove section": lambda a, v, s, q: services.remove_section(a, s),
    "move section": lambda a, v, s, q: services.move_section(a, s, Direction.DOWN),
    "add question": lambda a, v, s, q: services.save_question(a, s, facts=QuestionFacts("Ny?")),
    "change question": lambda a, v, s, q: services.save_question(
        a, s, facts=QuestionFacts("Ny?"), question=q
    ),
    "remove question": lambda a, v, s, q: services.remove_question(a, q),
    "move question": lambda a, v, s, q: services.move_question(a, q, Direction.DOWN),
}


@pytest.mark.parametrize("state", [TemplateState.PUBLISHED, TemplateState.RETIRED])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_published_version_never_changes(change, state, anna, draft) -> None:
    before = said(anna, draft)
    TemplateVersion.objects.visible_to(access_of(anna)).update(state=state)

    with pytest.raises(RuleViolation, match="ändras aldrig"):
        change(access_of(anna), draft, first_section(anna), first_question(anna))

    assert said(anna, draft) == before


@pytest.mark.parametrize("who", ["bo", "cilla", "dag"])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_those_without_permission_change_nothing(change, who, anna, draft, request) -> None:
    access = access_of(request.getfixturevalue(who))
    section, question = first_section(anna), first_question(anna)

    with pytest.raises(NotAllowed):
        change(access, draft, section, question)


@pytest.mark.parametrize("who", ["bo", "cilla", "dag"])
def test_those_without_permission_make_publish_and_retire_nothing(
    who, ekby, draft, request
) -> None:
    access = access_of(request.getfixturevalue(who))

    for act in (
        lambda: services.create_template(access, ekby, name="X", sections=()),
        lambda: services.publish_version(access, draft),
        lambda: services.retire_version(access, draft),
        lambda: services.new_draft_of(access, draft),
        lambda: services.remove_draft(access, draft),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_the_cooperation_reads_a_shared_template_but_does_not_change_it(
    anna, cilla, ekby, cooperation
) -> None:
    shared = services.create_template(
        access_of(anna), ekby, name="Delad", sections=TWO_AREAS, cooperation=cooperation
    )

    assert said(cilla, shared) == TWO_AREAS
    with pytest.raises(NotAllowed):
        services.save_section(access_of(cilla), shared, facts=SectionFacts("Ny"))


def test_an_area_is_added_last_and_changed_in_place(anna, draft) -> None:
    services.save_section(access_of(anna), draft, facts=SectionFacts("Lex Sarah", "Om lex Sarah"))
    services.save_section(
        access_of(anna), draft, facts=SectionFacts("Bemanning"), section=first_section(anna)
    )

    assert [facts.name for facts in said(anna, draft)] == ["Bemanning", "Klagomål", "Lex Sarah"]


def test_two_areas_never_share_a_name(anna, draft) -> None:
    with pytest.raises(RuleViolation, match="redan ett område"):
        services.save_section(access_of(anna), draft, facts=SectionFacts("klagomål"))


def test_an_area_keeps_its_own_name(anna, draft) -> None:
    section = first_section(anna)

    services.save_section(
        access_of(anna), draft, facts=SectionFacts(section.name, "Ny"), section=section
    )

    assert said(anna, draft)[0].intro == "Ny"


def test_removing_an_area_closes_the_gap_in_the_numbers(anna, draft) -> None:
    services.remove_section(access_of(anna), first_section(anna))

    (left,) = Section.objects.visible_to(access_of(anna))
    assert (left.name, left.number) == ("Klagomål", 1)


def test_an_area_moves_down_and_stays_at_the_end(anna, draft) -> None:
    section = first_section(anna)
    for _ in range(2):
        services.move_section(access_of(anna), section, Direction.DOWN)

    assert [facts.name for facts in said(anna, draft)] == ["Klagomål", "Personal"]


def test_questions_are_added_changed_moved_and_removed(anna, draft) -> None:
    access, section = access_of(anna), first_section(anna)
    question = first_question(anna)
    services.save_question(access, section, facts=QuestionFacts("Trivs de?"))
    services.save_question(access, section, facts=QuestionFacts("Är de nog?"), question=question)
    services.move_question(access, question, Direction.DOWN)

    def asked():
        return [q.text for q in said(anna, draft)[0].questions]

    assert asked() == ["Kan de?", "Är de nog?", "Trivs de?"]
    services.remove_question(access, question)
    assert asked() == ["Kan de?", "Trivs de?"]


def test_an_area_of_another_template_is_not_changed_through_this_one(anna, ekby, draft) -> None:
    other = services.create_template(access_of(anna), ekby, name="Annan", sections=TWO_AREAS)

    with pytest.raises(RuleViolation, match="annan mall"):
        services.save_section(
            access_of(anna), other, facts=SectionFacts("Ny"), section=first_section(anna)
        )


def test_a_new_draft_has_the_same_content_and_the_next_number(anna, published) -> None:
    new = services.new_draft_of(access_of(anna), published)

    assert (new.number, new.state) == (2, TemplateState.DRAFT)
    assert said(anna, new) == said(anna, published)


def test_changing_the_new_draft_leaves_the_published_one(anna, published) -> None:
    new = services.new_draft_of(access_of(anna), published)
    services.save_section(access_of(anna), new, facts=SectionFacts("Lex Sarah"))

    assert said(anna, published) == TWO_AREAS


def test_a_template_has_one_draft_at_a_time(anna, published) -> None:
    services.new_draft_of(access_of(anna), published)

    with pytest.raises(RuleViolation, match="redan ett utkast"):
        services.new_draft_of(access_of(anna), published)


def test_a_template_goes_with_its_only_draft(anna, draft) -> None:
    services.remove_draft(access_of(anna), draft)

    assert not ReviewTemplate.objects.exists()


def test_a_template_stays_when_its_second_draft_goes(anna, published) -> None:
    services.remove_draft(access_of(anna), services.new_draft_of(access_of(anna), published))

    assert TemplateVersion.objects.visible_to(access_of(anna)).get() == published


def test_a_published_version_is_never_thrown_away(anna, published) -> None:
    with pytest.raises(RuleViolation, match="ändras aldrig"):
        services.remove_draft(access_of(anna), published)


def test_a_follow_up_keeps_a_retired_template(anna, ekby) -> None:
    version = TemplateVersionFactory.create(template__authority=ekby)
    followup = FollowupFactory.create(authority=ekby, template_version=version)

    services.retire_version(access_of(anna), version)

    followup.refresh_from_db()
    assert followup.template_version == version
