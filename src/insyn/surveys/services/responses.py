"""Which responses a round has, and longer time for one of them."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.services import record
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.mailing.rules import MailKind
from insyn.mailing.services import queue_mails
from insyn.surveys.letters.invitations import extension
from insyn.surveys.models import SurveyResponse, SurveyRound
from insyn.surveys.queries.readiness import wanted_places
from insyn.surveys.queries.scope import PlaceInScope, mark_of, possible_places
from insyn.surveys.queries.words import scope_day, scope_facts, words_of
from insyn.surveys.rules import ResponseState, RoundState, ScopeKind
from insyn.surveys.rules.reminders import extension_refusal
from insyn.surveys.services.locks import locked_response, locked_round, place_of
from insyn.surveys.services.mails import to_addressees
from insyn.surveys.services.recipients import fill_in


def set_scope(access: Access, survey_round: SurveyRound) -> int:
    """Let the round have one response per place in its scope; return how many there are.

    For a round that has not been sent, inside the transaction that locked it. Where units are
    chosen one by one only those that fell out of a contract go; else what somebody has taken
    away stays away, and what somebody has added stays.
    """
    chosen_by_hand = survey_round.scope == ScopeKind.CHOSEN
    found = _possible if chosen_by_hand else wanted_places
    by_key = {place.key: place for place in found(access, survey_round)}
    rows = SurveyResponse.objects.visible_to(access).filter(round=survey_round)
    present = {(row.contract_id, row.unit_id): row for row in rows.all()}
    gone = [row.pk for key, row in present.items() if key not in by_key]
    if gone:
        rows.filter(pk__in=gone).delete()
    if not chosen_by_hand:
        _make(survey_round, (place for key, place in by_key.items() if key not in present))
    rows.exclude(due_on=survey_round.due_on).update(due_on=survey_round.due_on)
    fill_in(access, survey_round)
    return rows.count()


def _possible(access: Access, survey_round: SurveyRound) -> list[PlaceInScope]:
    return possible_places(access, scope_facts(survey_round), on=scope_day(survey_round))


def _make(survey_round: SurveyRound, places: Iterable[PlaceInScope]) -> int:
    made = [
        SurveyResponse(
            round=survey_round,
            contract_id=place.contract_id,
            unit_id=place.unit_id,
            service_area_id=place.service_area_id,
            operating_form=place.operating_form,
            due_on=survey_round.due_on,
        )
        for place in places
    ]
    return len(SurveyResponse.objects.bulk_create(made, batch_size=1000))


@transaction.atomic
def refresh_scope(access: Access, survey_round: SurveyRound) -> int:
    """Let the list follow the register as it is now; return how many responses there are.

    Raises:
        RuleViolation: the round has been sent.
    """
    row = _draft(access, survey_round)
    count = set_scope(access, row)
    record(access, "survey_round.recipients_updated", row, place=place_of(row),
           facts={"count": count})  # fmt: skip
    return count


@transaction.atomic
def add_places(
    access: Access, survey_round: SurveyRound, *, keys: Sequence[tuple[int, int | None]]
) -> int:
    """Add chosen units or whole contracts to a round that is prepared; return how many came in.

    ``keys`` are (contract, unit or None). What is there already is passed over.

    Raises:
        RuleViolation: the round has been sent, nothing was chosen, or something chosen has no
            contract in force.
    """
    row = _draft(access, survey_round)
    if not keys:
        raise RuleViolation(_("Kryssa för minst en verksamhet."))
    possible = {place.key: place for place in _possible(access, row)}
    if any(key not in possible for key in keys):
        raise RuleViolation(
            _("En verksamhet har inget kontrakt som gäller längre. Läs in sidan igen.")
        )
    rows = SurveyResponse.objects.visible_to(access).filter(round=row)
    present = set(rows.order_by().values_list("contract", "unit"))
    new = [possible[key] for key in dict.fromkeys(keys) if key not in present]
    count = _make(row, new)
    _remember(row, taken_in=[place.mark for place in new])
    fill_in(access, row)
    record(access, "survey_round.recipients_added", row, place=place_of(row),
           facts={"count": count})  # fmt: skip
    return count


@transaction.atomic
def remove_response(
    access: Access, response: SurveyResponse, *, version: int | None = None
) -> None:
    """Leave a unit out of a round that has not been sent: it stays out until it is added again.

    Raises:
        RuleViolation: the round has been sent.
    """
    survey_round = locked_round(access, response.round)
    row = locked_response(access, response, version)
    if row.state != ResponseState.WAITING:
        raise RuleViolation(_("Enkäten är skickad dit. Verksamheten kan inte tas bort längre."))
    _remember(survey_round, left_out=[mark_of(row.contract_id, row.unit_id)])
    record(access, "survey_round.recipient_removed", survey_round, place=place_of(survey_round),
           facts={"name": _name(row)})  # fmt: skip
    row.delete()


def _remember(
    survey_round: SurveyRound, *, left_out: Sequence[str] = (), taken_in: Sequence[str] = ()
) -> None:
    """Note on the locked round what somebody took away or added, the last word of each place."""
    out, back = set(survey_round.left_out), set(survey_round.taken_in)
    survey_round.left_out = sorted((out | set(left_out)) - set(taken_in))
    survey_round.taken_in = sorted((back | set(taken_in)) - set(left_out))
    survey_round.save(update_fields=["left_out", "taken_in"])


def _name(response: SurveyResponse) -> str:
    return str(response.unit or response.contract.provider)


def _draft(access: Access, survey_round: SurveyRound) -> SurveyRound:
    row = locked_round(access, survey_round)
    if row.state != RoundState.DRAFT:
        raise RuleViolation(_("Omgången är skickad. Då ändras inte vilka den går till."))
    return row


@transaction.atomic
def extend_response(
    access: Access,
    response: SurveyResponse,
    *,
    due_on: date,
    reason: str,
    version: int | None = None,
) -> SurveyResponse:
    """Give one recipient longer to answer, and tell them so by mail.

    Raises:
        RuleViolation: it has not been sent or is handed in, the day is not later, no reason is
            given, or the round is closed.
        Outdated: somebody changed the response after the page was read.
    """
    row = locked_response(access, response, version)
    if not row.round.is_open:
        raise RuleViolation(_("Omgången pågår inte. Öppna den igen för att ge längre tid."))
    refusal = extension_refusal(row.shown_state, before=row.due_on, after=due_on, reason=reason)
    if refusal:
        raise RuleViolation(_(refusal))
    before, row.due_on, row.extension_reason = row.due_on, due_on, reason.strip()
    row.version += 1
    row.save(update_fields=["due_on", "extension_reason", "version"])
    letter = extension(words_of(row), reason=row.extension_reason)
    mails = to_addressees(access, [row], MailKind.EXTENSION, lambda _one: letter,
                          mark=due_on.isoformat())  # fmt: skip
    queue_mails(access, mails)
    told = {"before": before.isoformat(), "after": due_on.isoformat(), "reason": reason.strip()}
    record(access, "survey_response.extended", row, place=place_of(row.round), facts=told)
    return row
