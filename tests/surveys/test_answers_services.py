import datetime

import pytest
from django.db import IntegrityError, transaction

from insyn.audit.models import AuditEvent
from insyn.documents.models import Document
from insyn.documents.services import Paper
from insyn.kernel.errors import Outdated, RuleViolation
from insyn.platform import clock
from insyn.surveys.models import AnswerOperation, SurveyResponse
from insyn.surveys.queries.changes import changes_since
from insyn.surveys.rules import (
    AnswerState,
    OperationKind,
    OperationOutcome,
    ResponseState,
)
from insyn.surveys.rules.operations import DELEGATED, HANDED_IN, NOT_YOURS, ONLY_RETURNED
from insyn.surveys.services.answers import (
    MOST_FILES,
    Locked,
    NoneOfTheirs,
    Unanswered,
    apply_operations,
    attach_file,
    remove_file,
    submit,
)
from tests.factories import ProviderContactFactory, ProviderFactory
from tests.surveys.answering import (
    SENT,
    Answered,
    access_by_invitation,
    answered,
    colleague,
    key,
)

pytestmark = pytest.mark.django_db
WHY = "Provet räknar raderna som de är."
APPLIED, CONFLICT, REFUSED = (
    OperationOutcome.APPLIED,
    OperationOutcome.CONFLICT,
    OperationOutcome.REFUSED,
)
PDF = Paper(title="Rutin", file_name="rutin.pdf", content=b"%PDF-1.7 rutin")


@pytest.fixture
def survey(ekby) -> Answered:
    return answered(ekby, ProviderFactory.create(name="Åkerö Stödboende AB"))


def applied(survey: Answered, *operations, access=None, since=None):
    return apply_operations(access or survey.access, survey.response.pk, operations, since=since)


def answer_all(survey: Answered) -> None:
    applied(
        survey,
        survey.op("F1", "yes"),
        survey.op("F3", "12,5"),
        survey.op("F4", ["a1", "a2"]),
        survey.op("F5", {"right": "9", "of": "10"}),
    )


def operations_stored() -> int:
    return AnswerOperation.objects.unscoped(reason=WHY).count()


def test_answers_are_stored_counted_and_acknowledged(survey) -> None:
    done = applied(survey, survey.op("F1", "yes", comment="Ja."), survey.op("F3", "12,5"))

    row = survey.fresh()
    assert [ack.outcome for ack in done.acks] == [APPLIED, APPLIED]
    assert [ack.value for ack in done.acks] == ["yes", 12.5]
    assert (done.revision, row.revision) == (2, 2)
    assert (row.answered_count, row.required_count) == (2, 4)
    assert row.state == ResponseState.SAVED
    assert row.started_at is not None


def test_the_answer_says_who_and_when(survey) -> None:
    applied(survey, survey.op("F1", "yes", comment="Ja."))

    row = survey.answer("F1")
    assert (row.value, row.comment, row.answered_by) == ("yes", "Ja.", survey.user)
    assert row.answered_at is not None


def test_what_is_sent_twice_is_done_once(survey) -> None:
    first = applied(survey, survey.op("F1"))
    second = applied(survey, survey.op("F1"))

    assert first.acks == second.acks
    assert operations_stored() == 1
    assert survey.fresh().revision == 1


def test_a_question_that_an_answer_brings_is_counted(survey) -> None:
    applied(survey, survey.op("F1", "no"))

    assert survey.fresh().required_count == 5


def test_a_conflict_keeps_both_and_says_whose_the_other_is(survey) -> None:
    dag = colleague(survey)
    applied(survey, survey.op("F1", "no"), access=access_by_invitation(dag, survey.response))

    (ack,) = applied(survey, survey.op("F1", "yes", seen_revision=0)).acks

    assert (ack.outcome, ack.value, ack.revision) == (CONFLICT, "no", 1)
    assert ack.by == dag.get_full_name()
    stored = AnswerOperation.objects.unscoped(reason=WHY).get(outcome=CONFLICT)
    assert stored.value == "yes"
    assert survey.answer("F1").value == "no"


def test_the_one_who_has_seen_the_other_answer_may_change_it(survey) -> None:
    applied(survey, survey.op("F1", "no"))

    (ack,) = applied(survey, survey.op("F1", "yes", seen_revision=1)).acks

    assert (ack.outcome, ack.revision) == (APPLIED, 2)


def test_what_is_refused_leaves_no_words_behind(survey) -> None:
    (ack,) = applied(survey, survey.op("F1", "yes", comment="Om 19121212-1212")).acks

    assert ack.outcome == REFUSED
    assert "personnummer" in ack.problem
    stored = AnswerOperation.objects.unscoped(reason=WHY).get()
    assert (stored.value, stored.comment) == (None, "")
    assert not survey.answers("F1").exists()


def test_one_that_is_refused_does_not_stop_the_others(survey) -> None:
    done = applied(survey, survey.op("F1", "kanske"), survey.op("F3", 4))

    assert [ack.outcome for ack in done.acks] == [REFUSED, APPLIED]
    assert survey.answer("F3").value == 4


def test_a_question_of_the_reviewer_is_nobodys_to_answer(survey) -> None:
    own = survey.sections[1].questions.unscoped(reason=WHY).get(code="F9")
    survey.questions["F9"] = own

    with pytest.raises(NoneOfTheirs):
        applied(survey, survey.op("F9", "yes"))
    done = applied(survey, survey.op("F9", "yes"), survey.op("F1"))
    assert [ack.problem for ack in done.acks] == [NOT_YOURS, ""]
    assert operations_stored() == 1


def test_another_provider_has_no_such_response(survey, ekby) -> None:
    other = ProviderContactFactory.create(authority=ekby).user
    stranger = Answered(survey.response, survey.questions, survey.sections, other)

    with pytest.raises(SurveyResponse.DoesNotExist):
        applied(stranger, survey.op("F1"))
    with pytest.raises(SurveyResponse.DoesNotExist):
        submit(stranger.access, survey.response.pk, key=key("x"))
    with pytest.raises(SurveyResponse.DoesNotExist):
        attach_file(
            stranger.access, survey.response.pk, question=survey.questions["F6"].pk, paper=PDF
        )


def test_a_key_of_another_response_does_nothing(survey, norrby) -> None:
    other = answered(norrby, ProviderFactory.create(), username="annan")
    apply_operations(other.access, other.response.pk, [other.op("F1", name="taken")])

    with pytest.raises(NoneOfTheirs):
        applied(survey, survey.op("F1", name="taken"))


def test_a_delegate_answers_their_areas_only(survey) -> None:
    dag = colleague(survey, survey.sections[1])
    access = access_by_invitation(dag, survey.response)

    done = applied(survey, survey.op("F4", ["a1"]), survey.op("F1"), access=access)

    assert [ack.outcome for ack in done.acks] == [APPLIED, REFUSED]
    assert done.acks[1].value is None
    assert not survey.answers("F1").exists()


def test_a_delegate_learns_nothing_of_other_areas(survey) -> None:
    dag = colleague(survey, survey.sections[1])
    answer_all(survey)
    access = access_by_invitation(dag, survey.response)

    told = changes_since(access, survey.response.pk, since=0)

    theirs = {survey.questions["F4"].pk, survey.questions["F5"].pk}
    assert {change.question for change in told.changed} == theirs


def test_a_delegate_does_not_hand_in(survey) -> None:
    answer_all(survey)
    dag = colleague(survey, survey.sections[1])

    with pytest.raises(RuleViolation, match=DELEGATED):
        submit(access_by_invitation(dag, survey.response), survey.response.pk, key=key("in"))


def test_what_was_taken_over_counts_first_when_confirmed(survey) -> None:
    survey.given("F1", "yes", AnswerState.PREFILLED, prefilled_from="2025")
    applied(survey, survey.op("F3", 2))
    assert survey.fresh().answered_count == 1

    applied(survey, survey.op("F1", None, kind=OperationKind.CONFIRM))

    row = survey.answer("F1")
    assert survey.fresh().answered_count == 2
    assert (row.state, row.prefilled_from) == (AnswerState.ANSWERED, "2025")


def test_what_was_taken_over_and_changed_is_no_longer_taken_over(survey) -> None:
    survey.given("F1", "yes", AnswerState.PREFILLED, prefilled_from="2025")

    applied(survey, survey.op("F1", "no"))

    assert survey.answer("F1").prefilled_from == ""


def test_others_changes_are_told_and_own_are_not(survey) -> None:
    dag = colleague(survey)
    applied(survey, survey.op("F1", "no"))
    applied(survey, survey.op("F3", 4), access=access_by_invitation(dag, survey.response))

    done = applied(survey, survey.op("F4", ["a1"]), since=1)

    assert [(one.question, one.value) for one in done.changed] == [(survey.questions["F3"].pk, 4)]
    assert done.changed[0].by == dag.get_full_name()


def test_the_database_keeps_no_answer_without_a_value(survey) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        survey.given("F1", None)


# Handing in.


def test_everything_answered_is_handed_in_once(survey) -> None:
    answer_all(survey)

    first = submit(survey.access, survey.response.pk, key=key("in"))
    second = submit(survey.access, survey.response.pk, key=key("in"))

    assert first == second
    assert first.number == 1
    assert first.answers[str(survey.questions["F3"].pk)] == {"value": 12.5, "comment": ""}
    assert str(survey.questions["F2"].pk) not in first.answers
    assert survey.fresh().state == ResponseState.SUBMITTED
    events = AuditEvent.objects.unscoped(reason=WHY)
    assert events.filter(event="survey_response.submitted").count() == 1


def test_what_is_left_is_named(survey) -> None:
    applied(survey, survey.op("F1", "yes"), survey.op("F3", 4))

    with pytest.raises(Unanswered, match="2 frågor är inte besvarade") as no:
        submit(survey.access, survey.response.pk, key=key("in"))

    assert no.value.questions == (survey.questions["F4"].pk, survey.questions["F5"].pk)
    assert survey.fresh().state == ResponseState.SAVED


def test_answers_that_changed_while_one_read_are_not_handed_in(survey) -> None:
    answer_all(survey)

    with pytest.raises(Outdated):
        submit(survey.access, survey.response.pk, key=key("in"), seen_revision=3)

    made = submit(survey.access, survey.response.pk, key=key("in"), seen_revision=4)
    assert made.number == 1


def test_answers_after_handing_in_are_refused_but_old_ones_acknowledged(survey) -> None:
    answer_all(survey)
    submit(survey.access, survey.response.pk, key=key("in"))
    late = survey.op("F1", "no", seen_revision=4)

    with pytest.raises(Locked, match=HANDED_IN) as no:
        applied(survey, survey.op("F1", "yes"), late)

    assert [(ack.key, ack.outcome) for ack in no.value.acks] == [
        (survey.op("F1", "yes").key, APPLIED)
    ]
    assert survey.answer("F1").value == "yes"
    assert not AnswerOperation.objects.unscoped(reason=WHY).filter(key=late.key).exists()


def test_what_was_stored_is_acknowledged_even_when_all_is_locked(survey) -> None:
    answer_all(survey)
    submit(survey.access, survey.response.pk, key=key("in"))

    (ack,) = applied(survey, survey.op("F1", "yes")).acks

    assert ack.outcome == APPLIED


@pytest.mark.parametrize("state", [ResponseState.SUBMITTED, ResponseState.ACCEPTED])
def test_locked_is_locked_for_answers_files_and_handing_in(survey, state) -> None:
    survey.move(state)

    with pytest.raises(Locked):
        applied(survey, survey.op("F1"))
    with pytest.raises(RuleViolation):
        attach_file(
            survey.access, survey.response.pk, question=survey.questions["F6"].pk, paper=PDF
        )
    with pytest.raises(RuleViolation):
        submit(survey.access, survey.response.pk, key=key("again"))


def test_a_closed_round_takes_no_answers(survey) -> None:
    survey.close()

    with pytest.raises(Locked, match="stängd"):
        applied(survey, survey.op("F1"))


def returned(survey: Answered) -> None:
    answer_all(survey)
    submit(survey.access, survey.response.pk, key=key("in"))
    survey.fresh()
    survey.move(ResponseState.RETURNED, returned_at=clock.now())
    row = survey.answer("F3")
    row.state, row.returned_reason = AnswerState.RETURNED, "Är det verkligen 12,5?"
    row.save()


def test_what_came_back_is_changed_and_handed_in_anew(survey) -> None:
    returned(survey)
    done = applied(
        survey, survey.op("F3", 13, seen_revision=2), survey.op("F1", "no", seen_revision=1)
    )
    applied(survey, survey.op("F3", 14, seen_revision=5))

    assert [ack.problem for ack in done.acks] == ["", ONLY_RETURNED]
    again = submit(survey.access, survey.response.pk, key=key("again"))
    assert again.number == 2
    assert again.answers[str(survey.questions["F3"].pk)]["value"] == 14


def test_what_came_back_and_was_not_answered_stops_handing_in(survey) -> None:
    returned(survey)

    with pytest.raises(Unanswered, match="1 fråga"):
        submit(survey.access, survey.response.pk, key=key("again"))


# Files.


def attach(survey: Answered, code: str, **facts) -> Document:
    paper = Paper(**{"title": "Rutin", "file_name": "rutin.pdf", "content": b"%PDF-1.7", **facts})
    return attach_file(
        survey.access, survey.response.pk, question=survey.questions[code].pk, paper=paper
    )


def test_a_file_answers_a_question_about_a_document(survey) -> None:
    document = attach(survey, "F6")

    row = survey.answer("F6")
    assert (row.state, row.value) == (AnswerState.ANSWERED, "rutin.pdf")
    assert list(row.documents.unscoped(reason=WHY)) == [document]
    assert survey.fresh().revision == 1


def test_a_file_with_another_question_leaves_the_answer_as_it_is(survey) -> None:
    applied(survey, survey.op("F1", "no", comment="Nej."))

    attach(survey, "F1")

    row = survey.answer("F1")
    assert (row.value, row.comment, row.revision) == ("no", "Nej.", 2)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("registerutdrag.pdf", "Registerutdrag"),
        ("rutin.exe", "Filtypen"),
        ("Anna 19121212-1212.pdf", "personnummer"),
    ],
)
def test_files_that_must_not_be_kept_are_refused(survey, name, words) -> None:
    with pytest.raises(RuleViolation, match=words):
        attach(survey, "F6", file_name=name)

    assert not survey.answers("F6").exists()


def test_a_question_has_at_most_ten_files(survey) -> None:
    for number in range(MOST_FILES):
        attach(survey, "F6", file_name=f"rutin {number}.pdf")

    with pytest.raises(RuleViolation, match="högst tio"):
        attach(survey, "F6")


def test_a_file_that_was_never_handed_in_is_deleted(survey) -> None:
    document = attach(survey, "F6")

    remove_file(
        survey.access,
        survey.response.pk,
        question=survey.questions["F6"].pk,
        document_pk=document.pk,
    )

    assert not Document.objects.filter(pk=document.pk).exists()
    assert survey.answer("F6").state == AnswerState.UNANSWERED


def test_a_file_of_another_answer_cannot_be_taken_away(survey) -> None:
    document = attach(survey, "F6")
    applied(survey, survey.op("F1"))

    with pytest.raises(Document.DoesNotExist):
        remove_file(
            survey.access,
            survey.response.pk,
            question=survey.questions["F1"].pk,
            document_pk=document.pk,
        )


def test_a_file_that_was_handed_in_stays_with_the_authority(survey) -> None:
    answer_all(survey)
    document = attach(survey, "F6")
    submit(survey.access, survey.response.pk, key=key("in"))
    survey.fresh()
    survey.move(ResponseState.RETURNED, returned_at=SENT - datetime.timedelta(days=1))

    remove_file(
        survey.access,
        survey.response.pk,
        question=survey.questions["F6"].pk,
        document_pk=document.pk,
    )

    assert Document.objects.filter(pk=document.pk).exists()


# Cost.


def test_forty_answers_are_few_queries(survey, django_assert_max_num_queries) -> None:
    access = survey.access
    operations = [survey.op("F3", n, name=n) for n in range(40)]
    applied(survey, survey.op("F1"))

    with django_assert_max_num_queries(10):
        apply_operations(access, survey.response.pk, operations)

    assert operations_stored() == 41
