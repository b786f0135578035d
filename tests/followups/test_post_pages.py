import csv
import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from insyn.config.duties import SOURCES
from insyn.documents.models import Document
from insyn.followups.models import (
    CallingUnitView,
    ContactNote,
    Correspondence,
    Followup,
    FollowupProposal,
)
from insyn.followups.queries.duties_of_post import duty_sources as of_post
from insyn.followups.rules import State
from insyn.followups.rules.correspondence import ABOUT_A_CLIENT, Way
from insyn.followups.rules.proposals import ProposalGround, ProposalState
from insyn.followups.services.calling_views import QuestionFacts, ask_for_view
from insyn.followups.services.post import PostFacts, note_post
from insyn.kernel.access import Role
from insyn.platform import clock
from insyn.platform.duties import Duties
from insyn.registry.queries import access_of
from tests.conftest import log_in
from tests.factories import DAY, ContractFactory, MembershipFactory, TemplateVersionFactory

pytestmark = pytest.mark.django_db
WHY = "Provet läser raderna."


def text(answer) -> str:
    return str(answer.content.decode())


def url(name: str, *args) -> str:
    return reverse(f"followups:{name}", args=args)


@pytest.fixture
def letter(anna, followup) -> Correspondence:
    return note_post(
        access_of(anna),
        PostFacts(
            authority=followup.authority,
            way=Way.OUTGOING,
            party="Åkerö Omsorg AB",
            summary="Begäran om handlingar",
            followup=followup,
            dated_on=DAY,
        ),
    )


@pytest.fixture
def registrar(ekby):
    return MembershipFactory.create(
        authority=ekby, role=Role.REGISTRAR, user__username="registrator"
    ).user


@pytest.fixture
def worker(ekby):
    return MembershipFactory.create(
        authority=ekby, role=Role.CASE_WORKER, user__username="handlaggare"
    ).user


def kinds_of(user) -> list[str]:
    access, today = access_of(user), clock.today()
    sources = {name: one for source in SOURCES for name, one in source(access, today).items()}
    return [duty.kind for duty in Duties(sources, today)]


def test_a_contact_is_noted_and_changed_on_the_tab(as_anna, followup) -> None:
    facts = {
        "made_on": "2026-03-02",
        "medium": "phone",
        "with_whom": "Verksamhetschefen",
        "text": "Vi enades om en dag.",
    }
    page = text(as_anna.post(url("contact_add", followup.pk), facts, follow=True))
    assert "Vi enades om en dag." in page

    row = ContactNote.objects.unscoped(reason=WHY).get()
    changed = facts | {"text": "Vi bytte dag.", "version": row.version}
    page = text(as_anna.post(url("contact_edit", row.pk), changed, follow=True))
    assert "Vi bytte dag." in page


def test_a_contact_with_a_personal_number_is_told_and_the_text_kept(as_anna, followup) -> None:
    facts = {
        "made_on": "2026-03-02",
        "medium": "phone",
        "with_whom": "Chefen",
        "text": "Gällde 19900101-2384 hemma.",
    }

    page = text(as_anna.post(url("contact_add", followup.pk), facts))

    assert "personnummer" in page
    assert "hemma." in page


def test_a_letter_is_added_with_its_file(as_anna, followup) -> None:
    facts = {
        "way": "incoming",
        "medium": "letter",
        "dated_on": "2026-03-02",
        "party": "Åkerö Omsorg AB",
        "summary": "Synpunkter på besöket",
        "uploads": SimpleUploadedFile("svar.pdf", b"%PDF-1.7 text"),
    }

    page = text(as_anna.post(url("letter_add", followup.pk), facts, follow=True))

    assert "Synpunkter på besöket" in page
    assert f"/handlingar/{Document.objects.unscoped(reason=WHY).get().pk}/" in page


def test_a_letter_about_a_client_is_listed_without_words(as_anna, followup) -> None:
    facts = {
        "way": "incoming",
        "medium": "letter",
        "dated_on": "2026-03-02",
        "party": "Åkerö Omsorg AB",
        "summary": "Genomförandeplan H 17",
        "uploads": SimpleUploadedFile("plan.pdf", b"%PDF-1.7 text"),
        "is_about_clients": "on",
        "retain_until": "2099-01-01",
    }

    page = text(as_anna.post(url("letter_add", followup.pk), facts, follow=True))

    assert ABOUT_A_CLIENT in page
    assert "H 17" not in page


def test_a_file_about_a_client_needs_a_day_to_be_thrown_away(as_anna, followup) -> None:
    facts = {
        "way": "incoming",
        "medium": "letter",
        "dated_on": "2026-03-02",
        "party": "Åkerö",
        "summary": "Plan",
        "uploads": SimpleUploadedFile("plan.pdf", b"%PDF-1.7 text"),
        "is_about_clients": "on",
    }

    page = text(as_anna.post(url("letter_add", followup.pk), facts))

    assert "måste ha ett datum för gallring" in page


def test_a_registrar_is_not_offered_documents_about_clients(client, registrar, followup) -> None:
    log_in(client, registrar)

    assert "is_about_clients" not in text(client.get(url("letter_add", followup.pk)))


def test_the_ticked_post_is_registered(as_anna, letter) -> None:
    facts = {
        "chosen": f"{letter.pk}:{letter.version}",
        "case_number": "Son 2026/9",
        "registered_on": clock.today().isoformat(),
    }

    page = text(as_anna.post(url("diary"), facts, follow=True))

    assert "1 post är diarieförd." in page
    assert "Inget väntar på diariet" in page
    letter.refresh_from_db()
    assert letter.case_number == "Son 2026/9"


def test_a_missing_number_is_told_and_the_ticks_are_kept(as_anna, letter) -> None:
    page = text(as_anna.post(url("diary"), {"chosen": f"{letter.pk}:{letter.version}"}))

    assert "Fyll i ”Diarienummer”." in page
    assert "checked" in page


def test_nonsense_among_the_ticks_is_nothing(as_anna, letter) -> None:
    facts = {"chosen": ["x", "1:2:3", "9" * 40], "case_number": "S", "registered_on": "2026-03-03"}

    assert "Kryssa för minst en post" in text(as_anna.post(url("diary"), facts))


def test_the_number_of_what_is_registered_is_corrected(as_anna, letter) -> None:
    facts = {
        "chosen": f"{letter.pk}:{letter.version}",
        "case_number": "Son 2026/9",
        "registered_on": clock.today().isoformat(),
    }
    as_anna.post(url("diary"), facts)
    letter.refresh_from_db()

    change = {"case_number": "Son 2026/10", "version": letter.version}
    page = text(as_anna.post(url("post_correct", letter.pk), change, follow=True))

    assert "Son 2026/10" in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", True),
        ("show=registered", False),
        ("show=all", True),
        ("way=incoming", False),
        ("first_day=2026-03-03", False),
        ("q=handlingar", True),
        ("sort=-party", True),
    ],
)
def test_the_diary_is_narrowed(as_anna, letter, query, shown) -> None:
    assert ("Begäran om handlingar" in text(as_anna.get(f"{url('diary')}?{query}"))) is shown


def test_the_diary_is_taken_out_as_a_file(as_anna, letter) -> None:
    answer = as_anna.get(f"{url('diary')}?fil=csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))

    assert rows[1][:5] == [
        "2026-03-02", "Utgående", "Brev", "Åkerö Omsorg AB", "Begäran om handlingar",
    ]  # fmt: skip


def test_many_posts_are_listed_in_few_queries(
    as_anna, anna, followup, django_assert_max_num_queries
) -> None:
    for _time in range(20):
        note_post(
            access_of(anna),
            PostFacts(followup.authority, Way.INCOMING, "Åkerö", "Svar", followup=followup),
        )

    with django_assert_max_num_queries(12):
        as_anna.get(url("diary"))
    with django_assert_max_num_queries(10):
        as_anna.get(url("post", followup.pk))


@pytest.fixture
def asked(anna, followup, worker) -> CallingUnitView:
    facts = QuestionFacts(
        "Barn och unga", question="Hur går det?", asked_of=worker, due_on=DAY, asked_on=DAY
    )
    return ask_for_view(access_of(anna), followup, facts)


def test_a_person_is_asked_from_the_tab_of_preparations(as_anna, worker, followup) -> None:
    facts = {
        "unit_name": "Barn och unga",
        "asked_of": worker.pk,
        "question": "Hur går det?",
        "due_on": "2026-03-16",
        "asked_on": "2026-03-02",
    }

    page = text(as_anna.post(url("view_ask", followup.pk), facts, follow=True))

    assert "har ingen e-postadress i Insyn" in page
    assert "handlaggare" in page
    assert "Försenat" in page


def test_a_case_worker_answers_in_one_page(client, worker, asked, followup) -> None:
    log_in(client, worker)
    page = text(client.get(url("asked")))
    assert str(followup.contract.provider) in page

    facts = {"text": "Fungerar bra.", "version": asked.version}
    page = text(client.post(url("asked_view", asked.pk), facts, follow=True))

    assert "Tack. Dina synpunkter är sparade." in page
    asked.refresh_from_db()
    assert asked.text == "Fungerar bra."


def test_the_page_shows_what_it_is_about_and_nothing_else(client, worker, asked, followup) -> None:
    Followup.objects.unscoped(reason=WHY).update(
        result_text="Hemligt resultat", reason_note="Hemlig signal"
    )
    log_in(client, worker)

    page = text(client.get(url("asked_view", asked.pk)))

    assert "Hur går det?" in page
    assert str(followup.contract.agreement) in page
    for secret in ("Hemligt resultat", "Hemlig signal", followup.number):
        assert secret not in page
    assert client.get(url("detail", followup.pk)).status_code == 404


def test_a_question_is_nobody_elses_page(as_anna, as_bo, as_cilla, asked) -> None:
    for client in (as_anna, as_bo, as_cilla):
        assert client.get(url("asked_view", asked.pk)).status_code == 404


def test_an_answer_after_the_follow_up_is_sent_is_only_read(client, worker, asked) -> None:
    Followup.objects.unscoped(reason=WHY).update(state=State.SENT)
    log_in(client, worker)

    page = text(client.get(url("asked_view", asked.pk)))

    assert "Svaret går inte längre att ändra" in page
    assert "<textarea" not in page


def test_a_question_is_taken_back_by_button(as_anna, asked, followup) -> None:
    as_anna.post(url("view_withdraw", asked.pk))

    assert not CallingUnitView.objects.unscoped(reason=WHY).exists()


@pytest.fixture
def proposal(ekby) -> FollowupProposal:
    return FollowupProposal.objects.create(
        authority=ekby,
        key="new_provider:1",
        ground=ProposalGround.NEW_PROVIDER,
        contract=ContractFactory.create(agreement__authority=ekby),
        reason="Första placeringen var 2026-01-15.",
        window_from=date(2026, 2, 1),
        window_to=DAY,
        proposed_on=DAY,
    )


def test_a_late_proposal_is_marked(as_anna, proposal) -> None:
    page = text(as_anna.get(url("proposals")))

    assert "Försenad" in page
    assert "2026-02-01" in page
    assert "2026-03-02" in page


def test_a_proposal_is_accepted_on_its_page(as_anna, ekby, proposal) -> None:
    version = TemplateVersionFactory.create(template__authority=ekby)
    facts = {
        "version": proposal.version,
        "planned_for": clock.today().isoformat(),
        "template_version": version.pk,
    }

    answer = as_anna.post(url("proposal_accept", proposal.pk), facts, follow=True)

    assert "Uppföljningen är planerad." in text(answer)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.ACCEPTED


def test_a_proposal_without_form_and_template_is_told(as_anna, proposal) -> None:
    facts = {"version": proposal.version, "planned_for": clock.today().isoformat()}

    page = text(as_anna.post(url("proposal_accept", proposal.pk), facts))

    assert "Välj en form eller en uppföljningsmall." in page


def test_a_proposal_is_declined_on_its_page(as_anna, proposal) -> None:
    facts = {"version": proposal.version, "reason": "Följs upp i grannkommunen"}
    as_anna.post(url("proposal_decline", proposal.pk), facts)

    assert "grannkommunen" in text(as_anna.get(f"{url('proposals')}?show=declined"))
    assert "Inga förslag väntar" in text(as_anna.get(url("proposals")))


def test_the_proposals_are_taken_out_as_a_file(as_anna, proposal) -> None:
    answer = as_anna.get(f"{url('proposals')}?fil=csv")

    assert "Ny utförare" in answer.content.decode("utf-8-sig")


def test_what_waits_is_told_to_those_who_act(anna, bo, worker, registrar, letter, asked,
                                             proposal) -> None:  # fmt: skip
    assert {"Post till diariet", "Förslag om uppföljning", "Svar från enhet har inte kommit"} <= (
        set(kinds_of(anna))
    )
    assert kinds_of(registrar) == ["Post till diariet"]
    assert kinds_of(worker) == ["Fråga till dig"]
    assert kinds_of(bo) == []


def test_a_diary_is_one_thing_to_do_however_much_waits_in_it(anna, followup, letter) -> None:
    access = access_of(anna)
    facts = PostFacts(
        authority=followup.authority,
        way=Way.INCOMING,
        party="Åkerö Omsorg AB",
        summary="Svar",
        followup=followup,
        dated_on=DAY + timedelta(days=1),
    )
    note_post(access, facts)

    found = Duties({"post": of_post(access, DAY)["followups.to_register"]}, DAY)

    assert len(found) == 1
    assert found.counts() == {"post": 1}
    assert found[0].title == "2 handlingar att registrera"
    assert found[0].due_on == DAY


def test_the_way_to_the_diary_is_only_for_those_who_keep_it(as_anna, client, bo) -> None:
    assert 'href="/post/"' in text(as_anna.get("/"))
    log_in(client, bo)
    page = text(client.get("/"))
    assert 'href="/post/"' not in page
    assert 'href="/synpunkter/"' not in page
