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
from insyn.followups.models import Followup, FollowupForm
from insyn.followups.queries.forms import current_version_of
from insyn.followups.queries.from_plan import activity_for, refusal_of
from insyn.followups.rules import (
    BEFORE_SENT,
    BEFORE_START,
    Kind,
    Reason,
    State,
    next_number,
    number_start,
)
from insyn.followups.rules.forms import Depth
from insyn.followups.services.locks import locked_followup
from insyn.followups.services.trail import note
from insyn.kernel.access import Access, Permission, Secrecy
from insyn.kernel.errors import RuleViolation
from insyn.plans.models import ActivityPeriod, PlannedActivity
from insyn.registry.models import Contract, Lot, Unit


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
    planned_for: date,
    template_version: TemplateVersion | None = None,
    form: FollowupForm | None = None,
    kind: Kind | None = None,
    depth: Depth | None = None,
    unit: Unit | None = None,
    comes_from: Followup | None = None,
    reason: Reason = Reason.DECISION,
    reason_note: str = "",
    secrecy: Secrecy = Secrecy.INTERNAL,
    provider_name: str = "",
    place: PlanPlace | None = None,
) -> Followup:
    """Plan a follow-up and give it the next number of its series for that year.

    A form decides the kind, the depth, the template and the series, unless they are said here;
    without one it is an ordinary visit in the authority's common series. ``comes_from`` is the
    follow-up that led to this one. ``provider_name`` is what the provider is called in this
    follow-up, when it differs from the register; left empty it is stamped when the result is
    sent. ``place`` is where in a plan the follow-up comes from.

    Raises:
        RuleViolation: the authority does not share the agreement, the lot or the unit belongs
            elsewhere, the form is not the authority's or is no longer used, the template is not
            published or not the authority's to use, or the activity is not of a plan that the
            authority has adopted, or is cancelled or done.
    """
    access.require(Permission.PLAN_FOLLOWUP, authority_id=authority.pk)
    _check_place(access, authority, place)
    _check_contract(access, authority, contract, lot)
    _check_unit(contract, unit)
    check_form(access, authority, form)
    version = template_version or _version_of(access, form)
    check_template(access, authority, version)
    Authority.objects.select_for_update(of=("self",)).get(pk=authority.pk)
    followup = Followup(
        authority=authority,
        number=_number(access, authority, planned_for.year, form),
        contract=contract,
        provider_name=provider_name,
        lot=lot,
        unit=unit,
        form=form,
        comes_from=comes_from,
        template_version=version,
        planned_for=planned_for,
        kind=kind or (Kind(form.kind) if form else Kind.VISIT),
        depth=depth or (Depth(form.depth) if form else Depth.ORDINARY),
        reason=reason,
        reason_note=reason_note,
        secrecy=secrecy,
        **_placed(place),
    )
    followup.save()
    facts = {"planned_for": planned_for.isoformat(), "form": form.name if form else ""}
    note(access, "followup.planned", followup, facts)
    return followup


def _number(access: Access, authority: Authority, year: int, form: FollowupForm | None) -> str:
    """Return the next number of the form's series; the authority is locked."""
    series = form.series if form else None
    if series is None:
        return next_number(year, last_number(access, authority, year))
    last = last_number(access, authority, year, prefix=series.prefix)
    return next_number(year, last, prefix=series.prefix, digits=series.digits)


def _version_of(access: Access, form: FollowupForm | None) -> TemplateVersion:
    """Return the published version of the form's template.

    Raises:
        RuleViolation: the form names no template, or its template has nothing published.
    """
    version = current_version_of(access, form) if form else None
    if version is None:
        raise RuleViolation(
            _("Välj en uppföljningsmall. Formen har ingen mall som är publicerad.")
            if form
            else _("Välj en uppföljningsmall.")
        )
    return version


def check_form(access: Access, authority: Authority, form: FollowupForm | None) -> None:
    """Refuse a form that is not the authority's, or that it does not use any longer.

    Raises:
        RuleViolation: says which and what to do.
    """
    if form is None:
        return
    own = FollowupForm.objects.visible_to(access).filter(pk=form.pk, authority=authority)
    days = list(own.values_list("retired_on", flat=True))
    if not days:
        raise RuleViolation(_("Formen hör till en annan nämnd. Välj en av nämndens egna former."))
    if days[0] is not None:
        raise RuleViolation(_("Formen används inte längre. Välj en annan form."))


def _check_unit(contract: Contract, unit: Unit | None) -> None:
    """Refuse a unit that the contract does not cover, or that another provider runs."""
    if unit is None:
        return
    named = set(contract.units.values_list("pk", flat=True))
    if unit.provider_id != contract.provider_id or (named and unit.pk not in named):
        raise RuleViolation(
            _("Verksamheten hör inte till kontraktet. Välj en av utförarens verksamheter i det.")
        )


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


def last_number(access: Access, authority: Authority, year: int, *, prefix: str = "") -> str | None:
    """Return the last number of a series in the year; None when it has none."""
    series = Followup.objects.visible_to(access).filter(
        authority=authority, number__startswith=number_start(year, prefix)
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
