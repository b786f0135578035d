"""The tallies of a round as they would be if everything that has come were counted in."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from insyn.kernel.access import Access
from insyn.surveys.models import AnswerTally, Submission, SurveyRound
from insyn.surveys.models.responses import SubmissionQuerySet
from insyn.surveys.queries.questions import questions_of
from insyn.surveys.rules.questions import asked_in_round
from insyn.surveys.rules.tallying import Amount, Answers, Cell, Coder, Group, change, tally

ATTEMPTS = 5
"""How often a reading is made anew when somebody counts at the same time."""


@dataclass(frozen=True, slots=True)
class Uncounted:
    """A response's newest submission that is not counted, and the last one that is.

    ``keys`` are the submissions that are counted with it.
    """

    group: Group
    before: Answers
    after: Answers
    keys: tuple[int, ...]


def uncounted(
    access: Access, survey_round: SurveyRound, most: int | None = None
) -> list[Uncounted]:
    """Return what the tallies do not hold yet, by response; of ``most`` submissions at once.

    Three queries, or one when everything is counted.
    """
    rows = Submission.objects.visible_to(access).filter(response__round=survey_round)
    told = (
        rows.uncounted()
        .order_by("response", "number")
        .values_list(
            "pk", "response", "response__service_area", "response__operating_form", "answers"
        )
    )
    found: dict[int, list[tuple[int, Group, Answers]]] = {}
    for pk, response, area, form, answers in told[:most]:
        found.setdefault(response, []).append((pk, Group(area, form), answers))
    before = _last_counted(rows, found) if found else {}
    return [
        Uncounted(
            group=submissions[-1][1],
            before=before.get(response, {}),
            after=submissions[-1][2],
            keys=tuple(pk for pk, _group, _answers in submissions),
        )
        for response, submissions in found.items()
    ]


def _last_counted(rows: SubmissionQuerySet, responses: Iterable[int]) -> dict[int, Answers]:
    """Return what the newest counted submission of each response says."""
    counted = rows.filter(response__in=list(responses), counted_at__isnull=False)
    newest = counted.order_by().values("response").annotate(newest=Max("pk"))
    keys = [row["newest"] for row in newest]
    return dict(rows.filter(pk__in=keys).order_by().values_list("response", "answers"))


def change_of(found: Iterable[Uncounted], coder: Coder) -> dict[Cell, Amount]:
    """Return what must be added to the tallies for them to hold these submissions."""
    return tally(
        part
        for one in found
        for part in change(
            coder.tallies(one.before, one.group), coder.tallies(one.after, one.group)
        ).items()
    )


def tallies_of(
    access: Access, survey_round: SurveyRound, codes: Collection[str] | None = None
) -> dict[Cell, Amount]:
    """Return the answers of each response's newest submission, counted.

    Reads the tallies and what they do not hold yet, so that the sum is exact at any moment,
    also while somebody counts: the reading is then made anew. Usually three queries.
    ``codes`` are those that are wanted; without them all are read.
    """
    for _attempt in range(ATTEMPTS):
        waiting = uncounted(access, survey_round)
        stored = _stored(access, survey_round, codes)
        if not _is_overtaken(access, waiting):
            break
    else:
        waiting, stored = _read_alone(access, survey_round, codes)
    if not waiting:
        return stored
    coder = Coder(asked_in_round(questions_of(survey_round)))
    changes = change_of(waiting, coder)
    wanted = (part for part in changes.items() if codes is None or part[0].answer in codes)
    return tally((*stored.items(), *wanted))


def _stored(
    access: Access, survey_round: SurveyRound, codes: Collection[str] | None
) -> dict[Cell, Amount]:
    rows = AnswerTally.objects.visible_to(access).filter(round=survey_round).exclude(count=0)
    if codes is not None:
        rows = rows.filter(answer__in=codes)
    told = rows.order_by().values_list(
        "question", "service_area", "operating_form", "answer", "count", "total"
    )
    return {
        Cell(question, area, form, answer): Amount(count, total)
        for question, area, form, answer, count, total in told.iterator(chunk_size=5000)
    }


@transaction.atomic
def _read_alone(
    access: Access, survey_round: SurveyRound, codes: Collection[str] | None
) -> tuple[list[Uncounted], dict[Cell, Amount]]:
    """Read while nobody may count: for a round that is being counted all the time."""
    rows = SurveyRound.objects.visible_to(access).select_for_update(of=("self",))
    rows.get(pk=survey_round.pk)
    return uncounted(access, survey_round), _stored(access, survey_round, codes)


def _is_overtaken(access: Access, waiting: Sequence[Uncounted]) -> bool:
    """Tell whether some of what was read as not counted has been counted since."""
    keys = [key for one in waiting for key in one.keys]
    if not keys:
        return False
    rows = Submission.objects.visible_to(access).uncounted().filter(pk__in=keys)
    return rows.count() < len(keys)


def plain_count(access: Access, survey_round: SurveyRound) -> dict[Cell, Amount]:
    """Return the same as ``tallies_of`` by reading every submission: the proof of it."""
    coder = Coder(asked_in_round(questions_of(survey_round)))
    rows = Submission.objects.visible_to(access).filter(response__round=survey_round)
    newest: dict[int, tuple[Answers, Group]] = {}
    told = rows.order_by("number").values_list(
        "response", "answers", "response__service_area", "response__operating_form"
    )
    for response, answers, area, form in told.iterator(chunk_size=500):
        newest[response] = (answers, Group(area, form))
    return tally(
        part for said, group in newest.values() for part in coder.tallies(said, group).items()
    )
