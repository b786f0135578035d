"""Taking in a whole list of requirements, in few queries."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from insyn.audit.rules import Facts
from insyn.audit.services import Place, record
from insyn.kernel.access import Access
from insyn.platform import clock
from insyn.requirements.models import QualityArea, Requirement, RequirementVersion
from insyn.requirements.queries.taking_in import Becomes, Plan, Step, plan_taking_in
from insyn.requirements.rules.numbers import number_key
from insyn.requirements.rules.taking import JUDGEMENT, TERMS, RequirementFacts
from insyn.requirements.rules.validity import renewed
from insyn.requirements.services.creating import (
    BATCH,
    NewRequirement,
    areas_for,
    create_many,
    require_storable,
)
from insyn.requirements.services.facts import Home, Summary, WordingFacts
from insyn.requirements.services.homes import locked_home, require_editor
from insyn.requirements.services.requirements import UNTESTED

WRITTEN = (*TERMS, *JUDGEMENT, *UNTESTED, "number_key", "version")
NUMBERS_TOLD = 200
"""How many numbers the trail names: the wordings themselves keep what they said."""


@transaction.atomic
def take_in(
    access: Access,
    home: Home,
    rows: Sequence[RequirementFacts],
    *,
    changes_from: date | None = None,
) -> Summary:
    """Make the requirements of an agreement or a pack as the list says. All or nothing.

    A row that is there already is recognised by number and text, by origin, by its text alone,
    or by its number alone. What is agreed becomes a new wording from ``changes_from`` (today),
    judgement is changed where it stands, and what is alike is not touched. Requirements that
    the list lacks stay. Missing quality areas are made.

    Raises:
        RuleViolation: a row or the list is refused; the sentence names the number.
    """
    require_editor(access, home.authority_id)
    locked_home(access, home)
    day = changes_from or clock.today()
    plan = plan_taking_in(access, home, rows, changes_from=day)
    touched = [step for step in plan.steps if step.becomes != Becomes.UNCHANGED]
    names = [step.facts.area for step in touched]
    areas, areas_created = areas_for(access, home.authority, names)
    create_many(access, home, [_new(step, areas) for step in _only(plan, Becomes.CREATED)])
    _change(access, _only(plan, Becomes.CHANGED), areas)
    _reword(access, _only(plan, Becomes.REWORDED), areas)
    _count_changes(access, [step.latest.requirement for step in touched if step.latest])
    summary = _summary(plan, areas_created)
    if touched:
        _note(access, home, touched, summary)
    return summary


def _only(plan: Plan, becomes: Becomes) -> list[Step]:
    return [step for step in plan.steps if step.becomes == becomes]


def _facts(step: Step, areas: Mapping[str, QualityArea | None]) -> WordingFacts:
    names = [name for name in WordingFacts.__slots__ if name != "area"]
    values = {name: getattr(step.facts, name) for name in names}
    return WordingFacts(**values, area=areas[step.facts.area])


def _new(step: Step, areas: Mapping[str, QualityArea | None]) -> NewRequirement:
    return NewRequirement(_facts(step, areas), step.starts_on, origin=step.facts.origin)


def _change(access: Access, steps: Sequence[Step], areas: Mapping[str, QualityArea | None]) -> None:
    """Change the wordings where they stand."""
    written = []
    for step in steps:
        assert step.latest is not None
        _fill(step.latest, _facts(step, areas), is_to_be_tested=_is_to_be_tested(step))
        step.latest.version += 1
        written.append(step.latest)
    versions = RequirementVersion.objects.visible_to(access)
    versions.bulk_update(written, WRITTEN, batch_size=BATCH)


def _is_to_be_tested(step: Step) -> bool:
    return bool(step.changes.keys() & {"text", "evidence"})


def _fill(version: RequirementVersion, facts: WordingFacts, *, is_to_be_tested: bool) -> None:
    for name in WordingFacts.__slots__:
        setattr(version, name, getattr(facts, name))
    version.number_key = number_key(version.number)
    for name, value in UNTESTED.items() if is_to_be_tested else ():
        setattr(version, name, value)
    require_storable(version)


def _reword(access: Access, steps: Sequence[Step], areas: Mapping[str, QualityArea | None]) -> None:
    """End the wordings the day before, and let new ones begin."""
    ended, begun = [], []
    for step in steps:
        latest = step.latest
        assert latest is not None
        old, new = renewed(latest.validity, step.starts_on)
        version = RequirementVersion(
            requirement=latest.requirement, revision=latest.revision + 1,
            valid_from=new.valid_from, valid_to=new.valid_to,
            **{name: getattr(latest, name) for name in UNTESTED},
        )  # fmt: skip
        _fill(version, _facts(step, areas), is_to_be_tested=_is_to_be_tested(step))
        latest.valid_to = old.valid_to
        latest.version += 1
        ended.append(latest)
        begun.append(version)
    versions = RequirementVersion.objects.visible_to(access)
    versions.bulk_update(ended, ["valid_to", "version"], batch_size=BATCH)
    RequirementVersion.objects.bulk_create(begun, batch_size=BATCH)


def _count_changes(access: Access, rows: list[Requirement]) -> None:
    for row in rows:
        row.version += 1
    requirements = Requirement.objects.visible_to(access)
    requirements.bulk_update(rows, ["version"], batch_size=BATCH)


def _summary(plan: Plan, areas_created: int) -> Summary:
    return Summary(
        created=len(_only(plan, Becomes.CREATED)),
        reworded=len(_only(plan, Becomes.REWORDED)),
        changed=len(_only(plan, Becomes.CHANGED)),
        unchanged=len(_only(plan, Becomes.UNCHANGED)),
        missing=len(plan.missing),
        areas_created=areas_created,
    )


def _note(access: Access, home: Home, touched: list[Step], summary: Summary) -> None:
    numbers = [step.facts.number for step in touched]
    told = "; ".join(numbers[:NUMBERS_TOLD]) + (" …" if len(numbers) > NUMBERS_TOLD else "")
    facts: Facts = {
        "created": summary.created,
        "reworded": summary.reworded,
        "changed": summary.changed,
        "numbers": told,
    }
    place = Place(home.authority_id)
    record(access, "requirement.taken_in", home, place=place, facts=facts)
