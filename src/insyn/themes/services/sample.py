"""Which services a thematic review looks at, and the follow-ups that are made of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.rules import Facts
from insyn.criteria.models import TemplateVersion
from insyn.followups.models import Followup, FollowupForm
from insyn.followups.rules import Kind, Reason
from insyn.followups.services import plan_followup
from insyn.kernel.access import Access, Permission
from insyn.kernel.lottery import checked_seed, drawn
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.registry.models import Contract, ServiceArea
from insyn.themes.models import ThematicReview, ThemeService
from insyn.themes.queries.sample import (
    contracts_in_area,
    contracts_to_review,
    drawn_among,
    followups_to_link,
    sample_of,
)
from insyn.themes.rules import Refusal, ThemeState
from insyn.themes.rules.guards import draw_refusal
from insyn.themes.services.parts import check_causes
from insyn.themes.services.reviews import note, open_review, refuse, screen


@dataclass(frozen=True, slots=True)
class PlannedFacts:
    """When the follow-ups of a review are planned for, with which template and form."""

    planned_for: date
    template_version: TemplateVersion | None = None
    form: FollowupForm | None = None


@transaction.atomic
def add_services(
    access: Access,
    review: ThematicReview,
    *,
    contracts: Sequence[Contract] = (),
    area: ServiceArea | None = None,
    version: int,
) -> int:
    """Add contracts to the sample, or all in use in a service area; return how many were new.

    Raises:
        RuleViolation: nothing is chosen, all are there already, or one is not the authority's.
    """
    owner = open_review(access, review, version)
    wanted = {contract.pk: contract for contract in contracts}
    if area is not None:
        wanted |= {row.pk: row for row in contracts_in_area(access, owner, area)}
    if not wanted:
        refuse(Refusal.NO_SERVICES)
    _check_ours(access, owner, wanted.values())
    there = set(sample_of(access, owner).values_list("contract_id", flat=True))
    new = [contract for key, contract in wanted.items() if key not in there]
    if not new:
        refuse(Refusal.ALL_IN_ALREADY)
    ThemeService.objects.bulk_create(
        ThemeService(review=owner, contract=contract) for contract in new
    )
    note(access, "services_added", owner, {"count": len(new)})
    return len(new)


@dataclass(frozen=True, slots=True)
class DrawFacts:
    """How many are drawn, by which seed, and in which service area."""

    count: int
    seed: str
    area: ServiceArea | None = None


@transaction.atomic
def draw_services(
    access: Access, review: ThematicReview, *, facts: DrawFacts, version: int
) -> list[Contract]:
    """Draw contracts into the sample by a seed, and return them in the order drawn.

    The same seed among the same contracts gives the same ones. How it was done is written among
    the texts about the sample, so that the report tells of it.

    Raises:
        RuleViolation: the seed is hard to copy, or there are not so many to draw among.
    """
    owner = open_review(access, review, version)
    seed = checked_seed(facts.seed)
    among = {draw_key(row.pk): row for row in drawn_among(access, owner, facts.area)}
    refuse(draw_refusal(facts.count, of=len(among)), {"of": len(among)})
    chosen = [among[key] for key in drawn(seed, among, facts.count)]
    ThemeService.objects.bulk_create(
        ThemeService(
            review=owner,
            contract=contract,
            note=_("Lottad som nummer %(place)s av %(of)s") % {"place": place, "of": len(among)},
        )
        for place, contract in enumerate(chosen, 1)
    )
    owner.sample_text = "\n\n".join(
        filter(None, (owner.sample_text, _draw_said(owner, facts, seed, of=len(among))))
    )
    said: Facts = {"count": len(chosen), "of": len(among), "seed": seed}
    note(access, "services_drawn", owner, said)
    return chosen


def draw_key(contract_pk: int) -> str:
    """Return what stands for a contract in the lottery."""
    return f"kontrakt:{contract_pk}"


def _draw_said(review: ThematicReview, facts: DrawFacts, seed: str, *, of: int) -> str:
    area = facts.area or review.service_area
    words = {
        "day": clock.today().isoformat(),
        "count": facts.count,
        "of": of,
        "area": area or _("flera verksamhetsområden"),
        "seed": seed,
    }
    return (
        _("Lottning %(day)s: %(count)s av %(of)s verksamheter (%(area)s) med fröet ”%(seed)s”.")
        % words
    )


def _check_ours(access: Access, review: ThematicReview, contracts: Iterable[Contract]) -> None:
    ours = set(contracts_to_review(access, review).values_list("pk", flat=True))
    for contract in contracts:
        if contract.pk not in ours:
            refuse(Refusal.NOT_OURS, {"provider": contract.provider})


@transaction.atomic
def change_service(
    access: Access,
    service: ThemeService,
    *,
    followup: Followup | None,
    text: str,
    version: int,
) -> ThemeService:
    """Link a follow-up of the same contract to a service of the sample, and note something.

    Raises:
        RuleViolation: the follow-up is of another kind, contract or authority.
    """
    owner = open_review(access, service.review, version)
    row = locked_row(sample_of(access, owner), pk=service.pk)
    screen(text)
    if followup is not None and not followups_to_link(access, row).filter(pk=followup.pk).exists():
        refuse(Refusal.WRONG_FOLLOWUP)
    row.followup, row.note = followup, text
    row.save(update_fields=["followup", "note"])
    note(access, "service_changed", owner, {"followup": followup.number if followup else ""})
    return row


@transaction.atomic
def remove_service(access: Access, service: ThemeService, *, version: int) -> None:
    """Take a service out of the sample.

    Raises:
        RuleViolation: a follow-up of it is linked, or a cause says it was seen in more services
            than would be left.
    """
    owner = open_review(access, service.review, version)
    row = locked_row(sample_of(access, owner), pk=service.pk)
    if row.followup_id is not None:
        refuse(Refusal.HAS_FOLLOWUP)
    row.delete()
    check_causes(access, owner)
    note(access, "service_removed", owner)


@transaction.atomic
def plan_followups(
    access: Access, review: ThematicReview, *, facts: PlannedFacts, version: int
) -> int:
    """Plan a follow-up of the kind theme for each service without one; return how many.

    Raises:
        RuleViolation: the review has not been started, all have one already, or as
            ``plan_followup``.
    """
    access.require(Permission.PLAN_FOLLOWUP, authority_id=review.authority_id)
    owner = open_review(access, review, version)
    if owner.shown_state is not ThemeState.ONGOING:
        refuse(Refusal.NOT_ONGOING)
    rows = sample_of(access, owner).filter(followup=None)
    left = list(rows.select_related("contract__agreement", "contract__provider"))
    if not left:
        refuse(Refusal.ALL_PLANNED)
    for row in left:
        row.followup = _planned(access, owner, row.contract, facts)
        row.save(update_fields=["followup"])
    note(access, "followups_started", owner, {"followups": len(left)})
    return len(left)


def _planned(
    access: Access, review: ThematicReview, contract: Contract, facts: PlannedFacts
) -> Followup:
    return plan_followup(
        access,
        authority=review.authority,
        contract=contract,
        lot=None,
        planned_for=facts.planned_for,
        template_version=facts.template_version,
        form=facts.form,
        kind=Kind.THEME,
        reason=Reason.DECISION,
        reason_note=review.title,
    )
