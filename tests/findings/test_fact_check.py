from datetime import date, timedelta
from typing import Any

import pytest

from insyn.criteria.rules import Level
from insyn.documents.models import Document
from insyn.documents.rules import Direction
from insyn.documents.services import Paper
from insyn.findings.models import (
    FactCheck,
    FactCheckComment,
    FactCheckPassage,
)
from insyn.findings.queries.fact_check import check_page
from insyn.findings.rules.fact_check import Stage
from insyn.findings.rules.lists import FactCheckState, Reply
from insyn.findings.services import assess_followup
from insyn.findings.services.fact_check_answers import (
    accept_replies,
    comment_passage,
    dispute_reply,
    hand_in_fact_check,
)
from insyn.findings.services.fact_check_replies import decide_dispute, reply_to_comment
from insyn.findings.services.fact_check_sending import (
    prolong_fact_check,
    remind_of_fact_checks,
    send_for_fact_check,
)
from insyn.followups.models import Correspondence, Followup
from insyn.followups.rules import State
from insyn.followups.rules.correspondence import Way
from insyn.kernel.access import Secrecy
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.mailing.models import OutgoingMail
from insyn.mailing.rules import LINK_PLACE
from insyn.platform import clock
from insyn.registry.queries import access_of
from tests.findings.conftest import SENT

pytestmark = pytest.mark.django_db
DUE = date(2026, 9, 16)
LATER = date(2026, 9, 30)


def passages(anna) -> list[FactCheckPassage]:
    return list(FactCheckPassage.objects.visible_to(access_of(anna)))


def stored(anna, model=FactCheck, **which):
    return model.objects.visible_to(access_of(anna)).get(**which)


def commented(contact, anna, number=2, text="Fyra, inte sex", **facts) -> Any:
    passage = passages(anna)[number - 1]
    with clock.pretend(facts.pop("on", SENT)):
        return comment_passage(access_of(contact), passage, text=text, **facts)


def handed_in(contact, check, *, has_no_remarks=False, on=SENT) -> FactCheck:
    with clock.pretend(on):
        return hand_in_fact_check(access_of(contact), check, has_no_remarks=has_no_remarks)


def replied(person, comment, reply=Reply.REJECTED, text="Det står i akterna", on=DUE, **facts):
    with clock.pretend(on):
        return reply_to_comment(access_of(person), comment, reply=reply, text=text, **facts)


@pytest.fixture
def rejected(anna, contact, check) -> FactCheckComment:
    comment: FactCheckComment = commented(contact, anna)
    handed_in(contact, check)
    replied(anna, comment)
    comment.refresh_from_db()
    return comment


def disputed(contact, comment, text="Se intyget", on=DUE, **facts):
    with clock.pretend(on):
        return dispute_reply(access_of(contact), comment, text=text, **facts)


def decided(person, comment, reply=Reply.ACCEPTED, text="Intyget visar det", on=DUE, **facts):
    with clock.pretend(on):
        return decide_dispute(access_of(person), comment, reply=reply, text=text, **facts)


def assess(anna, followup, on=DUE) -> Followup:
    with clock.pretend(on):
        return assess_followup(access_of(anna), followup)


def mails() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.unscoped(reason="what a test did").order_by("pk"))


def test_the_draft_is_frozen_in_numbered_passages(anna, check) -> None:
    assert [(row.number, row.about.partition(":")[0]) for row in passages(anna)] == [
        (1, "opening"), (2, "result"), (3, "result"), (4, "area"), (5, "finding"),
    ]  # fmt: skip
    assert check.due_on == DUE
    assert stored(anna, Followup).state == State.FACT_CHECK


def test_what_was_sent_stands_when_the_draft_is_changed(anna, check, draft) -> None:
    Followup.objects.unscoped(reason="set-up").update(result_text="Ny text.")

    assert passages(anna)[1].text == "Kraven på personal följs inte."


def test_nothing_from_inside_is_told(anna, check) -> None:
    told = " ".join(f"{row.heading} {row.text}" for row in passages(anna))
    letters = " ".join(mail.text for mail in mails())

    for secret in ("Nämnden svarade för sent", Level.PARTLY.label, "Följer inte kraven."):
        assert secret not in told + letters


def test_the_provider_gets_a_mail_with_a_personal_link(check, contact) -> None:
    (mail,) = mails()

    assert mail.user == contact
    assert LINK_PLACE in mail.text
    assert mail.leads_to == f"/utforare/faktagranskning/{check.pk}/"
    assert "16 september 2026" in mail.text


def test_nobody_to_mail_is_said(anna, draft) -> None:
    with clock.pretend(SENT):
        _check, told = send_for_fact_check(access_of(anna), draft)

    assert told == 0


def test_the_letter_is_filed_as_one_post(anna, check) -> None:
    (post,) = Correspondence.objects.visible_to(access_of(anna))

    assert (post.way, post.followup) == (Way.OUTGOING, check.followup)
    assert Document.objects.visible_to(access_of(anna)).count() == 2


def test_the_draft_is_no_paper_for_those_who_read_only_what_is_reported(anna, bo, check) -> None:
    drafts = Document.objects.visible_to(access_of(anna))

    assert {row.direction for row in drafts} == {Direction.WORKING}
    assert not Document.objects.visible_to(access_of(bo)).exists()


@pytest.mark.parametrize("person", ["bo", "cilla", "dag", "system_admin", "contact"])
def test_only_those_who_carry_out_send_the_draft(person, request, draft) -> None:
    with pytest.raises(NotAllowed):
        send_for_fact_check(access_of(request.getfixturevalue(person)), draft)


def test_an_empty_draft_is_not_sent(anna, followup) -> None:
    with pytest.raises(RuleViolation, match="inget att granska"):
        send_for_fact_check(access_of(anna), followup)


def test_a_guarded_followup_is_not_sent(anna, draft) -> None:
    draft.secrecy = Secrecy.RESTRICTED
    draft.save()

    with pytest.raises(RuleViolation, match="Begränsad krets"):
        send_for_fact_check(access_of(anna), draft)


def test_the_last_day_is_after_today(anna, draft) -> None:
    with clock.pretend(SENT), pytest.raises(RuleViolation, match="senare än i dag"):
        send_for_fact_check(access_of(anna), draft, due_on=SENT)


def test_a_draft_is_sent_once(anna, check, draft) -> None:
    with clock.pretend(SENT), pytest.raises(RuleViolation, match="redan skickats"):
        send_for_fact_check(access_of(anna), draft)


def test_a_stale_page_sends_nothing(anna, draft) -> None:
    with pytest.raises(Outdated):
        send_for_fact_check(access_of(anna), draft, version=99)

    assert not FactCheck.objects.visible_to(access_of(anna))


def test_a_comment_is_saved_changed_and_taken_away(anna, contact, check) -> None:
    first = commented(contact, anna)
    commented(contact, anna, text="Fem", version=first.version)
    assert stored(anna, FactCheckComment).text == "Fem"

    commented(contact, anna, text="  ")
    assert not FactCheckComment.objects.visible_to(access_of(anna))


def test_a_colleagues_comment_is_not_written_over_unseen(anna, contact, check) -> None:
    commented(contact, anna, version=0)

    with pytest.raises(Outdated):
        commented(contact, anna, text="Min", version=0)

    assert stored(anna, FactCheckComment).text == "Fyra, inte sex"


def test_a_file_comes_with_a_comment(anna, contact, check) -> None:
    paper = Paper(title="Intyg", file_name="intyg.pdf", content=b"%PDF-1.7")

    comment = commented(contact, anna, text="", papers=[paper])

    (document,) = comment.documents.visible_to(access_of(anna))
    assert document.direction == Direction.INCOMING
    assert comment.text == "Se bifogad fil."


def test_a_personal_number_is_refused(anna, contact, check) -> None:
    with pytest.raises(RuleViolation, match="personnummer"):
        commented(contact, anna, text="Gäller 19121212-1212")


@pytest.mark.parametrize("person", ["anna", "bo", "cilla", "dag", "other_contact"])
def test_nobody_else_answers_for_the_provider(person, request, anna, contact, check) -> None:
    asker = request.getfixturevalue(person)

    with pytest.raises(NotAllowed):
        commented(asker, anna)
    with pytest.raises(NotAllowed):
        handed_in(asker, check, has_no_remarks=True)


def test_nothing_is_answered_after_the_last_day(anna, contact, check) -> None:
    with pytest.raises(RuleViolation, match="Sista dagen att svara"):
        commented(contact, anna, on=DUE + timedelta(days=1))
    with pytest.raises(RuleViolation, match="Sista dagen att svara"):
        handed_in(contact, check, has_no_remarks=True, on=DUE + timedelta(days=1))


def test_longer_time_lets_the_provider_answer_after_all(anna, contact, check) -> None:
    late = DUE + timedelta(days=2)
    with clock.pretend(late):
        prolong_fact_check(access_of(anna), check, due_on=LATER)

    assert commented(contact, anna, on=late).text
    assert [mail.subject.split(" – ")[0] for mail in mails()][-1].startswith("Ny sista dag")


@pytest.mark.parametrize("due_on", [DUE, SENT])
def test_a_new_last_day_is_a_later_one(due_on, anna, check) -> None:
    with clock.pretend(SENT), pytest.raises(RuleViolation, match="senare"):
        prolong_fact_check(access_of(anna), check, due_on=due_on)


def test_a_stale_page_prolongs_nothing(anna, check) -> None:
    with clock.pretend(SENT), pytest.raises(Outdated):
        prolong_fact_check(access_of(anna), check, due_on=LATER, version=7)


def test_handing_in_twice_is_once(anna, contact, check) -> None:
    commented(contact, anna)
    first = handed_in(contact, check)
    second = handed_in(contact, check)

    assert (first.version, second.version) == (2, 2)
    incoming = Correspondence.objects.visible_to(access_of(anna)).filter(way=Way.INCOMING)
    assert incoming.count() == 1


def test_nothing_to_remark_on_settles_it_at_once(anna, contact, check, draft) -> None:
    handed_in(contact, check, has_no_remarks=True)

    row = stored(anna)
    assert (row.state, row.has_no_remarks) == (FactCheckState.SETTLED, True)
    assert assess(anna, draft, on=SENT).state == State.ASSESSED


def test_comments_and_nothing_to_remark_on_do_not_go_together(anna, contact, check) -> None:
    with pytest.raises(RuleViolation, match="minst en synpunkt"):
        handed_in(contact, check)
    commented(contact, anna)
    with pytest.raises(RuleViolation, match="Du har skrivit synpunkter"):
        handed_in(contact, check, has_no_remarks=True)


def test_what_is_handed_in_is_not_changed(anna, contact, check) -> None:
    commented(contact, anna)
    handed_in(contact, check)

    with pytest.raises(RuleViolation, match="redan inlämnat"):
        commented(contact, anna, text="Mer")


def test_what_is_not_handed_in_is_counted_but_never_shown(anna, contact, check, draft) -> None:
    commented(contact, anna)

    page = check_page(access_of(anna), stored(anna, Followup), today=SENT)

    assert page.hidden_comments == 1
    assert not any(one.comment for one in page.passages)


def test_the_assessment_waits_for_the_provider(anna, check, draft) -> None:
    with pytest.raises(RuleViolation, match="hos utföraren"):
        assess(anna, draft, on=DUE)


def test_no_answer_in_time_is_noted_and_lets_the_assessment_go_on(anna, check, draft) -> None:
    assess(anna, draft, on=DUE + timedelta(days=1))

    row = stored(anna)
    assert (row.state, row.answered_on) == (FactCheckState.SETTLED, None)


def test_the_assessment_waits_for_every_reply(anna, contact, check, draft) -> None:
    commented(contact, anna)
    handed_in(contact, check)

    with pytest.raises(RuleViolation, match="inte är besvarade"):
        assess(anna, draft)


def test_all_accepted_settles_it(anna, contact, check, draft) -> None:
    comment = commented(contact, anna)
    handed_in(contact, check)
    replied(anna, comment, Reply.ACCEPTED)

    assert stored(anna).state == FactCheckState.SETTLED
    assert assess(anna, draft).state == State.ASSESSED


def test_the_provider_is_told_once_when_every_comment_is_answered(anna, contact, check) -> None:
    comments = [commented(contact, anna, number) for number in (2, 3)]
    handed_in(contact, check)
    replied(anna, comments[0])
    assert len(mails()) == 1

    replied(anna, comments[1])
    assert "21 september" not in mails()[0].text
    assert "23 september 2026" in mails()[1].text


def test_a_reply_is_changed_until_all_are_told(anna, contact, check) -> None:
    comments = [commented(contact, anna, number) for number in (2, 3)]
    handed_in(contact, check)
    replied(anna, comments[0])
    replied(anna, comments[0], Reply.ACCEPTED)
    replied(anna, comments[1])

    with pytest.raises(RuleViolation, match="lämnade till utföraren"):
        replied(anna, comments[0], Reply.REJECTED)


@pytest.mark.parametrize("person", ["bo", "cilla", "dag", "contact", "other_contact"])
def test_only_those_who_carry_out_reply(person, request, anna, contact, check) -> None:
    comment = commented(contact, anna)
    handed_in(contact, check)

    with pytest.raises(NotAllowed):
        replied(request.getfixturevalue(person), comment)


def test_a_reply_needs_a_reason(anna, contact, check) -> None:
    comment = commented(contact, anna)
    handed_in(contact, check)

    with pytest.raises(RuleViolation, match="motivering"):
        replied(anna, comment, text=" ")


def test_nothing_is_replied_to_before_it_is_handed_in(anna, contact, check) -> None:
    with pytest.raises(RuleViolation, match="inte lämnat in"):
        replied(anna, commented(contact, anna))


def test_a_stale_page_replies_to_nothing(anna, contact, check) -> None:
    comment = commented(contact, anna)
    handed_in(contact, check)

    with pytest.raises(Outdated):
        replied(anna, comment, version=7)


def test_the_assessment_waits_while_the_answer_may_be_disputed(anna, rejected, draft) -> None:
    with pytest.raises(RuleViolation, match="23 september 2026"):
        assess(anna, draft, on=date(2026, 9, 23))

    assert assess(anna, draft, on=date(2026, 9, 24)).state == State.ASSESSED


def test_the_provider_may_accept_so_that_nobody_waits(anna, contact, check, rejected, draft):
    with clock.pretend(DUE):
        accept_replies(access_of(contact), check)
        accept_replies(access_of(contact), check)

    assert stored(anna).settled_on == DUE
    assert assess(anna, draft).state == State.ASSESSED


def test_an_answer_is_disputed_once(contact, rejected) -> None:
    disputed(contact, rejected)

    with pytest.raises(RuleViolation, match="en gång"):
        disputed(contact, rejected, "Igen")


def test_an_answer_is_not_disputed_too_late(contact, rejected) -> None:
    with pytest.raises(RuleViolation, match="till och med"):
        disputed(contact, rejected, on=date(2026, 9, 24))


def test_what_is_to_be_corrected_is_not_disputed(anna, contact, check) -> None:
    comments = [commented(contact, anna, number) for number in (2, 3)]
    handed_in(contact, check)
    replied(anna, comments[0], Reply.ACCEPTED)
    replied(anna, comments[1])

    with pytest.raises(RuleViolation, match="rättar"):
        disputed(contact, comments[0])


@pytest.mark.parametrize("person", ["anna", "bo", "cilla", "other_contact"])
def test_nobody_but_the_provider_disputes(person, request, rejected) -> None:
    with pytest.raises(NotAllowed):
        disputed(request.getfixturevalue(person), rejected)


def test_the_assessment_waits_for_the_second_reader(anna, contact, rejected, draft) -> None:
    disputed(contact, rejected)

    with pytest.raises(RuleViolation, match="andra läsare"):
        assess(anna, draft, on=LATER)


def test_who_gave_the_answer_does_not_decide_it(anna, contact, rejected) -> None:
    disputed(contact, rejected)

    with pytest.raises(RuleViolation, match="Någon annan"):
        decided(anna, rejected)


def test_the_second_reader_decides_for_good(anna, colleague, contact, rejected, draft) -> None:
    disputed(contact, rejected)
    decided(colleague, rejected)

    row = stored(anna, FactCheckComment)
    assert (row.second_reader, row.second_reply) == (colleague, Reply.ACCEPTED)
    assert stored(anna).state == FactCheckState.SETTLED
    assert mails()[-1].subject.startswith("Bestridet svar är avgjort")
    assert assess(anna, draft).state == State.ASSESSED
    with pytest.raises(RuleViolation, match="inget bestritt"):
        decided(colleague, rejected)


@pytest.mark.parametrize("person", ["bo", "cilla", "dag", "contact"])
def test_outsiders_decide_nothing(person, request, contact, rejected) -> None:
    disputed(contact, rejected)

    with pytest.raises(NotAllowed):
        decided(request.getfixturevalue(person), rejected)


def test_a_stale_page_decides_nothing(contact, colleague, rejected) -> None:
    disputed(contact, rejected)

    with pytest.raises(Outdated):
        decided(colleague, rejected, version=1)


def test_the_page_shows_what_has_changed_since(anna, contact, check, draft) -> None:
    row = stored(anna, Followup)
    row.result_text = "Kraven på personal följs delvis."
    row.save()

    page = check_page(access_of(anna), row, today=SENT)

    first, second, third = page.passages[:3]
    assert not first.changes
    assert [span.text for span in second.changes if span.kind == "added"] == ["delvis"]
    assert third.is_gone
    assert second.change_url.endswith("/resultat/text/")


def test_the_stage_is_the_providers_until_it_answers(anna, check, draft) -> None:
    page = check_page(access_of(anna), stored(anna, Followup), today=DUE)

    assert (page.stage, page.may_prolong, page.may_send) == (Stage.WITH_PROVIDER, True, False)


@pytest.mark.parametrize("person", ["bo", "cilla", "dag", "contact", "system_admin"])
def test_a_draft_in_check_is_seen_by_nobody_else(person, request, check) -> None:
    access = access_of(request.getfixturevalue(person))

    assert not FactCheck.objects.visible_to(access)
    assert not FactCheckPassage.objects.visible_to(access)


def test_only_the_provider_itself_is_shown_its_check(contact, other_contact, check) -> None:
    for model in (FactCheck, FactCheckPassage):
        assert model.objects.shown_to_provider(access_of(contact))
        assert not model.objects.shown_to_provider(access_of(other_contact))


def test_the_provider_is_reminded_once_before_the_last_day(anna, check) -> None:
    days = [SENT + timedelta(days=number) for number in range(20)]

    told = [day for day in days for _twice in range(2) if run(day)]

    assert told == [date(2026, 9, 14)]
    assert "Påminnelse" in mails()[-1].subject


def run(day: date) -> int:
    with clock.pretend(day):
        return remind_of_fact_checks(day)


def test_one_who_has_answered_is_not_reminded(contact, check) -> None:
    handed_in(contact, check, has_no_remarks=True)

    assert run(date(2026, 9, 15)) == 0
