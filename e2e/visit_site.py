"""A server of one's own with a visit that two reviewers carry out; it can be killed."""

import json
from dataclasses import dataclass
from typing import Any

from e2e.survey_site import SurveySite


@dataclass
class VisitSite(SurveySite):
    """Where the visit is carried out, and what the server has stored of it."""

    filled_by: str = "e2e.visit_rows"

    @property
    def visit(self) -> str:
        return f"{self.address}/besok/{self.made['visit']}/"

    def answers(self) -> dict[str, Any]:
        """Return what the server has stored, by the code of the question."""
        rows = self.rows("SELECT question_id, value FROM visits_visitanswer")
        codes = {pk: code for code, pk in self.made["questions"].items()}
        return {codes[pk]: None if value is None else json.loads(value) for pk, value in rows}

    def notes(self) -> list[str]:
        return [row[0] for row in self.rows("SELECT text FROM visits_observation ORDER BY id")]

    def operations(self, outcome: str = "") -> int:
        """Return how many operations have been stored, with that outcome or all."""
        ((number,),) = self.rows(
            "SELECT count(*) FROM visits_visitoperation WHERE outcome = ? OR ? = ''",
            outcome, outcome,
        )  # fmt: skip
        return int(number)

    def photos(self) -> int:
        ((number,),) = self.rows("SELECT count(*) FROM visits_photo")
        return int(number)

    def set_state(self, state: str) -> None:
        self.rows("UPDATE followups_followup SET state = ?", state)

    def clean(self) -> None:
        """Let nothing have been written: what can only be added to is opened meanwhile."""
        locks = self.rows(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            " AND tbl_name = 'visits_visitoperation'"
        )
        for name, _sql in locks:
            self.rows(f"DROP TRIGGER {name}")
        for table in ("visitanswer", "visitoperation", "observation", "photo"):
            self.rows(f"DELETE FROM visits_{table}")  # noqa: S608  names of ours
        for _name, sql in locks:
            self.rows(sql)
        self.rows("UPDATE visits_visit SET revision = 0")
        self.set_state("ongoing")
        self.rows("DELETE FROM axes_accessattempt")
