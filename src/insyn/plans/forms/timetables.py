"""What the timetable shall show."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.plans.rules.lines import Line
from insyn.platform.forms import FilterForm


class TimetableFilter(FilterForm):
    """Ask which activities the timetable shows. The year is chosen by links beside it."""

    form = forms.TypedChoiceField(label=_("Uppföljningsform"), coerce=int)
    responsible = forms.ChoiceField(label=_("Ansvarig"))

    def __init__(self, lines: Sequence[Line], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        used = dict.fromkeys((line.form_key, line.form) for line in lines)
        self._offer("form", [(str(key), name) for key, name in used])
        people = sorted({line.responsible for line in lines})
        self._offer("responsible", [(name, name) for name in people])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Alla")), *choices]

    def kept(self, lines: Sequence[Line]) -> tuple[Line, ...]:
        """Return the lines that the filter lets through."""
        form, person = self.chosen["form"], self.chosen["responsible"]
        return tuple(
            line
            for line in lines
            if (not form or line.form_key == form) and (not person or line.responsible == person)
        )
