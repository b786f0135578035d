import datetime

import pytest
from django.urls import reverse

from insyn.criteria import services
from insyn.criteria.models import Question, Scale, Section, TemplateVersion
from insyn.criteria.queries.content import facts_of
from insyn.criteria.queries.shipped import shipped_templates
from insyn.criteria.rules import (
    STARTS,
    AnswerType,
    QuestionFacts,
    SectionFacts,
    TemplateKind,
    asked_in,
)
from insyn.criteria.services import ScaleFacts, TemplateFacts
from insyn.kernel.access import Role
from insyn.registry.queries import access_of
from insyn.requirements.models import RequirementVersion
from tests.factories import (
    AgreementFactory,
    FollowupFactory,
    MembershipFactory,
    QualityAreaFactory,
    RequirementVersionFactory,
)

pytestmark = pytest.mark.django_db
SPRING, AUTUMN = datetime.date(2026, 3, 2), datetime.date(2026, 9, 1)


def url(name: str, *args: object) -> str:
    return reverse(name, args=args)


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def made(user, authority, *, start: int, area: str) -> TemplateVersion:
    """A published template of the authority's own, with its own scale and quality area."""
    access = access_of(user)
    scale = services.create_scale(
        access, authority, facts=ScaleFacts("Nivåer"), levels=STARTS[start].levels
    )
    quality = QualityAreaFactory.create(authority=authority, name=area)
    scaled = QuestionFacts("Hur bra?", answer_type=AnswerType.SCALE, scale_id=scale.pk)
    draft = services.create_template(
        access,
        authority,
        name="Mall",
        sections=[SectionFacts(area, "", (scaled,), area_id=quality.pk)],
        facts=TemplateFacts(scale=scale),
    )
    return services.publish_version(access, draft)


def test_two_authorities_have_their_own_scales_areas_and_templates_side_by_side(
    anna, ekby, cilla, norrby
) -> None:
    ours = made(anna, ekby, start=0, area="Personal")
    theirs = made(cilla, norrby, start=2, area="Bemanning")
    before = facts_of(access_of(cilla), theirs)

    draft = services.new_draft_of(access_of(anna), ours)
    section = Section.objects.visible_to(access_of(anna)).get(version=draft)
    services.save_question(access_of(anna), section, facts=QuestionFacts("Ny?"))
    assert ours.scale is not None
    copy = services.copy_scale(access_of(anna), ours.scale, authority=ekby, name="Ny")
    services.retire_scale(access_of(anna), copy)

    assert facts_of(access_of(cilla), theirs) == before
    assert [len(q.levels) for q in asked_in(before)] == [6]
    assert list(Scale.objects.visible_to(access_of(cilla))) == [theirs.scale]
    assert not TemplateVersion.objects.visible_to(access_of(cilla)).filter(pk=ours.pk).exists()


def test_pages_of_one_authority_are_no_pages_for_the_other(as_cilla, anna, ekby) -> None:
    ours = made(anna, ekby, start=0, area="Personal")

    for address in (
        url("criteria:version", ours.pk),
        url("criteria:scale", ours.scale_id),
        url("criteria:preview", ours.pk, "uppfoljare"),
        url("followups:of_template", ours.pk),
    ):
        assert as_cilla.get(address).status_code == 404


@pytest.fixture
def shared(anna, ekby, cooperation) -> TemplateVersion:
    """Ekby's template, shared in the cooperation, linked to a requirement that only Ekby has."""
    access = access_of(anna)
    scale = services.create_scale(
        access, ekby, facts=ScaleFacts("Nivåer", cooperation=cooperation), levels=STARTS[0].levels
    )
    alone = RequirementVersionFactory.create(requirement__authority=ekby).requirement
    agreement = AgreementFactory.create(authority=ekby, cooperation=cooperation)
    together = RequirementVersionFactory.create(
        requirement__authority=ekby, requirement__agreement=agreement
    ).requirement
    asked = QuestionFacts(
        "Hur bra?",
        answer_type=AnswerType.SCALE,
        scale_id=scale.pk,
        requirement_ids=(alone.pk, together.pk),
    )
    return services.create_template(
        access,
        ekby,
        name="Delad",
        sections=[SectionFacts("A", "", (asked,))],
        cooperation=cooperation,
        facts=TemplateFacts(purpose="Vårt syfte", scale=scale, is_scored=True),
    )


def test_a_copy_across_authorities_takes_the_scale_over_and_leaves_links_it_cannot_see(
    as_cilla, cilla, norrby, shared
) -> None:
    answer = as_cilla.post(
        url("criteria:add"),
        {"name": "Vår", "authority": norrby.pk, "beginning": "copy", "copied": shared.pk},
        follow=True,
    )

    assert "till krav följde inte med" not in text(answer)
    access = access_of(cilla)
    copy = TemplateVersion.objects.visible_to(access).select_related("scale").get(
        template__name="Vår"
    )  # fmt: skip
    (question,) = asked_in(facts_of(access, copy))
    (original,) = asked_in(facts_of(access, shared))
    own = Scale.objects.visible_to(access).get(authority=norrby)
    assert (question.scale_id, copy.scale, copy.is_scored) == (own.pk, own, True)
    assert question.levels == original.levels
    assert question.requirement_ids == original.requirement_ids[1:]
    assert copy.template.purpose == "Vårt syfte"
    assert copy.template.copied_from.startswith("Delad, version 1")


def test_links_that_the_asker_sees_and_the_owner_cannot_ask_about_are_counted(
    as_cilla, cilla, ekby, norrby, shared
) -> None:
    MembershipFactory.create(user=cilla, authority=ekby, role=Role.READER)

    answer = as_cilla.post(
        url("criteria:add"),
        {"name": "Vår", "authority": norrby.pk, "beginning": "copy", "copied": shared.pk},
        follow=True,
    )

    assert "1 koppling till krav följde inte med." in text(answer)


def test_taking_over_the_same_scale_twice_makes_one(cilla, norrby, shared) -> None:
    access = access_of(cilla)
    for name in ("En", "Två"):
        services.create_template(access, norrby, name=name, sections=facts_of(access, shared))

    assert Scale.objects.visible_to(access).filter(authority=norrby).count() == 1


def test_a_name_that_another_scale_has_gets_a_number(cilla, norrby, shared) -> None:
    access = access_of(cilla)
    services.create_scale(access, norrby, facts=ScaleFacts("Nivåer"), levels=STARTS[1].levels)

    services.create_template(access, norrby, name="En", sections=facts_of(access, shared))

    names = Scale.objects.visible_to(access).filter(authority=norrby).values_list("name", flat=True)
    assert sorted(names) == ["Nivåer", "Nivåer 2"]


@pytest.mark.parametrize("ready", shipped_templates(), ids=lambda ready: ready.code)
def test_every_shipped_template_can_be_begun_with_and_published(ready, as_anna, anna, ekby):
    answer = as_anna.post(
        url("criteria:add"),
        {"name": "Ny", "authority": ekby.pk, "beginning": "shipped", "shipped": ready.code},
    )

    version = TemplateVersion.objects.visible_to(access_of(anna)).select_related("template").get()
    assert answer.url == url("criteria:edit", version.pk)
    assert version.template.kind == ready.kind
    assert (version.template.service_area.code if version.template.service_area else "") == (
        ready.service_area_code
    )
    services.publish_version(access_of(anna), version)


def test_a_shipped_question_is_linked_to_the_requirement_taken_from_the_same_source(
    anna, ekby
) -> None:
    taken = RequirementVersionFactory.create(
        requirement__authority=ekby, requirement__origin="HVB-03"
    )
    asked = QuestionFacts("Hur?", code="HVB-03", requirement_codes=("HVB-03",))

    version = services.create_template(
        access_of(anna), ekby, name="HVB", sections=[SectionFacts("A", "", (asked,))]
    )

    (question,) = asked_in(facts_of(access_of(anna), version))
    assert question.requirement_ids == (taken.requirement_id,)


@pytest.fixture
def followed_up(anna, ekby):
    """A follow-up of the spring, by a template that asks about requirement 4.2 as it was then."""
    access = access_of(anna)
    old = RequirementVersionFactory.create(
        requirement__authority=ekby,
        number="4.2",
        text="Utföraren ska ha en rutin.",
        valid_from=datetime.date(2024, 1, 1),
    )
    asked = QuestionFacts("Finns rutinen?", requirement_ids=(old.requirement_id,))
    draft = services.create_template(
        access, ekby, name="Mall", sections=[SectionFacts("Personal", "", (asked,))]
    )
    version = services.publish_version(access, draft)
    return FollowupFactory.create(
        authority=ekby, template_version=version, planned_for=SPRING, carried_out_on=SPRING
    )


def renumbered(user, followup) -> None:
    """The requirement gets a new number and text in the autumn, the template a new version."""
    access = access_of(user)
    rows = RequirementVersion.objects.visible_to(access)
    old = rows.get()
    rows.update(valid_to=datetime.date(2026, 8, 31))
    RequirementVersionFactory.create(
        requirement=old.requirement,
        revision=2,
        number="7.1",
        text="Utföraren ska ha en skriftlig rutin.",
        valid_from=AUTUMN,
    )
    new = services.new_draft_of(access, followup.template_version)
    question = Question.objects.visible_to(access).select_related(
        "section__version__template"
    ).get(section__version=new)  # fmt: skip
    services.save_question(
        access, question.section, facts=QuestionFacts("Är rutinen skriftlig?"), question=question
    )
    services.publish_version(access, new)
    services.retire_version(access, followup.template_version)


def test_an_old_follow_up_is_read_in_its_old_version(as_anna, anna, followed_up) -> None:
    renumbered(anna, followed_up)
    section = Section.objects.visible_to(access_of(anna)).get(version=followed_up.template_version)

    page = text(as_anna.get(url("visits:area", followed_up.pk, section.pk)))

    assert "Finns rutinen?" in page
    assert "Är rutinen skriftlig?" not in page
    assert "4.2" in page
    assert "Utföraren ska ha en rutin." in page
    assert "7.1" not in page


def test_a_template_tells_which_follow_ups_use_it(as_anna, anna, followed_up) -> None:
    renumbered(anna, followed_up)
    versions = TemplateVersion.objects.visible_to(access_of(anna))
    old, new = versions.get(number=1), versions.get(number=2)

    assert followed_up.number in text(as_anna.get(url("followups:of_template", old.pk)))
    assert "Ingen uppföljning använder mallen" in text(
        as_anna.get(url("followups:of_template", new.pk))
    )
    assert url("followups:of_template", old.pk) in text(
        as_anna.get(url("criteria:version", old.pk))
    )


def test_retiring_stamps_the_day(anna, followed_up) -> None:
    renumbered(anna, followed_up)

    assert TemplateVersion.objects.visible_to(access_of(anna)).get(number=1).retired_on


def test_what_is_said_of_a_draft_is_changed_by_form(as_anna, anna, ekby) -> None:
    access = access_of(anna)
    draft = services.create_template(access, ekby, name="Mall", sections=())
    scale = services.create_scale(access, ekby, facts=ScaleFacts("Ny"), levels=STARTS[0].levels)
    said = {
        "name": "Ny mall",
        "kind": "survey",
        "purpose": "Varför",
        "scale": scale.pk,
        "is_scored": "on",
        "change_note": "Allt",
        "read": draft.version,
    }
    assert as_anna.post(url("criteria:change", draft.pk), said).status_code == 302
    page = text(as_anna.post(url("criteria:change", draft.pk), said))
    assert "Någon annan har ändrat" in page

    draft.refresh_from_db()
    assert (draft.template.name, draft.scale, draft.is_scored) == ("Ny mall", scale, True)
    shown = text(as_anna.get(url("criteria:version", draft.pk)))
    assert "Varför" in shown
    assert url("criteria:scoring", draft.pk) in shown


def test_a_share_that_is_not_reckoned_cannot_be_hidden(as_anna, anna, ekby) -> None:
    draft = services.create_template(access_of(anna), ekby, name="Mall", sections=())
    said = {"name": "Mall", "kind": "visit", "hides_score": "on", "read": draft.version}

    assert "Det finns ingen andel att dölja" in text(
        as_anna.post(url("criteria:change", draft.pk), said)
    )


def test_the_list_is_narrowed_by_kind_area_and_owner_and_sorted(as_anna, anna, ekby) -> None:
    access = access_of(anna)
    for name, kind in (("Alfa", "survey"), ("Beta", "visit")):
        services.create_template(
            access, ekby, name=name, sections=(), facts=TemplateFacts(kind=TemplateKind(kind))
        )

    narrowed = text(
        as_anna.get(url("criteria:templates"), {"kind": "survey", "authority": ekby.pk})
    )
    assert "Alfa" in narrowed
    assert "Beta" not in narrowed
    turned = text(as_anna.get(url("criteria:templates"), {"sort": "-name"}))
    assert turned.index("Beta") < turned.index("Alfa")
