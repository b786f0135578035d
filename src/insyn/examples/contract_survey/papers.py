"""The papers of the survey, written to a folder."""

import json
from pathlib import Path

from insyn.documents.http import ListColumn
from insyn.documents.services import open_document
from insyn.examples.answering import responses_in
from insyn.examples.contract_survey.building import Surveyed
from insyn.examples.contract_survey.telling import tell
from insyn.papers import pdf, word
from insyn.papers.excel import Column, write
from insyn.platform import clock
from insyn.surveys.letters.summary import summary_paper
from insyn.surveys.models import SurveyRound
from insyn.surveys.queries.long_form import long_rows
from insyn.surveys.queries.summary import summary_facts
from insyn.surveys.views.results import LONG_COLUMNS

FEEDBACK = "feedback"
"""The folder of the letters."""


def write_all(surveyed: Surveyed, out: Path) -> None:
    """Write the letters, a summary to each board, every answer in long form, and the facts."""
    (out / FEEDBACK).mkdir(parents=True, exist_ok=True)
    for place, survey_round in enumerate(surveyed.rounds):
        day = survey_round.closed_on or survey_round.due_on
        with clock.pretend(day):
            _letters(surveyed, survey_round, out / FEEDBACK)
            ending = "" if place == 0 else f"_{place + 1}"
            _summary(surveyed, survey_round, out / f"summary{ending}")
    _answers(surveyed, out / "answers.xlsx")
    _facts(surveyed, out / "facts.json")


def _facts(surveyed: Surveyed, file: Path) -> None:
    """Add the survey to the facts of its plan."""
    told = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    facts = json.dumps({**told, "survey": tell(surveyed)}, ensure_ascii=False, indent=1)
    file.write_text(f"{facts}\n", encoding="utf-8")


def _letters(surveyed: Surveyed, survey_round: SurveyRound, folder: Path) -> None:
    for response in responses_in(surveyed.access, survey_round):
        for document in (response.feedback_word, response.feedback_pdf):
            if document is not None:
                ending = Path(document.file_name).suffix
                name = response.followup.number if response.followup else response.pk
                file = folder / f"{survey_round.authority_id}-{name}{ending}"
                file.write_bytes(open_document(surveyed.access, document))


def _summary(surveyed: Surveyed, survey_round: SurveyRound, file: Path) -> None:
    paper = summary_paper(summary_facts(surveyed.access, survey_round))
    file.with_suffix(".docx").write_bytes(word.render(paper))
    file.with_suffix(".pdf").write_bytes(pdf.render(paper))


def _answers(surveyed: Surveyed, file: Path) -> None:
    keys = [str(place) for place in range(len(LONG_COLUMNS))]
    columns = [
        Column(key, str(column.heading), column.kind, width=column.width)
        for key, column in zip(keys, LONG_COLUMNS, strict=True)
    ]
    rows = (
        {key: _plain(column, row) for key, column in zip(keys, LONG_COLUMNS, strict=True)}
        for survey_round in surveyed.rounds
        for row in long_rows(surveyed.access, survey_round)
    )
    file.write_bytes(write(columns, rows, title="Svar"))


def _plain(column: ListColumn, row: object) -> object:
    """Return nothing for an empty text: its cell stays empty."""
    value = column.value(row)
    return None if value == "" else value
