"""Visits, what is done on them, and what devices write."""

from insyn.visits.models.carrying_out import (
    FileSample,
    Interview,
    InterviewTheme,
    OfVisit,
    Photo,
    StaffingCheck,
    VisitLetter,
    VisitParticipant,
)
from insyn.visits.models.operations import VisitAnswer, VisitOperation
from insyn.visits.models.visits import Observation, ObservationQuerySet, Visit, VisitQuerySet

__all__ = [
    "FileSample",
    "Interview",
    "InterviewTheme",
    "Observation",
    "ObservationQuerySet",
    "OfVisit",
    "Photo",
    "StaffingCheck",
    "Visit",
    "VisitAnswer",
    "VisitLetter",
    "VisitOperation",
    "VisitParticipant",
    "VisitQuerySet",
]
