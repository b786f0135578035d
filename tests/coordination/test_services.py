import datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from insyn.accounts.models import Coordination
from insyn.audit.models import AuditEvent
from insyn.coordination import services
from insyn.coordination.models import (
    BoardMatter,
    DistrictReport,
    DistrictShare,
    Instruction,
    NetworkPoint,
    SampledUnit,
)
from insyn.coordination.queries.instructions import instruction_page
from insyn.coordination.queries.progress import sample_progress
from insyn.coordination.queries.responsibility import shown_duties
from insyn.coordination.rules import (
    AreaLevel,
    DistrictMethod,
    DutyGround,
    DutyState,
    InstructionState,
    NetworkState,
    Progress,
    ReportedBy,
    ServiceForm,
)
from insyn.coordination.services import (
    DutyFacts,
    InstructionFacts,
    MatterFacts,
    NetworkFacts,
    NetworkHeld,
    ReportFacts,
)
from insyn.followups.models import Followup
from insyn.followups.rules import State
from insyn.kernel.access import Access, Role
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.mailing.models import OutgoingMail
from insyn.platform import clock
from insyn.registry.queries import access_of
from tests.coordination.factories import LAST_DAY, unit_in
from tests.factories import (
    DAY,
    AuthorityFactory,
    ContractFactory,
    FollowupFactory,
    QuestionFactory,
    ReviewTemplateFactory,
    SectionFactory,
    TemplateVersionFactory,
)
from tests.people import member

pytestmark = pytest.mark.django_db
SYSTEM = Access.system("test")
TODAY = DAY + datetime.timedelta(days=10)


@pytest.fixture(autouse=True)
def _today():
    with clock.pretend(TODAY):
        yield


@pytest.fixture
def access(anna, north):
    return access_of(anna)


@pytest.fixture
def district(north_owner):
    return access_of(north_owner)


def facts(**changed):
    whole: dict[str, Any] = {
        "title": "Likställd uppföljning 2026",
        "starts_on": datetime.date(2026, 1, 1),
        "ends_on": datetime.date(2026, 12, 31),
        "report_by": LAST_DAY,
        "text": "Följ upp på samma sätt oavsett regiform.",
    }
    return InstructionFacts(**(whole | changed))


def draft(access, ekby, north, unit, **changed):
    row = services.write_instruction(
        access, ekby, facts=facts(service_areas=[unit.service_area], **changed)
    )
    services.set_share(access, row, authority=north, wanted=1)
    services.choose_units(access, row, authority=north, units=[unit])
    return Instruction.objects.visible_to(access).get(pk=row.pk)


def published(access, ekby, north, unit, **changed):
    row = draft(access, ekby, north, unit, **changed)
    return services.publish_instruction(access, row, version=row.version)


# Coordinations ------------------------------------------------------------------------------


def test_the_installation_founds_a_coordination_and_both_trails_say_so(ekby) -> None:
    other = AuthorityFactory.create(municipality=ekby.municipality, name="Stadsdelsnämnden Väst")

    row = services.found_coordination(SYSTEM, coordinator=ekby, coordinated=other)
    again = services.found_coordination(SYSTEM, coordinator=ekby, coordinated=other)

    assert row == again
    events = AuditEvent.objects.unscoped(reason="A test looks at the whole trail.")
    assert list(events.order_by("authority_id").values_list("authority_id", "event")) == [
        (key, "coordination.begun") for key in sorted((ekby.pk, other.pk))
    ]


def test_nobody_else_founds_one(access, ekby, north) -> None:
    with pytest.raises(NotAllowed):
        services.found_coordination(access, coordinator=ekby, coordinated=north)


def test_another_municipality_itself_and_circles_are_refused(ekby, norrby, north) -> None:
    for coordinator, coordinated, why in (
        (ekby, norrby, "olika kommuner"),
        (ekby, ekby, "sig själv"),
        (north, ekby, "i ring"),
    ):
        with pytest.raises(RuleViolation, match=why):
            services.found_coordination(SYSTEM, coordinator=coordinator, coordinated=coordinated)


def test_the_coordinator_ends_it_at_once(access, ekby, north, anna) -> None:
    row = Coordination.objects.get()

    services.end_coordination(access, row, last_day=None, version=row.version)

    assert access_of(anna).coordinated_ids == frozenset()


def test_its_administrator_may_end_it_but_the_coordinated_may_not(ekby, north, district) -> None:
    row = Coordination.objects.get()
    with pytest.raises(NotAllowed):
        services.end_coordination(district, row, last_day=None, version=row.version)

    admin = access_of(member(ekby, Role.AUTHORITY_ADMIN, "Bo"))
    services.end_coordination(admin, row, last_day=TODAY, version=row.version)

    row.refresh_from_db()
    assert row.valid_to == TODAY


def test_a_passed_last_day_and_an_old_page_are_refused(access) -> None:
    row = Coordination.objects.get()
    with pytest.raises(RuleViolation, match="passerat"):
        services.end_coordination(access, row, last_day=DAY, version=row.version)
    with pytest.raises(Outdated):
        services.end_coordination(access, row, last_day=None, version=row.version + 1)


def test_the_command_founds_and_ends(ekby, capsys) -> None:
    AuthorityFactory.create(municipality=ekby.municipality, name="Stadsdelsnämnden Väst")
    names = ("--coordinator", "Socialnämnden, Ekby")
    call_command("new_coordination", *names, "--coordinated", "Stadsdelsnämnden Väst, Ekby")
    assert "- Stadsdelsnämnden Väst, Ekby" in capsys.readouterr().out

    call_command("new_coordination", *names, "--end", "Stadsdelsnämnden Väst, Ekby")
    assert not Coordination.objects.current(TODAY).exists()
    with pytest.raises(CommandError, match="samordnas inte"):
        call_command("new_coordination", *names, "--end", "Stadsdelsnämnden Väst, Ekby")


# Instructions -------------------------------------------------------------------------------


def test_a_draft_is_the_coordinators_alone(access, district, ekby, north, unit) -> None:
    row = draft(access, ekby, north, unit)

    assert not Instruction.objects.visible_to(district).exists()
    assert not SampledUnit.objects.visible_to(district).exists()
    assert Instruction.objects.visible_to(access).get() == row


def test_issuing_freezes_tells_and_files(access, district, ekby, north, unit, north_owner) -> None:
    row = published(access, ekby, north, unit)

    assert row.state == InstructionState.PUBLISHED
    assert row.word is not None
    assert Instruction.objects.visible_to(district).get() == row
    share = DistrictShare.objects.visible_to(district).get()
    assert share.information
    assert share.information.authority == north
    mails = OutgoingMail.objects.unscoped(reason="A test reads the queue.")
    assert [mail.to_address for mail in mails] == [north_owner.email]
    with pytest.raises(RuleViolation, match="utfärdad"):
        services.change_instruction(access, row, facts=facts(), version=row.version)
    with pytest.raises(RuleViolation, match="utfärdad"):
        services.set_share(access, row, authority=north, wanted=9)


def test_others_write_no_instructions(district, access, ekby, north, unit) -> None:
    with pytest.raises(NotAllowed):
        services.write_instruction(district, ekby, facts=facts())
    row = published(access, ekby, north, unit)
    with pytest.raises(NotAllowed):
        services.copy_to_replace(district, row, version=row.version)


def test_only_those_who_are_coordinated_get_a_part(access, ekby, norrby, unit, north) -> None:
    row = draft(access, ekby, north, unit)

    with pytest.raises(RuleViolation, match="samordnas inte"):
        services.set_share(access, row, authority=norrby, wanted=1)


def test_personal_numbers_are_refused(access, ekby) -> None:
    with pytest.raises(RuleViolation, match="personnummer"):
        services.write_instruction(access, ekby, facts=facts(text="Se 19121212-1212"))


def test_a_unit_of_another_service_is_refused(access, ekby, north, unit) -> None:
    row = draft(access, ekby, north, unit)

    with pytest.raises(RuleViolation, match="annan insats"):
        services.choose_units(access, row, authority=north, units=[unit_in()])


def test_the_same_seed_draws_the_same_and_keeps_what_is_chosen(access, ekby, north, unit) -> None:
    row = draft(access, ekby, north, unit)
    services.set_share(access, row, authority=north, wanted=3)
    pool = [unit_in(unit.service_area) for _n in range(6)]

    first = services.draw_sample(access, row, authority=north, pool=pool, seed="2026-03-12")
    second = services.draw_sample(access, row, authority=north, pool=pool, seed="2026-03-12")

    assert first == second
    assert len(first) == 2
    assert SampledUnit.objects.visible_to(access).filter(instruction=row).count() == 3


def test_a_replacement_takes_over_what_has_come_in(access, district, ekby, north, unit) -> None:
    row = published(access, ekby, north, unit)
    services.report_in(district, only(district), facts=reported())

    new = services.copy_to_replace(access, row, version=row.version)
    assert services.copy_to_replace(access, row, version=row.version) == new
    services.publish_instruction(access, new, version=new.version)

    row.refresh_from_db()
    assert row.state == InstructionState.REPLACED
    (line,) = sample_progress(access, [new], today=TODAY)
    assert line.is_done


# Templates ----------------------------------------------------------------------------------


def version_with(authority, *texts):
    template = ReviewTemplateFactory.create(authority=authority)
    version = TemplateVersionFactory.create(template=template)
    section = SectionFactory.create(version=version, name="Personal")
    for text in texts:
        QuestionFactory.create(section=section, text=text, code="")
    return version


def test_a_local_template_is_held_against_the_minimum(access, district, ekby, north, unit) -> None:
    central = version_with(ekby, "Finns rutiner?", "Räcker personalen?")
    row = published(access, ekby, north, unit, templates=[central])
    own = version_with(north, "Finns rutiner?", "Hur är maten?")

    checked = services.check_template(district, row, authority=north, template_version=own)

    assert [one["text"] for one in checked.missing] == ["Räcker personalen?"]
    assert checked.own_questions == 1
    assert instruction_page(access, row, today=TODAY).local_templates == [checked]


# Reporting ----------------------------------------------------------------------------------


def reported(**changed):
    whole: dict[str, Any] = {
        "carried_out_on": DAY,
        "method": DistrictMethod.VISIT,
        "outcomes": {"Personal": AreaLevel.PARTLY},
        "deficiencies": 2,
    }
    return ReportFacts(**(whole | changed))


def only(access):
    return SampledUnit.objects.visible_to(access).select_related(
        "instruction", "authority", "unit"
    ).get()  # fmt: skip


def test_what_is_reported_in_is_read_by_both(access, district, ekby, north, unit) -> None:
    published(access, ekby, north, unit)

    row = services.report_in(district, only(district), facts=reported(), version=0)

    assert DistrictReport.objects.visible_to(access).get() == row
    assert (row.way, row.reported_by) == (ReportedBy.PAGE, district.name)


def test_the_same_twice_changes_nothing(access, district, ekby, north, unit) -> None:
    published(access, ekby, north, unit)

    first = services.report_in(district, only(district), facts=reported())
    second = services.report_in(district, only(district), facts=reported())

    assert (first.pk, first.version) == (second.pk, second.version)


def test_an_old_page_does_not_overwrite(access, district, ekby, north, unit) -> None:
    published(access, ekby, north, unit)
    row = services.report_in(district, only(district), facts=reported(), version=0)
    changed = reported(deficiencies=3)

    with pytest.raises(RuleViolation, match="medan du skrev"):
        services.report_in(district, only(district), facts=changed, version=0)
    with pytest.raises(Outdated):
        services.report_in(district, only(district), facts=changed, version=row.version + 1)
    newer = services.report_in(district, only(district), facts=changed, version=row.version)
    assert newer.deficiencies == 3


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"outcomes": {}}, "minst ett område"),
        ({"carried_out_on": TODAY + datetime.timedelta(days=1)}, "framtiden"),
        ({"carried_out_on": datetime.date(2025, 1, 1)}, "utanför"),
        ({"text": "Gäller 19121212-1212"}, "personnummer"),
    ],
)
def test_what_cannot_be_reported(access, district, ekby, north, unit, changed, why) -> None:
    published(access, ekby, north, unit)

    with pytest.raises(RuleViolation, match=why):
        services.report_in(district, only(district), facts=reported(**changed))


def test_the_coordinator_does_not_report_for_others(access, district, ekby, north, unit) -> None:
    published(access, ekby, north, unit)

    with pytest.raises(NotAllowed):
        services.report_in(access, only(access), facts=reported())


def test_a_reported_follow_up_counts_by_itself(access, district, ekby, north, unit) -> None:
    row = published(access, ekby, north, unit)
    contract = ContractFactory.create(agreement__authority=north, provider=unit.provider)
    made = FollowupFactory.create(
        authority=north, contract=contract, unit=unit, state=State.MEASURES,
        carried_out_on=DAY, reported_on=None,
    )  # fmt: skip
    assert [line.state for line in sample_progress(access, [row], today=TODAY)] == [
        Progress.NOT_BEGUN
    ]

    Followup.objects.visible_to(district).update(reported_on=DAY)

    for asker in (access, district):
        (line,) = sample_progress(asker, [row], today=TODAY)
        assert (line.state, line.followup) == (Progress.DONE, made)


def test_matters_of_weight_reach_the_coordinator_once(access, district, ekby, north, unit) -> None:
    row = published(access, ekby, north, unit)
    told = MatterFacts(DAY, "Nämnden beslutade om extra resurser.", "§ 12")

    for _time in range(2):
        services.tell_matter(district, row, authority=north, facts=told)

    assert BoardMatter.objects.visible_to(access).get().authority == north


def test_those_who_have_not_reported_are_reminded_once(
    access, district, ekby, north, unit, north_owner
) -> None:
    published(access, ekby, north, unit)
    mails = OutgoingMail.objects.unscoped(reason="A test reads the queue.")
    mails.delete()

    for days, total in ((-15, 0), (-14, 1), (-13, 1), (0, 1), (1, 2), (2, 2)):
        with clock.pretend(LAST_DAY + datetime.timedelta(days=days)):
            services.remind_districts(SYSTEM)
            services.remind_districts(SYSTEM)
        assert mails.count() == total


@pytest.mark.parametrize(("days", "total"), [(-8, 1), (-6, 0), (7, 1), (8, 0)])
def test_a_night_when_nothing_ran_takes_no_reminder_away(
    access, ekby, north, unit, north_owner, days: int, total: int
) -> None:
    published(access, ekby, north, unit)
    mails = OutgoingMail.objects.unscoped(reason="A test reads the queue.")
    mails.delete()

    with clock.pretend(LAST_DAY + datetime.timedelta(days=days)):
        services.remind_districts(SYSTEM)

    assert mails.count() == total


# Responsibility -----------------------------------------------------------------------------


def test_the_list_shows_first_what_nobody_follows_up(access, ekby, unit) -> None:
    school = AuthorityFactory.create(municipality=ekby.municipality, name="Utbildningsnämnden")
    unit.municipality = ekby.municipality
    unit.save()
    area = unit.service_area
    services.save_duty(access, ekby, facts=DutyFacts(
        area, ServiceForm.PRIVATE, None, ekby, DutyGround.RULES))  # fmt: skip
    row = services.save_duty(access, ekby, facts=DutyFacts(area, ServiceForm.SCHOOL, school))

    lines = shown_duties(access, [ekby])
    assert [line.state for line in lines] == [DutyState.NOBODY, DutyState.FOLLOWED]

    followed = DutyFacts(area, ServiceForm.SCHOOL, school, ekby, DutyGround.AGREEMENT)
    services.save_duty(access, ekby, facts=followed, duty=row, version=row.version)
    assert not [line for line in shown_duties(access, [ekby]) if line.is_alarm]


def test_a_reviewer_needs_a_ground_and_a_line_stands_once(access, ekby, unit) -> None:
    area = unit.service_area
    with pytest.raises(RuleViolation, match="bygger på"):
        services.save_duty(access, ekby, facts=DutyFacts(area, ServiceForm.PRIVATE, None, ekby))
    services.save_duty(access, ekby, facts=DutyFacts(area, ServiceForm.PRIVATE))
    with pytest.raises(RuleViolation, match="redan i listan"):
        services.save_duty(access, ekby, facts=DutyFacts(area, ServiceForm.PRIVATE))


def test_others_read_only_their_own_lines(access, district, ekby, north, unit) -> None:
    area = unit.service_area
    services.save_duty(access, ekby, facts=DutyFacts(area, ServiceForm.PRIVATE))
    mine = services.save_duty(access, ekby, facts=DutyFacts(area, ServiceForm.IN_HOUSE, north))

    assert [line.duty for line in shown_duties(district, [])] == [mine]


# Network ------------------------------------------------------------------------------------


def test_a_network_meeting_from_invitation_to_what_was_agreed(
    access, district, ekby, north, norrby
) -> None:
    plan = NetworkFacts(TODAY, "Urvalet\nMallarna", [north])
    meeting = services.plan_network(access, ekby, facts=plan)
    held = NetworkHeld(TODAY, "Alla använder mallen.", {north.pk: "en uppföljare"})
    meeting = services.hold_network(access, meeting, facts=held, version=meeting.version)
    assert meeting.state == NetworkState.HELD

    point = services.agree_in_network(
        access, meeting, text="Prova mallen", authority=north, due_on=TODAY
    )
    assert point == services.agree_in_network(
        access, meeting, text=" Prova  mallen", authority=north, due_on=TODAY
    )
    with pytest.raises(RuleViolation, match="deltar inte"):
        services.agree_in_network(access, meeting, text="X", authority=norrby, due_on=TODAY)

    services.finish_point(district, point, version=point.version)
    assert NetworkPoint.objects.visible_to(access).get().done_on == TODAY


def test_a_meeting_that_is_called_off_is_told_of_and_over(access, north, ekby, north_owner) -> None:
    meeting = services.plan_network(access, ekby, facts=NetworkFacts(TODAY, "Urvalet", [north]))
    services.cancel_network(access, meeting, reason="Sjukdom", version=meeting.version)

    mails = OutgoingMail.objects.unscoped(reason="A test reads the queue.")
    assert mails.filter(to_address=north_owner.email).count() == 2
    with pytest.raises((RuleViolation, Outdated)):
        services.cancel_network(access, meeting, reason="Igen", version=meeting.version + 1)


def test_those_who_are_not_coordinated_are_not_invited(access, ekby, norrby) -> None:
    with pytest.raises(RuleViolation, match="samordnas inte"):
        services.plan_network(access, ekby, facts=NetworkFacts(TODAY, "Urvalet", [norrby]))
