"""Testing whether requirements can be followed up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from insyn.accounts.models import User
from insyn.kernel.access import Access
from insyn.platform import clock
from insyn.registry.services.changes import write
from insyn.requirements.models import Requirement, RequirementVersion
from insyn.requirements.rules.followability import Mark
from insyn.requirements.services.homes import bump, locked_requirement, note, require_editor


@dataclass(frozen=True, slots=True)
class TestFacts:
    """The four answers, each yes, no or not yet, and what to remember about them."""

    __test__ = False

    is_measurable: bool | None = None
    has_evidence: bool | None = None
    has_respondent: bool | None = None
    has_frequency: bool | None = None
    followability_note: str = ""

    @property
    def values(self) -> dict[str, object]:
        marks = {mark.value: getattr(self, mark.value) for mark in Mark}
        return {**marks, "followability_note": self.followability_note}


@dataclass(frozen=True, slots=True)
class Tested:
    """A wording, what was answered, and the version of its requirement that the page showed."""

    wording: RequirementVersion
    facts: TestFacts
    version: int | None = None


@transaction.atomic
def save_followability(access: Access, tests: Sequence[Tested]) -> int:
    """Save the answers of one or many wordings, and return how many changed. All or none.

    Raises:
        Outdated: somebody changed one of the requirements after the page was read.
    """
    return sum(_save(access, test) for test in tests)


def _save(access: Access, test: Tested) -> bool:
    requirement: Requirement = test.wording.requirement
    require_editor(access, requirement.authority_id)
    locked = locked_requirement(access, requirement, test.version)
    row = RequirementVersion.objects.visible_to(access).select_related("requirement").get(
        pk=test.wording.pk
    )  # fmt: skip
    values = test.facts.values
    if all(getattr(row, name) == value for name, value in values.items()):
        return False
    said = write(row, {**values, **_stamp(access, values)})
    bump(locked)
    note(access, "requirement.tested", row, {k: v for k, v in said.items() if "tested_" not in k})
    return True


def _stamp(access: Access, values: Mapping[str, object]) -> dict[str, object]:
    """Return who tested and when; nobody when all answers were taken back."""
    if all(values[mark.value] is None for mark in Mark):
        return {"tested_on": None, "tested_by": None}
    return {"tested_on": clock.today(), "tested_by": _asker(access)}


def _asker(access: Access) -> User | None:
    """Return the person who asks; nobody when it is a command."""
    return None if access.user_id is None else User.objects.get(pk=access.user_id)
