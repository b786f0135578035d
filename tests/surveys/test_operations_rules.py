from dataclasses import replace
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.criteria.rules import AnswerType, QuestionFacts
from insyn.criteria.rules.answers import NOT_APPLICABLE
from insyn.criteria.rules.operations import as_value
from insyn.surveys.rules import (
    AnswerState,
    OperationKind,
    OperationOutcome,
    ResponseState,
    RoundState,
)
from insyn.surveys.rules.operations import (
    CLOSED_ROUND,
    HANDED_IN,
    NEVER_ANSWERED,
    NO_COMMENTS,
    NOT_YOURS,
    NOTHING_TO_CONFIRM,
    ONLY_RETURNED,
    SETTLED,
    TOO_LONG,
    Ledger,
    Operation,
    Standing,
    answers_to_hand_in,
    carry_out,
    left_to_answer,
    locked_because,
    standing_with_files,
)

PLACE = UUID("6f4bb3f4-4b62-4a6c-9d55-0e6d27e7a5a1")
APPLIED, CONFLICT, REFUSED = (
    OperationOutcome.APPLIED,
    OperationOutcome.CONFLICT,
    OperationOutcome.REFUSED,
)


def key(name) -> UUID:
    return uuid5(PLACE, str(name))


def asked(answer_type=AnswerType.YES_NO, **facts) -> QuestionFacts:
    return QuestionFacts("Hur?", code="F1", answer_type=answer_type, **facts)


def ledger(standing: Standing | None = None, question=None, **facts) -> Ledger:
    standings = {} if standing is None else {1: standing}
    revision = standing.revision if standing else 0
    return Ledger({1: question or asked(), 2: asked()}, standings, revision=revision, **facts)


def op(value="yes", *, name="a", question=1, kind=OperationKind.SET, **facts) -> Operation:
    return Operation(key(name), question, kind, value, **facts)


def test_an_answer_is_kept_with_the_next_revision() -> None:
    book = ledger()

    (settled,) = carry_out(book, [op("no", comment="Inte än.")])

    assert settled.outcome == APPLIED
    assert settled.revision == book.revision == 1
    assert book.standings[1] == Standing(AnswerState.ANSWERED, "no", "Inte än.", 1)


def test_the_same_operation_twice_is_done_once() -> None:
    book = ledger()
    first = carry_out(book, [op()])

    second = carry_out(book, [op()])

    assert first == second
    assert book.revision == 1


def test_an_answer_that_somebody_has_changed_is_not_written_over() -> None:
    book = ledger(Standing(AnswerState.ANSWERED, "yes", revision=4))

    (settled,) = carry_out(book, [op("no", seen_revision=3)])

    assert settled.outcome == CONFLICT
    assert book.standings[1].value == "yes"
    assert book.revision == 4


def test_two_who_answer_alike_are_no_conflict() -> None:
    book = ledger(Standing(AnswerState.ANSWERED, "yes", revision=4))

    (settled,) = carry_out(book, [op("yes", seen_revision=0)])

    assert settled.outcome == APPLIED
    assert book.revision == 4


def test_a_second_operation_of_the_batch_has_seen_the_first() -> None:
    book = ledger()

    done = carry_out(book, [op("yes", name="a"), op("no", name="b")])

    assert [one.outcome for one in done] == [APPLIED, APPLIED]
    assert book.standings[1].value == "no"


def test_an_operation_sent_again_leads_on_to_the_next_one() -> None:
    book = ledger()
    carry_out(book, [op("yes", name="a")])

    done = carry_out(book, [op("yes", name="a"), op("no", name="b")])

    assert [one.outcome for one in done] == [APPLIED, APPLIED]


def test_an_operation_sent_again_gives_no_right_to_what_came_after_it() -> None:
    book = ledger()
    carry_out(book, [op("yes", name="a")])
    carry_out(book, [op("no", name="other", seen_revision=1)])

    done = carry_out(book, [op("yes", name="a"), op("not_applicable", name="b")])

    assert [one.outcome for one in done] == [APPLIED, CONFLICT]
    assert book.standings[1].value == "no"


def test_a_question_of_nobody_is_refused_and_leaves_no_trace() -> None:
    (settled,) = carry_out(ledger(), [op(question=99)])

    assert (settled.outcome, settled.problem, settled.is_known) == (REFUSED, NOT_YOURS, False)


def test_what_is_no_answer_is_refused_with_its_sentence() -> None:
    (settled,) = carry_out(ledger(), [op("maybe")])

    assert (settled.outcome, settled.problem) == (REFUSED, "Välj ett av svaren: Ja, Nej.")


@pytest.mark.parametrize(
    ("operation", "question", "problem"),
    [
        (op(comment="x" * 10_001), asked(), TOO_LONG),
        (op(comment="x"), asked(allows_comment=False), NO_COMMENTS),
        (op(None, kind=OperationKind.CONFIRM), asked(), NOTHING_TO_CONFIRM),
    ],
)
def test_what_cannot_be_kept_is_refused(operation, question, problem) -> None:
    (settled,) = carry_out(ledger(question=question), [operation])

    assert (settled.outcome, settled.problem) == (REFUSED, problem)


@pytest.mark.parametrize("where", ["value", "comment"])
def test_a_personal_number_is_refused_in_answer_and_comment(where) -> None:
    words = {"value": "Inget", "comment": "", where: "Kalle 19121212-1212 bor här"}
    book = ledger(question=asked(AnswerType.TEXT))

    (settled,) = carry_out(book, [op(words["value"], comment=words["comment"])])

    assert settled.outcome == REFUSED
    assert "personnummer" in settled.problem
    assert book.standings == {}


def test_what_was_taken_over_is_unanswered_until_confirmed() -> None:
    book = ledger(Standing(AnswerState.PREFILLED, "yes", "Som förut."))

    carry_out(book, [op(None, kind=OperationKind.CONFIRM)])

    assert book.standings[1] == Standing(AnswerState.ANSWERED, "yes", "Som förut.", 1)


def test_what_nobody_has_seen_cannot_be_confirmed() -> None:
    book = ledger(Standing(AnswerState.ANSWERED, "no", revision=5))

    (settled,) = carry_out(book, [op(None, kind=OperationKind.CONFIRM, seen_revision=2)])

    assert settled.outcome == CONFLICT


def test_an_answer_that_is_taken_away_leaves_its_comment_and_its_revision() -> None:
    book = ledger(Standing(AnswerState.ANSWERED, "no", "Vet ej", 5))

    carry_out(book, [op(kind=OperationKind.CLEAR, comment="Vet ej", seen_revision=5)])

    assert book.standings[1] == Standing(AnswerState.UNANSWERED, None, "Vet ej", 6)


def test_a_comment_may_come_before_the_answer() -> None:
    book = ledger()

    carry_out(book, [op(None, comment="Jag kollar.")])

    assert book.standings[1] == Standing(AnswerState.UNANSWERED, None, "Jag kollar.", 1)


def test_what_came_back_and_is_taken_away_still_waits() -> None:
    book = ledger(Standing(AnswerState.RETURNED, "no", revision=5, came_back=True))

    carry_out(book, [op(None, seen_revision=5)])

    assert book.standings[1].state == AnswerState.RETURNED


@pytest.mark.parametrize(
    ("standing", "outcome"),
    [
        (None, APPLIED),
        (Standing(AnswerState.PREFILLED, "no"), APPLIED),
        (Standing(AnswerState.RETURNED, "no", came_back=True), APPLIED),
        (Standing(AnswerState.ANSWERED, "no", came_back=True), APPLIED),
        (Standing(AnswerState.ANSWERED, "no"), REFUSED),
    ],
)
def test_only_what_came_back_or_is_open_may_change_in_a_returned_response(
    standing, outcome
) -> None:
    (settled,) = carry_out(ledger(standing, only_returned=True), [op("yes")])

    assert settled.outcome == outcome
    assert settled.problem == (ONLY_RETURNED if outcome == REFUSED else "")


@pytest.mark.parametrize(
    ("answer_type", "typed", "value"),
    [
        (AnswerType.NUMBER, " 12,5 ", 12.5),
        (AnswerType.PERCENT, "7", 7),
        (AnswerType.NUMBER, "tolv", "tolv"),
        (AnswerType.TEXT, "12", "12"),
        (AnswerType.TEXT, "  ", None),
        (AnswerType.SEVERAL, [], None),
        (AnswerType.SEVERAL, ["a"], ["a"]),
        (AnswerType.SAMPLE, {"right": "9", "of": "10"}, {"right": 9, "of": 10}),
        (AnswerType.SAMPLE, {"right": "", "of": ""}, None),
        (AnswerType.NUMBER, NOT_APPLICABLE, NOT_APPLICABLE),
        (AnswerType.NUMBER, None, None),
    ],
)
def test_what_was_typed_is_read_as_the_question_wants_it(answer_type, typed, value) -> None:
    assert as_value(asked(answer_type), typed) == value


@pytest.mark.parametrize(
    ("response", "survey_round", "sentence"),
    [
        (ResponseState.INVITED, RoundState.OPEN, ""),
        (ResponseState.SAVED, RoundState.OPEN, ""),
        (ResponseState.SAVED, RoundState.CLOSED, CLOSED_ROUND),
        (ResponseState.RETURNED, RoundState.CLOSED, ""),
        (ResponseState.SUBMITTED, RoundState.OPEN, HANDED_IN),
        (ResponseState.ACCEPTED, RoundState.OPEN, SETTLED),
    ],
)
def test_when_a_response_is_locked(response, survey_round, sentence) -> None:
    assert locked_because(response, survey_round) == sentence


def test_what_must_be_answered_before_handing_in() -> None:
    standings = {
        1: Standing(AnswerState.ANSWERED, "yes"),
        2: Standing(AnswerState.PREFILLED, "yes"),
        4: Standing(AnswerState.RETURNED, "no"),
        5: Standing(AnswerState.PREFILLED, "no"),
    }

    assert left_to_answer([1, 2, 3, 4, 5], [1, 2, 3], standings) == (2, 3, 4)


def test_only_what_is_asked_and_answered_is_handed_in() -> None:
    standings = {
        1: Standing(AnswerState.ANSWERED, "yes", "Ja."),
        2: Standing(AnswerState.PREFILLED, "yes"),
        3: Standing(AnswerState.ANSWERED, "no"),
    }

    assert answers_to_hand_in([1, 2], standings) == {"1": {"value": "yes", "comment": "Ja."}}


def test_a_file_answers_a_question_that_asks_for_a_document() -> None:
    question = asked(AnswerType.DOCUMENT)
    with_two = standing_with_files(question, NEVER_ANSWERED, ["a.pdf", "b.pdf"])

    assert (with_two.state, with_two.value) == (AnswerState.ANSWERED, "a.pdf, b.pdf")
    assert standing_with_files(question, with_two, []).state == AnswerState.UNANSWERED
    off = Standing(AnswerState.ANSWERED, NOT_APPLICABLE)
    assert standing_with_files(question, off, []) == off


def test_a_file_answers_no_other_question() -> None:
    assert standing_with_files(asked(), NEVER_ANSWERED, ["a.pdf"]) == NEVER_ANSWERED


@pytest.mark.parametrize(
    ("before", "typed", "value"),
    [
        (Standing(), None, None),
        (Standing(files=("a.pdf",)), None, "a.pdf"),
        (Standing(AnswerState.ANSWERED, "a.pdf"), "vad som helst", "a.pdf"),
        (Standing(AnswerState.ANSWERED, "a.pdf"), NOT_APPLICABLE, NOT_APPLICABLE),
        (Standing(AnswerState.ANSWERED, NOT_APPLICABLE, files=("a.pdf",)), None, "a.pdf"),
    ],
)
def test_nobody_writes_the_answer_to_a_question_about_a_document(before, typed, value) -> None:
    book = ledger(before, asked(AnswerType.DOCUMENT))

    carry_out(book, [op(typed, comment="Se filen.")])

    assert (book.standings[1].value, book.standings[1].comment) == (value, "Se filen.")


@pytest.mark.parametrize("state", [AnswerState.PREFILLED, AnswerState.RETURNED])
def test_a_comment_alone_confirms_nothing(state) -> None:
    book = ledger(Standing(state, "yes", came_back=True))

    carry_out(book, [op("yes", comment="Vi återkommer.")])
    assert book.standings[1].state == state

    carry_out(book, [op("yes", name="b", kind=OperationKind.CONFIRM, seen_revision=1)])
    assert book.standings[1].state == AnswerState.ANSWERED


# Two devices write in one survey over a net that loses, doubles and delays what is sent.

DEVICES = st.integers(0, 1)
VALUES = st.sampled_from(["yes", "no", NOT_APPLICABLE])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("answer"), DEVICES, VALUES),
        st.tuples(st.just("send"), DEVICES, st.just("")),
        st.tuples(st.just("send_lost"), DEVICES, st.just("")),
    ),
    max_size=30,
)


class Device:
    """As the script in the browser does it, for one question."""

    def __init__(self, number: int) -> None:
        self.number, self.made, self.seen = number, 0, 0
        self.outbox: list[Operation] = []
        self.asked: list[Operation] = []

    def answer(self, value: str) -> None:
        self.made += 1
        name = f"{self.number}:{self.made}"
        self.outbox.append(op(value, name=name, seen_revision=self.seen))

    def hear(self, done) -> None:
        for settled in done:
            (operation,) = (one for one in self.outbox if one.key == settled.key)
            self.outbox.remove(operation)
            if settled.outcome == CONFLICT:
                self.asked.append(operation)
            self.seen = max(self.seen, settled.revision)
        self.outbox = [replace(one, seen_revision=self.seen) for one in self.outbox]


@given(STEPS)
def test_nothing_is_lost_or_doubled_whatever_the_net_does(steps) -> None:
    book, devices = ledger(), (Device(0), Device(1))
    every: dict[UUID, Operation] = {}
    for what, number, value in steps:
        device = devices[number]
        if what == "answer":
            device.answer(value)
            every[device.outbox[-1].key] = device.outbox[-1]
        else:
            done = carry_out(book, device.outbox)
            if what == "send":
                device.hear(done)
    for device in devices:
        device.hear(carry_out(book, device.outbox))

    assert set(book.earlier) == set(every)
    assert not devices[0].outbox
    assert not devices[1].outbox
    standing = book.standings.get(1, NEVER_ANSWERED)
    written = [one for one in book.earlier.values() if one.outcome == APPLIED]
    assert standing.revision == book.revision <= len(written)
    if written:
        latest = [one for one in written if one.revision == book.revision]
        assert {every[one.key].value for one in latest} == {standing.value}
    for device in devices:
        lost = [one for one in book.earlier.values() if one.outcome == CONFLICT]
        asked_of = {one.key for one in device.asked}
        own = {one.key for one in lost if any(one.key == key(f"{device.number}:{n}")
               for n in range(1, device.made + 1))}  # fmt: skip
        assert asked_of == own
