import re
import zipfile
from datetime import date
from io import BytesIO

import pytest
from django.db import models
from django.utils import translation
from openpyxl import load_workbook

from insyn.accounts.models import Authority
from insyn.criteria.models import Question
from insyn.criteria.rules import Respondent
from insyn.kernel.errors import RuleViolation
from insyn.papers.sheets.reading import Unreadable
from insyn.registry.models import Provider
from insyn.surveys.models import AnswerOperation, SurveyAnswer
from insyn.surveys.queries.answering import answering
from insyn.surveys.queries.questions import forget_questions
from insyn.surveys.rules import AnswerState, ResponseState
from insyn.surveys.services.answers import Locked, apply_operations
from insyn.surveys.services.workbook import read_answers, take_in_answers, workbook_of
from tests.factories import ProviderFactory, QuestionFactory
from tests.surveys.answering import Answered, answered, colleague

pytestmark = pytest.mark.django_db
NAME = "enkat.xlsx"


@pytest.fixture
def asked(ekby: Authority) -> Answered:
    forget_questions()
    return answered(ekby, ProviderFactory.create(name="Åkerö Omsorg AB"))


class Book:
    """A workbook as somebody has it open."""

    def __init__(self, content: bytes) -> None:
        self.book = load_workbook(BytesIO(content))
        self.sheet = self.book["Enkät"]

    def row(self, question: Question) -> int:
        for row in self.sheet.iter_rows(min_col=1, max_col=1):
            if str(row[0].value or "").startswith(f"{question.pk}:"):
                return int(row[0].row)
        raise LookupError(question)

    def fill(self, question: Question, answer=None, comment=None, confirm=None) -> "Book":
        at = self.row(question)
        for column, value in (("F", answer), ("G", comment), ("H", confirm)):
            if value is not None:
                self.sheet[f"{column}{at}"] = None if value == "" else value
        return self

    def content(self) -> bytes:
        out = BytesIO()
        self.book.save(out)
        return out.getvalue()


def page_of(asked: Answered, access=None):
    return answering(access or asked.access, asked.fresh())


def book_of(asked: Answered) -> Book:
    return Book(workbook_of(page_of(asked)))


def read(asked: Answered, book: Book, access=None):
    asker = access or asked.access
    return read_answers(asker, page_of(asked, asker), content=book.content(), file_name=NAME)


def sentences(found) -> list[str]:
    return [problem.sentence for problem in found.problems]


def filled(asked: Answered) -> Book:
    q = asked.questions
    book = book_of(asked)
    book.fill(q["F1"], "Ja", "Se rutinen").fill(q["F3"], "12,5")
    return book.fill(q["F4"], "Muntligt; Skriftligt").fill(q["F5"], "9 av 10")


def test_a_filled_in_workbook_gives_the_answers(asked) -> None:
    found = read(asked, filled(asked))
    take_in_answers(asked.access, asked.response.pk, sealed=found.sealed)

    values = {code: asked.answer(code).value for code in ("F1", "F3", "F4", "F5")}
    assert values == {"F1": "yes", "F3": 12.5, "F4": ["a1", "a2"], "F5": {"right": 9, "of": 10}}
    assert asked.answer("F1").comment == "Se rutinen"


def test_reading_a_workbook_keeps_nothing(asked) -> None:
    found = read(asked, filled(asked))

    assert len(found.differences) == 4
    assert not SurveyAnswer._base_manager.exists()
    assert not AnswerOperation._base_manager.exists()
    assert asked.fresh().state == ResponseState.INVITED


def test_taking_in_twice_is_done_once(asked) -> None:
    found = read(asked, filled(asked))
    for _time in range(2):
        take_in_answers(asked.access, asked.response.pk, sealed=found.sealed)

    assert AnswerOperation._base_manager.count() == 4


def test_an_untouched_workbook_changes_nothing(asked) -> None:
    apply_operations(asked.access, asked.response.pk, [
        asked.op("F1", "no"), asked.op("F2", "En rad.\nOch en till."), asked.op("F3", "3,5"),
        asked.op("F4", ["a2"]), asked.op("F5", {"right": 1, "of": 2}),
    ])  # fmt: skip
    found = read(asked, book_of(asked))

    assert (found.differences, found.problems, found.sealed) == ([], (), "")


def test_one_bad_row_stops_the_whole(asked) -> None:
    book = filled(asked).fill(asked.questions["F3"], "tolv")
    found = read(asked, book)

    (problem,) = found.problems
    at = book.row(asked.questions["F3"])
    assert (problem.row, problem.cell, problem.value) == (at, f"F{at}", "tolv")
    assert problem.sentence == "Skriv ett tal, som 12 eller 12,5."
    assert found.sealed == ""


def test_several_bad_rows_are_all_told_in_order(asked) -> None:
    q = asked.questions
    book = (
        book_of(asked).fill(q["F5"], "tio").fill(q["F1"], "kanske").fill(q["F4"], "Muntligt; Ingen")
    )
    rows = [problem.row for problem in read(asked, book).problems]

    assert rows == sorted(rows)
    assert len(rows) == 3


@pytest.mark.parametrize("text", ["=1+1", "@SUMMA(A1)"])
def test_a_text_that_begins_as_a_formula_is_refused(asked, text) -> None:
    book = book_of(asked)
    at = book.row(asked.questions["F2"])
    book.sheet[f"F{at}"].value = text
    book.sheet[f"F{at}"].data_type = "s"

    assert "som en formel" in sentences(read(asked, book))[0]


def test_a_formula_error_is_refused(asked) -> None:
    book = book_of(asked).fill(asked.questions["F1"], "Ja").fill(asked.questions["F3"], "#REF!")

    assert "formelfel" in sentences(read(asked, book))[0]


def test_a_personal_number_is_refused_before_anything_is_kept(asked) -> None:
    book = book_of(asked).fill(asked.questions["F1"], "Ja", "Gäller 19121212-1212")

    assert "personnummer" in sentences(read(asked, book))[0]


def test_a_file_is_never_named_in_the_workbook(asked) -> None:
    book = book_of(asked)
    at = book.row(asked.questions["F6"])
    book.sheet[f"F{at}"] = "rutin.pdf"

    assert "Filer lämnas på frågans sida" in sentences(read(asked, book))[0]


def test_another_units_workbook_is_refused(asked, ekby) -> None:
    other = answered(ekby, asked.response.contract.provider, username="granne", title="Nästa enkät")
    asked_book = book_of(asked)
    other.response.round = asked.response.round
    other.response.save()

    with pytest.raises(RuleViolation, match="annan verksamhet"):
        read(other, asked_book)


def test_an_older_rounds_workbook_is_refused(asked, ekby) -> None:
    provider: Provider = asked.response.contract.provider
    newer = answered(ekby, provider, username="senare", title="Avtalsenkät 2027")

    with pytest.raises(RuleViolation, match="äldre omgång"):
        read(newer, book_of(asked))


def test_a_workbook_that_is_not_ours_is_refused(asked) -> None:
    book = book_of(asked)
    book.sheet["A1"] = None

    with pytest.raises(RuleViolation, match="inte en arbetsbok som Insyn har gjort"):
        read(asked, book)


def test_a_file_that_unpacks_beyond_reason_is_refused(asked) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/worksheets/sheet1.xml", b"0" * (301 << 20))

    with pytest.raises(Unreadable):
        read_answers(asked.access, page_of(asked), content=out.getvalue(), file_name=NAME)


def test_what_somebody_else_has_answered_meanwhile_is_not_overwritten(asked) -> None:
    book = book_of(asked).fill(asked.questions["F1"], "Ja")
    apply_operations(asked.access, asked.response.pk, [asked.op("F1", "no")])
    found = read(asked, book)

    assert "sedan arbetsboken hämtades" in sentences(found)[0]
    assert asked.answer("F1").value == "no"


def test_what_somebody_else_answered_stays_where_the_workbook_is_empty(asked) -> None:
    book = book_of(asked).fill(asked.questions["F1"], "Ja")
    apply_operations(asked.access, asked.response.pk, [asked.op("F3", "7")])
    found = read(asked, book)
    take_in_answers(asked.access, asked.response.pk, sealed=found.sealed)

    assert asked.answer("F3").value == 7


def test_an_answer_given_between_reading_and_taking_in_stops_the_whole(asked) -> None:
    found = read(asked, filled(asked))
    apply_operations(asked.access, asked.response.pk, [asked.op("F5", {"right": 1, "of": 5})])

    with pytest.raises(RuleViolation, match="Inget är sparat"):
        take_in_answers(asked.access, asked.response.pk, sealed=found.sealed)
    assert not SurveyAnswer._base_manager.filter(question=asked.questions["F1"]).exists()


def test_an_emptied_cell_takes_the_answer_away(asked) -> None:
    apply_operations(asked.access, asked.response.pk, [asked.op("F1", "no")])
    found = read(asked, book_of(asked).fill(asked.questions["F1"], ""))
    take_in_answers(asked.access, asked.response.pk, sealed=found.sealed)

    assert asked.answer("F1").value is None


def test_last_years_answer_counts_first_when_it_is_confirmed(asked) -> None:
    asked.given("F1", "yes", AnswerState.PREFILLED, prefilled_from="2025")
    asked.given("F3", 5, AnswerState.PREFILLED, prefilled_from="2025")
    book = book_of(asked).fill(asked.questions["F1"], confirm="Ja")
    found = read(asked, book)
    take_in_answers(asked.access, asked.response.pk, sealed=found.sealed)

    assert asked.answer("F1").state == AnswerState.ANSWERED
    assert asked.answer("F3").state == AnswerState.PREFILLED


def test_a_comment_to_last_years_answer_needs_its_confirmation(asked) -> None:
    asked.given("F1", "yes", AnswerState.PREFILLED, prefilled_from="2025")
    book = book_of(asked).fill(asked.questions["F1"], comment="Samma som förut")

    assert "inte bekräftat" in sentences(read(asked, book))[0]


def test_in_a_returned_survey_only_what_came_back_is_open(asked) -> None:
    asked.given("F1", "yes", revision=1, answered_at="2026-03-05T08:00:00Z")
    asked.given(
        "F3", 5, AnswerState.RETURNED, returned_reason="Orimligt", returned_on=date(2026, 3, 9)
    )
    asked.move(ResponseState.RETURNED, returned_at="2026-03-09T08:00:00Z",
               submitted_at="2026-03-06T08:00:00Z")  # fmt: skip
    book = book_of(asked)
    locked = {code: book.sheet[f"F{book.row(asked.questions[code])}"].protection.locked
              for code in ("F1", "F3")}  # fmt: skip

    assert locked == {"F1": True, "F3": False}
    assert "Orimligt" in str(book.sheet[f"I{book.row(asked.questions['F3'])}"].value)


def test_a_closed_survey_takes_no_workbook(asked) -> None:
    book = filled(asked)
    asked.close()

    with pytest.raises(RuleViolation, match="stängd"):
        read(asked, book)


def test_what_was_read_before_the_closing_is_refused_after_it(asked) -> None:
    found = read(asked, filled(asked))
    asked.close()

    with pytest.raises(Locked):
        take_in_answers(asked.access, asked.response.pk, sealed=found.sealed)


def test_what_one_has_read_nobody_else_takes_in(asked) -> None:
    found = read(asked, filled(asked))
    other = colleague(asked)
    access = type(asked.access)(other.pk, "Dag", invitations=frozenset({asked.response.pk}))

    with pytest.raises(RuleViolation, match="någon annan"):
        take_in_answers(access, asked.response.pk, sealed=found.sealed)


def test_what_was_tampered_with_is_refused(asked) -> None:
    found = read(asked, filled(asked))

    with pytest.raises(RuleViolation, match="Läs in filen igen"):
        take_in_answers(asked.access, asked.response.pk, sealed=f"{found.sealed}x")


def test_a_delegate_gets_only_the_own_areas(asked) -> None:
    other = colleague(asked, asked.sections[1])
    access = type(asked.access)(other.pk, "Dag", invitations=frozenset({asked.response.pk}))
    book = Book(workbook_of(page_of(asked, access)))

    assert book.row(asked.questions["F4"])
    with pytest.raises(LookupError):
        book.row(asked.questions["F1"])


def test_a_delegate_cannot_answer_the_others_areas(asked) -> None:
    other = colleague(asked, asked.sections[1])
    access = type(asked.access)(other.pk, "Dag", invitations=frozenset({asked.response.pk}))

    assert "inte i den del" in sentences(read(asked, filled(asked), access))[0]


def test_only_answers_comments_and_confirmations_are_open(asked) -> None:
    sheet = book_of(asked).sheet
    opened = {cell.column_letter for row in sheet.iter_rows() for cell in row
              if not cell.protection.locked}  # fmt: skip

    assert sheet.protection.sheet
    assert opened == {"F", "G"}
    assert sheet.column_dimensions["A"].hidden


def test_choices_can_be_picked_in_a_list(asked) -> None:
    book = book_of(asked)
    at = book.row(asked.questions["F1"])
    rules = [rule for rule in book.sheet.data_validations.dataValidation if f"F{at}" in rule.sqref]

    assert rules[0].type == "list"
    assert [cell.value for cell in book.book["Val"]["A"]][:2] == ["Ja", "Nej"]


def test_a_workbook_in_english_is_read_in_swedish(asked) -> None:
    with translation.override("en"):
        book = book_of(asked)
    found = read(asked, book.fill(asked.questions["F1"], "Yes"))

    assert [one.after for one in found.differences] == ["Ja"]


def test_the_workbook_tells_nothing_that_the_provider_may_not_see(asked) -> None:
    models.QuerySet(Question).update(weight=3, is_critical=True, met_when="HEMLIGT NÄR")
    QuestionFactory.create(section=asked.sections[0], number=8, code="F8", text="HEMLIG FRÅGA",
                           respondent=Respondent.REVIEWER)  # fmt: skip
    forget_questions()
    with zipfile.ZipFile(BytesIO(workbook_of(page_of(asked)))) as package:
        said = b"".join(package.read(name) for name in package.namelist()).decode()

    assert not re.search("HEMLIG|weight|is_critical|finding", said)
