"""Many responses that deviate in nothing are accepted at once."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import ngettext

from insyn.audit.rules import Facts
from insyn.audit.services import Entry, Place, record_all
from insyn.findings.services import settle_followups
from insyn.followups.models import Followup
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import Outdated
from insyn.surveys.models import SurveyResponse, SurveyRound
from insyn.surveys.queries.clean import Weighed, weighed
from insyn.surveys.queries.settling import areas_of, bases_by_followup, proposed_words
from insyn.surveys.rules import ResponseState
from insyn.surveys.services.reviews.accepting import accept
from insyn.surveys.services.reviews.settling import settled

AT_A_TIME = 200


@transaction.atomic
def accept_many(access: Access, survey_round: SurveyRound, *, versions: Mapping[int, int]) -> int:
    """Accept the responses that the page listed, in one step; return how many.

    ``versions`` are by the response's key, as the page showed them. Each is tried again: if
    one deviates by now, none is accepted.

    Raises:
        NotAllowed: the asker may not carry out follow-ups for the board.
        Outdated: a response was changed after the page was read.
    """
    access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=survey_round.authority_id)
    rows = SurveyResponse.objects.visible_to(access).for_list().filter(
        round=survey_round, pk__in=versions, state=ResponseState.SUBMITTED
    )  # fmt: skip
    locked = list(rows.select_for_update(of=("self",)))
    found = weighed(access, locked)
    stale = len(versions) - sum(
        one.is_clean and versions[one.response.pk] == one.response.version for one in found
    )
    if stale:
        raise Outdated(_stale(stale))
    if not found:
        return 0
    _settle(access, found)
    for one in found:
        accept(one.response)
    SurveyResponse.objects.visible_to(access).bulk_update(
        locked, ["state", "accepted_at", "version"], AT_A_TIME
    )
    facts: Facts = {"conclusion": "complies", "findings": 0, "is_bulk": True}
    entries = (Entry("survey_response.accepted", one.response, facts) for one in found)
    record_all(access, entries, place=Place(survey_round.authority_id))
    return len(found)


def _stale(count: int) -> str:
    return ngettext(
        "%(count)d enkätsvar har ändrats sedan du läste sidan. Inget är godtaget. Läs in sidan "
        "igen.",
        "%(count)d enkätsvar har ändrats sedan du läste sidan. Inget är godtaget. Läs in sidan "
        "igen.",
        count,
    ) % {"count": count}


def _settle(access: Access, found: Sequence[Weighed]) -> None:
    followups = _followups(access, found)
    areas = areas_of(access, found[0].response)
    bases = bases_by_followup(access, list(followups))
    facts = []
    for one in found:
        row = followups[one.response.followup_id or 0]
        outcome, words = proposed_words(one.response, row, (), bases.get(row.pk, ()))
        facts.append(
            settled(row, areas, one.counted, (), outcome=outcome, overall_assessment=words)
        )
    settle_followups(access, found[0].response.round.authority_id, facts=facts)


def _followups(access: Access, found: Sequence[Weighed]) -> dict[int, Followup]:
    rows = Followup.objects.visible_to(access).select_related(
        "contract__provider", "contract__agreement", "lot"
    )
    return {row.pk: row for row in rows.filter(pk__in=[one.response.followup_id for one in found])}
