import datetime

import pytest
from django.urls import reverse

from insyn.coordination.models import DistrictReport, Instruction, NetworkMeeting, ServiceDuty
from insyn.coordination.rules import (
    DistrictMethod,
    DutyGround,
    InstructionState,
    Refusal,
    ServiceForm,
)
from insyn.platform import clock
from insyn.registry.queries import access_of
from tests.conftest import log_in
from tests.coordination.factories import LAST_DAY
from tests.factories import DAY, AuthorityFactory, ServiceAreaFactory, UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with clock.pretend(DAY + datetime.timedelta(days=5)):
        yield


def at(name: str, *args: int) -> str:
    return reverse(f"coordination:{name}", args=args)


def test_an_instruction_is_written_shared_sampled_and_issued(
    as_anna, anna, ekby, north, unit
) -> None:
    unit.municipality = ekby.municipality
    unit.save()
    sent = {
        "title": "Likställd uppföljning", "authority": ekby.pk, "starts_on": "2026-01-01",
        "ends_on": "2026-12-31", "report_by": "2026-10-01", "text": "Lika för alla.",
        "service_areas": [unit.service_area_id],
    }  # fmt: skip
    as_anna.post(at("write"), sent)
    row = Instruction.objects.visible_to(access_of(anna)).get()

    def version() -> int:
        return Instruction.objects.visible_to(access_of(anna)).get().version

    share = {"authority": north.pk, "wanted": 1, "version": version()}
    assert as_anna.post(at("share", row.pk), share).status_code == 302
    chosen = {"authority": north.pk, "units": [unit.pk], "version": version()}
    assert as_anna.post(at("choose", row.pk), chosen).status_code == 302
    assert as_anna.post(at("publish", row.pk), {"version": version()}).status_code == 302

    page = as_anna.get(at("instruction", row.pk)).content.decode()
    assert "Ängens gruppbostad" in page
    assert "Utfärdad" in page


def test_the_district_reads_and_reports_in(client, instruction, north_owner, unit) -> None:
    log_in(client, north_owner)
    (one,) = instruction.sample.visible_to(access_of(north_owner))
    assert "Rapportera in" in client.get(at("instruction", instruction.pk)).content.decode()

    sent = {
        "version": 0, "carried_out_on": DAY.isoformat(), "method": DistrictMethod.VISIT,
        "area_0": "met", "deficiencies": 0, "text": "Det fungerar väl.",
    }  # fmt: skip
    assert client.post(at("report", one.pk), sent).status_code == 302

    assert "Det fungerar väl." in client.get(at("reported", one.pk)).content.decode()
    assert DistrictReport.objects.visible_to(access_of(north_owner)).count() == 1


def test_a_report_without_an_outcome_is_shown_again_with_the_sentence(
    client, instruction, north_owner
) -> None:
    log_in(client, north_owner)
    (one,) = instruction.sample.visible_to(access_of(north_owner))
    sent = {
        "version": 0, "carried_out_on": DAY.isoformat(), "method": "visit", "deficiencies": 0,
        "text": "Skrivet med möda",
    }  # fmt: skip

    page = client.post(at("report", one.pk), sent).content.decode()

    assert "Välj något under ”Verksamheten som helhet”." in page
    assert "Skrivet med möda" in page


def test_the_late_stand_first_and_go_out_as_a_file(as_anna, instruction) -> None:
    with clock.pretend(LAST_DAY + datetime.timedelta(days=1)):
        page = as_anna.get(at("progress")).content.decode()
        file = as_anna.get(at("progress"), {"fil": "csv"})

    assert "Försenad" in page
    assert "Försenad" in file.getvalue().decode("utf-8-sig")


def test_another_municipality_sees_nothing(as_cilla, instruction) -> None:
    assert as_cilla.get(at("instruction", instruction.pk)).status_code == 404
    assert "Ängens" not in as_cilla.get(at("progress")).content.decode()


def test_a_district_does_not_see_another_districts_part(
    client, ekby, instruction, north_owner
) -> None:
    other = AuthorityFactory.create(municipality=ekby.municipality, name="Stadsdelsnämnden Syd")
    instruction.shares.create(authority=other, wanted=7)
    log_in(client, north_owner)

    assert (
        "Stadsdelsnämnden Syd" not in client.get(at("instruction", instruction.pk)).content.decode()
    )


def test_what_nobody_follows_up_is_said_in_words(as_anna, ekby, north, unit) -> None:
    sent = {
        "authority": ekby.pk, "service_area": unit.service_area_id, "form": ServiceForm.SCHOOL,
        "ground": DutyGround.NONE,
    }  # fmt: skip
    UnitFactory.create(municipality=ekby.municipality, service_area=ServiceAreaFactory.create())
    assert as_anna.post(at("add_duty"), sent).status_code == 302

    page = as_anna.get(at("duties")).content.decode()

    assert "En verksamhet saknar ansvarig." in page
    assert "En insats i registret saknas." in page
    assert "Köpt verksamhet" in page
    assert ServiceDuty.objects.unscoped(reason="A test counts all rows.").count() == 1


def test_a_network_meeting_is_planned_and_read_by_those_invited(
    as_anna, client, ekby, north, north_owner
) -> None:
    sent = {
        "authority": ekby.pk, "planned_on": "2026-04-01", "agenda": "Urvalet\nMallarna",
        "invited": [north.pk],
    }  # fmt: skip
    assert as_anna.post(at("plan"), sent).status_code == 302
    meeting = NetworkMeeting.objects.visible_to(access_of(north_owner)).get()

    log_in(client, north_owner)
    assert "Mallarna" in client.get(at("meeting", meeting.pk)).content.decode()


@pytest.mark.parametrize(
    ("name", "ceiling"),
    [("instructions", 25), ("progress", 28), ("duties", 24), ("meetings", 22)],
)
def test_the_lists_ask_few_questions(
    name, ceiling, as_anna, instruction, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(ceiling):
        assert as_anna.get(at(name)).status_code == 200


@pytest.mark.parametrize("name", ["change", "share", "choose", "draw", "publish"])
def test_an_issued_instruction_shows_no_form_but_why(as_anna, instruction, name) -> None:
    answer = as_anna.get(at(name, instruction.pk), follow=True)

    assert answer.redirect_chain[-1][0] == at("instruction", instruction.pk)
    assert Refusal.FROZEN.label in answer.content.decode()


def test_a_replaced_instruction_takes_no_more_reports(
    client, as_anna, instruction, north_owner
) -> None:
    (unit,) = instruction.sample.visible_to(access_of(north_owner))
    (share,) = instruction.shares.visible_to(access_of(north_owner))
    instruction.state = InstructionState.REPLACED
    instruction.save()

    pages = [as_anna.get(at("contact", share.pk), follow=True)]
    log_in(client, north_owner)
    places = (("report", unit.pk), ("matter", instruction.pk), ("template", instruction.pk))
    pages += [client.get(at(name, key), follow=True) for name, key in places]

    for page in pages:
        assert page.redirect_chain
        assert Refusal.NOT_PUBLISHED.label in page.content.decode()


def test_a_meeting_that_is_off_or_held_shows_no_form_but_why(as_anna, ekby) -> None:
    planned = NetworkMeeting.objects.create(authority=ekby, planned_on=DAY, agenda="Urvalet")
    assert (
        Refusal.NOT_HELD.label in as_anna.get(at("agree", planned.pk), follow=True).content.decode()
    )
    off = NetworkMeeting.objects.create(
        authority=ekby, planned_on=DAY, agenda="Urvalet", state="cancelled",
        cancelled_reason="Sjukdom",
    )  # fmt: skip
    for name, why in (
        ("meeting_change", Refusal.HELD),
        ("cancel", Refusal.HELD),
        ("hold", Refusal.CANCELLED),
    ):
        assert why.label in as_anna.get(at(name, off.pk), follow=True).content.decode()
