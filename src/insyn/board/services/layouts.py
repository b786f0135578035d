"""Taking in Word layouts, each version for itself."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.audit.services import Place, record
from insyn.board.models import WordLayout
from insyn.board.rules import LayoutKind
from insyn.documents.services import Paper, store_document
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.papers.word import LayoutCheck, check_layout
from insyn.platform import clock
from insyn.platform.locking import locked_row


@dataclass(frozen=True, slots=True)
class LayoutFacts:
    """A layout that is handed in. A name that the board already has makes its next version."""

    kind: LayoutKind
    name: str
    file_name: str
    content: bytes


@transaction.atomic
def add_layout(access: Access, authority: Authority, *, facts: LayoutFacts) -> WordLayout:
    """Check the file and store it as the layout's first or next version.

    Matters that use an earlier version keep it.

    Raises:
        RuleViolation: the check refuses the file, or the name belongs to the other kind of
            paper; every reason is in the sentence.
    """
    access.require(Permission.EDIT_LAYOUTS, authority_id=authority.pk)
    Authority.objects.select_for_update().get(pk=authority.pk)
    checked = check_layout(facts.content)
    if checked.refusals:
        raise RuleViolation(" ".join(checked.refusals))
    layout = WordLayout(
        authority=authority,
        kind=facts.kind,
        name=facts.name,
        number=_next_number(access, authority, facts),
        found=_found(checked),
    )
    layout.document = store_document(
        access, authority, Paper(str(layout)[:200], facts.file_name, facts.content)
    )
    layout.full_clean()
    layout.save()
    said = {"number": layout.number}
    record(access, "word_layout.added", layout, place=Place(authority.pk), facts=said)
    return layout


def _next_number(access: Access, authority: Authority, facts: LayoutFacts) -> int:
    rows = WordLayout.objects.visible_to(access).filter(authority=authority, name=facts.name)
    if rows.exclude(kind=facts.kind).exists():
        raise RuleViolation(
            _("Namnet ”%(name)s” används av en mall för en annan handling. Välj ett annat namn.")
            % {"name": facts.name}
        )
    return int(rows.aggregate(last=Max("number"))["last"] or 0) + 1


def _found(checked: LayoutCheck) -> dict[str, list[str]]:
    return {"placeholders": list(checked.placeholders), "remarks": list(checked.remarks)}


@transaction.atomic
def retire_layout(
    access: Access, layout: WordLayout, *, is_retired: bool, version: int | None = None
) -> WordLayout:
    """Take a version out of use, or into use again; matters that have it keep it."""
    access.require(Permission.EDIT_LAYOUTS, authority_id=layout.authority_id)
    row = locked_row(WordLayout.objects.visible_to(access), pk=layout.pk, version=version)
    row.retired_on = clock.today() if is_retired else None
    row.version += 1
    row.save(update_fields=["retired_on", "version"])
    event = "word_layout.retired" if is_retired else "word_layout.restored"
    record(access, event, row, place=Place(row.authority_id))
    return row
