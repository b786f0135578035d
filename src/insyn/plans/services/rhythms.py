"""The rhythms of a board: what it calls how often things are done."""

from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.plans.models import Rhythm
from insyn.plans.queries.rhythms import missing_suggestions
from insyn.plans.rules.rhythms import SENTENCES, Terms, problem_with
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.registry.services.changes import Said, write


@dataclass(frozen=True, slots=True)
class RhythmFacts:
    """What a rhythm is called, and what it means."""

    name: str
    terms: Terms


@transaction.atomic
def save_rhythm(
    access: Access,
    authority: Authority,
    *,
    facts: RhythmFacts,
    rhythm: Rhythm | None = None,
    version: int | None = None,
) -> Rhythm:
    """Add a rhythm of the board, or change one. Periods already planned with it stay.

    Raises:
        RuleViolation: the terms do not hold together, or the board has another of the name.
        Outdated: somebody else changed the rhythm first.
    """
    access.require(Permission.EDIT_PLAN, authority_id=authority.pk)
    terms = facts.terms.tidied()
    if problem := problem_with(terms):
        raise RuleViolation(_(SENTENCES[problem]))
    row = Rhythm(authority=authority)
    if rhythm is not None:
        row = _locked(access, rhythm, version)
    if said := write(row, {"name": facts.name.strip(), **asdict(terms)}):
        _record(access, "rhythm.updated" if rhythm else "rhythm.created", row, said)
    return row


@transaction.atomic
def add_suggested_rhythms(access: Access, authority: Authority) -> int:
    """Add the usual rhythms that the board has none by the name of; return how many.

    Raises:
        RuleViolation: it has all of them.
    """
    access.require(Permission.EDIT_PLAN, authority_id=authority.pk)
    missing = missing_suggestions(access, authority)
    if not missing:
        raise RuleViolation(_("Nämnden har redan alla förslag."))
    for name, terms in missing:
        save_rhythm(access, authority, facts=RhythmFacts(name, terms))
    return len(missing)


@transaction.atomic
def retire_rhythm(access: Access, rhythm: Rhythm) -> Rhythm:
    """Let the rhythm no longer be offered. Activities that have it keep it."""
    access.require(Permission.EDIT_PLAN, authority_id=rhythm.authority_id)
    row = _locked(access, rhythm, None)
    if row.retired_on is None:
        _record(access, "rhythm.retired", row, write(row, {"retired_on": clock.today()}))
    return row


@transaction.atomic
def restore_rhythm(access: Access, rhythm: Rhythm) -> Rhythm:
    """Let a retired rhythm be offered again."""
    access.require(Permission.EDIT_PLAN, authority_id=rhythm.authority_id)
    row = _locked(access, rhythm, None)
    if row.retired_on is not None:
        _record(access, "rhythm.restored", row, write(row, {"retired_on": None}))
    return row


@transaction.atomic
def remove_rhythm(access: Access, rhythm: Rhythm) -> None:
    """Take away a rhythm that no activity has.

    Raises:
        RuleViolation: some activity has it.
        Outdated: somebody took it away first.
    """
    access.require(Permission.EDIT_PLAN, authority_id=rhythm.authority_id)
    row = _locked(access, rhythm, None)
    _record(access, "rhythm.removed", row, {})
    try:
        row.delete()
    except ProtectedError as used:
        raise RuleViolation(
            _("Periodiciteten används i en plan. Välj ”Sluta använda” i stället.")
        ) from used


def _locked(access: Access, rhythm: Rhythm, version: int | None) -> Rhythm:
    return locked_row(Rhythm.objects.visible_to(access), pk=rhythm.pk, version=version)


def _record(access: Access, event: str, rhythm: Rhythm, facts: Said) -> None:
    record(access, event, rhythm, place=Place(rhythm.authority_id), facts=facts)
