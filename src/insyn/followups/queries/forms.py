"""The forms of follow-up of a board, its number series, and what a form brings with it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.criteria.models import TemplateVersion
from insyn.criteria.rules import TemplateState
from insyn.followups.models import Followup, FollowupForm, FormDocument, NumberSeries
from insyn.followups.rules import State
from insyn.followups.rules.forms import own_word
from insyn.followups.rules.shipped_forms import SHIPPED, ShippedForm
from insyn.kernel.access import Access


@dataclass(frozen=True, slots=True)
class FormRow:
    """A form in the list, its list of documents and how many follow-ups have it."""

    form: FollowupForm
    documents: Sequence[FormDocument]
    count: int

    @property
    def own_words(self) -> list[tuple[str, str]]:
        """Return each state that the board has its own word for, with the usual word first."""
        words = ((state, own_word(self.form.own_words, state)) for state in State)
        return [(_(state.label), word) for state, word in words if word]


def boards_with_forms(access: Access) -> QuerySet[Authority]:
    """Return the boards in which the asker has a role, by name."""
    rows = Authority.objects.select_related("municipality")
    return rows.filter(pk__in=access.authority_ids)


def form_rows(access: Access, authority: Authority) -> list[FormRow]:
    """Return the forms of the board, those in use first. Three queries."""
    documents = Prefetch("documents", FormDocument.objects.visible_to(access))
    forms = FollowupForm.objects.visible_to(access).filter(authority=authority)
    forms = forms.select_related("series", "template").prefetch_related(documents)
    made = Followup.objects.visible_to(access).filter(form__authority=authority).order_by()
    counts = Counter(made.values_list("form", flat=True))
    rows = [FormRow(form, list(form.documents.all()), counts[form.pk]) for form in forms]
    return sorted(rows, key=lambda row: row.form.retired_on is not None)


def missing_shipped(access: Access, authority: Authority) -> list[ShippedForm]:
    """Return the usual forms that the board has none by the name of."""
    rows = FollowupForm.objects.visible_to(access).filter(authority=authority)
    names = set(rows.values_list("name", flat=True))
    return [shipped for shipped in SHIPPED if shipped.name not in names]


def forms_in_use(access: Access, authority_ids: Sequence[int]) -> QuerySet[FollowupForm]:
    """Return the forms that may be chosen, in the boards' order."""
    rows = FollowupForm.objects.visible_to(access).filter(retired_on=None)
    return rows.filter(authority__in=authority_ids).select_related("authority__municipality")


def series_rows(access: Access, authority: Authority) -> list[tuple[NumberSeries, int]]:
    """Return the number series of the board with how many forms use each. Two queries."""
    series = NumberSeries.objects.visible_to(access).filter(authority=authority)
    forms = FollowupForm.objects.visible_to(access).filter(authority=authority).order_by()
    counts = Counter(forms.values_list("series", flat=True))
    return [(row, counts[row.pk]) for row in series]


def current_version_of(access: Access, form: FollowupForm) -> TemplateVersion | None:
    """Return the published version of the form's template; None without one."""
    if form.template_id is None:
        return None
    rows = TemplateVersion.objects.visible_to(access).filter(
        template=form.template_id, state=TemplateState.PUBLISHED
    )
    return rows.select_related("template").order_by("-number").first()
