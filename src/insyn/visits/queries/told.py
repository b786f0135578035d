"""What a result stands on, as the provider is told: how many, never who or what was said."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Sum

from insyn.followups.models import Followup
from insyn.visits.models import FileSample, Interview
from insyn.visits.rules.carrying_out import InterviewGroup
from insyn.visits.rules.shares import sampled_in_words, told_people


@dataclass(frozen=True, slots=True)
class Counted:
    """How many were talked to, by group, and how many files were looked at, by sample."""

    people: Sequence[str] = ()
    files: Sequence[str] = ()


def counted_on_visits(followup: Followup) -> Counted:
    """Return what was counted on the visits of a result that has been sent; else nothing.

    Two queries. The caller has seen to that the asker may read the result.
    """
    if followup.reported_on is None:
        return Counted()
    made = {"visit__followup": followup, "visit__visited_on__isnull": False}
    interviews = Interview.objects.unscoped(
        reason="Utföraren får veta hur många som intervjuades, när resultatet är skickat."
    ).filter(**made)
    samples = FileSample.objects.unscoped(
        reason="Utföraren får veta hur många akter som granskades, när resultatet är skickat."
    ).filter(**made)
    talked = dict(interviews.order_by().values_list("group").annotate(total=Sum("count")))
    looked_at = samples.order_by("-sampled").values_list("sampled", "population").distinct()
    return Counted(
        people=[told_people(group, talked[group]) for group in InterviewGroup if group in talked],
        files=[sampled_in_words(sampled, population) for sampled, population in looked_at],
    )
