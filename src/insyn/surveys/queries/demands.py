"""Which requirements questions stand on, as they read on a day."""

from collections.abc import Collection
from datetime import date

from insyn.criteria.models import Question
from insyn.kernel.access import Access
from insyn.registry.models import Contract
from insyn.requirements.models import RequirementVersion
from insyn.surveys.rules.reviewing import Demanded


def demands_of(
    access: Access, questions: Collection[int], contract: Contract, day: date
) -> dict[int, list[Demanded]]:
    """Return the requirements behind each question that the asker sees. At most two queries.

    Those of the contract's agreement are marked as its own. A requirement reads as it did that
    day; one that had ended by then as it did last, one that had not begun as it did first.
    """
    if not questions:
        return {}
    links = Question.requirements.through.objects.filter(question__in=list(questions))
    pairs = list(links.order_by("pk").values_list("question_id", "requirement_id"))
    wordings = _wordings(access, {requirement for _question, requirement in pairs}, day)
    found: dict[int, list[Demanded]] = {}
    for question, requirement in pairs:
        row = wordings.get(requirement)
        if row is not None:
            found.setdefault(question, []).append(_demanded(row, contract))
    return found


def _wordings(
    access: Access, requirements: Collection[int], day: date
) -> dict[int, RequirementVersion]:
    rows = RequirementVersion.objects.visible_to(access).filter(requirement__in=list(requirements))
    found: dict[int, RequirementVersion] = {}
    for row in rows.select_related("requirement").order_by("requirement", "valid_from"):
        if row.requirement_id not in found or row.valid_from <= day:
            found[row.requirement_id] = row
    return found


def _demanded(row: RequirementVersion, contract: Contract) -> Demanded:
    is_own = row.requirement.agreement_id == contract.agreement_id
    return Demanded(row.number, row.text, row.legal_source, is_own=is_own)
