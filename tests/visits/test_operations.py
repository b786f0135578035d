import datetime
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from insyn.audit.models import AuditEvent
from insyn.followups.rules import BEFORE_SENT, State
from insyn.kernel.access import Secrecy
from insyn.kernel.errors import NotAllowed
from insyn.platform import clock
from insyn.registry.queries import access_of
from insyn.visits.models import Observation, Visit, VisitAnswer, VisitOperation
from insyn.visits.rules import VisitKind
from insyn.visits.rules.carrying_out import VisitState
from insyn.visits.rules.operations import VisitOperationKind as Kind
from insyn.visits.rules.operations import VisitOperationOutcome as Outcome
from insyn.visits.services import change_observation, remove_observation
from insyn.visits.services.operations import Applied, Closed, apply_visit_operations
from tests.factories import DAY
from tests.visits.device import NOTE, note, on_visit, op

pytestmark = pytest.mark.django_db


@pytest.fixture
def there(ekby, anna, dag):
    return on_visit(ekby, anna, dag)


def apply(user, there, *operations, **more) -> Applied:
    return apply_visit_operations(access_of(user), there.visit.pk, operations, **more)


def outcomes(applied) -> list[Outcome]:
    return [ack.outcome for ack in applied.acks]


def answers(user) -> dict[str, object]:
    rows = VisitAnswer.objects.visible_to(access_of(user)).select_related("question")
    return {row.question.code: row.value for row in rows}


def notes(user) -> list[str]:
    return [row.text for row in Observation.objects.visible_to(access_of(user))]


def traces(user) -> list[VisitOperation]:
    rows = VisitOperation.objects.visible_to(access_of(user)).order_by("pk")
    return list(rows.select_related("settles"))


def test_answers_and_notes_are_stored(anna, there) -> None:
    applied = apply(
        anna, there, op(1, there.enough, "no", comment="Två sjuka"), note(2, "Låst", there.section)
    )

    assert outcomes(applied) == [Outcome.APPLIED, Outcome.APPLIED]
    assert (answers(anna), notes(anna)) == ({"F1": "no"}, ["Låst"])
    assert Visit.objects.visible_to(access_of(anna)).get().revision == applied.revision == 2


def test_a_note_is_an_observation_of_the_visit(anna, there) -> None:
    apply(anna, there, note(1, "Låst", there.section, question=there.enough.pk))
    (row,) = Observation.objects.visible_to(access_of(anna))

    assert (row.visit_id, row.followup_id, row.key) == (there.visit.pk, there.followup.pk, NOTE)
    assert (row.question_id, row.noted_by_id, row.revision) == (there.enough.pk, anna.pk, 1)


def test_a_note_is_changed_by_its_mark(anna, dag, there) -> None:
    apply(anna, there, note(1, "Låst", there.section))
    apply(dag, there, note(2, "Låst dörr", there.section, seen_revision=1))

    assert notes(anna) == ["Låst dörr"]


def test_what_is_sent_twice_is_done_once(anna, there) -> None:
    first = apply(anna, there, op(1, there.enough, "no"), note(2, "Låst", there.section))
    again = apply(anna, there, op(1, there.enough, "no"), note(2, "Låst", there.section))

    assert (again.acks, again.revision) == (first.acks, first.revision)
    assert len(traces(anna)) == 2


def test_an_answer_over_one_not_seen_keeps_both(anna, dag, there) -> None:
    apply(anna, there, op(1, there.count, "4"))
    applied = apply(dag, there, op(2, there.count, "5"))

    assert outcomes(applied) == [Outcome.CONFLICT]
    assert answers(anna) == {"F3": 4}
    (waiting,) = applied.changed.conflicts
    assert (waiting.value, waiting.words, waiting.by) == (5, "5", str(dag))


def test_a_choice_closes_the_conflict(anna, dag, there) -> None:
    apply(anna, there, op(1, there.count, "4"))
    apply(dag, there, op(2, there.count, "5"))
    settle = {"kind": Kind.SETTLE, "target": UUID(int=2), "seen_revision": 1}
    applied = apply(anna, there, op(3, None, "5", **settle))

    assert (outcomes(applied), applied.changed.conflicts) == ([Outcome.APPLIED], ())
    assert answers(anna) == {"F3": 5}
    assert [row.settles.key if row.settles else None for row in traces(anna)][-1] == UUID(int=2)


def test_a_conflict_about_a_note_is_closed_with_both_texts(anna, dag, there) -> None:
    apply(anna, there, note(1, "Låst", there.section))
    apply(anna, there, note(2, "Låst dörr", there.section, seen_revision=1))
    apply(dag, there, note(3, "Olåst", there.section, seen_revision=1))
    settle = {"kind": Kind.SETTLE, "target": UUID(int=3), "seen_revision": 2}
    applied = apply(dag, there, op(4, None, "Låst dörr\n\nOlåst", **settle))

    assert applied.changed.conflicts == ()
    assert notes(anna) == ["Låst dörr\n\nOlåst"]


def test_one_who_goes_on_in_a_conflict_leaves_one_choice(anna, dag, there) -> None:
    apply(anna, there, op(1, there.text, "Rent"))
    applied = apply(dag, there, op(2, there.text, "Smuts"), op(3, there.text, "Smutsigt"))

    assert [one.words for one in applied.changed.conflicts] == ["Smutsigt"]
    assert [row.value for row in traces(anna)] == ["Rent", "Smuts", "Smutsigt"]


def test_a_choice_sent_twice_is_made_once(anna, dag, there) -> None:
    apply(anna, there, op(1, there.count, "4"))
    apply(dag, there, op(2, there.count, "5"))
    choice = op(3, None, "5", kind=Kind.SETTLE, target=UUID(int=2), seen_revision=1)

    assert apply(anna, there, choice).acks == apply(anna, there, choice).acks


def test_of_what_is_refused_no_words_are_kept(anna, there) -> None:
    applied = apply(anna, there, op(1, there.text, "Gäller 19121212-1212"))
    (row,) = traces(anna)

    assert "personnummer" in applied.acks[0].problem
    assert (row.outcome, row.value, row.comment) == (Outcome.REFUSED, None, "")


@pytest.mark.parametrize("field", ["question", "section"])
def test_nothing_is_kept_of_what_is_not_in_the_template(field, anna, there) -> None:
    kind = Kind.ANSWER if field == "question" else Kind.NOTE
    applied = apply(anna, there, op(1, None, "Rent", kind=kind, **{field: 404}))

    assert (outcomes(applied), traces(anna)) == ([Outcome.REFUSED], [])


def test_what_the_provider_answers_is_not_answered_by_reviewers(anna, there) -> None:
    applied = apply(anna, there, op(1, there.theirs, "yes"))

    assert (outcomes(applied), answers(anna)) == ([Outcome.REFUSED], {})


def test_a_device_hears_what_others_have_changed_since(anna, dag, there) -> None:
    apply(anna, there, op(1, there.enough, "no"))
    before = apply(anna, there, note(2, "Låst", there.section)).revision
    applied = apply(dag, there, op(3, there.count, "4"), since=before)

    assert [one.question for one in applied.changed.answers] == [there.count.pk]
    assert (applied.changed.notes, applied.changed.note_keys) == ((), (NOTE,))


def test_a_note_changed_on_the_page_is_heard_of_and_not_overwritten(anna, dag, there) -> None:
    before = apply(anna, there, note(1, "Låst", there.section)).revision
    (row,) = Observation.objects.visible_to(access_of(anna))
    change_observation(access_of(anna), row, text="Låst port")
    applied = apply(dag, there, note(2, "Olåst", there.section, seen_revision=1), since=before)

    assert outcomes(applied) == [Outcome.CONFLICT]
    assert [one.text for one in applied.changed.notes] == ["Låst port"]


def test_a_note_taken_away_on_the_page_is_not_lost_to_one_who_writes_on_it(
    anna, dag, there
) -> None:
    apply(anna, there, note(1, "Låst", there.section))
    (row,) = Observation.objects.visible_to(access_of(anna))
    remove_observation(access_of(anna), row)
    apply(dag, there, note(2, "Låst dörr", there.section, seen_revision=1))

    assert notes(dag) == ["Låst dörr"]


def test_each_batch_leaves_a_line_in_the_trail(anna, there) -> None:
    apply(anna, there, op(1, there.enough, "no"), op(2, there.text, "Gäller 19121212-1212"))
    apply(anna, there, op(1, there.enough, "no"))
    events = AuditEvent.objects.visible_to(access_of(anna)).about(there.followup)

    assert [(one.event, one.facts["saved"], one.facts["refused"]) for one in events] == [
        ("visit.answered", 1, 1)
    ]


@pytest.mark.parametrize("state", sorted(set(State) - BEFORE_SENT))
def test_what_is_sent_takes_nothing_more(state, anna, there) -> None:
    done = apply(anna, there, op(1, there.enough, "no"))
    there.followup.state, there.followup.cancelled_reason = state, "Skäl"
    there.followup.save()

    assert apply(anna, there, op(1, there.enough, "no")).acks == done.acks
    with pytest.raises(Closed, match="Uppföljningen är skickad") as no:
        apply(anna, there, op(1, there.enough, "no"), op(2, there.enough, "yes"))
    assert no.value.acks == done.acks
    assert answers(anna) == {"F1": "no"}


def test_a_cancelled_visit_takes_nothing_more(anna, there) -> None:
    there.visit.state, there.visit.cancelled_reason = VisitState.CANCELLED, "Stängt"
    there.visit.save()

    with pytest.raises(Closed, match="Besöket är inställt"):
        apply(anna, there, op(1, there.enough, "no"))


def test_those_who_may_not_carry_out_write_nothing(bo, cilla, there) -> None:
    there.followup.reported_on = DAY
    there.followup.save()
    with pytest.raises(NotAllowed):
        apply(bo, there, op(1, there.enough, "no"))
    with pytest.raises(Visit.DoesNotExist):
        apply(cilla, there, op(1, there.enough, "no"))


def test_what_stays_in_the_unit_is_not_seen_by_all(bo, there) -> None:
    there.followup.secrecy = Secrecy.RESTRICTED
    there.followup.save()

    with pytest.raises(Visit.DoesNotExist):
        apply(bo, there, op(1, there.enough, "no"))


def test_a_mark_of_another_visit_does_nothing(anna, there) -> None:
    other = Visit.objects.create(followup=there.followup, kind=VisitKind.VISIT, planned_on=DAY)
    apply(anna, there, op(1, there.enough, "no"), note(2, "Låst", there.section))

    for stolen in (op(1, there.enough, "yes"), note(3, "Olåst", there.section)):
        with pytest.raises(Visit.DoesNotExist):
            apply_visit_operations(access_of(anna), other.pk, [stolen])
    assert (answers(anna), notes(anna)) == ({"F1": "no"}, ["Låst"])


def test_a_clock_that_goes_wrong_is_not_believed(anna, there) -> None:
    far = clock.now() + datetime.timedelta(days=400)
    apply(anna, there, op(1, there.enough, "no", made_at=far, device="x" * 50))
    (row,) = traces(anna)

    assert row.made_at < far
    assert len(row.device) == 36


def test_fifty_operations_cost_few_queries(anna, there) -> None:
    batch = [note(n, f"Sett {n}", there.section, target=UUID(int=100 + n)) for n in range(1, 51)]
    access = access_of(anna)
    with CaptureQueriesContext(connection) as seen:
        apply_visit_operations(access, there.visit.pk, batch)

    assert len(seen) <= 32
