"""An instruction is written, issued and replaced."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from insyn.accounts.models import Authority
from insyn.audit.rules import Facts
from insyn.coordination.models import (
    BoardMatter,
    DistrictReport,
    DistrictShare,
    Instruction,
    SampledUnit,
)
from insyn.coordination.queries.minimum import asked_in
from insyn.coordination.rules import LIFECYCLE, InstructionEvent, InstructionState, Refusal
from insyn.coordination.rules.instructions import Draft, publish_refusal, times_refusal
from insyn.coordination.services.contacts import close_contacts, invite_contacts, take_over_drafts
from insyn.coordination.services.locks import (
    locked_draft,
    locked_instruction,
    note,
    raised,
    refuse,
    require_coordinated,
    screened,
)
from insyn.coordination.services.papers import store_responsibility
from insyn.coordination.services.telling import tell_of_instruction
from insyn.criteria.models import TemplateVersion
from insyn.criteria.rules import TemplateState
from insyn.kernel.access import Access, Permission
from insyn.kernel.lottery import checked_seed
from insyn.platform import clock
from insyn.platform.text import tidy_line
from insyn.registry.models import ServiceArea


@dataclass(frozen=True, slots=True)
class InstructionFacts:
    """What an instruction says, for what time, and which templates are the least."""

    title: str
    starts_on: date
    ends_on: date
    report_by: date
    text: str = ""
    service_areas: Sequence[ServiceArea] = ()
    templates: Sequence[TemplateVersion] = ()
    in_depth_text: str = ""
    in_depth_bound: int | None = None
    seed: str = ""


@transaction.atomic
def write_instruction(
    access: Access, authority: Authority, *, facts: InstructionFacts
) -> Instruction:
    """Begin an instruction; nobody else reads it before it is issued.

    Raises:
        RuleViolation: the days contradict each other, or a text holds a personal number.
    """
    access.require(Permission.COORDINATE, authority_id=authority.pk)
    row = Instruction(authority=authority)
    _fill(access, row, facts)
    note(access, "instruction.created", row, row.authority_id)
    return row


@transaction.atomic
def change_instruction(
    access: Access, instruction: Instruction, *, facts: InstructionFacts, version: int
) -> Instruction:
    """Change a draft.

    Raises:
        RuleViolation: the same as for a new one, or it has been issued.
        Outdated: somebody else changed it first.
    """
    row = locked_draft(access, instruction, version=version)
    row.version += 1
    _fill(access, row, facts)
    note(access, "instruction.changed", row, row.authority_id)
    return row


def _fill(access: Access, row: Instruction, facts: InstructionFacts) -> None:
    refuse(times_refusal(facts.starts_on, facts.ends_on, facts.report_by))
    title, row.text, row.in_depth_text = screened(facts.title, facts.text, facts.in_depth_text)
    row.title = tidy_line(title)
    row.starts_on, row.ends_on, row.report_by = facts.starts_on, facts.ends_on, facts.report_by
    row.in_depth_bound = facts.in_depth_bound
    row.seed = checked_seed(facts.seed) if facts.seed.strip() else ""
    row.full_clean(exclude=["authority", "replaces"])
    row.save()
    row.service_areas.set(facts.service_areas)
    wanted = [one.pk for one in facts.templates]
    row.templates.clear()
    row.templates.add(*TemplateVersion.objects.visible_to(access).filter(pk__in=wanted))


@transaction.atomic
def set_share(  # noqa: PLR0913  the facts of a part, each by its name
    access: Access,
    instruction: Instruction,
    *,
    authority: Authority,
    wanted: int,
    contact: str = "",
    contact_email: str = "",
    version: int | None = None,
) -> DistrictShare:
    """Say how many follow-ups a coordinated authority is to make; 0 takes its part away.

    Raises:
        RuleViolation: the instruction has been issued, or the authority is not coordinated.
        Outdated: somebody else changed the instruction first.
    """
    row = locked_draft(access, instruction, version=version)
    require_coordinated(row.authority, authority)
    (contact,) = screened(contact)
    share = DistrictShare.objects.visible_to(access).filter(instruction=row, authority=authority)
    found = share.first() or DistrictShare(instruction=row, authority=authority)
    found.wanted, found.contact, found.contact_email = wanted, contact, contact_email
    if wanted:
        found.save()
    elif found.pk:
        SampledUnit.objects.visible_to(access).filter(instruction=row, authority=authority).delete()
        found.delete()
    raised(row)
    facts: Facts = {"authority": str(authority), "wanted": wanted}
    note(access, "instruction.share_set", row, row.authority_id, facts)
    return found


@transaction.atomic
def publish_instruction(access: Access, instruction: Instruction, *, version: int) -> Instruction:
    """Issue the instruction: it is frozen, and those whom it is issued to are told.

    What the templates ask is kept as it reads today, and the information on who answers for
    what is stored as Word and PDF. One that it replaces is replaced from now on.

    Raises:
        RuleViolation: something is missing, a template is a draft, or the last day has passed.
        Outdated: somebody else changed it first.
    """
    row = locked_instruction(access, instruction, version=version)
    row.state = LIFECYCLE.after(row.shown_state, InstructionEvent.PUBLISH)
    templates = list(row.templates.visible_to(access).select_related("template"))
    shares = list(
        DistrictShare.objects.visible_to(access)
        .filter(instruction=row)
        .select_related("authority__municipality")
    )
    today = clock.today()
    draft = Draft(
        text=row.text,
        areas=row.service_areas.count(),
        shares=[share.wanted for share in shares],
        report_by=row.report_by,
        unpublished_templates=sum(one.state != TemplateState.PUBLISHED for one in templates),
    )
    refuse(publish_refusal(draft, today=today))
    for share in shares:
        require_coordinated(row.authority, share.authority)
    row.minimum = asked_in(access, templates)
    row.published_on = today
    _replace_old(access, row)
    store_responsibility(access, row, shares)
    raised(row)
    facts: Facts = {"shares": len(shares), "report_by": row.report_by.isoformat()}
    note(access, "instruction.published", row, row.authority_id, facts)
    for share in shares:
        if share.authority_id != row.authority_id:
            note(access, "instruction.received", row, share.authority_id, {"wanted": share.wanted})
    invite_contacts(access, row, shares)
    tell_of_instruction(access, row, shares)
    return row


def _replace_old(access: Access, row: Instruction) -> None:
    if row.replaces is None:
        return
    old = locked_instruction(access, row.replaces)
    old.state = LIFECYCLE.after(old.shown_state, InstructionEvent.REPLACE)
    raised(old)
    for model in (DistrictReport, BoardMatter):  # what has come in counts for the new one
        model.objects.visible_to(access).filter(instruction=old).update(instruction=row)
    take_over_drafts(old, row)
    close_contacts(access, old)
    note(access, "instruction.replaced", old, old.authority_id)


@transaction.atomic
def copy_to_replace(access: Access, instruction: Instruction, *, version: int) -> Instruction:
    """Return a draft that says the same and will replace the instruction when it is issued.

    A draft that is there already is returned as it is.

    Raises:
        RuleViolation: the instruction is not in force.
        Outdated: somebody else changed it first.
    """
    old = locked_instruction(access, instruction, version=version)
    refuse(None if old.is_published else Refusal.NOT_PUBLISHED)
    drafts = Instruction.objects.visible_to(access).filter(replaces=old)
    known = drafts.filter(state=InstructionState.DRAFT).first()
    if known is not None:
        return known
    new = _copy(old)
    new.service_areas.set(old.service_areas.all())
    new.templates.add(*old.templates.visible_to(access))
    for share in DistrictShare.objects.visible_to(access).filter(instruction=old):
        share.pk, share.instruction, share.information = None, new, None
        share.contact_user = None  # is asked when the new one is issued
        share.save(force_insert=True)
    for unit in SampledUnit.objects.visible_to(access).filter(instruction=old):
        unit.pk, unit.instruction = None, new
        unit.save(force_insert=True)
    note(access, "instruction.copied", new, new.authority_id)
    return new


def _copy(old: Instruction) -> Instruction:
    return Instruction.objects.create(
        authority=old.authority,
        title=old.title,
        text=old.text,
        starts_on=old.starts_on,
        ends_on=old.ends_on,
        report_by=old.report_by,
        in_depth_text=old.in_depth_text,
        in_depth_bound=old.in_depth_bound,
        seed=old.seed,
        replaces=old,
    )
