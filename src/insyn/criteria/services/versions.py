"""Templates and their versions: made, published, retired, copied."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority, Cooperation
from insyn.criteria.models import Question, ReviewTemplate, Scale, TemplateVersion
from insyn.criteria.queries.content import facts_of, levels_of
from insyn.criteria.rules import (
    TEMPLATE_LIFECYCLE,
    SectionFacts,
    TemplateEvent,
    TemplateKind,
    TemplateState,
    publish_problems,
)
from insyn.criteria.services.building import TOLD_AT_MOST, write_content
from insyn.criteria.services.drafts import locked_draft, locked_version, note, touched
from insyn.criteria.services.scales import adopted_scale
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.registry.models import ServiceArea
from insyn.registry.services.changes import write


@dataclass(frozen=True, slots=True)
class TemplateFacts:
    """What is said of a template and its version beside what it asks."""

    kind: TemplateKind = TemplateKind.VISIT
    service_area: ServiceArea | None = None
    purpose: str = ""
    scale: Scale | None = None
    is_scored: bool = False
    hides_score: bool = False
    change_note: str = ""
    copied_from: str = ""


@transaction.atomic
def create_template(
    access: Access,
    authority: Authority,
    *,
    name: str,
    sections: Sequence[SectionFacts],
    cooperation: Cooperation | None = None,
    facts: TemplateFacts | None = None,
) -> TemplateVersion:
    """Make a template and return its first version, a draft with the given content.

    Raises:
        RuleViolation: the authority has such a template or is not in the cooperation, or the
            content can never stand in a template.
    """
    access.require(Permission.EDIT_TEMPLATES, authority_id=authority.pk)
    said = facts or TemplateFacts()
    template = ReviewTemplate(authority=authority, copied_from=said.copied_from)
    _write_template(template, name=name, cooperation=cooperation, facts=said)
    version = TemplateVersion(template=template, number=1)
    _write_version(access, version, said)
    write_content(access, version, sections)
    note(access, "template.created", version, {"areas": len(sections), "kind": said.kind.value})
    return version


def _write_template(
    template: ReviewTemplate, *, name: str, cooperation: Cooperation | None, facts: TemplateFacts
) -> dict[str, str | int | bool | None]:
    owner = template.authority
    if cooperation and not cooperation.members.filter(pk=owner.pk).exists():
        raise RuleViolation(_("Nämnden deltar inte i samverkan. Välj en annan eller ingen."))
    namesakes = ReviewTemplate.objects.filter(authority=owner, name=name.strip())
    if namesakes.exclude(pk=template.pk).exists():
        raise RuleViolation(_("Nämnden har redan en mall som heter ”%s”.") % name.strip())
    values = {
        "name": name.strip(),
        "cooperation": cooperation,
        "kind": facts.kind,
        "service_area": facts.service_area,
        "purpose": facts.purpose.strip(),
    }
    return write(template, values)


def _write_version(
    access: Access, version: TemplateVersion, facts: TemplateFacts
) -> dict[str, str | int | bool | None]:
    values = {
        "scale": own_scale(access, version.template.authority, facts.scale),
        "is_scored": facts.is_scored,
        "hides_score": facts.hides_score,
        "change_note": facts.change_note.strip(),
    }
    return write(version, values)


def own_scale(access: Access, authority: Authority, scale: Scale | None) -> Scale | None:
    """Return the scale if it is the authority's own, otherwise its own copy of it."""
    if scale is None or scale.authority_id == authority.pk:
        return scale
    levels = levels_of(access, [scale.pk]).get(scale.pk, [])
    return adopted_scale(access, authority, name=scale.name, levels=levels)


@transaction.atomic
def change_template(
    access: Access,
    version: TemplateVersion,
    *,
    name: str,
    cooperation: Cooperation | None,
    facts: TemplateFacts,
    read: int | None = None,
) -> TemplateVersion:
    """Change what the template is called and for, and how the draft is assessed.

    Raises:
        RuleViolation: the version is published, or the name is taken.
        Outdated: somebody changed the draft after the page was read.
    """
    draft = locked_draft(access, version, read)
    said = {
        **_write_template(draft.template, name=name, cooperation=cooperation, facts=facts),
        **_write_version(access, draft, facts),
    }
    if said:
        touched(access, draft, "template.changed", said)
    return draft


@transaction.atomic
def publish_version(
    access: Access, version: TemplateVersion, *, read: int | None = None
) -> TemplateVersion:
    """Let the draft be used for follow-ups; from now on it never changes.

    Raises:
        RuleViolation: it is no draft, or something must be put right first.
        Outdated: somebody changed the draft after the page was read.
    """
    row = locked_version(access, version, read)
    state = TEMPLATE_LIFECYCLE.after(TemplateState(row.state), TemplateEvent.PUBLISH)
    if problems := publish_problems(facts_of(access, row)):
        raise RuleViolation(" ".join(flaw.sentence for flaw in problems[:TOLD_AT_MOST]))
    row.state, row.published_on = state, clock.today()
    row.save(update_fields=["state", "published_on"])
    note(access, "template.published", row)
    return row


@transaction.atomic
def retire_version(access: Access, version: TemplateVersion) -> TemplateVersion:
    """Let no new follow-up use the version; those that do keep it."""
    row = locked_version(access, version)
    row.state = TEMPLATE_LIFECYCLE.after(TemplateState(row.state), TemplateEvent.RETIRE)
    row.retired_on = clock.today()
    row.save(update_fields=["state", "retired_on"])
    note(access, "template.retired", row)
    return row


@transaction.atomic
def new_draft_of(access: Access, version: TemplateVersion) -> TemplateVersion:
    """Return a new draft with the same content, numbered after the template's last version.

    Codes, conditions, finding rules and links stay as they are, so that answers can be
    compared over the years.

    Raises:
        RuleViolation: the template already has a draft; two would drift apart.
    """
    row = locked_version(access, version)
    siblings = TemplateVersion.objects.visible_to(access).filter(template=row.template)
    ReviewTemplate.objects.visible_to(access).select_for_update(of=("self",)).get(
        pk=row.template_id
    )
    if siblings.filter(state=TemplateState.DRAFT).exists():
        raise RuleViolation(_("Mallen har redan ett utkast. Fortsätt på det."))
    last = siblings.order_by("-number").values_list("number", flat=True)[0]
    draft = TemplateVersion.objects.create(
        template=row.template,
        number=last + 1,
        scale=row.scale,
        is_scored=row.is_scored,
        hides_score=row.hides_score,
    )
    taken = Question.objects.visible_to(access).filter(section__version__template=row.template)
    codes = list(taken.values_list("code", flat=True))
    write_content(access, draft, facts_of(access, row), taken=codes)
    note(access, "template.draft_made", draft, {"from_version": row.number})
    return draft


@transaction.atomic
def remove_draft(access: Access, version: TemplateVersion, *, read: int | None = None) -> None:
    """Throw a draft away; a template left without versions goes with it.

    Raises:
        Outdated: somebody changed the draft after the page was read.
    """
    row = locked_draft(access, version, read)
    note(access, "template.draft_removed", row)
    template = row.template
    row.delete()
    if not TemplateVersion.objects.filter(template=template).exists():
        template.delete()
