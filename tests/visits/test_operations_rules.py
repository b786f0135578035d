from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.criteria.rules import AnswerType, QuestionFacts
from insyn.visits.rules.operations import (
    Ledger,
    Note,
    Operation,
    Refusal,
    Settled,
    Standing,
    carry_out,
    closed_because,
)
from insyn.visits.rules.operations import VisitOperationKind as Kind
from insyn.visits.rules.operations import VisitOperationOutcome as Outcome

TEXT, NUMBER, CHOICE = 1, 2, 3
AREA = 9
NOTE = UUID(int=77)


def mark(number: int) -> UUID:
    return UUID(int=number)


def op(number: int = 1, kind: Kind = Kind.ANSWER, **more: Any) -> Operation:
    known = {} if kind in {Kind.NOTE, Kind.SETTLE} else {"question": TEXT}
    return Operation(key=mark(number), kind=kind, **{**known, **more})


def ledger(**more) -> Ledger:
    return Ledger(
        questions={
            TEXT: QuestionFacts("Vad sågs?", answer_type=AnswerType.TEXT),
            NUMBER: QuestionFacts("Hur många?", answer_type=AnswerType.NUMBER),
            CHOICE: QuestionFacts("Finns rutinen?", answer_type=AnswerType.YES_NO),
        },
        sections={AREA: frozenset({TEXT, NUMBER, CHOICE})},
        **more,
    )


def outcomes(done: list[Settled]) -> list[Outcome]:
    return [one.outcome for one in done]


def test_an_answer_is_kept_with_its_revision() -> None:
    book = ledger(revision=4)
    (done,) = carry_out(book, [op(value="Rent", comment="även i köket")])

    assert (done.outcome, done.revision) == (Outcome.APPLIED, 5)
    assert book.answers == {TEXT: Standing("Rent", "även i köket", 5)}


def test_what_is_sent_twice_is_done_once() -> None:
    book = ledger()
    first = carry_out(book, [op(value="Rent")])
    again = carry_out(book, [op(value="Rent"), op(value="Rent")])

    assert (again, book.revision) == ([*first, *first], 1)


def test_what_was_typed_for_a_number_is_read_as_one() -> None:
    book = ledger()
    carry_out(book, [op(question=NUMBER, value=" 12,5 ")])

    assert book.answers[NUMBER].value == 12.5


def test_an_answer_is_cleared() -> None:
    book = ledger(answers={TEXT: Standing("Rent", "", 3)}, revision=3)
    carry_out(book, [op(kind=Kind.CLEAR, value="Smutsigt", seen_revision=3)])

    assert book.answers[TEXT] == Standing(None, "", 4)


def test_an_answer_over_one_not_seen_waits_beside_it() -> None:
    book = ledger(answers={TEXT: Standing("Rent", "", 3)}, revision=3)
    (done,) = carry_out(book, [op(value="Smutsigt", seen_revision=2)])

    assert done.outcome == Outcome.CONFLICT
    assert book.answers[TEXT] == Standing("Rent", "", 3)
    assert book.conflicts[done.key].is_open


def test_two_who_answer_the_same_are_in_no_conflict() -> None:
    book = ledger(answers={TEXT: Standing("Rent", "", 3)}, revision=3)
    (done,) = carry_out(book, [op(value="Rent")])

    assert (done.outcome, done.revision, book.revision) == (Outcome.APPLIED, 3, 3)


def test_the_second_operation_of_a_batch_has_seen_the_first() -> None:
    book = ledger()
    done = carry_out(book, [op(1, value="Rent"), op(2, value="Rent och helt")])

    assert outcomes(done) == [Outcome.APPLIED, Outcome.APPLIED]
    assert book.answers[TEXT].value == "Rent och helt"


def test_one_who_goes_on_writing_in_a_conflict_waits_with_the_last_words() -> None:
    book = ledger(answers={TEXT: Standing("Rent", "", 3)}, revision=3)
    done = carry_out(book, [op(1, value="Smutsigt"), op(2, value="Smutsigt i hallen")])

    assert outcomes(done) == [Outcome.CONFLICT, Outcome.CONFLICT]
    assert done[1].settles == mark(1)
    assert [key for key, one in book.conflicts.items() if one.is_open] == [mark(2)]


def test_a_choice_ends_the_conflict_and_stands() -> None:
    book = ledger(answers={TEXT: Standing("Rent", "", 3)}, revision=3)
    carry_out(book, [op(1, value="Smutsigt")])
    (done,) = carry_out(
        book, [op(2, Kind.SETTLE, target=mark(1), value="Rent och smutsigt", seen_revision=3)]
    )

    assert (done.outcome, done.settles) == (Outcome.APPLIED, mark(1))
    assert book.answers[TEXT].value == "Rent och smutsigt"
    assert not book.conflicts[mark(1)].is_open


def test_choosing_what_stands_ends_the_conflict_without_a_change() -> None:
    book = ledger(answers={TEXT: Standing("Rent", "", 3)}, revision=3)
    carry_out(book, [op(1, value="Smutsigt")])
    (done,) = carry_out(book, [op(2, Kind.SETTLE, target=mark(1), value="Rent", seen_revision=3)])

    assert (done.settles, book.revision) == (mark(1), 3)


def test_a_choice_made_over_a_newer_answer_waits_itself() -> None:
    book = ledger(answers={TEXT: Standing("Rent", "", 3)}, revision=3)
    carry_out(book, [op(1, value="Smutsigt")])
    carry_out(book, [op(2, value="Nystädat", seen_revision=3)])
    (done,) = carry_out(
        book, [op(3, Kind.SETTLE, target=mark(1), value="Smutsigt", seen_revision=3)]
    )

    assert done.outcome == Outcome.CONFLICT
    assert {key for key, one in book.conflicts.items() if one.is_open} == {mark(1), mark(3)}


def test_two_who_choose_differently_are_asked_again() -> None:
    book = ledger(answers={TEXT: Standing("Rent", "", 3)}, revision=3)
    carry_out(book, [op(1, value="Smutsigt")])
    choice: dict[str, Any] = {"target": mark(1), "seen_revision": 3}
    carry_out(book, [op(2, Kind.SETTLE, value="Smutsigt", **choice)])
    (done,) = carry_out(book, [op(3, Kind.SETTLE, value="Rent", **choice)])

    assert (done.outcome, book.answers[TEXT].value) == (Outcome.CONFLICT, "Smutsigt")


def test_a_choice_about_nothing_is_refused() -> None:
    (done,) = carry_out(ledger(), [op(kind=Kind.SETTLE, target=mark(5), value="Rent")])

    assert done.problem == Refusal.NO_CHOICE.label


def test_a_note_has_a_mark_of_its_own() -> None:
    book = ledger()
    carry_out(book, [op(kind=Kind.NOTE, target=NOTE, section=AREA, value="Låst dörr")])

    assert book.notes == {NOTE: Note(AREA, None, "Låst dörr", 1)}


def test_changing_a_note_unseen_keeps_both() -> None:
    book = ledger(notes={NOTE: Note(AREA, TEXT, "Låst dörr", 3)}, revision=3)
    (done,) = carry_out(book, [op(kind=Kind.NOTE, target=NOTE, value="Olåst", seen_revision=1)])

    assert (done.outcome, book.notes[NOTE].text) == (Outcome.CONFLICT, "Låst dörr")
    assert book.conflicts[done.key].note == NOTE


def test_a_conflict_about_a_note_is_settled_with_both_texts() -> None:
    book = ledger(notes={NOTE: Note(AREA, TEXT, "Låst dörr", 3)}, revision=3)
    carry_out(book, [op(1, Kind.NOTE, target=NOTE, value="Olåst", seen_revision=1)])
    both = "Låst dörr\n\nOlåst"
    (done,) = carry_out(book, [op(2, Kind.SETTLE, target=mark(1), value=both, seen_revision=3)])

    assert (done.settles, book.notes[NOTE].text) == (mark(1), both)


def test_a_note_that_was_taken_away_meanwhile_is_written_anew() -> None:
    book = ledger(revision=8)
    done = carry_out(
        book, [op(kind=Kind.NOTE, target=NOTE, section=AREA, value="Kvar", seen_revision=3)]
    )

    assert outcomes(done) == [Outcome.APPLIED]
    assert book.notes[NOTE].text == "Kvar"


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        (op(question=404, value="Rent"), Refusal.NO_QUESTION.label),
        (op(question=CHOICE, value="kanske"), "Välj ett av svaren: Ja, Nej."),
        (op(kind=Kind.NOTE, section=404, value="Rent"), Refusal.NO_AREA.label),
        (op(kind=Kind.NOTE, section=AREA, question=404, value="Rent"), Refusal.OTHER_AREA.label),
        (op(kind=Kind.NOTE, section=AREA, value="  "), Refusal.NO_TEXT.label),
        (op(kind=Kind.NOTE, section=AREA, value={"a": 1}), Refusal.NO_TEXT.label),
        (op(kind=Kind.NOTE, section=AREA, value="x" * 10_001), Refusal.LONG_NOTE.label),
        (op(kind=Kind.PHOTO), Refusal.PHOTO_ALONE.label),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence(wrong, problem) -> None:
    book = ledger()
    (done,) = carry_out(book, [wrong])

    assert (done.outcome, done.problem) == (Outcome.REFUSED, problem)
    assert (book.answers, book.notes, book.revision) == ({}, {}, 0)


@pytest.mark.parametrize(
    "words",
    [
        op(value="Gäller 19121212-1212"),
        op(question=CHOICE, value="yes", comment="Gäller 19121212-1212"),
        op(kind=Kind.NOTE, section=AREA, value="Gäller 19121212-1212"),
    ],
)
def test_personal_numbers_are_refused(words) -> None:
    (done,) = carry_out(ledger(), [words])

    assert "personnummer" in done.problem


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"is_sent": False, "is_cancelled": False}, ""),
        ({"is_sent": True, "is_cancelled": False}, Refusal.SENT.label),
        ({"is_sent": False, "is_cancelled": True}, Refusal.CANCELLED.label),
    ],
)
def test_a_visit_is_closed_when_sent_or_cancelled(facts, problem) -> None:
    assert closed_because(**facts) == problem


@dataclass
class Device:
    """A tablet: what it has not got an answer to, and what it has last seen."""

    name: str
    outbox: list[Operation] = field(default_factory=list)
    seen: dict[object, int] = field(default_factory=dict)
    heard: set[UUID] = field(default_factory=set)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["write", "note", "send", "send", "lose", "choose"]),
        st.integers(0, 1),
        st.integers(0, 1),
    ),
    max_size=40,
)


@given(STEPS)
def test_no_interleaving_of_two_devices_loses_a_text(steps) -> None:
    book, devices = ledger(), (Device("a"), Device("b"))
    written: dict[UUID, Operation] = {}
    for number, (what, who, extra) in enumerate(steps, 1):
        device = devices[who]
        if what in {"send", "lose"}:
            _exchange(book, device, is_lost=what == "lose")
        else:
            made = _made(book, device, number, what, extra)
            if made is not None:
                device.outbox.append(made)
                written[made.key] = made
    for device in devices:
        _exchange(book, device)

    assert not any(device.outbox for device in devices)
    for key, one in written.items():
        settled = book.earlier[key]
        assert settled.outcome in {Outcome.APPLIED, Outcome.CONFLICT}
        assert _is_kept_or_seen(book, one, settled)


def _exchange(book: Ledger, device: Device, *, is_lost: bool = False) -> None:
    done = carry_out(book, device.outbox)
    if is_lost:
        return
    device.outbox = []
    device.heard |= {one.key for one in done}
    device.seen = {key: one.revision for key, one in book.answers.items()}
    device.seen |= {key: one.revision for key, one in book.notes.items()}


def _made(book, device, number, what, extra) -> Operation | None:
    if what == "choose":
        waiting = [key for key, one in book.conflicts.items() if one.is_open]
        if not waiting or device.outbox:
            return None
        chosen = waiting[extra % len(waiting)]
        subject = book.conflicts[chosen].note or book.conflicts[chosen].question
        seen, words = device.seen.get(subject, 0), f"val {number} av {device.name}"
        return op(number, Kind.SETTLE, target=chosen, value=words, seen_revision=seen)
    text = f"{number} av {device.name}"
    if what == "note":
        seen = device.seen.get(NOTE, 0)
        return op(number, Kind.NOTE, target=NOTE, section=AREA, value=text, seen_revision=seen)
    return op(number, question=TEXT, value=text, seen_revision=device.seen.get(TEXT, 0))


def _is_kept_or_seen(book: Ledger, one: Operation, settled: Settled) -> bool:
    """Tell whether the text stands, waits, or went when its reader had it before them."""
    if settled.outcome == Outcome.CONFLICT:
        ended = [s for s in book.earlier.values() if s.settles == settled.key]
        return book.conflicts[settled.key].is_open or len(ended) == 1
    stands = [a.value for a in book.answers.values()] + [n.text for n in book.notes.values()]
    if one.value in stands:
        return True
    after = [
        (s, book.done[s.key])
        for s in book.earlier.values()
        if s.subject == settled.subject and s.revision > settled.revision
    ]
    first = min(after, key=lambda pair: pair[0].revision)
    return first[1].seen_revision >= settled.revision
