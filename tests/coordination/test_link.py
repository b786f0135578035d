"""Reporting in by a personal link: the whole way, what is seen, and who is let in no longer."""

import datetime
import re
from typing import Any

import pytest
from django.core import mail as sent
from django.urls import reverse

from insyn.audit.models import AuditEvent
from insyn.coordination import services
from insyn.coordination.models import (
    DistrictReport,
    DistrictShare,
    Instruction,
    ReportDraft,
    SampledUnit,
)
from insyn.coordination.queries.progress import sample_progress
from insyn.coordination.rules import AreaLevel, DistrictMethod, Progress, ReportedBy
from insyn.coordination.services import ReportFacts
from insyn.kernel.access import Access
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.mailing.models import OutgoingMail, PersonalLink
from insyn.mailing.rules import MailKind, MailState
from insyn.mailing.services import deliver_due
from insyn.platform import clock
from insyn.registry.queries import access_of
from tests.conftest import log_in
from tests.coordination.factories import LAST_DAY, district_of, linked, unit_in
from tests.factories import DAY, UserFactory
from tests.mailing.conftest import code_in_mail, link_in_mail

pytestmark = pytest.mark.django_db
SYSTEM = Access.system("test")
ALL = "A test looks at every row."
ADDRESS = "enhetschef@stadsdel.example"
TODAY = DAY + datetime.timedelta(days=10)


@pytest.fixture(autouse=True)
def _today():
    with clock.pretend(TODAY):
        yield


@pytest.fixture
def head():
    """Reads mail in the district and has no account of their own."""
    return UserFactory.create(username=ADDRESS, email=ADDRESS, comes_by_link=True)


@pytest.fixture
def share(instruction, north, head) -> DistrictShare:
    return linked(instruction, north, head)


@pytest.fixture
def sampled(instruction) -> SampledUnit:
    return SampledUnit.objects.unscoped(reason=ALL).get(instruction=instruction)


@pytest.fixture
def as_head(client, share, head):
    return log_in(client, head)


def at(name: str, *args: int) -> str:
    return reverse(f"coordination:link:{name}", args=args)


def answers(**changed):
    whole = {
        "version": 0, "draft": 0, "carried_out_on": DAY.isoformat(), "method": "visit",
        "area_0": "met", "deficiencies": 0, "text": "Det fungerar väl.",
    }  # fmt: skip
    return whole | changed


def reports():
    return DistrictReport.objects.unscoped(reason=ALL)


def drafts():
    return ReportDraft.objects.unscoped(reason=ALL)


def fresh(instruction) -> Instruction:
    return Instruction.objects.unscoped(reason=ALL).get(pk=instruction.pk)


def named(anna, share, address=ADDRESS):
    with_instruction = DistrictShare.objects.unscoped(reason=ALL).select_related("instruction")
    row = with_instruction.get(pk=share.pk)
    return services.name_contact(
        access_of(anna), row, contact="Enhetschef", contact_email=address,
        version=row.instruction.version,
    )  # fmt: skip


def facts(**changed):
    whole: dict[str, Any] = {
        "carried_out_on": DAY,
        "method": DistrictMethod.VISIT,
        "outcomes": {"Verksamheten som helhet": AreaLevel.MET},
    }
    return ReportFacts(**(whole | changed))


# The whole way ------------------------------------------------------------------------------


def test_from_the_mail_to_the_receipt(client, anna, north, instruction, sampled) -> None:
    share = DistrictShare.objects.unscoped(reason=ALL).get(instruction=instruction)
    named(anna, share)
    deliver_due()
    link = link_in_mail()
    client.post(link)
    deliver_due()
    answer = client.post(f"{link}kod/", {"code": code_in_mail()})
    assert answer.url == at("parts")

    page = client.get(answer.url, follow=True).content.decode()
    assert "Ängens gruppbostad" in page
    assert "Rapporteras senast" in page

    saved = client.post(at("report", sampled.pk), answers(save="1", area_0="", method=""))
    assert saved.url == at("part", share.pk)
    assert "Utkast sparat" in client.get(saved.url).content.decode()
    assert not reports().exists()

    handed = client.post(at("report", sampled.pk), answers(draft=1))
    assert handed.url == at("receipt", sampled.pk)
    receipt = client.get(handed.url).content.decode()
    assert "Uppföljningen är inlämnad" in receipt
    assert ADDRESS in receipt

    row = reports().get()
    assert (row.way, row.reported_by, row.authority) == (ReportedBy.LINK, ADDRESS, north)
    assert not drafts().exists()
    deliver_due()
    assert "Kvitto" in sent.outbox[-1].subject
    (line,) = sample_progress(access_of(anna), [instruction], today=TODAY)
    assert line.state == Progress.DONE
    told = AuditEvent.objects.unscoped(reason=ALL).filter(event="district_report.received")
    assert {(one.authority_id, one.actor_name) for one in told} == {
        (north.pk, ADDRESS), (instruction.authority_id, ADDRESS)
    }  # fmt: skip


def test_when_the_instruction_is_issued_the_contact_person_gets_a_link(anna, ekby, north, unit):
    access = access_of(anna)
    row = services.write_instruction(access, ekby, facts=services.InstructionFacts(
        "Likställd", datetime.date(2026, 1, 1), datetime.date(2026, 12, 31), LAST_DAY,
        "Lika för alla.", service_areas=[unit.service_area]))  # fmt: skip
    services.set_share(access, row, authority=north, wanted=1, contact_email=ADDRESS)
    row = fresh(row)

    services.publish_instruction(access, row, version=row.version)

    (mail,) = OutgoingMail.objects.unscoped(reason=ALL).filter(to_address=ADDRESS)
    assert mail.leads_to == at("parts")
    share = DistrictShare.objects.unscoped(reason=ALL).get(instruction=row)
    assert share.contact_user is not None
    assert share.contact_user.comes_by_link


# What is seen -------------------------------------------------------------------------------


def test_only_the_own_districts_part_is_seen(as_head, ekby, instruction, share, unit) -> None:
    south = district_of(ekby, "Stadsdelsnämnden Syd")
    other = DistrictShare.objects.create(instruction=instruction, authority=south, wanted=7)
    strange = SampledUnit.objects.create(
        instruction=instruction, authority=south,
        unit=unit_in(unit.service_area, name="Söderhemmet"),
    )  # fmt: skip

    page = as_head.get(at("part", share.pk)).content.decode()

    assert "Söderhemmet" not in page
    assert "Stadsdelsnämnden Syd" not in page
    assert as_head.get(at("part", other.pk)).status_code == 404
    assert as_head.get(at("report", strange.pk)).status_code == 404
    assert as_head.post(at("report", strange.pk), answers()).status_code == 404
    whole = reverse("coordination:instruction", args=[instruction.pk])
    assert as_head.get(whole).status_code == 404
    assert as_head.get(reverse("coordination:progress")).status_code == 404


def test_neither_the_districts_nor_the_coordinators_people_come_in_there(
    client, anna, north_owner, share, sampled
) -> None:
    for user in (anna, north_owner):
        log_in(client, user)
        assert client.get(at("parts")).status_code == 404
        assert client.get(at("part", share.pk)).status_code == 404
        assert client.post(at("report", sampled.pk), answers()).status_code == 404
        with pytest.raises(NotAllowed):
            services.hand_in(access_of(user), sampled, facts=facts(), version=0)


def test_the_coordinator_reads_no_draft(as_head, anna, share, sampled) -> None:
    as_head.post(at("report", sampled.pk), answers(save="1", text="Osäkert än"))

    assert drafts().get().answers["text"] == "Osäkert än"
    assert not ReportDraft.objects.visible_to(access_of(anna)).exists()


def test_one_without_a_role_lands_on_what_they_report(as_head, share) -> None:
    assert as_head.get(reverse("portal:start")).url == at("parts")


# Drafts and changes -------------------------------------------------------------------------


def test_no_method_is_chosen_for_whoever_reports(as_head, share, sampled) -> None:
    page = as_head.get(at("report", sampled.pk))
    assert page.context["form"].fields["method"].choices[0][0] == ""

    refused = as_head.post(at("report", sampled.pk), answers(method=""))
    assert list(refused.context["form"].errors) == ["method"]
    assert not reports().exists()


def test_the_receipt_leads_to_the_next_unit(as_head, instruction, share, sampled) -> None:
    other = unit_in(name="Bäckens gruppbostad")
    more = SampledUnit.objects.create(
        instruction=instruction, authority=share.authority, unit=other
    )
    as_head.post(at("report", sampled.pk), answers())

    receipt = as_head.get(at("receipt", sampled.pk)).content.decode()
    assert at("report", more.pk) in receipt
    assert "Bäckens gruppbostad" in receipt


def test_the_bound_for_a_closer_look_stands_where_it_is_reported(as_head, instruction, share):
    Instruction.objects.unscoped(reason=ALL).update(in_depth_text="", in_depth_bound=3)

    page = as_head.get(at("part", share.pk)).content.decode()
    assert "När minst 3 brister har hittats." in page


def test_who_logs_out_leaves_nothing_typed_on_the_device(as_head, share) -> None:
    page = as_head.get(at("part", share.pk)).content.decode()

    assert re.search(r'action="/logga-ut/"\s+data-logout', page)


def test_a_draft_stands_in_the_form_the_next_time(as_head, share, sampled) -> None:
    as_head.post(at("report", sampled.pk), answers(save="1", text="Halvfärdig", deficiencies=3))

    page = as_head.get(at("report", sampled.pk)).content.decode()

    assert "Halvfärdig" in page
    assert 'value="3"' in page
    assert re.search(r'<option value="met"\s+selected', page)


def test_a_draft_from_an_old_window_is_refused_and_nothing_is_lost(as_head, share, sampled) -> None:
    as_head.post(at("report", sampled.pk), answers(save="1", text="Först"))
    for version in (0, 7):
        page = as_head.post(
            at("report", sampled.pk), answers(save="1", text="Sedan", draft=version)
        ).content.decode()
        assert "Sedan" in page

    assert drafts().get().answers["text"] == "Först"


def test_a_personal_number_is_refused_in_a_draft_too(as_head, share, sampled) -> None:
    for more in ({"save": "1"}, {}):
        page = as_head.post(
            at("report", sampled.pk), answers(text="Gäller 19121212-1212", **more)
        ).content.decode()
        assert "personnummer" in page

    assert not drafts().exists()
    assert not reports().exists()


def test_the_same_twice_is_one_report(as_head, share, sampled) -> None:
    for _time in range(2):
        assert as_head.post(at("report", sampled.pk), answers()).status_code == 302

    assert reports().get().version == 1


def test_what_somebody_else_has_reported_meanwhile_is_not_overwritten(
    as_head, north_owner, share, sampled
) -> None:
    services.report_in(access_of(north_owner), sampled, facts=facts(text="I Insyn"), version=0)

    page = as_head.post(at("report", sampled.pk), answers()).content.decode()

    assert "medan du skrev" in page
    assert reports().get().text == "I Insyn"


# Who is let in no longer --------------------------------------------------------------------


def test_a_revoked_link_opens_nothing_and_ends_what_is_open(
    as_head, anna, share, sampled, head
) -> None:
    named(anna, share)
    deliver_due()
    row = DistrictShare.objects.unscoped(reason=ALL).select_related("instruction").get(pk=share.pk)

    services.end_contact(access_of(anna), row, version=row.instruction.version)

    assert PersonalLink.objects.get().revoked_at is not None
    assert as_head.get(at("part", share.pk)).status_code == 404
    assert as_head.post(at("report", sampled.pk), answers()).status_code == 404


def test_a_link_asked_for_anew_goes_out_with_the_part(client, anna, share) -> None:
    named(anna, share)
    deliver_due()
    client.post(reverse("provider_portal:new_link"), {"address": ADDRESS})
    deliver_due()
    row = DistrictShare.objects.unscoped(reason=ALL).select_related("instruction").get(pk=share.pk)

    services.end_contact(access_of(anna), row, version=row.instruction.version)

    assert PersonalLink.objects.count() == 2
    assert not PersonalLink.objects.filter(revoked_at=None).exists()


def test_a_wish_for_a_new_link_that_waits_is_stopped_with_the_part(client, anna, share) -> None:
    named(anna, share)
    deliver_due()
    client.post(reverse("provider_portal:new_link"), {"address": ADDRESS})
    row = DistrictShare.objects.unscoped(reason=ALL).select_related("instruction").get(pk=share.pk)

    services.end_contact(access_of(anna), row, version=row.instruction.version)

    mails = OutgoingMail.objects.unscoped(reason=ALL)
    assert mails.get(kind=MailKind.NEW_LINK).state == MailState.CANCELLED


def test_another_contact_person_takes_over_and_finds_the_draft(
    as_head, client, anna, share, sampled
) -> None:
    as_head.post(at("report", sampled.pk), answers(save="1", text="Påbörjat"))

    row = named(anna, share, "ny@stadsdel.example")

    assert as_head.get(at("part", share.pk)).status_code == 404
    log_in(client, row.contact_user)
    assert "Påbörjat" in client.get(at("report", sampled.pk)).content.decode()


def test_a_new_link_is_sent_once_in_a_quarter(anna, share) -> None:
    for _time in range(3):
        named(anna, share)

    assert OutgoingMail.objects.unscoped(reason=ALL).filter(to_address=ADDRESS).count() == 1


def test_only_the_coordinator_names_who_reports_by_link(north_owner, share, as_head) -> None:
    with pytest.raises(NotAllowed):
        named(north_owner, share)
    url = reverse("coordination:contact", args=[share.pk])
    assert as_head.get(url).status_code == 404


def test_naming_from_an_old_page_is_refused(anna, share) -> None:
    row = DistrictShare.objects.unscoped(reason=ALL).select_related("instruction").get(pk=share.pk)
    with pytest.raises(Outdated):
        services.name_contact(access_of(anna), row, contact="", contact_email=ADDRESS, version=99)


def test_the_coordinator_sends_and_takes_back_a_link_on_the_page(as_anna, instruction, north):
    share = DistrictShare.objects.unscoped(reason=ALL).get(instruction=instruction)
    page = as_anna.get(reverse("coordination:instruction", args=[instruction.pk]))
    assert "Med länk" in page.content.decode()

    url = reverse("coordination:contact", args=[share.pk])
    form = {"contact": "Enhetschef", "contact_email": ADDRESS, "version": instruction.version}
    assert as_anna.post(url, form).status_code == 302
    page = as_anna.get(reverse("coordination:instruction", args=[instruction.pk]))
    assert ADDRESS in page.content.decode()

    end = reverse("coordination:contact_end", args=[share.pk])
    assert as_anna.post(end, {"version": fresh(instruction).version}).status_code == 302
    share.refresh_from_db()
    assert share.contact_user is None


def test_a_replaced_instruction_moves_drafts_and_asks_anew(
    as_head, anna, ekby, instruction, share, sampled, unit
) -> None:
    as_head.post(at("report", sampled.pk), answers(save="1", text="Påbörjat"))
    access = access_of(anna)
    copy = services.copy_to_replace(access, instruction, version=instruction.version)
    copy = fresh(copy)

    services.publish_instruction(access, copy, version=copy.version)

    assert as_head.get(at("part", share.pk)).status_code == 404
    draft = drafts().select_related("sampled").get()
    assert draft.sampled.instruction_id == copy.pk
    page = as_head.get(at("report", draft.sampled_id)).content.decode()
    assert "Påbörjat" in page


def test_the_links_to_a_replaced_instruction_open_no_longer(anna, instruction, share) -> None:
    named(anna, share)
    deliver_due()
    access = access_of(anna)
    copy = fresh(services.copy_to_replace(access, instruction, version=fresh(instruction).version))
    services.set_share(
        access, copy, authority=share.authority, wanted=1, contact_email="ny@stadsdel.example"
    )

    services.publish_instruction(access, copy, version=fresh(copy).version)

    assert not PersonalLink.objects.filter(revoked_at=None).exists()
    old = DistrictShare.objects.unscoped(reason=ALL).get(pk=share.pk)
    assert (old.contact_user, old.contact_email) == (None, ADDRESS)


# Reminders and pages ------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "word"), [(-14, "Påminnelse"), (1, "Försenat")])
def test_the_one_with_a_link_is_reminded_with_a_new_link(share, days, word) -> None:
    with clock.pretend(LAST_DAY + datetime.timedelta(days=days)):
        for _time in range(2):
            services.remind_districts(SYSTEM)

        (mail,) = OutgoingMail.objects.unscoped(reason=ALL).filter(to_address=ADDRESS)

    assert word in mail.subject
    assert mail.leads_to == at("parts")
    assert "[personlig länk]" in mail.text


def test_the_page_says_when_all_is_in(as_head, share, sampled) -> None:
    as_head.post(at("report", sampled.pk), answers())

    assert "Allt är inlämnat" in as_head.get(at("part", share.pk)).content.decode()


@pytest.mark.parametrize(("name", "ceiling"), [("part", 24), ("file", 16)])
def test_the_pages_ask_few_questions(
    name, ceiling, as_head, share, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(ceiling):
        assert as_head.get(at(name, share.pk)).status_code == 200


def test_a_refusal_is_a_sentence_above_the_form(as_head, share, sampled) -> None:
    sent = answers(carried_out_on=(TODAY + datetime.timedelta(days=1)).isoformat())
    page = as_head.post(at("report", sampled.pk), sent).content.decode()

    assert "Uppföljningen kan inte vara gjord i framtiden." in page
    assert "Det fungerar väl." in page


def test_the_only_area_is_not_said_to_be_optional(as_head, share, sampled) -> None:
    answer = as_head.post(at("report", sampled.pk), answers(area_0=""))

    assert list(answer.context["form"].errors) == ["area_0"]
    assert not reports().exists()


def test_the_service_refuses_what_the_page_would(head, share, sampled) -> None:
    with pytest.raises(RuleViolation):
        services.hand_in(
            access_of(head), sampled, facts=facts(carried_out_on=TODAY + datetime.timedelta(1)),
            version=0,
        )  # fmt: skip
