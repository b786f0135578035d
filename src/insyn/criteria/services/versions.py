"""Templates and their versions: made, published, retired, copied."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority, Cooperation
from insyn.criteria.models import Question, ReviewTemplate, Section, TemplateVersion
from insyn.criteria.queries import content_of
from insyn.criteria.rules import (
    TEMPLATE_LIFECYCLE,
    SectionFacts,
    TemplateEvent,
    TemplateState,
    without_questions,
)
from insyn.criteria.services.drafts import locked_draft, locked_version, note
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock


@transaction.atomic
def create_template(
    access: Access,
    authority: Authority,
    *,
    name: str,
    sections: Sequence[SectionFacts],
    cooperation: Cooperation | None = None,
) -> TemplateVersion:
    """Make a template and return its first version, a draft with the given content.

    Raises:
        RuleViolation: the authority has such a template, or is not in the cooperation.
    """
    access.require(Permission.EDIT_TEMPLATES, authority_id=authority.pk)
    if cooperation and not cooperation.members.filter(pk=authority.pk).exists():
        raise RuleViolation(_("Nämnden deltar inte i samverkan. Välj en annan eller ingen."))
    if ReviewTemplate.objects.filter(authority=authority, name=name.strip()).exists():
        raise RuleViolation(_("Nämnden har redan en mall som heter ”%s”.") % name.strip())
    template = ReviewTemplate(authority=authority, cooperation=cooperation, name=name.strip())
    template.save()
    version = _draft(template, number=1, sections=sections)
    note(access, "template.created", version, {"areas": len(sections)})
    return version


@transaction.atomic
def publish_version(access: Access, version: TemplateVersion) -> TemplateVersion:
    """Let the draft be used for follow-ups; from now on it never changes.

    Raises:
        RuleViolation: it is no draft, has no areas, or has an area without questions.
    """
    row = locked_version(access, version)
    state = TEMPLATE_LIFECYCLE.after(TemplateState(row.state), TemplateEvent.PUBLISH)
    sections = [content.facts() for content in content_of(access, row)]
    if not sections:
        raise RuleViolation(_("Mallen har inga områden. Lägg till minst ett."))
    if empty := without_questions(sections):
        raise RuleViolation(
            _("Områden utan frågor: %s. Lägg till minst en fråga i varje eller ta bort området.")
            % ", ".join(empty)
        )
    row.state, row.published_on = state, clock.today()
    row.save(update_fields=["state", "published_on"])
    note(access, "template.published", row)
    return row


@transaction.atomic
def retire_version(access: Access, version: TemplateVersion) -> TemplateVersion:
    """Let no new follow-up use the version; those that do keep it."""
    row = locked_version(access, version)
    row.state = TEMPLATE_LIFECYCLE.after(TemplateState(row.state), TemplateEvent.RETIRE)
    row.save(update_fields=["state"])
    note(access, "template.retired", row)
    return row


@transaction.atomic
def new_draft_of(access: Access, version: TemplateVersion) -> TemplateVersion:
    """Return a new draft with the same content, numbered after the template's last version.

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
    sections = [content.facts() for content in content_of(access, row)]
    draft = _draft(row.template, number=last + 1, sections=sections)
    note(access, "template.draft_made", draft, {"from_version": row.number})
    return draft


@transaction.atomic
def remove_draft(access: Access, version: TemplateVersion) -> None:
    """Throw a draft away; a template left without versions goes with it."""
    row = locked_draft(access, version)
    note(access, "template.draft_removed", row)
    template = row.template
    row.delete()
    if not TemplateVersion.objects.filter(template=template).exists():
        template.delete()


def _draft(
    template: ReviewTemplate, *, number: int, sections: Sequence[SectionFacts]
) -> TemplateVersion:
    version = TemplateVersion(template=template, number=number)
    version.save()
    for place, facts in enumerate(sections, start=1):
        section = Section(version=version, number=place, name=facts.name, intro=facts.intro)
        section.save()
        Question.objects.bulk_create(
            Question(
                section=section,
                number=index,
                text=question.text,
                met_when=question.met_when,
                evidence=question.evidence,
            )
            for index, question in enumerate(facts.questions, start=1)
        )
    return version
