"""What is counted, asked and sampled on the visits of the demonstration."""

from datetime import time

from insyn.kernel.access import Access
from insyn.visits.models import Visit
from insyn.visits.rules.carrying_out import InterviewGroup, Side
from insyn.visits.rules.staffing import ScheduleLine
from insyn.visits.services import (
    InterviewFacts,
    SampleFacts,
    ThemeFacts,
    add_interview,
    add_sample,
    add_staffing,
    add_theme,
    set_participants,
)

EVENING = time(18, 30)
SCHEDULE = (
    ScheduleLine("Behandlingsassistent", 3, 2, "En medarbetare hade blivit sjuk samma dag."),
    ScheduleLine("Sjuksköterska", 1, 1),
)
TOOK_PART = ((Side.AUTHORITY, "Uppföljare", 2), (Side.PROVIDER, "Behandlingsassistent", 2))
TALKS = (
    (
        InterviewFacts(InterviewGroup.STAFF, 2),
        ThemeFacts("Ensamarbete på kvällen", "De är ensamma när någon är sjuk.", said_by=2),
    ),
    (
        InterviewFacts(InterviewGroup.CLIENT, 3),
        ThemeFacts("Trygghet", "De vet vem de kan vända sig till på kvällen.", said_by=2),
    ),
)
SAMPLE = SampleFacts(
    "Genomförandeplanen är uppdaterad det senaste halvåret",
    sampled=5,
    passed=4,
    population=12,
    deviations="I en akt var planen äldre än ett år.",
)


def note_evening_visit(access: Access, visit: Visit) -> None:
    """Note who took part, the schedule against who was there, the talks and the sample."""
    for side, role, count in TOOK_PART:
        set_participants(access, visit, side=side, role=role, count=count)
    add_staffing(access, visit, counted_at=EVENING, lines=SCHEDULE)
    for talk, theme in TALKS:
        interview = add_interview(access, visit, facts=talk)
        add_theme(access, interview, facts=theme)
    add_sample(access, visit, facts=SAMPLE)
