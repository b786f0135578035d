"""Everything that was done on a follow-up's visits, in rows and in words."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db import models

from insyn.followups.models import Followup
from insyn.kernel.access import Access
from insyn.visits.models import (
    FileSample,
    Interview,
    InterviewTheme,
    Photo,
    StaffingCheck,
    Visit,
    VisitLetter,
    VisitParticipant,
)
from insyn.visits.rules.carrying_out import InterviewGroup, Side
from insyn.visits.rules.shares import (
    people_in_words,
    said_in_words,
    sampled_in_words,
    share_in_words,
)
from insyn.visits.rules.staffing import (
    Staffed,
    difference_in_words,
    staffed,
    staffed_in_words,
)
from insyn.visits.rules.times import DayPart, clock_in_words, parts_of

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True, slots=True)
class ThemeShown:
    """A theme, and how many said so in words."""

    row: InterviewTheme
    said: str


@dataclass(frozen=True, slots=True)
class InterviewShown:
    """The talks with one group."""

    row: Interview
    people: str
    themes: tuple[ThemeShown, ...]


@dataclass(frozen=True, slots=True)
class SampleShown:
    """A sample of files in words."""

    row: FileSample
    how_many: str
    share: str


@dataclass(frozen=True, slots=True)
class StaffingShown:
    """A role at one hour, and the difference in words."""

    row: StaffingCheck
    difference: str

    @property
    def is_short(self) -> bool:
        return self.row.present < self.row.scheduled


@dataclass(frozen=True, slots=True)
class VisitSummary:
    """One visit with everything on it that the asker may see."""

    visit: Visit
    participants: tuple[VisitParticipant, ...]
    interviews: tuple[InterviewShown, ...]
    samples: tuple[SampleShown, ...]
    staffing: tuple[StaffingShown, ...]
    photos: tuple[Photo, ...]
    letters: tuple[VisitLetter, ...]

    @property
    def on(self) -> date:
        return self.visit.visited_on or self.visit.planned_on

    @property
    def parts(self) -> tuple[DayPart, ...]:
        """Return in which parts of the week and the day it falls."""
        return parts_of(self.on, self.visit.starts_at)

    @property
    def hours(self) -> str:
        return clock_in_words(self.visit.starts_at, self.visit.ends_at)

    @property
    def sums(self) -> Staffed:
        return staffed(line.row for line in self.staffing)

    @property
    def staffing_words(self) -> str:
        """Return the sums of the staffing check in a sentence; empty when nothing was counted."""
        return staffed_in_words(self.sums) if self.staffing else ""

    @property
    def talked_to(self) -> int:
        """Return how many people were interviewed."""
        return sum(shown.row.count for shown in self.interviews)

    def count_of(self, side: Side) -> int:
        """Return how many took part for one side."""
        return sum(row.count for row in self.participants if row.side == side)

    @property
    def from_provider(self) -> int:
        return self.count_of(Side.PROVIDER)

    @property
    def from_authority(self) -> int:
        return self.count_of(Side.AUTHORITY)


def summary_of(access: Access, followup: Followup) -> tuple[VisitSummary, ...]:
    """Return the follow-up's visits in order of their days. Eight queries, however many."""
    rows = Visit.objects.visible_to(access).filter(followup=followup)
    return summaries(access, list(rows.select_related("unit").order_by("planned_on", "pk")))


def summaries(access: Access, visits: Sequence[Visit]) -> tuple[VisitSummary, ...]:
    """Return everything on each of the visits. Seven queries, however many."""
    if not visits:
        return ()
    on: dict[str, models.QuerySet[Visit] | Sequence[Visit]] = {"visit__in": visits}
    people = _by_visit(VisitParticipant.objects.visible_to(access).filter(**on))
    samples = FileSample.objects.visible_to(access).filter(**on).select_related("question")
    photos = Photo.objects.visible_to(access).filter(**on).select_related("section", "added_by")
    letters = VisitLetter.objects.visible_to(access).filter(**on)
    counted = _by_visit(StaffingCheck.objects.visible_to(access).filter(**on))
    talked = _talks(access, visits)
    of_samples, of_photos = _by_visit(samples), _by_visit(photos)
    of_letters = _by_visit(letters)
    return tuple(
        VisitSummary(
            visit=visit,
            participants=tuple(people[visit.pk]),
            interviews=tuple(talked[visit.pk]),
            samples=tuple(map(_sample, of_samples[visit.pk])),
            staffing=tuple(map(_line, counted[visit.pk])),
            photos=tuple(of_photos[visit.pk]),
            letters=tuple(of_letters[visit.pk]),
        )
        for visit in visits
    )


def _by_visit(rows: Iterable[M]) -> dict[int, list[M]]:
    found: dict[int, list[M]] = defaultdict(list)
    for row in rows:
        found[row.visit_id].append(row)  # type: ignore[attr-defined]
    return found


def _talks(access: Access, visits: Sequence[Visit]) -> dict[int, list[InterviewShown]]:
    themes: dict[int, list[InterviewTheme]] = defaultdict(list)
    rows = InterviewTheme.objects.visible_to(access).filter(interview__visit__in=visits)
    for theme in rows.select_related("section"):
        themes[theme.interview_id].append(theme)
    talked: dict[int, list[InterviewShown]] = defaultdict(list)
    for interview in Interview.objects.visible_to(access).filter(visit__in=visits):
        talked[interview.visit_id].append(_interview(interview, themes[interview.pk]))
    return talked


def _interview(row: Interview, themes: Iterable[InterviewTheme]) -> InterviewShown:
    group = InterviewGroup(row.group)
    return InterviewShown(
        row=row,
        people=people_in_words(group, row.count, is_in_private=row.is_in_private),
        themes=tuple(
            ThemeShown(theme, said_in_words(theme.said_by, row.count)) for theme in themes
        ),
    )


def _sample(row: FileSample) -> SampleShown:
    return SampleShown(
        row=row,
        how_many=sampled_in_words(row.sampled, row.population),
        share=share_in_words(row.passed, row.sampled),
    )


def _line(row: StaffingCheck) -> StaffingShown:
    return StaffingShown(row, difference_in_words(row.scheduled, row.present))
