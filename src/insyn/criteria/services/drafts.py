"""The guard that keeps a published version as it is, and the line in the trail."""

from django.utils.translation import gettext as _

from insyn.audit.rules import Facts
from insyn.audit.services import Place, record
from insyn.criteria.models import TemplateVersion
from insyn.criteria.rules import TemplateState
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.platform.locking import locked_row


def locked_version(
    access: Access, version: TemplateVersion, read: int | None = None
) -> TemplateVersion:
    """Return the version locked, to one who may edit the templates of its owner.

    ``read`` is the number of changes that the page showed, or None for a button that does
    the same whatever has been changed meanwhile.

    Raises:
        Outdated: somebody changed the version after the page was read.
    """
    authority_id = version.template.authority_id
    access.require(Permission.EDIT_TEMPLATES, authority_id=authority_id)
    rows = TemplateVersion.objects.visible_to(access).select_related("template")
    return locked_row(rows, pk=version.pk, version=read)


def locked_draft(
    access: Access, version: TemplateVersion, read: int | None = None
) -> TemplateVersion:
    """Return the version locked, if it is still a draft.

    Raises:
        RuleViolation: it has been published; what has been followed up with never changes.
        Outdated: somebody changed the draft after the page was read.
    """
    row = locked_version(access, version, read)
    if row.state != TemplateState.DRAFT:
        raise RuleViolation(
            _("En publicerad mall ändras aldrig. Gör ett nytt utkast av den i stället.")
        )
    return row


def touched(access: Access, draft: TemplateVersion, event: str, facts: Facts | None = None) -> None:
    """Count one more change of the locked draft, and write it in the trail."""
    draft.version += 1
    draft.save(update_fields=["version"])
    note(access, event, draft, facts)


def note(access: Access, event: str, version: TemplateVersion, facts: Facts | None = None) -> None:
    """Write a line about the version in its owner's trail."""
    record(access, event, version, place=Place(version.template.authority_id), facts=facts)
