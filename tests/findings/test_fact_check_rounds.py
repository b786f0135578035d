"""A draft that is read once more, and an answer that came in another way than in Insyn."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from insyn.audit.models import AuditEvent
from insyn.documents.models import Document
from insyn.documents.services import Paper
from insyn.findings.models import FactCheck, FactCheckComment, FactCheckPassage
from insyn.findings.queries.fact_check import check_page, fact_check_of
from insyn.findings.queries.fact_check_words import said_rounds
from insyn.findings.rules.fact_check import Arrival, Stage
from insyn.findings.rules.lists import FactCheckState, Reply
from insyn.findings.services import assess_followup, take_back_followup
from insyn.findings.services.fact_check_answers import (
    TypedAnswer,
    comment_passage,
    dispute_reply,
    hand_in_fact_check,
    type_in_answer,
)
from insyn.findings.services.fact_check_replies import decide_dispute, reply_to_comment
from insyn.findings.services.fact_check_sending import prolong_fact_check, send_for_fact_check
from insyn.followups.models import Correspondence, Followup
from insyn.followups.rules import State
from insyn.followups.rules.correspondence import Medium, Way
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.mailing.models import OutgoingMail
from insyn.platform import clock
from insyn.registry.queries import access_of
from tests.conftest import log_in
from tests.findings.conftest import SENT

pytestmark = pytest.mark.django_db
CAME = date(2026, 9, 9)
TYPED = date(2026, 9, 21)
"""After the last day, the 16th: the letter has been lying about."""


def passages(anna, check) -> list[FactCheckPassage]:
    rows = FactCheckPassage.objects.visible_to(access_of(anna)).filter(fact_check=check)
    return list(rows.select_related("fact_check__followup"))


def rounds(anna) -> list[FactCheck]:
    return list(FactCheck.objects.visible_to(access_of(anna)).order_by("number"))


def on(day: date, act: Any, *args: Any, **facts: Any) -> Any:
    with clock.pretend(day):
        return act(*args, **facts)


def rewritten(followup: Followup, text: str = "Kraven på personal följs delvis.") -> Followup:
    row = Followup.objects.unscoped(reason="set-up").get(pk=followup.pk)
    row.result_text = text
    row.save()
    return row


@pytest.fixture
def upheld(anna, contact, colleague, check: FactCheck) -> FactCheck:
    """A round whose disputed answer the second reader decided for the provider."""
    passage = passages(anna, check)[1]
    comment = on(SENT, comment_passage, access_of(contact), passage, text="Fyra, inte sex")
    on(SENT, hand_in_fact_check, access_of(contact), check)
    said: dict[str, Any] = {"reply": Reply.REJECTED, "text": "Det står i akterna"}
    on(CAME, reply_to_comment, access_of(anna), comment, **said)
    comment.refresh_from_db()
    on(CAME, dispute_reply, access_of(contact), comment, text="Se intyget")
    said = {"reply": Reply.ACCEPTED, "text": "Intyget visar det"}
    on(CAME, decide_dispute, access_of(colleague), comment, **said)
    return check


def send_again(anna, followup: Followup) -> FactCheck:
    row = Followup.objects.unscoped(reason="set-up").get(pk=followup.pk)
    made: FactCheck
    made, _told = on(CAME, send_for_fact_check, access_of(anna), row)
    return made


def test_a_changed_draft_is_read_once_more_and_both_rounds_are_kept(anna, upheld, draft) -> None:
    rewritten(draft)
    second = send_again(anna, draft)

    assert [row.number for row in rounds(anna)] == [1, 2]
    assert passages(anna, upheld)[1].text == "Kraven på personal följs inte."
    assert passages(anna, second)[1].text == "Kraven på personal följs delvis."


def test_an_unchanged_draft_is_not_sent_again(anna, upheld, draft) -> None:
    with pytest.raises(RuleViolation, match="inte ändrat sedan utföraren läste det"):
        send_again(anna, draft)


def test_a_round_that_waits_for_somebody_is_not_followed_by_another(anna, check, draft) -> None:
    rewritten(draft)

    with pytest.raises(RuleViolation, match="redan skickats"):
        send_again(anna, draft)


def test_the_assessment_waits_for_the_second_round(anna, upheld, draft) -> None:
    rewritten(draft)
    send_again(anna, draft)

    with pytest.raises(RuleViolation, match="hos utföraren för faktagranskning"):
        on(CAME, assess_followup, access_of(anna), rewritten(draft))


def test_an_assessment_that_was_taken_back_may_be_read_again(anna, upheld, draft) -> None:
    row = on(CAME, assess_followup, access_of(anna), rewritten(draft))
    row = take_back_followup(access_of(anna), row)
    assert row.state == State.DRAFT

    assert send_again(anna, row).number == 2


def test_the_provider_is_mailed_about_each_round(anna, upheld, draft) -> None:
    rewritten(draft)
    second = send_again(anna, draft)
    mails = OutgoingMail.objects.unscoped(reason="what a test did")

    assert mails.filter(leads_to=f"/utforare/faktagranskning/{second.pk}/").count() == 1


def test_the_page_shows_both_rounds_and_changes_only_the_latest(anna, upheld, draft) -> None:
    row = rewritten(draft)
    before = on(CAME, check_page, access_of(anna), row, today=CAME)
    second = send_again(anna, row)
    page = on(CAME, check_page, access_of(anna), second.followup, today=CAME)

    assert (before.may_send, page.may_send) == (True, False)
    assert page.check == second
    (earlier,) = page.earlier
    assert (earlier.check, earlier.stage) == (upheld, Stage.SETTLED)
    assert [one.comment.text for one in earlier.passages if one.comment] == ["Fyra, inte sex"]
    assert not any(one.may_reply or one.change_url for one in earlier.passages)


def test_the_paper_tells_every_round_in_order(anna, upheld, draft) -> None:
    rewritten(draft)
    second = send_again(anna, draft)
    told = said_rounds(access_of(anna), second.followup, today=CAME)

    assert [one.number for one in told] == [1, 2]
    assert told[0].passages[1].text != told[1].passages[1].text


def test_the_tab_of_two_rounds_opens(client, anna, upheld, draft) -> None:
    rewritten(draft)
    send_again(anna, draft)
    page = log_in(client, anna).get(reverse("findings:fact_check", args=[draft.pk]))
    text = page.content.decode()

    assert "Omgång 1" in text
    assert "Fyra, inte sex" in text
    assert client.get(reverse("findings:fact_check_pdf", args=[draft.pk])).status_code == 200


ARRIVAL = Arrival("Verksamhetschefen", CAME, Medium.LETTER)


def typed(person, check, text="Fyra, inte sex", arrival=ARRIVAL, **facts) -> FactCheck:
    answer = TypedAnswer(arrival, {passages(person, check)[1].pk: text}, **facts)
    made: FactCheck = on(TYPED, type_in_answer, access_of(person), check, answer=answer)
    return made


def test_an_answer_on_paper_is_typed_in_as_the_providers_own(anna, check) -> None:
    row = typed(anna, check)

    (comment,) = FactCheckComment.objects.visible_to(access_of(anna))
    assert (comment.text, comment.said_on) == ("Fyra, inte sex", CAME)
    assert (row.state, row.answered_on) == (FactCheckState.ANSWERED, CAME)
    assert (row.arrival, row.written_by) == ("Inkom på papper", "Verksamhetschefen")
    assert row.answered_by == anna


def test_an_answer_in_insyn_has_no_mark(anna, contact, check) -> None:
    row = on(SENT, hand_in_fact_check, access_of(contact), check, has_no_remarks=True)

    assert (row.came_by, row.arrival) == (Medium.PORTAL, "")


def test_nothing_typed_is_nothing_to_remark_on(anna, check) -> None:
    row = typed(anna, check, text=" ")

    assert (row.has_no_remarks, row.state) == (True, FactCheckState.SETTLED)


def test_the_letter_is_noted_in_the_post_on_the_day_it_came(anna, check) -> None:
    typed(anna, check, papers=[Paper("Svar", "svar.txt", b"Fyra, inte sex")])
    posts = Correspondence.objects.visible_to(access_of(anna)).filter(way=Way.INCOMING)

    assert {(post.dated_on, post.medium) for post in posts} == {(CAME, Medium.LETTER)}
    assert {post.party for post in posts} == {"Åkerö Stödboende AB"}
    assert [post.document.title for post in posts if post.document] == ["Svar"]
    assert Document.objects.visible_to(access_of(anna)).filter(file_name="svar.txt").exists()


def test_the_trail_says_how_it_came_and_who_wrote_it(anna, check) -> None:
    typed(anna, check)
    (line,) = AuditEvent.objects.visible_to(access_of(anna)).filter(event="fact_check.typed_in")

    assert line.facts == {"what": "Inkom på papper", "person": "Verksamhetschefen"}


@pytest.mark.parametrize(
    ("arrival", "sentence"),
    [
        (Arrival(" ", CAME, Medium.LETTER), "Ange vem"),
        (Arrival("Chefen", TYPED + timedelta(days=1), Medium.EMAIL), "senare än i dag"),
        (Arrival("Chefen", SENT - timedelta(days=1), Medium.EMAIL), "kan inte ha kommit innan"),
        (Arrival("Chefen", date(2026, 9, 17), Medium.LETTER), "efter sista dagen"),
    ],
)
def test_an_impossible_answer_is_not_typed_in(arrival, sentence, anna, check) -> None:
    with pytest.raises(RuleViolation, match=sentence):
        typed(anna, check, arrival=arrival)


def test_a_comment_was_made_the_day_it_was_here() -> None:
    check = FactCheck(answered_on=None)
    at = datetime(2026, 6, 1, 22, 30, tzinfo=UTC)  # half past midnight here
    comment = FactCheckComment(passage=FactCheckPassage(fact_check=check), said_at=at)

    assert comment.said_on == date(2026, 6, 2)


def test_an_answer_is_typed_in_once(anna, check) -> None:
    typed(anna, check)

    with pytest.raises(RuleViolation, match="redan svarat"):
        typed(anna, check)


def test_what_the_provider_has_begun_is_not_written_over(anna, contact, check) -> None:
    passage = passages(anna, check)[2]
    on(SENT, comment_passage, access_of(contact), passage, text="Egna ord")

    with pytest.raises(RuleViolation, match="börjat skriva synpunkter i Insyn"):
        typed(anna, check)


def test_a_personal_number_is_not_typed_in(anna, check) -> None:
    with pytest.raises(RuleViolation):
        typed(anna, check, text="Gäller 811218-9876")

    assert not FactCheckComment.objects.visible_to(access_of(anna)).exists()


@pytest.mark.parametrize("person", ["bo", "cilla", "dag", "contact", "other_contact"])
def test_only_those_who_carry_out_type_in(person, request, anna, check) -> None:
    asker = request.getfixturevalue(person)
    answer = TypedAnswer(ARRIVAL, {})

    with pytest.raises(NotAllowed):
        on(TYPED, type_in_answer, access_of(asker), check, answer=answer)


def test_a_reviewer_never_comments_in_the_providers_name_without_an_arrival(anna, check) -> None:
    with pytest.raises(NotAllowed):
        on(SENT, comment_passage, access_of(anna), passages(anna, check)[1], text="Nej")


def test_a_stale_page_types_nothing_in(anna, check) -> None:
    answer = TypedAnswer(ARRIVAL, {})

    with pytest.raises(Outdated):
        on(TYPED, type_in_answer, access_of(anna), check, answer=answer, version=99)


def test_the_page_types_in_and_shows_the_mark(client, anna, contact, draft) -> None:
    sent, _told = send_for_fact_check(access_of(anna), draft)
    log_in(client, anna)
    address = reverse("findings:fact_check_type_in", args=[draft.pk])
    shown = client.get(address).content.decode()
    assert "Kraven på personal följs inte." in shown
    said = {
        "version": sent.version,
        "written_by": "Verksamhetschefen",
        "came_in_on": clock.today().isoformat(),
        "came_by": "email",
        f"passage-{passages(anna, sent)[1].pk}": "Fyra, inte sex",
    }
    text = client.post(address, said, follow=True).content.decode()

    assert "Inkom med e-post" in text
    assert "Skrivet av Verksamhetschefen" in text
    latest = fact_check_of(access_of(anna), draft)
    assert latest is not None
    theirs = log_in(client, contact).get(f"/utforare/faktagranskning/{latest.pk}/")
    assert "Inkom med e-post" in theirs.content.decode()


def test_the_page_refuses_with_a_sentence(client, anna, draft) -> None:
    sent, _told = send_for_fact_check(access_of(anna), draft)
    said = {
        "version": sent.version,
        "written_by": "Chefen",
        "came_in_on": (clock.today() - timedelta(days=1)).isoformat(),
        "came_by": "letter",
    }
    address = reverse("findings:fact_check_type_in", args=[draft.pk])

    assert "kan inte ha kommit innan" in log_in(client, anna).post(address, said).content.decode()


WHOSE = {"comment": "contact", "hand_in": "contact", "dispute": "contact"}
ALLOWED_IN: dict[str, set[FactCheckState]] = {
    "comment": {FactCheckState.OPEN},
    "type_in": {FactCheckState.OPEN},
    "prolong": {FactCheckState.OPEN},
    "reply": {FactCheckState.ANSWERED},
    "dispute": {FactCheckState.ANSWERED},
    "send_again": {FactCheckState.SETTLED},
}


def in_state(anna, check, state: FactCheckState, what: str) -> FactCheckComment | None:
    """Put the check where it is, with a comment that is ready for what is to be done with it."""
    row = FactCheck.objects.unscoped(reason="set-up").get(pk=check.pk)
    row.state = state
    if state != FactCheckState.OPEN:
        row.answered_on = SENT
    if what == "dispute" and state != FactCheckState.OPEN:
        row.replied_on, row.disputable_until = SENT, TYPED
    row.save()
    if what not in {"reply", "dispute", "send_again"}:
        return None
    reply = {"reply": Reply.REJECTED, "replied_on": SENT} if what == "dispute" else {}
    facts = {"text": "Fel", "said_at": clock.now(), **reply}
    return FactCheckComment.objects.create(passage=passages(anna, check)[1], **facts)


def act(what: str, asker, anna, check, comment) -> None:
    access, second = access_of(asker), passages(anna, check)[1]
    said: dict[str, Any] = {"reply": Reply.REJECTED, "text": "Skäl"}
    acts = {
        "comment": lambda: comment_passage(access, second, text="Fel"),
        "type_in": lambda: type_in_answer(access, check, answer=TypedAnswer(ARRIVAL, {})),
        "prolong": lambda: prolong_fact_check(access, check, due_on=TYPED),
        "reply": lambda: reply_to_comment(access, comment, **said),
        "dispute": lambda: dispute_reply(access, comment, text="Nej"),
        "send_again": lambda: send_for_fact_check(access, rewritten(check.followup)),
    }
    on(CAME, acts[what])


@pytest.mark.parametrize("state", FactCheckState)
@pytest.mark.parametrize("what", ALLOWED_IN)
def test_a_fact_check_is_touched_only_in_the_states_of_the_table(
    what, state, request, anna, contact, check
) -> None:
    comment = in_state(anna, check, state, what)
    asker = request.getfixturevalue(WHOSE.get(what, "anna"))

    if state in ALLOWED_IN[what]:
        act(what, asker, anna, check, comment)
    else:
        with pytest.raises(RuleViolation, match=r"[.]$"):
            act(what, asker, anna, check, comment)
        assert len(rounds(anna)) == 1
