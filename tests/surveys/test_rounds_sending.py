import datetime
import io

import pytest
from openpyxl import Workbook

from insyn.audit.models import AuditEvent
from insyn.criteria.rules import AnswerType, Respondent
from insyn.followups.models import Followup
from insyn.followups.rules import Kind, State
from insyn.kernel.errors import NotAllowed, RuleViolation
from insyn.mailing.models import OutgoingMail, PersonalLink
from insyn.mailing.rules import LINK_PLACE, MailKind, MailState
from insyn.platform import clock
from insyn.registry.queries import access_of
from insyn.surveys import services
from insyn.surveys.models import Addressee, SurveyAnswer, SurveyResponse
from insyn.surveys.queries import legal_ground, questions_of
from insyn.surveys.queries.recipient_lists import read_recipients
from insyn.surveys.queries.recipients import delivery_counts, with_people
from insyn.surveys.rules import AnswerState, ResponseState, RoundState
from insyn.surveys.rules.deliveries import Delivery
from tests.factories import (
    QuestionFactory,
    SectionFactory,
    TemplateVersionFactory,
    UserFactory,
)
from tests.surveys.rounds import DUE, TODAY, Board, board_of

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def board(ekby, anna) -> Board:
    return board_of(ekby, anna)


def mails(board: Board, kind: MailKind = MailKind.INVITATION) -> list[OutgoingMail]:
    rows = OutgoingMail.objects.visible_to(board.access).filter(kind=kind)
    return list(rows.order_by("to_address", "pk"))


def test_sending_invites_every_recipient(board) -> None:
    survey_round = board.sent()

    assert survey_round.state == RoundState.OPEN
    assert [mail.to_address for mail in mails(board)] == [
        "enhetschefett@omsorg.se", "enhetscheftvå@omsorg.se",
    ]  # fmt: skip
    assert {row.state for row in board.responses(survey_round)} == {ResponseState.INVITED}


def test_an_invitation_has_a_link_and_says_until_when_and_on_what_ground(board) -> None:
    board.sent(intro="Vi följer upp bemanningen.")

    sol, lss = mails(board)
    for part in (LINK_PLACE, "31 mars 2026", "SoL 15 kap. 9 §", "Vi följer upp bemanningen.",
                 "Anna, 010-123 45 67"):  # fmt: skip
        assert part in sol.text
    assert "Avtalets villkor om insyn" in lss.text
    assert "SoL 15 kap." not in lss.text


def test_the_legal_ground_of_a_response_follows_the_law_of_its_service(board) -> None:
    survey_round = board.sent()

    grounds = [legal_ground(row) for row in board.responses(survey_round)]
    assert grounds == ["SoL 15 kap. 9 §", "Avtalets villkor om insyn"]


def test_each_response_gets_an_ongoing_follow_up_by_survey(board) -> None:
    survey_round = board.sent()

    made = [row.followup for row in board.responses(survey_round)]
    assert [(row.kind, row.state, row.planned_for) for row in made] == [
        (Kind.SURVEY, State.ONGOING, DUE)
    ] * 2
    assert {row.number for row in made} == {"2026-001", "2026-002"}


def test_the_trail_has_a_line_per_follow_up_and_one_for_the_round(board) -> None:
    survey_round = board.sent()

    events = AuditEvent.objects.visible_to(board.access)
    assert events.filter(event="followup.planned").count() == 2
    assert events.about(survey_round).get(event="survey_round.sent").facts["count"] == 2


def test_sending_twice_is_sending_once(board) -> None:
    survey_round = board.sent()

    with clock.pretend(TODAY):
        services.send_round(board.access, survey_round)

    assert len(mails(board)) == 2
    assert Followup.objects.visible_to(board.access).count() == 2


def test_only_questions_that_must_be_answered_from_the_start_are_counted(board) -> None:
    assert {row.required_count for row in board.responses(board.sent())} == {1}


def test_one_without_a_recipient_stops_the_round(board) -> None:
    board.add_unit("Rönnen")
    survey_round = board.prepared()

    with clock.pretend(TODAY), pytest.raises(RuleViolation, match="mottagare med e-postadress"):
        services.send_round(board.access, survey_round)


def test_nothing_is_sent_when_something_stops_it(board) -> None:
    board.add_unit("Rönnen")
    survey_round = board.prepared()

    with clock.pretend(TODAY), pytest.raises(RuleViolation):
        services.send_round(board.access, survey_round)

    assert mails(board) == []
    assert not Followup.objects.visible_to(board.access).exists()


@pytest.mark.parametrize(
    ("day", "sentence"),
    [(TODAY - DAY, "inte kommit än"), (DUE, "Sista dagen att svara har passerat")],
)
def test_a_round_is_sent_between_its_days(board, day, sentence) -> None:
    survey_round = board.prepared()

    with clock.pretend(day), pytest.raises(RuleViolation, match=sentence):
        services.send_round(board.access, survey_round)


def test_a_reader_sends_nothing(board, bo) -> None:
    with pytest.raises(NotAllowed):
        services.send_round(access_of(bo), board.prepared())


# ---- carried over --------------------------------------------------------------------------


def answered(board: Board, survey_round, **values) -> None:
    response = board.response_of(survey_round, board.private)
    for code, value in values.items():
        SurveyAnswer.objects.create(
            response=response, question=board.questions[code], state=AnswerState.ANSWERED,
            value=value,
        )  # fmt: skip
    response.state = ResponseState.ACCEPTED
    response.save()


def carried_over(board: Board, earlier) -> dict[str, SurveyAnswer]:
    survey_round = board.sent(
        title="Avtalsenkät 2027",
        prefilled_from=earlier,
        concerns_to=datetime.date(2026, 12, 31),
    )
    rows = SurveyAnswer.objects.visible_to(board.access).filter(response__round=survey_round)
    return {row.question.code: row for row in rows.select_related("question")}


def test_answers_are_carried_over_and_say_from_when(board) -> None:
    earlier = board.sent(title="Förra")
    answered(board, earlier, F1="yes", F2=12)

    found = carried_over(board, earlier)

    assert {code: (row.value, row.state, row.prefilled_from) for code, row in found.items()} == {
        "F1": ("yes", AnswerState.PREFILLED, "2025"),
        "F2": (12, AnswerState.PREFILLED, "2025"),
    }


def test_what_is_carried_over_counts_as_unanswered(board) -> None:
    earlier = board.sent(title="Förra")
    answered(board, earlier, F1="yes")
    carried_over(board, earlier)

    rows = SurveyResponse.objects.visible_to(board.access).exclude(round=earlier)
    assert {(row.answered_count, row.required_count) for row in rows} == {(0, 1)}


def test_a_question_that_is_answered_in_another_way_now_starts_empty(board) -> None:
    earlier = board.sent(title="Förra")
    answered(board, earlier, F1="yes", F2=12)
    version = TemplateVersionFactory.create(template=board.version.template, number=2)
    section = SectionFactory.create(version=version)
    for code, answer_type in (("F1", AnswerType.TEXT), ("F2", AnswerType.NUMBER)):
        QuestionFactory.create(section=section, code=code, answer_type=answer_type,
                               respondent=Respondent.PROVIDER)  # fmt: skip
    board.version = version

    assert list(carried_over(board, earlier)) == ["F2"]


def test_a_value_that_is_no_answer_any_longer_is_not_carried_over(board) -> None:
    earlier = board.sent(title="Förra")
    answered(board, earlier, F1="partly")

    assert carried_over(board, earlier) == {}


def test_what_was_never_handed_in_is_not_carried_over(board) -> None:
    earlier = board.sent(title="Förra")
    answered(board, earlier, F1="yes")
    SurveyResponse.objects.visible_to(board.access).update(state=ResponseState.SAVED)

    assert carried_over(board, earlier) == {}


# ---- how far it has come -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "delivery"),
    [
        (MailState.QUEUED, Delivery.QUEUED),
        (MailState.SENT, Delivery.SENT),
        (MailState.BOUNCED, Delivery.BOUNCED),
        (MailState.UNSURE, Delivery.UNSURE),
    ],
)
def test_the_invitation_tells_until_somebody_has_opened_it(board, state, delivery) -> None:
    survey_round = board.sent()
    OutgoingMail.objects.visible_to(board.access).update(state=state)

    assert delivery_counts(board.access, survey_round) == {delivery: 2}


def test_the_counts_follow_the_way_there_and_back(board) -> None:
    survey_round = board.sent()
    first = SurveyResponse.objects.visible_to(board.access).order_by("pk")[0]
    SurveyResponse.objects.visible_to(board.access).filter(pk=first.pk).update(
        state=ResponseState.ACCEPTED, submitted_at=clock.now(), accepted_at=clock.now()
    )

    counts = delivery_counts(board.access, survey_round)

    assert list(counts.items()) == [(Delivery.QUEUED, 1), (Delivery.ACCEPTED, 1)]


@pytest.mark.parametrize(
    ("state", "delivery"),
    [
        (ResponseState.OPENED, Delivery.OPENED),
        (ResponseState.SAVED, Delivery.STARTED),
        (ResponseState.SUBMITTED, Delivery.SUBMITTED),
        (ResponseState.RETURNED, Delivery.RETURNED),
        (ResponseState.ACCEPTED, Delivery.ACCEPTED),
    ],
)
def test_then_the_response_tells(board, state, delivery) -> None:
    survey_round = board.sent()
    SurveyResponse.objects.visible_to(board.access).update(state=state)

    rows = with_people(board.access, board.responses(survey_round), today=TODAY)
    assert {row.delivery for row in rows} == {delivery}


# ---- reminders -----------------------------------------------------------------------------


def test_a_reminder_goes_on_its_day_to_those_who_have_not_handed_in(board) -> None:
    survey_round = board.sent(reminder_days=(-7,))
    done = board.response_of(survey_round, board.own)
    done.state = ResponseState.SUBMITTED
    done.save()

    with clock.pretend(DUE - 7 * DAY):
        count = services.remind_all()

    assert count == 1
    assert [mail.to_address for mail in mails(board, MailKind.REMINDER)] == [
        "enhetschefett@omsorg.se"
    ]


def test_nobody_is_reminded_twice_on_one_day(board) -> None:
    survey_round = board.sent(reminder_days=(-7,))

    with clock.pretend(DUE - 7 * DAY):
        counts = [services.remind_all(), services.remind_all(),
                  services.remind_round(board.access, survey_round)]  # fmt: skip

    assert counts == [2, 0, 0]


def test_no_reminder_goes_on_other_days(board) -> None:
    board.sent(reminder_days=(-7,))

    with clock.pretend(DUE - 6 * DAY):
        assert services.remind_all() == 0


def test_a_closed_round_reminds_nobody(board) -> None:
    survey_round = board.sent(reminder_days=(-7,))
    services.close_round(board.access, survey_round)

    with clock.pretend(DUE - 7 * DAY):
        assert services.remind_all() == 0


def test_a_reminder_follows_the_last_day_of_the_response(board) -> None:
    survey_round = board.sent(reminder_days=(-7,))
    with clock.pretend(TODAY):
        services.extend_response(
            board.access, board.response_of(survey_round, board.own), due_on=DUE + 7 * DAY,
            reason="Semester",
        )  # fmt: skip

    with clock.pretend(DUE):
        services.remind_all()

    assert [mail.to_address for mail in mails(board, MailKind.REMINDER)] == [
        "enhetscheftvå@omsorg.se"
    ]


def test_one_who_has_handed_in_cannot_be_reminded(board) -> None:
    survey_round = board.sent()
    done = board.response_of(survey_round, board.own)
    done.state = ResponseState.SUBMITTED
    done.save()

    with pytest.raises(RuleViolation, match="redan inlämnade"):
        services.remind_round(board.access, survey_round, responses=[done])


# ---- longer time ---------------------------------------------------------------------------


def test_longer_time_is_told_by_mail_with_its_reason(board) -> None:
    response = board.response_of(board.sent(), board.private)

    with clock.pretend(TODAY):
        row = services.extend_response(
            board.access, response, due_on=DUE + DAY, reason="Chefen är ny"
        )

    (mail,) = mails(board, MailKind.EXTENSION)
    assert row.due_on == DUE + DAY
    assert "1 april 2026. Skäl: Chefen är ny" in mail.text


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"due_on": DUE, "reason": "Ny"}, "senare än 2026-03-31"),
        ({"due_on": DUE + DAY, "reason": "  "}, "Skriv varför"),
    ],
)
def test_longer_time_needs_a_later_day_and_a_reason(board, facts, sentence) -> None:
    response = board.response_of(board.sent(), board.private)

    with pytest.raises(RuleViolation, match=sentence):
        services.extend_response(board.access, response, **facts)


# ---- recipients ----------------------------------------------------------------------------


def test_a_recipient_who_is_named_later_is_invited_at_once(board) -> None:
    response = board.response_of(board.sent(), board.private)

    services.add_addressee(board.access, response, name="Ny Chef", address="ny@omsorg.se")

    assert "ny@omsorg.se" in [mail.to_address for mail in mails(board)]


def test_the_one_who_is_replaced_loses_the_link_and_the_mail_that_waits(board) -> None:
    response = board.response_of(board.sent(), board.private)
    services.add_addressee(board.access, response, name="Ny Chef", address="ny@omsorg.se")
    old = Addressee.objects.visible_to(board.access).get(
        response=response, user__username="enhetschefett"
    )
    mail = mails(board)[0]
    link = PersonalLink.objects.create(
        authority=board.authority, user=old.user, mail=mail, digest="a" * 64,
        made_at=clock.now(), expires_at=clock.now() + DAY,
    )  # fmt: skip

    services.end_addressee(board.access, old)

    link.refresh_from_db()
    mail.refresh_from_db()
    assert link.revoked_at is not None
    assert mail.state == MailState.CANCELLED


def test_the_last_recipient_of_a_survey_that_is_out_stays(board) -> None:
    response = board.response_of(board.sent(), board.private)
    only = Addressee.objects.visible_to(board.access).get(response=response)

    with pytest.raises(RuleViolation, match="Lägg till den nya mottagaren först"):
        services.end_addressee(board.access, only)


@pytest.mark.parametrize(
    ("name", "address", "sentence"),
    [
        ("Chef", "inte en adress", "ingen e-postadress"),
        ("  ", "chef@omsorg.se", "Skriv mottagarens namn"),
        ("Igen", "enhetschefett@omsorg.se", "redan mottagare"),
    ],
)
def test_a_recipient_has_a_name_and_an_address_of_their_own(board, name, address, sentence) -> None:
    response = board.response_of(board.prepared(), board.private)

    with pytest.raises(RuleViolation, match=sentence):
        services.add_addressee(board.access, response, name=name, address=address)


HEADINGS = ("Utförare", "Organisationsnummer", "Verksamhet", "Mottagare", "E-post")


def sheet(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    for row in (HEADINGS, *rows):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def line(unit, name: str, address: str) -> tuple[str, ...]:
    provider = unit.provider
    return (provider.name, provider.shown_number, unit.name, name, address)


def read(board: Board, survey_round, *rows: tuple[object, ...]):
    return read_recipients(board.access, survey_round, data=sheet(*rows), file_name="lista.xlsx")


def test_a_list_names_the_recipients(board) -> None:
    survey_round = board.prepared()

    found = read(board, survey_round, line(board.private, "Ny Chef", "ny@omsorg.se"))
    named = [services.Recipient(one.response, one.name, one.address) for one in found.recipients]
    services.import_addressees(board.access, survey_round, recipients=named)

    response = board.response_of(survey_round, board.private)
    people = Addressee.objects.visible_to(board.access).current().filter(response=response)
    assert [row.user.email for row in people] == ["ny@omsorg.se"]


def test_a_name_that_no_register_holds_is_refused_with_its_row(board) -> None:
    survey_round = board.prepared()

    found = read(board, survey_round, line(board.private, "N" * 151, "ny@omsorg.se"))

    assert not found.recipients
    assert [(one.row, one.heading) for one in found.problems] == [(2, "Mottagare")]


@pytest.mark.parametrize("name", [" ", "N" * 151])
def test_the_service_too_refuses_a_name_that_is_none_or_too_long(board, name) -> None:
    survey_round = board.prepared()
    response = board.response_of(survey_round, board.private)

    with pytest.raises(RuleViolation):
        services.add_addressee(board.access, response, name=name, address="ny@omsorg.se")


def test_the_mail_calls_people_what_those_who_named_them_wrote(board) -> None:
    UserFactory.create(
        username="ny@omsorg.se", email="ny@omsorg.se", first_name="Hemligsson", comes_by_link=True
    )
    survey_round = board.sent()
    response = board.response_of(survey_round, board.private)

    services.add_addressee(board.access, response, name="Ny Chef", address="ny@omsorg.se")

    told = [mail.to_name for mail in mails(board) if mail.to_address == "ny@omsorg.se"]
    assert told == ["Ny Chef"]


def test_a_row_without_a_unit_means_the_only_one_of_the_provider(board) -> None:
    survey_round = board.prepared()
    row = ("", board.private.provider.shown_number, "", "Ny Chef", "ny@omsorg.se")

    found = read(board, survey_round, row)

    assert [one.response.unit for one in found.recipients] == [board.private]


def test_rows_that_nobody_has_filled_in_are_passed_over(board) -> None:
    rows = line(board.private, "", ""), line(board.own, "Två", "tva@omsorg.se")

    found = read(board, board.prepared(), *rows)

    assert [one.response.unit for one in found.recipients] == [board.own]
    assert not found.problems


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({4: "fel"}, "ingen e-postadress"),
        ({2: "Okänd"}, "ingen verksamhet i omgången som heter så"),
        ({1: "556000-0001"}, "inte med i omgången"),
        ({1: ""}, ""),
    ],
)
def test_a_row_that_cannot_be_read_is_pointed_out_by_its_number(board, change, sentence) -> None:
    row = list(line(board.private, "Ny Chef", "ny@omsorg.se"))
    for place, value in change.items():
        row[place] = value

    found = read(board, board.prepared(), line(board.own, "Två", "tva@omsorg.se"), tuple(row))

    assert [problem.row for problem in found.problems] == [3]
    assert sentence in found.problems[0].sentence


# ---- a question is added -------------------------------------------------------------------


def later_question(board: Board, **facts):
    version = TemplateVersionFactory.create(template=board.version.template, number=2)
    section = SectionFactory.create(version=version, name=board.section.name)
    told = {"code": "F9", "text": "Ny fråga?", "respondent": Respondent.PROVIDER,
            "answer_type": AnswerType.YES_NO}  # fmt: skip
    return QuestionFactory.create(section=section, **told | facts)


def add(board: Board, survey_round, question, reason: str = "Lagen ändrades"):
    return services.add_question(board.access, survey_round, question, reason=reason)


def test_an_added_question_stands_last_in_the_area_of_the_same_name(board) -> None:
    survey_round = board.sent()

    add(board, survey_round, later_question(board))
    survey_round.refresh_from_db()

    (section,) = questions_of(survey_round)
    assert [(one.code, one.is_added) for one in section.questions] == [
        ("F1", False), ("F2", False), ("F3", False), ("F9", True),
    ]  # fmt: skip


def test_an_added_question_is_one_more_to_answer_for_those_who_have_not_handed_in(board) -> None:
    survey_round = board.sent()
    done = board.response_of(survey_round, board.own)
    done.state, done.submitted_at = ResponseState.SUBMITTED, clock.now()
    done.save()

    add(board, survey_round, later_question(board))

    counts = {row.unit.name: row.required_count for row in board.responses(survey_round)}
    assert counts == {"Björken": 2, "Linden": 1}


def test_an_added_question_is_told_to_everybody_also_those_who_have_handed_in(board) -> None:
    survey_round = board.sent()
    done = board.response_of(survey_round, board.own)
    done.state = ResponseState.SUBMITTED
    done.save()

    add(board, survey_round, later_question(board))

    first, second = mails(board, MailKind.QUESTION)
    assert "Ny fråga?" in first.text
    assert "Skäl: Lagen ändrades" in first.text
    assert "Du behöver inte svara" in second.text
    done.refresh_from_db()
    assert done.state == ResponseState.SUBMITTED


def test_an_added_question_with_a_condition_counts_only_where_it_is_asked(board) -> None:
    survey_round = board.sent()
    SurveyAnswer.objects.create(
        response=board.response_of(survey_round, board.private), question=board.questions["F1"],
        state=AnswerState.ANSWERED, value="no",
    )  # fmt: skip
    condition = {"question": "F1", "operator": "is", "value": "no"}

    add(board, survey_round, later_question(board, condition=condition))

    counts = {row.unit.name: row.required_count for row in board.responses(survey_round)}
    assert counts == {"Björken": 3, "Linden": 1}


def test_a_question_is_added_only_with_a_reason(board) -> None:
    with pytest.raises(RuleViolation, match="Skriv varför"):
        add(board, board.sent(), later_question(board), reason=" ")


def test_a_question_is_added_only_to_a_round_that_runs(board) -> None:
    with pytest.raises(RuleViolation, match="omgång som pågår"):
        add(board, board.prepared(), later_question(board))


@pytest.mark.parametrize("wrong", [{"respondent": Respondent.REVIEWER}, {"code": "F1"}])
def test_only_a_new_question_to_the_provider_is_added(board, wrong) -> None:
    with pytest.raises(RuleViolation, match="kan inte läggas till"):
        add(board, board.sent(), later_question(board, **wrong))


def test_a_question_of_another_template_is_not_added(board) -> None:
    strange = QuestionFactory.create(respondent=Respondent.PROVIDER, code="F9")

    with pytest.raises(RuleViolation, match="kan inte läggas till"):
        add(board, board.sent(), strange)
