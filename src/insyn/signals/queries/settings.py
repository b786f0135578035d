"""What a board has decided about its signals."""

from collections.abc import Sequence
from dataclasses import dataclass

from insyn.accounts.models import Authority
from insyn.kernel.access import Access, Permission
from insyn.signals.models import OpenForm, SignalRule
from insyn.signals.queries.signals import authorities_read
from insyn.signals.rules.patterns import SHIPPED, Pattern


@dataclass(frozen=True, slots=True)
class BoardSettings:
    """The rules of one board, and whether its form is open."""

    authority: Authority
    rules: Sequence[SignalRule]
    shipped: Sequence[tuple[str, Pattern]]
    open_form: OpenForm | None
    may_edit: bool


def settings_of(access: Access) -> list[BoardSettings]:
    """Return what each board that the asker works in has decided. Three queries."""
    rules = list(SignalRule.objects.visible_to(access))
    forms = {row.authority_id: row for row in OpenForm.objects.visible_to(access)}
    found = []
    for authority in authorities_read(access):
        own = [row for row in rules if row.authority_id == authority.pk]
        found.append(
            BoardSettings(
                authority=authority,
                rules=own,
                shipped=() if own else SHIPPED,
                open_form=forms.get(authority.pk),
                may_edit=access.may(Permission.EDIT_TEMPLATES, authority_id=authority.pk),
            )
        )
    return found
