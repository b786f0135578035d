"""Making a selection and saying whom it chooses among."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.registry.models import Agreement, Contract, Lot
from insyn.risk.models import Candidate, Selection
from insyn.risk.queries import participants
from insyn.risk.rules.states import Origin


@dataclass(frozen=True, slots=True)
class CandidateFacts:
    """One contract in one lot that may be chosen."""

    contract: Contract
    lot: Lot
    is_used: bool = False
    is_wished: bool = False


@transaction.atomic
def create_selection(  # noqa: PLR0913  the facts of the event
    access: Access,
    *,
    agreement: Agreement,
    title: str,
    year: int,
    quota: int,
    authority: Authority,
    origin: Origin = Origin.HERE,
    allots_lots: bool = True,
) -> Selection:
    """Start a selection among the contracts of an agreement that the authority takes part in."""
    access.require(Permission.PLAN_SELECTION, authority_id=authority.pk)
    taking_part = participants(agreement, owner=agreement.authority, today=clock.today())
    if authority not in taking_part:
        raise RuleViolation(_("Nämnden deltar inte i avtalet. Välj en nämnd som gör det."))
    selection = Selection(
        authority=authority,
        agreement=agreement,
        title=title,
        year=year,
        quota=quota,
        origin=origin,
        allots_lots=allots_lots,
    )
    selection.full_clean()
    selection.save()
    record(
        access,
        "selection.created",
        selection,
        place=Place(authority.pk),
        facts={"agreement": str(agreement), "year": year, "quota": quota, "origin": origin.value},
    )
    return selection


@transaction.atomic
def edit_selection(  # noqa: PLR0913  the facts of the event
    access: Access,
    selection: Selection,
    *,
    title: str,
    year: int,
    quota: int,
    allots_lots: bool,
    version: int | None = None,
) -> Selection:
    """Change the head of a selection by the rule of a coordinated follow-up.

    Raises:
        RuleViolation: the seed is fixed, so that a change could steer the result.
    """
    access.require(Permission.PLAN_SELECTION, authority_id=selection.authority_id)
    row = locked_row(Selection.objects.visible_to(access), pk=selection.pk, version=version)
    if not row.is_open or row.is_by_steps:
        raise RuleViolation(_("Urvalet går inte att ändra när fröet är bestämt."))
    before = f"{row.title}, {row.year}, {row.quota}"
    row.title, row.year, row.quota, row.allots_lots = title, year, quota, allots_lots
    row.version += 1
    row.full_clean()
    row.save()
    record(
        access,
        "selection.changed",
        row,
        place=Place(row.authority_id),
        facts={"before": before, "after": f"{title}, {year}, {quota}"},
    )
    return row


@transaction.atomic
def set_candidates(
    access: Access,
    selection: Selection,
    *,
    candidates: Sequence[CandidateFacts],
    version: int | None = None,
) -> Selection:
    """Say whom the selection chooses among, in place of what was said before.

    Raises:
        RuleViolation: the seed is fixed, so that a change could steer the result.
    """
    access.require(Permission.PLAN_SELECTION, authority_id=selection.authority_id)
    row = locked_row(Selection.objects.visible_to(access), pk=selection.pk, version=version)
    if not row.is_open:
        raise RuleViolation(
            _("Kandidaterna går inte att ändra när fröet är bestämt eller urvalet är fryst.")
        )
    if row.is_by_steps:
        raise RuleViolation(_("Urvalet har en egen regel. Kandidaterna hämtas ur registret."))
    _check(row, candidates)
    old = Candidate.objects.visible_to(access).filter(selection=row)
    before = old.count()
    old.delete()
    Candidate.objects.bulk_create(
        Candidate(
            selection=row,
            contract=facts.contract,
            lot=facts.lot,
            is_used=facts.is_used,
            is_wished=facts.is_wished,
        )
        for facts in candidates
    )
    row.version += 1
    row.save(update_fields=["version"])
    record(
        access,
        "selection.candidates_set",
        row,
        place=Place(row.authority_id),
        facts={
            "before": before,
            "after": len(candidates),
            "used": sum(facts.is_used for facts in candidates),
            "wished": sum(facts.is_wished for facts in candidates),
        },
    )
    return row


def _check(selection: Selection, candidates: Sequence[CandidateFacts]) -> None:
    for facts in candidates:
        same = {facts.contract.agreement_id, facts.lot.agreement_id, selection.agreement_id}
        if len(same) > 1:
            raise RuleViolation(
                _("%(provider)s hör inte till urvalets avtal.")
                % {"provider": facts.contract.provider}
            )
        if facts.lot.parent_id is not None:
            raise RuleViolation(
                _("%(lot)s är en del av ett avtalsområde. Välj hela avtalsområdet.")
                % {"lot": facts.lot}
            )
    if len({(facts.contract.pk, facts.lot.pk) for facts in candidates}) < len(candidates):
        raise RuleViolation(_("Samma utförare står två gånger i ett avtalsområde."))
