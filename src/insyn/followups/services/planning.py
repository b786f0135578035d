"""Planning follow-ups."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.criteria.models import TemplateVersion
from insyn.criteria.rules import TemplateState
from insyn.followups.models import Followup
from insyn.followups.queries.from_plan import activity_for, refusal_of
from insyn.followups.rules import BEFORE_SENT, BEFORE_START, Kind, Reason, State, next_number
from insyn.followups.services.locks import locked_followup
from insyn.followups.services.trail import note
from insyn.kernel.access import Access, Permission, Secrecy
from insyn.kernel.errors import RuleViolation
from insyn.plans.models import ActivityPeriod, PlannedActivity
from insyn.registry.models import Contract, Lot


@dataclass(frozen=True, slots=True)
class PlanPlace:
    """Where in a plan a follow-up comes from: its activity, and which time of it if one is."""

    activity: PlannedActivity
    period: ActivityPeriod | None = None


@transaction.atomic
def plan_followup(  # noqa: PLR0913  the facts of a plan, each by its name
    access: Access,
    *,
    authority: Authority,
    contract: Contract,
    lot: Lot | None,
    template_version: TemplateVersion,
    planned_for: date,
    kind: Kind = Kind.VISIT,
    reason: Reason = Reason.DECISION,
    reason_note: str = "",
    secrecy: Secrecy = Secrecy.INTERNAL,
    provider_name: str = "",
    place: PlanPlace | None = None,
) -> Followup:
    """Plan a follow-up and give it the next number of the authority's series for that year.

    ``provider_name`` is what the provider is called in this follow-up, when it differs from
    the register; left empty it is stamped when the result is sent. ``place`` is where in a
    plan the follow-up comes from.

    Raises:
        RuleViolation: the authority does not share the agreement, the lot belongs to another
            agreement, the template is not published or not the authority's to use, or the
            activity is not of a plan that the authority has adopted, or is cancelled or done.
    """
    access.require(Permission.PLAN_FOLLOWUP, authority_id=authority.pk)
    _check_place(access, authority, place)
    _check_contract(access, authority, contract, lot)
    check_template(access, authority, template_version)
    Authority.objects.select_for_update(of=("self",)).get(pk=authority.pk)
    year = planned_for.year
    followup = Followup(
        authority=authority,
        number=next_number(year, last_number(access, authority, year)),
        contract=contract,
        provider_name=provider_name,
        lot=lot,
        template_version=template_version,
        planned_for=planned_for,
        kind=kind,
        reason=reason,
        reason_note=reason_note,
        secrecy=secrecy,
        **_placed(place),
    )
    followup.save()
    note(access, "followup.planned", followup, {"planned_for": planned_for.isoformat()})
    return followup


def _placed(place: PlanPlace | None) -> dict[str, Any]:
    """Return what the follow-up remembers of its place in the plan."""
    if place is None:
        return {}
    if place.period is None:
        return {"activity": place.activity}
    when = {"activity_starts_on": place.period.starts_on, "activity_stage": place.period.stage}
    return {"activity": place.activity, **when}


def _check_place(access: Access, authority: Authority, place: PlanPlace | None) -> None:
    if place is None:
        return
    activity = activity_for(access, place.activity, authority)
    if activity is None:
        raise RuleViolation(_("Aktiviteten finns inte i någon plan som nämnden är med i."))
    if refusal := refusal_of(activity):
        raise RuleViolation(_(refusal.label))


def last_number(access: Access, authority: Authority, year: int) -> str | None:
    """Return the last number of the authority's series of the year; None when it has none."""
    series = Followup.objects.visible_to(access).filter(
        authority=authority, number__startswith=f"{year}-"
    )
    numbers = series.order_by(Length("number").desc(), "-number").values_list("number", flat=True)
    return numbers.first()


def _check_contract(
    access: Access, authority: Authority, contract: Contract, lot: Lot | None
) -> None:
    agreement = contract.agreement
    visible = Contract.objects.visible_to(access).filter(pk=contract.pk).exists()
    if not visible or not _takes_part(
        authority, owner_id=agreement.authority_id, cooperation_id=agreement.cooperation_id
    ):
        raise RuleViolation(
            _("Nämnden har inte del i avtalet. Välj ett kontrakt i ett avtal som nämnden använder.")
        )
    if lot is not None and lot.agreement_id != agreement.pk:
        raise RuleViolation(
            _("Avtalsområdet hör till ett annat avtal. Välj ett i kontraktets avtal.")
        )


def check_template(access: Access, authority: Authority, template_version: TemplateVersion) -> None:
    """Refuse a template that is not published, or not the authority's to use.

    Raises:
        RuleViolation: says which and what to do.
    """
    template = template_version.template
    stored = TemplateVersion.objects.visible_to(access).filter(pk=template_version.pk)
    states = stored.values_list("state", flat=True)
    if not states or not _takes_part(
        authority, owner_id=template.authority_id, cooperation_id=template.cooperation_id
    ):
        raise RuleViolation(_("Mallen är inte nämndens. Välj en mall som nämnden använder."))
    if states[0] != TemplateState.PUBLISHED:
        raise RuleViolation(
            _("Mallen är inte publicerad. Publicera den först eller välj en annan mall.")
        )


def _takes_part(authority: Authority, *, owner_id: int, cooperation_id: int | None) -> bool:
    """Tell whether the authority owns the thing or is in the cooperation that shares it."""
    if owner_id == authority.pk:
        return True
    return cooperation_id is not None and authority.cooperations.filter(pk=cooperation_id).exists()


@transaction.atomic
def reschedule_followup(
    access: Access, followup: Followup, *, planned_for: date, version: int | None = None
) -> Followup:
    """Plan the follow-up for another day; only before it has started."""
    access.require(Permission.PLAN_FOLLOWUP, authority_id=followup.authority_id)
    row = locked_followup(access, followup, version=version)
    if State(row.state) not in BEFORE_START:
        raise RuleViolation(
            _("Uppföljningen har redan påbörjats eller ställts in. Då går det inte att ändra "
              "vilken dag den är planerad till.")
        )  # fmt: skip
    before = row.planned_for
    row.planned_for = planned_for
    row.version += 1
    row.save(update_fields=["planned_for", "version"])
    note(
        access,
        "followup.rescheduled",
        row,
        {"before": before.isoformat(), "after": planned_for.isoformat()},
    )
    return row


@transaction.atomic
def name_provider(
    access: Access, followup: Followup, *, name: str, version: int | None = None
) -> Followup:
    """Say what the provider is called in this follow-up; until it is sent.

    A report keeps the name of its day, whatever the register says later.
    """
    access.require(Permission.PLAN_FOLLOWUP, authority_id=followup.authority_id)
    row = locked_followup(access, followup, version=version)
    if State(row.state) not in BEFORE_SENT:
        raise RuleViolation(_("Uppföljningen är skickad. Då ändras inte utförarens namn i den."))
    before, row.provider_name = row.provider_name, name.strip()
    row.version += 1
    row.full_clean(exclude=["contract", "lot", "template_version", "authority"])
    row.save(update_fields=["provider_name", "version"])
    note(access, "followup.provider_named", row, {"before": before, "after": row.provider_name})
    return row
