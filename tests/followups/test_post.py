from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from insyn.audit.models import AuditEvent
from insyn.documents.models import Document
from insyn.documents.rules import Direction
from insyn.documents.services import Paper
from insyn.followups import services
from insyn.followups.models import ContactNote, Correspondence
from insyn.followups.rules import State
from insyn.followups.rules.correspondence import ABOUT_A_CLIENT, Medium, Way
from insyn.followups.services.contacts import ContactFacts, change_contact, note_contact
from insyn.followups.services.diary import (
    LetterByHand,
    correct_case_number,
    note_letter,
    register_posts,
)
from insyn.followups.services.post import LetterFiling, PostFacts, file_letter, note_post
from insyn.followups.services.telling import tell_provider
from insyn.kernel.access import Role, Secrecy
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.mailing.models import OutgoingMail
from insyn.mailing.rules import MailKind
from insyn.papers.content import Document as Letter
from insyn.papers.content import Kind, Paragraph, Section
from insyn.platform import clock
from insyn.registry.queries import access_of
from tests.factories import DAY, MembershipFactory, ProviderContactFactory, UserFactory

pytestmark = pytest.mark.django_db
PDF = Paper(title="Svar", file_name="svar.pdf", content=b"%PDF-1.7 text")
PERSON = "19900101-2384"


@pytest.fixture
def access(anna):
    return access_of(anna)


def letter(**facts) -> Letter:
    known: dict[str, Any] = {
        "title": "Begäran om handlingar",
        "organisation": "Socialnämnden",
        "issued_on": DAY,
        "sections": (Section("", (Paragraph("Skicka handlingarna."),)),),
        "kind": Kind.LETTER,
        "case_number": "Son 2026/55",
    }
    return Letter(**(known | facts))


def posts() -> list[Correspondence]:
    return list(Correspondence.objects.unscoped(reason="Provet läser raderna.").order_by("pk"))


def post_of(access, followup, **facts) -> Correspondence:
    known: dict[str, Any] = {
        "authority": followup.authority,
        "way": Way.OUTGOING,
        "party": "Åkerö Omsorg AB",
        "summary": "Begäran om handlingar",
        "followup": followup,
        "dated_on": DAY,
    }
    return note_post(access, PostFacts(**(known | facts)))


def test_a_letter_is_stored_as_word_and_pdf_and_noted_once(access, followup) -> None:
    filing = LetterFiling(followup.authority, letter(), "Åkerö Omsorg AB", followup=followup)

    made, fixed = file_letter(access, filing)

    (post,) = posts()
    assert made.file_name == "Begäran om handlingar 2026-001.docx"
    assert fixed.file_name == "Begäran om handlingar 2026-001.pdf"
    assert fixed.title == "Begäran om handlingar, uppföljning 2026-001"
    assert made.direction == fixed.direction == Direction.OUTGOING
    assert (post.document, post.way, post.dated_on) == (fixed, Way.OUTGOING, DAY)
    assert (post.party, post.case_number) == ("Åkerö Omsorg AB", "Son 2026/55")
    assert post.summary == fixed.title
    assert post.contract == followup.contract
    assert post.registered_on is None


def test_a_letter_is_never_more_open_than_its_follow_up(access, followup) -> None:
    followup.secrecy = Secrecy.RESTRICTED
    followup.save()
    filing = LetterFiling(
        followup.authority, letter(), "Åkerö", followup=followup, secrecy=Secrecy.INTERNAL
    )

    made, fixed = file_letter(access, filing)

    assert {made.secrecy, fixed.secrecy, posts()[0].secrecy} == {Secrecy.RESTRICTED}


def test_a_letter_without_follow_up_has_its_own_title(access, ekby) -> None:
    _made, fixed = file_letter(access, LetterFiling(ekby, letter(), "Åkerö", title="Kallelse 3/4"))

    assert fixed.title == "Kallelse 3/4"
    assert fixed.file_name == "Kallelse 3-4.pdf"
    assert posts()[0].followup is None


def test_a_post_about_a_client_does_not_say_what_it_is_called(access, followup) -> None:
    post = post_of(
        access, followup, summary="Genomförandeplan H 17", secrecy=Secrecy.CLIENT_DOCUMENT
    )

    assert post.summary == ABOUT_A_CLIENT
    line = AuditEvent.objects.unscoped(reason="Provet läser spåret.").get(event="post.noted")
    assert line.subject_name == ""


def test_what_a_provider_hands_in_is_one_post_each(contact, anna, followup) -> None:
    ProviderContactFactory.create(
        user=contact, provider=followup.contract.provider, authority=followup.authority
    )
    request = services.request_document(
        access_of(anna), followup, title="Klagomålsrutiner", due_on=DAY, asked_on=DAY
    )

    services.receive_document(access_of(contact), request, papers=[PDF, replace(PDF, title="Två")])

    first, second = posts()
    assert {first.way, second.way} == {Way.INCOMING}
    assert {first.medium, second.medium} == {Medium.PORTAL}
    assert (first.summary, second.summary) == ("Klagomålsrutiner: Svar", "Klagomålsrutiner: Två")
    assert first.party == followup.contract.provider.name


def test_a_client_document_that_comes_in_is_noted_without_its_title(access, followup) -> None:
    request = services.request_document(
        access,
        followup,
        title="Genomförandeplaner H 17",
        due_on=DAY,
        asked_on=DAY,
        secrecy=Secrecy.CLIENT_DOCUMENT,
    )

    kept = replace(PDF, title="H 17", retain_until=clock.today())
    services.receive_document(access, request, papers=[kept])

    (post,) = posts()
    assert post.summary == ABOUT_A_CLIENT
    assert post.secrecy == Secrecy.CLIENT_DOCUMENT


def test_everybody_who_answers_for_the_provider_is_told_once(access, followup) -> None:
    provider, ekby = followup.contract.provider, followup.authority
    for name in ("ett", "tva"):
        ProviderContactFactory.create(
            provider=provider, authority=ekby, user__email=f"{name}@omsorg.se"
        )
    ProviderContactFactory.create(provider=provider, authority=ekby, user__email="")
    ProviderContactFactory.create(
        provider=provider, authority=ekby, user__email="slutat@omsorg.se", valid_to=date(2020, 1, 1)
    )
    ProviderContactFactory.create(provider=provider, user__email="annan@namnd.se")

    def tell() -> int:
        return tell_provider(
            access,
            authority=ekby,
            provider=provider,
            kind=MailKind.REQUEST,
            key="request:1",
            subject="Begäran",
            text="Hej!",
            about=followup,
            leads_to="/utforare/",
        )

    assert (tell(), tell()) == (2, 2)
    mails = OutgoingMail.objects.unscoped(reason="Provet läser kön.").order_by("to_address")
    assert [mail.to_address for mail in mails] == ["ett@omsorg.se", "tva@omsorg.se"]
    assert mails[0].text.endswith("[personlig länk]")


def test_nobody_to_tell_is_told_with_nought(access, followup) -> None:
    told = tell_provider(
        access,
        authority=followup.authority,
        provider=followup.contract.provider,
        kind=MailKind.REQUEST,
        key="request:1",
        subject="Begäran",
        text="Hej!",
        about=followup,
        leads_to="/utforare/",
    )

    assert told == 0


def contact_facts(**facts) -> ContactFacts:
    known: dict[str, Any] = {
        "made_on": DAY,
        "medium": Medium.PHONE,
        "with_whom": "Verksamhetschefen",
        "text": "Vi enades om en dag.",
    }
    return ContactFacts(**(known | facts))


def test_a_contact_is_noted_in_the_log_and_in_the_history(access, anna, followup) -> None:
    row = note_contact(access, followup, contact_facts())

    assert (row.noted_by, row.with_whom) == (anna, "Verksamhetschefen")
    lines = AuditEvent.objects.unscoped(reason="Provet läser spåret.").about(followup)
    assert lines.filter(event="followup.contact_noted").exists()


def test_a_contact_with_a_personal_number_is_refused(access, followup) -> None:
    with pytest.raises(RuleViolation, match="personnummer"):
        note_contact(access, followup, contact_facts(text=f"Gällde {PERSON}"))


def test_a_contact_that_has_not_happened_is_refused(access, followup) -> None:
    with pytest.raises(RuleViolation, match="inte varit än"):
        note_contact(access, followup, contact_facts(made_on=date(2099, 1, 1)))


def test_no_contact_is_noted_once_the_follow_up_has_ended(access, followup) -> None:
    followup.state = State.CLOSED
    followup.save()

    with pytest.raises(RuleViolation, match="avslutad"):
        note_contact(access, followup, contact_facts())


def test_only_the_one_who_wrote_a_note_changes_it(access, reviewer, followup) -> None:
    row = note_contact(access, followup, contact_facts())

    with pytest.raises(RuleViolation, match="Bara den som"):
        change_contact(access_of(reviewer), row, contact_facts(), version=row.version)
    changed = change_contact(access, row, contact_facts(text="Ny dag."), version=row.version)
    assert changed.text == "Ny dag."


def test_a_note_changed_meanwhile_is_not_overwritten(access, followup) -> None:
    row = note_contact(access, followup, contact_facts())

    with pytest.raises(Outdated):
        change_contact(access, row, contact_facts(), version=row.version - 1)


def test_a_reader_notes_no_contact(bo, followup) -> None:
    with pytest.raises(NotAllowed):
        note_contact(access_of(bo), followup, contact_facts())


def by_hand(**facts) -> LetterByHand:
    known: dict[str, Any] = {
        "way": Way.INCOMING,
        "medium": Medium.LETTER,
        "dated_on": DAY,
        "party": "Åkerö Omsorg AB",
        "summary": "Synpunkter på besöket",
    }
    return LetterByHand(**(known | facts))


def test_a_letter_by_hand_is_stored_as_it_came(access, followup) -> None:
    (post,) = note_letter(access, followup, by_hand(papers=[PDF], case_number="Son 2026/7"))

    document = Document.objects.unscoped(reason="Provet läser raden.").get()
    assert (post.document, post.case_number) == (document, "Son 2026/7")
    assert (document.direction, document.counterpart) == (Direction.INCOMING, "Åkerö Omsorg AB")


def test_a_letter_by_hand_needs_no_file(access, followup) -> None:
    (post,) = note_letter(access, followup, by_hand(medium=Medium.PHONE))

    assert post.document is None


def test_two_files_of_one_letter_are_two_posts(access, followup) -> None:
    assert len(note_letter(access, followup, by_hand(papers=[PDF, PDF]))) == 2


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"dated_on": date(2099, 1, 1)}, "inte varit än"),
        ({"summary": f"Om {PERSON}"}, "personnummer"),
    ],
)
def test_a_letter_by_hand_that_cannot_be_so_is_refused(access, followup, facts, says) -> None:
    with pytest.raises(RuleViolation, match=says):
        note_letter(access, followup, by_hand(**facts))
    assert posts() == []


def test_several_posts_are_registered_under_one_number(access, anna, followup) -> None:
    two = [post_of(access, followup), post_of(access, followup)]

    count = register_posts(access, [(p.pk, p.version) for p in two], case_number=" Son 2026/9 ")

    assert count == 2
    for post in posts():
        assert (post.case_number, post.registered_by) == ("Son 2026/9", anna)
        assert post.registered_on == clock.today()


def test_all_are_registered_or_none(access, followup) -> None:
    first, second = post_of(access, followup), post_of(access, followup)
    register_posts(access, [(second.pk, second.version)], case_number="Son 2026/9")

    with pytest.raises(RuleViolation, match="redan diarieförd som Son 2026/9"):
        register_posts(
            access, [(first.pk, first.version), (second.pk, second.version)], case_number="Son 1"
        )
    assert posts()[0].registered_on is None


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"case_number": " "}, "Ange diarienumret"),
        ({"registered_on": date(2099, 1, 1)}, "inte varit än"),
        ({"registered_on": date(2026, 3, 1)}, "tidigare än så"),
    ],
)
def test_a_registration_that_cannot_be_so_is_refused(access, followup, facts, says) -> None:
    post = post_of(access, followup)

    with pytest.raises(RuleViolation, match=says):
        register_posts(access, [(post.pk, post.version)], **({"case_number": "Son 1"} | facts))


def test_nothing_chosen_is_told(access) -> None:
    with pytest.raises(RuleViolation, match="Kryssa för"):
        register_posts(access, [], case_number="Son 1")


def test_a_post_changed_meanwhile_is_not_registered(access, followup) -> None:
    post = post_of(access, followup)

    with pytest.raises(Outdated):
        register_posts(access, [(post.pk, post.version + 1)], case_number="Son 1")


def test_of_what_is_registered_only_the_number_is_corrected(access, followup) -> None:
    post = post_of(access, followup)
    register_posts(access, [(post.pk, post.version)], case_number="Son 2026/9")
    post.refresh_from_db()

    correct_case_number(access, post, case_number="Son 2026/10", version=post.version)

    assert posts()[0].case_number == "Son 2026/10"
    line = AuditEvent.objects.unscoped(reason="Provet läser spåret.").get(event="post.corrected")
    assert line.facts == {"before": "Son 2026/9", "after": "Son 2026/10"}


@pytest.mark.parametrize(("number", "says"), [("", "Ange"), ("Son 2026/9", "redan det")])
def test_a_correction_that_corrects_nothing_is_refused(access, followup, number, says) -> None:
    post = post_of(access, followup)
    register_posts(access, [(post.pk, post.version)], case_number="Son 2026/9")
    post.refresh_from_db()

    with pytest.raises(RuleViolation, match=says):
        correct_case_number(access, post, case_number=number, version=post.version)


def test_what_waits_is_not_corrected_but_registered(access, followup) -> None:
    post = post_of(access, followup)

    with pytest.raises(RuleViolation, match="inte diarieförd än"):
        correct_case_number(access, post, case_number="Son 1", version=post.version)


def test_a_registrar_registers_and_a_reader_does_not_see(access, bo, followup) -> None:
    registrar = MembershipFactory.create(authority=followup.authority, role=Role.REGISTRAR).user
    post = post_of(access, followup)

    with pytest.raises(Outdated):
        register_posts(access_of(bo), [(post.pk, post.version)], case_number="Son 1")
    assert register_posts(access_of(registrar), [(post.pk, post.version)], case_number="Son 1") == 1


def test_post_stays_with_those_who_work_with_drafts_in_the_authority(
    access, anna, bo, cilla, contact, system_admin, followup
) -> None:
    post_of(access, followup)
    ProviderContactFactory.create(
        user=contact, provider=followup.contract.provider, authority=followup.authority
    )

    seen = {
        person.username: Correspondence.objects.visible_to(access_of(person)).count()
        for person in (anna, bo, cilla, contact, system_admin, UserFactory.create(username="d"))
    }

    assert seen == {"anna": 1, "bo": 0, "cilla": 0, "kontakt": 0, "drift": 0, "d": 0}


def test_a_reader_sees_no_contact_of_a_reported_follow_up_either(access, bo, followup) -> None:
    note_contact(access, followup, contact_facts())
    followup.state, followup.reported_on = State.SENT, DAY
    followup.save()

    assert ContactNote.objects.visible_to(access).count() == 1
    assert ContactNote.objects.visible_to(access_of(bo)).count() == 0
