"""What an activity may refer to: only what is the plan's, or what the asker may use."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Model
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority, User
from insyn.criteria.models import ReviewTemplate
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.plans.models import ActivityPeriod, ActivityTarget, Plan, PlanForm, PlannedActivity
from insyn.plans.queries.activity_choices import (
    party_ids,
    possible_responsible,
    usable_templates,
)
from insyn.plans.rules import Method
from insyn.plans.rules.activities import LACKS, comes_after_itself, lacks, outlook_refusal
from insyn.plans.rules.spans import Span, name_of_plan_time, words_of
from insyn.plans.services.activities.facts import ActivityFacts, PeriodFacts, TargetFacts
from insyn.registry.models import Agreement


def require_facts(
    access: Access, plan: Plan, activity: PlannedActivity, facts: ActivityFacts
) -> None:
    """Let the facts pass. What the activity already refers to may stay.

    Raises:
        RuleViolation: something is lacking, belongs to another plan, or is not for the asker.
    """
    _require_scope(access, activity, facts)
    _require_parts_of_plan(access, plan, facts)
    _require_people(plan, activity, facts)
    _require_template(access, activity, facts.template)
    _require_order(access, plan, activity, facts.after)
    _require_amounts(facts)
    if refusal := outlook_refusal(plan.years, facts.outlook_years):
        raise RuleViolation(_(refusal))


def _require_scope(access: Access, activity: PlannedActivity, facts: ActivityFacts) -> None:
    names = ("agreement", "lot", "service_area", "theme")
    if lacking := lacks(facts.scope, {name for name in names if getattr(facts, name)}):
        raise RuleViolation(_(LACKS[lacking]))
    agreement, lot = facts.agreement, facts.lot
    if agreement is None:
        return
    seen = Agreement.objects.visible_to(access).filter(pk=agreement.pk)
    if agreement.pk != activity.agreement_id and not seen.exists():
        raise RuleViolation(_("Välj ett avtal som nämnden har."))
    if lot is not None and lot.agreement_id != agreement.pk:
        raise RuleViolation(_("Avtalsområdet ”%s” hör till ett annat avtal.") % lot)


SAME = ("title", "scope", "agreement", "lot", "service_area", "theme")
"""What two activities of a form have in common when they are about the same."""


def require_new(access: Access, facts: ActivityFacts) -> None:
    """Let a new activity pass that its form has none like: a form sent twice adds one.

    Raises:
        RuleViolation: one is about the same, at the same times and of the same providers.
    """
    rows = PlannedActivity.objects.visible_to(access).filter(form=facts.form)
    alike = rows.filter(**{name: getattr(facts, name) for name in SAME})
    if any(_parts_of(access, row) == _parts_in(facts) for row in alike):
        raise RuleViolation(
            _(
                "Planen har redan en likadan aktivitet: ”%s”. Ska den göras flera gånger skriver "
                "du antalet tillfällen eller fler perioder på den."
            )
            % facts.title
        )


Parts = tuple[set[tuple[object, ...]], set[tuple[object, ...]]]


def _parts_of(access: Access, row: PlannedActivity) -> Parts:
    periods = ActivityPeriod.objects.visible_to(access).filter(activity=row)
    targets = ActivityTarget.objects.visible_to(access).filter(activity=row)
    return (
        set(periods.values_list("stage", "starts_on", "ends_on")),
        set(targets.values_list("provider", "unit", "listed_as")),
    )


def _parts_in(facts: ActivityFacts) -> Parts:
    periods, targets = facts.periods or (), facts.targets or ()
    return (
        {(_key(one.stage), one.starts_on, one.ends_on) for one in periods},
        {(_key(one.provider), _key(one.unit), one.listed_as) for one in targets},
    )


def _key(row: Model | None) -> object:
    return row.pk if row is not None else None


def _require_parts_of_plan(access: Access, plan: Plan, facts: ActivityFacts) -> None:
    forms = PlanForm.objects.visible_to(access).filter(plan=plan)
    if not forms.filter(pk=facts.form.pk).exists():
        raise RuleViolation(_("Välj en uppföljningsform som finns i planen."))
    if facts.goal is not None and facts.goal.programme_id != plan.programme_id:
        raise RuleViolation(_("Välj ett mål i det program som planen hör till."))
    if facts.rhythm is not None and facts.rhythm.authority_id not in party_ids(plan):
        raise RuleViolation(_("Välj en periodicitet som någon av planens nämnder har."))


def _require_people(plan: Plan, activity: PlannedActivity, facts: ActivityFacts) -> None:
    person = facts.responsible
    is_kept = person is not None and person.pk == activity.responsible_id
    require_responsible(plan, facts.responsible_authority, None if is_kept else person)


def require_responsible(plan: Plan, authority: Authority | None, person: User | None) -> None:
    """Let the board and the person pass.

    Raises:
        RuleViolation: the board is not in the plan, or the person follows up in none of its boards.
    """
    if authority is not None and authority.pk not in party_ids(plan):
        raise RuleViolation(_("%s är inte en av planens nämnder.") % authority)
    if person is not None and not possible_responsible(plan).filter(pk=person.pk).exists():
        sentence = _("%s kan inte vara ansvarig: personen följer inte upp i någon av nämnderna.")
        raise RuleViolation(sentence % person)


def _require_template(
    access: Access, activity: PlannedActivity, template: ReviewTemplate | None
) -> None:
    if template is None or template.pk == activity.template_id:
        return
    if not usable_templates(access).filter(pk=template.pk).exists():
        raise RuleViolation(_("Mallen ”%s” har ingen publicerad version.") % template)


def _require_order(
    access: Access, plan: Plan, activity: PlannedActivity, after: PlannedActivity | None
) -> None:
    if after is None:
        return
    rows = PlannedActivity.objects.visible_to(access).filter(plan=plan)
    before: dict[int, int | None] = dict(rows.values_list("pk", "after_id"))
    if after.pk not in before:
        raise RuleViolation(_("Aktiviteten som ska komma först finns inte i planen."))
    if not activity._state.adding and comes_after_itself(before, activity.pk, after.pk):
        sentence = _("”%s” väntar redan på den här aktiviteten. Välj en annan som kommer först.")
        raise RuleViolation(sentence % after)


def _require_amounts(facts: ActivityFacts) -> None:
    if unknown := set(facts.methods) - set(Method.codes()):
        raise RuleViolation(_("Metoden ”%s” finns inte.") % min(unknown))
    if facts.occasions < 1:
        raise RuleViolation(_("Antalet tillfällen ska vara minst 1."))
    if facts.hours is not None and facts.hours < 0:
        raise RuleViolation(_("Antalet timmar kan inte vara mindre än noll."))


def require_periods(plan: Plan, activity: PlannedActivity, periods: Sequence[PeriodFacts]) -> None:
    """Let the periods pass.

    Raises:
        RuleViolation: one is turned round, lies outside the plan, or is of another form's stage.
    """
    for period in periods:
        require_inside(plan, period.starts_on, period.ends_on)
        if period.stage is not None and period.stage.form_id != activity.form_id:
            raise RuleViolation(_("Steget ”%s” hör till en annan uppföljningsform.") % period.stage)


def require_inside(plan: Plan, first: date, last: date) -> None:
    """Let a period pass that lies in the plan.

    Raises:
        RuleViolation: it is turned round, or some of its days lie outside.
    """
    if last < first:
        sentence = _(
            "Perioden %(first)s till %(last)s slutar innan den börjar. Byt plats på dagarna."
        )
        raise RuleViolation(sentence % {"first": first, "last": last})
    if not Span(first, last).within(Span(plan.starts_on, plan.ends_on)):
        sentence = _("Perioden %(period)s ligger utanför planen, som gäller %(plan)s.")
        told = name_of_plan_time(plan.starts_on, plan.ends_on)
        raise RuleViolation(sentence % {"period": words_of(first, last), "plan": told})


def require_targets(targets: Sequence[TargetFacts]) -> None:
    """Let the new targets pass.

    Raises:
        RuleViolation: a unit is run by another provider.
    """
    for target in targets:
        if target.provider is None:
            if not target.listed_as.strip():
                raise RuleViolation(_("Skriv utförarens namn, eller välj en ur registret."))
        elif target.unit is not None and target.unit.provider_id != target.provider.pk:
            sentence = _("%(unit)s drivs inte av %(provider)s.")
            raise RuleViolation(sentence % {"unit": target.unit, "provider": target.provider})
