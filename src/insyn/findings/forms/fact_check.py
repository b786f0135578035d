"""Reading what is written in a fact check by those who made the draft."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from insyn.documents.forms import FilesField, papers_from
from insyn.findings.forms.findings import VersionForm
from insyn.findings.models import FactCheckPassage
from insyn.findings.rules.fact_check import Arrival
from insyn.findings.rules.lists import Reply
from insyn.findings.services.fact_check_answers import TypedAnswer
from insyn.followups.rules.correspondence import Medium
from insyn.platform.forms import choices_of


class SendForm(VersionForm):
    """Until when the provider may read the draft."""

    due_on = forms.DateField(
        label=gettext_lazy("Svar senast"),
        help_text=gettext_lazy("Tio arbetsdagar är det vanliga. Dagen står i brevet."),
        widget=forms.DateInput,
    )


class ProlongForm(VersionForm):
    """A later last day."""

    due_on = forms.DateField(label=gettext_lazy("Ny sista dag"), widget=forms.DateInput)


class ReplyForm(VersionForm):
    """What a comment is answered with."""

    reply = forms.ChoiceField(
        label=gettext_lazy("Svar"), choices=choices_of(Reply), widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=gettext_lazy("Motivering"),
        help_text=gettext_lazy("Utföraren läser det du skriver."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5_000,
    )


CAME_BY = (
    (Medium.LETTER.value, gettext_lazy("På papper")),
    (Medium.EMAIL.value, gettext_lazy("Med e-post")),
    (Medium.OTHER.value, gettext_lazy("På annat sätt")),
)
"""How an answer comes in when it does not come in Insyn."""


class TypedAnswerForm(VersionForm):
    """What a provider answered on paper or by mail, paragraph by paragraph."""

    written_by = forms.CharField(
        label=gettext_lazy("Vem hos utföraren skrev svaret?"),
        help_text=gettext_lazy("Ange rollen, till exempel verksamhetschefen."),
        max_length=150,
    )
    came_in_on = forms.DateField(label=gettext_lazy("Svaret kom in den"), widget=forms.DateInput)
    came_by = forms.ChoiceField(
        label=gettext_lazy("Hur kom svaret in?"), choices=CAME_BY, widget=forms.RadioSelect
    )
    uploads = FilesField(
        label=gettext_lazy("Brevet eller mejlet"),
        help_text=gettext_lazy("Bifoga gärna det som en fil. Det antecknas i posten."),
        required=False,
    )

    def __init__(self, passages: Sequence[FactCheckPassage], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._passages = passages
        for row in passages:
            self.fields[f"passage-{row.pk}"] = forms.CharField(
                label=_("Stycke %(number)d: %(heading)s")
                % {"number": row.number, "heading": row.heading},
                help_text=row.text,
                widget=forms.Textarea(attrs={"rows": 3}),
                max_length=5_000,
                required=False,
            )

    def answer(self) -> TypedAnswer:
        """Return what was typed; a paragraph without a comment is left out."""
        said = self.cleaned_data
        arrival = Arrival(said["written_by"], said["came_in_on"], Medium(said["came_by"]))
        title = _("Utförarens svar i faktagranskningen")
        return TypedAnswer(arrival, self._comments(said), papers_from(said["uploads"], title=title))

    def _comments(self, said: Mapping[str, Any]) -> dict[int, str]:
        texts = {row.pk: said[f"passage-{row.pk}"] for row in self._passages}
        return {key: text for key, text in texts.items() if text}
