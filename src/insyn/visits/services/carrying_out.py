"""What is done on a visit: who took part, who was asked, what was sampled and counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.rules import Facts
from insyn.criteria.models import Question, Section
from insyn.followups.models import Followup
from insyn.followups.services import trail
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.platform.locking import locked_row
from insyn.visits.models import (
    FileSample,
    Interview,
    InterviewTheme,
    StaffingCheck,
    Visit,
    VisitParticipant,
)
from insyn.visits.rules.carrying_out import InterviewGroup, Side
from insyn.visits.rules.shares import (
    count_problem,
    people_in_words,
    said_problem,
    sample_problem,
)
from insyn.visits.rules.staffing import ScheduleLine
from insyn.visits.services.locks import refuse, screened, visit_for_changes, visit_for_facts


@transaction.atomic
def set_participants(
    access: Access, visit: Visit, *, side: Side, role: str, count: int
) -> VisitParticipant | None:
    """Say how many of a role took part; a role that is there already gets the new number.

    With 0 the role is taken away, and None is returned.
    """
    row, visit = visit_for_changes(access, visit)
    (role,) = screened(role)
    rows = VisitParticipant.objects.visible_to(access)
    kept = rows.filter(visit=visit, side=side, role__iexact=role).first()
    participant = kept or VisitParticipant(visit=visit, side=side, role=role)
    facts: Facts = {"visit": visit.pk, "role": role, "count": count}
    trail.note(access, "visit.participants_set", row, facts)
    if not count:
        if kept:
            kept.delete()
        return None
    participant.count = count
    participant.save()
    return participant


@dataclass(frozen=True, slots=True)
class InterviewFacts:
    """Which group was talked to, how many, and whether one at a time."""

    group: InterviewGroup
    count: int
    is_in_private: bool = True


@transaction.atomic
def add_interview(access: Access, visit: Visit, *, facts: InterviewFacts) -> Interview:
    """Note talks with some people of one group; never who they are."""
    row, visit = visit_for_facts(access, visit)
    interview = Interview(visit=visit)
    _fill_interview(interview, facts)
    interview.save()
    trail.note(access, "interview.added", row, _interview_facts(interview))
    return interview


def _fill_interview(interview: Interview, facts: InterviewFacts) -> None:
    interview.group, interview.count = facts.group, facts.count
    interview.is_in_private = facts.is_in_private


def _interview_facts(interview: Interview) -> Facts:
    group = InterviewGroup(interview.group)
    people = people_in_words(group, interview.count, is_in_private=interview.is_in_private)
    return {"visit": interview.visit_id, "talked_to": people}


def _locked_interview(
    access: Access, interview: Interview, version: int | None
) -> tuple[Followup, Interview]:
    row, _visit = visit_for_facts(access, interview.visit)
    rows = Interview.objects.visible_to(access)
    return row, locked_row(rows, pk=interview.pk, version=version)


@transaction.atomic
def change_interview(
    access: Access, interview: Interview, *, facts: InterviewFacts, version: int
) -> Interview:
    """Change the group or the number.

    Raises:
        RuleViolation: a theme was said by more than the new number.
        Outdated: somebody else changed the interview first.
    """
    row, interview = _locked_interview(access, interview, version)
    said = InterviewTheme.objects.visible_to(access).filter(interview=interview)
    numbers = said.exclude(said_by=None).values_list("said_by", flat=True)
    refuse(count_problem(facts.count, [number or 0 for number in numbers]))
    _fill_interview(interview, facts)
    interview.version += 1
    interview.save()
    trail.note(access, "interview.changed", row, _interview_facts(interview))
    return interview


@transaction.atomic
def remove_interview(access: Access, interview: Interview) -> None:
    """Take away the talks with a group, with their themes."""
    row, interview = _locked_interview(access, interview, None)
    trail.note(access, "interview.removed", row, _interview_facts(interview))
    interview.delete()


@dataclass(frozen=True, slots=True)
class ThemeFacts:
    """What came up, how many of those talked to said so, and the area it concerns."""

    theme: str
    text: str = ""
    said_by: int | None = None
    section: Section | None = None


@transaction.atomic
def add_theme(access: Access, interview: Interview, *, facts: ThemeFacts) -> InterviewTheme:
    """Note what came up in the talks with a group.

    Raises:
        RuleViolation: more said so than were talked to, the area is of another template, or the
            text holds a personal number.
    """
    row, interview = _locked_interview(access, interview, None)
    theme = InterviewTheme(interview=interview)
    _write_theme(row, interview, theme, facts)
    _note_theme(access, "interview.theme_added", row, theme)
    return theme


@transaction.atomic
def change_theme(access: Access, theme: InterviewTheme, *, facts: ThemeFacts, version: int) -> None:
    """Change a theme. ``version`` is the interview's, which every theme counts up.

    Raises:
        RuleViolation: the same as for a new one.
        Outdated: somebody else changed the interview or one of its themes first.
    """
    row, interview = _locked_interview(access, theme.interview, version)
    theme = locked_row(InterviewTheme.objects.visible_to(access), pk=theme.pk)
    _write_theme(row, interview, theme, facts)
    _note_theme(access, "interview.theme_changed", row, theme)


@transaction.atomic
def remove_theme(access: Access, theme: InterviewTheme) -> None:
    """Take away a theme."""
    row, interview = _locked_interview(access, theme.interview, None)
    theme = locked_row(InterviewTheme.objects.visible_to(access), pk=theme.pk)
    _note_theme(access, "interview.theme_removed", row, theme)
    theme.delete()
    interview.version += 1
    interview.save(update_fields=["version"])


def _write_theme(
    followup: Followup, interview: Interview, theme: InterviewTheme, facts: ThemeFacts
) -> None:
    refuse(said_problem(facts.said_by, interview.count))
    if facts.section and facts.section.version_id != followup.template_version_id:
        raise RuleViolation(_("Området finns inte i uppföljningens mall."))
    theme.theme, theme.text = screened(facts.theme, facts.text)
    theme.said_by, theme.section = facts.said_by, facts.section
    theme.save()
    interview.version += 1
    interview.save(update_fields=["version"])


def _note_theme(access: Access, event: str, followup: Followup, theme: InterviewTheme) -> None:
    facts: Facts = {"theme": theme.theme, "count": theme.said_by}
    trail.note(access, event, followup, facts)


@dataclass(frozen=True, slots=True)
class SampleFacts:
    """How many of the files looked at were in order, of how many there are."""

    looked_for: str
    sampled: int
    passed: int
    population: int | None = None
    deviations: str = ""
    question: Question | None = None


@transaction.atomic
def add_sample(access: Access, visit: Visit, *, facts: SampleFacts) -> FileSample:
    """Note a sample of files, never whose they are.

    Raises:
        RuleViolation: the figures do not agree, the question is of another template, or a text
            holds a personal number.
    """
    row, visit = visit_for_facts(access, visit)
    sample = FileSample(visit=visit)
    _fill_sample(row, sample, facts)
    sample.save()
    trail.note(access, "file_sample.added", row, _sample_facts(sample))
    return sample


@transaction.atomic
def change_sample(
    access: Access, sample: FileSample, *, facts: SampleFacts, version: int
) -> FileSample:
    """Change a sample.

    Raises:
        RuleViolation: the same as for a new one.
        Outdated: somebody else changed it first.
    """
    row, _visit = visit_for_facts(access, sample.visit)
    sample = locked_row(FileSample.objects.visible_to(access), pk=sample.pk, version=version)
    _fill_sample(row, sample, facts)
    sample.version += 1
    sample.save()
    trail.note(access, "file_sample.changed", row, _sample_facts(sample))
    return sample


@transaction.atomic
def remove_sample(access: Access, sample: FileSample) -> None:
    """Take away a sample."""
    row, _visit = visit_for_facts(access, sample.visit)
    sample = locked_row(FileSample.objects.visible_to(access), pk=sample.pk)
    trail.note(access, "file_sample.removed", row, _sample_facts(sample))
    sample.delete()


def _fill_sample(followup: Followup, sample: FileSample, facts: SampleFacts) -> None:
    refuse(sample_problem(facts.passed, facts.sampled, facts.population))
    question = facts.question
    if question and question.section.version_id != followup.template_version_id:
        raise RuleViolation(_("Frågan finns inte i uppföljningens mall."))
    sample.looked_for, sample.deviations = screened(facts.looked_for, facts.deviations)
    sample.sampled, sample.passed = facts.sampled, facts.passed
    sample.population, sample.question = facts.population, question


def _sample_facts(sample: FileSample) -> Facts:
    return {
        "visit": sample.visit_id,
        "what": sample.looked_for,
        "result": f"{sample.passed} av {sample.sampled}",
    }


@dataclass(frozen=True, slots=True)
class StaffingFacts:
    """One role at one hour: what the schedule says, who was there, and the explanation."""

    counted_at: time
    role: str
    scheduled: int
    present: int
    explanation: str = ""


@transaction.atomic
def add_staffing(
    access: Access, visit: Visit, *, counted_at: time, lines: Sequence[ScheduleLine]
) -> list[StaffingCheck]:
    """Note the schedule against who was there, role by role, at one hour.

    Raises:
        RuleViolation: a role is counted at that hour already, or a text holds a personal number.
    """
    row, visit = visit_for_facts(access, visit)
    counted = StaffingCheck.objects.visible_to(access).filter(visit=visit, counted_at=counted_at)
    known = {check.role.casefold() for check in counted}
    for line in lines:
        if line.role.casefold() in known:
            raise RuleViolation(
                _("”%(role)s” är redan räknad klockan %(at)s. Ändra raden i stället.")
                % {"role": line.role, "at": f"{counted_at:%H.%M}"}
            )
    checks = [_line(visit, counted_at, line) for line in lines]
    for check in checks:
        check.save()
        trail.note(access, "staffing.added", row, _staffing_facts(check))
    return checks


def _line(visit: Visit, counted_at: time, line: ScheduleLine) -> StaffingCheck:
    role, explanation = screened(line.role, line.explanation)
    return StaffingCheck(
        visit=visit,
        unit=visit.unit,
        counted_at=counted_at,
        role=role,
        scheduled=line.scheduled,
        present=line.present,
        explanation=explanation,
    )


@transaction.atomic
def change_staffing(
    access: Access, check: StaffingCheck, *, facts: StaffingFacts, version: int
) -> StaffingCheck:
    """Change a line of the check, such as to write the provider's explanation.

    Raises:
        Outdated: somebody else changed it first.
    """
    row, _visit = visit_for_facts(access, check.visit)
    check = locked_row(StaffingCheck.objects.visible_to(access), pk=check.pk, version=version)
    check.role, check.explanation = screened(facts.role, facts.explanation)
    check.counted_at = facts.counted_at
    check.scheduled, check.present = facts.scheduled, facts.present
    check.version += 1
    check.save()
    trail.note(access, "staffing.changed", row, _staffing_facts(check))
    return check


@transaction.atomic
def remove_staffing(access: Access, check: StaffingCheck) -> None:
    """Take away a line of the check."""
    row, _visit = visit_for_facts(access, check.visit)
    check = locked_row(StaffingCheck.objects.visible_to(access), pk=check.pk)
    trail.note(access, "staffing.removed", row, _staffing_facts(check))
    check.delete()


def _staffing_facts(check: StaffingCheck) -> Facts:
    return {
        "visit": check.visit_id,
        "role": check.role,
        "result": f"{check.present} av {check.scheduled}",
    }
