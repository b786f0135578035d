"""The guard that keeps a published version as it is, and the line in the trail."""

from django.utils.translation import gettext as _

from insyn.audit.rules import Facts
from insyn.audit.services import Place, record
from insyn.criteria.models import TemplateVersion
from insyn.criteria.rules import TemplateState
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.platform.locking import locked_row


def locked_version(access: Access, version: TemplateVersion) -> TemplateVersion:
    """Return the version locked, to one who may edit the templates of its owner."""
    authority_id = version.template.authority_id
    access.require(Permission.EDIT_TEMPLATES, authority_id=authority_id)
    return locked_row(TemplateVersion.objects.visible_to(access), pk=version.pk)


def locked_draft(access: Access, version: TemplateVersion) -> TemplateVersion:
    """Return the version locked, if it is still a draft.

    Raises:
        RuleViolation: it has been published; what has been followed up with never changes.
    """
    row = locked_version(access, version)
    if row.state != TemplateState.DRAFT:
        raise RuleViolation(
            _("En publicerad mall ändras aldrig. Gör ett nytt utkast av den i stället.")
        )
    return row


def note(access: Access, event: str, version: TemplateVersion, facts: Facts | None = None) -> None:
    """Write a line about the version in its owner's trail."""
    record(access, event, version, place=Place(version.template.authority_id), facts=facts)
