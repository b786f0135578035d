"""Rows that the tests of assessment share."""

import datetime
from typing import Any

from insyn.criteria.models import Section
from insyn.criteria.rules import Level
from insyn.findings.services import RequirementFacts
from insyn.followups.models import Followup
from insyn.requirements.models import RequirementVersion
from tests.factories import (
    DAY,
    QuestionFactory,
    RequirementFactory,
    RequirementVersionFactory,
)


def demand(
    followup: Followup, section: Section, number: str = "4.2", **fields: Any
) -> RequirementVersion:
    """A requirement of the follow-up's agreement that a question of the area asks about."""
    requirement = RequirementFactory.create(
        authority=followup.authority, agreement=followup.contract.agreement
    )
    wording = RequirementVersionFactory.create(
        requirement=requirement, number=number, valid_from=DAY - datetime.timedelta(days=400),
        **fields,
    )  # fmt: skip
    QuestionFactory.create(section=section).requirements.add(requirement)
    return wording


def said(wording: RequirementVersion, level: Level = Level.MET, **fields: Any) -> RequirementFacts:
    return RequirementFacts(wording, level, **fields)
