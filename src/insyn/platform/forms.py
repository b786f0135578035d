"""How every form of the system looks, reads and speaks.

The renderer puts ``InsynBoundField`` behind each field of each form, also Django's own. No
form can therefore forget to tidy its text, to limit it or to name the field in its errors.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, cast
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db.models import Model, QuerySet
from django.forms.renderers import DjangoTemplates
from django.forms.widgets import DateTimeBaseInput, Input
from django.http import QueryDict
from django.template.backends.django import DjangoTemplates as Engine
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from insyn.kernel.choices import Choice
from insyn.kernel.errors import RuleViolation
from insyn.platform.sentences import said
from insyn.platform.text import tidy_line, tidy_text

LINE_LENGTH = 200
TEXT_LENGTH = 10_000
"""What a field takes when its form says nothing else, in characters."""
YEARS = range(1900, 2200)
"""The years that a day can lie in: outside them somebody has slipped on the keys."""

_OURS = Path(__file__).parent / "templates"
_DJANGOS = Path(forms.__file__).parent / "templates"
_DATE_INPUTS: Mapping[type[forms.Widget], tuple[str, str]] = {
    forms.DateInput: ("date", "%Y-%m-%d"),
    forms.DateTimeInput: ("datetime-local", "%Y-%m-%dT%H:%M"),
    forms.TimeInput: ("time", "%H:%M"),
}
_FILLED_IN = frozenset({"max_length", "min_length", "min_value", "max_value", "invalid_choice"})
_ISO = re.compile(r"\d{4}-\d\d-\d\d|\d\d:\d\d")
_PICKERS = frozenset(input_type for input_type, _layout in _DATE_INPUTS.values())


class InsynBoundField(forms.BoundField):
    """A field in a form: dressed, tidied and with errors that name it."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        _shape_widget(field)
        _limit(field)
        if isinstance(form, FilterForm):
            _open_up(field)
        _word(field, str(self.label))

    @property
    def data(self) -> Any:
        """Return what was sent, tidied; a password is left as it was typed."""
        raw = super().data
        if isinstance(self.field.widget, forms.PasswordInput):
            return raw
        if isinstance(raw, list):
            return [tidy_line(part) if isinstance(part, str) else part for part in raw]
        return _tidied(raw, self.field) if isinstance(raw, str) else raw

    def as_widget(
        self,
        widget: forms.Widget | None = None,
        attrs: dict[str, Any] | None = None,
        only_initial: bool = False,  # noqa: FBT001, FBT002  Django's own parameters
    ) -> SafeString:
        chosen = widget or self.field.widget
        if isinstance(chosen, Input) and chosen.input_type in _PICKERS and self._is_mistyped:
            # A date picker shows nothing that is not a date: let the typed text be seen.
            chosen.input_type = "text"
        return super().as_widget(widget, attrs, only_initial)

    @property
    def _is_mistyped(self) -> bool:
        value = self.value()
        return bool(self.errors and value) and isinstance(value, str) and not _ISO.match(value)

    @property
    def template_name(self) -> str:
        default = "filter_field" if isinstance(self.form, FilterForm) else "field"
        return getattr(self.field, "template_name", None) or f"platform/forms/{default}.html"

    @property
    def focus_id(self) -> str:
        """Return the id that a link to the field leads to: the first choice of a group."""
        return self.id_for_label or f"{self.auto_id}_0"

    @property
    def is_toggle(self) -> bool:
        """Tell whether the field is a lone check box, whose label stands beside it."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        chosen = widget or self.field.widget
        if not chosen.is_hidden:
            look = "u-file" if isinstance(chosen, forms.FileInput) else "ds-input"
            built["class"] = f"{look} {chosen.attrs.get('class', '')}".strip()
        return built


class InsynRenderer(DjangoTemplates):
    """Renders forms with our templates, then with Django's."""

    form_template_name = "platform/forms/form.html"
    field_template_name = "platform/forms/field.html"
    bound_field_class = InsynBoundField

    @cached_property
    def engine(self) -> Engine:
        return Engine(
            {
                "NAME": "insyn_forms",
                "DIRS": [_OURS, _DJANGOS],
                "APP_DIRS": True,
                "OPTIONS": {
                    "builtins": [
                        "insyn.platform.templatetags.insyn_tags",
                        "django.templatetags.i18n",
                    ]
                },
            }
        )


class InsynForm(forms.Form):
    """A form that can also say what a rule said."""

    def refuse(self, no: RuleViolation) -> None:
        """Show the rule's sentence at the top of the form."""
        self.add_error(None, said(no))


@dataclass(frozen=True, slots=True)
class Chip:
    """One chosen filter and the query that takes it away."""

    label: str
    value: str
    query: str


class FilterForm(InsynForm):
    """What a list shall show, read from the address.

    All fields are optional. The first stays visible on a phone, the others fold away.
    ``carried`` names what else of the address goes along with every change of the filter.
    """

    carried: ClassVar[tuple[str, ...]] = ()

    def __init__(self, data: QueryDict | Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)

    @cached_property
    def chosen(self) -> dict[str, Any]:
        """Return every field's value; a value that cannot be read counts as not chosen."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) for name in self.fields}

    @property
    def first(self) -> forms.BoundField:
        return self[next(iter(self.fields))]

    @property
    def rest(self) -> list[forms.BoundField]:
        """Return the fields after the first, in order."""
        return [self[name] for name in list(self.fields)[1:]]

    @cached_property
    def chips(self) -> list[Chip]:
        """Return what is chosen, in the order of the fields."""
        return [
            Chip(str(bound.label), _shown(bound, self.chosen[bound.name]), self._without(bound))
            for bound in self
            if self.chosen[bound.name] and not bound.is_hidden
        ]

    @property
    def folded_count(self) -> int:
        """Return how many of the folded fields are in use."""
        return sum(1 for bound in self.rest if self.chosen[bound.name])

    @property
    def along(self) -> list[tuple[str, str]]:
        """Return names and values of the address that are no filters but go along."""
        if not isinstance(self.data, QueryDict):
            return []
        return [(name, value) for name in self.carried for value in self.data.getlist(name)]

    @property
    def cleared(self) -> str:
        """Return the address of the list with nothing chosen."""
        return f"?{urlencode(self.along)}"

    @property
    def query(self) -> str:
        """Return what is chosen and how it is sorted, as the tail of an address; no page."""
        return self._left("page", "fil")

    def _without(self, bound: forms.BoundField) -> str:
        return "?" + self._left("page", bound.html_name)

    def _left(self, *gone: str) -> str:
        query = QueryDict(mutable=True)
        query.update(self.data)
        for name in gone:
            query.pop(name, None)
        return query.urlencode()


_LONGEST_KEY = 18
"""Digits. The longest whole number that every database holds has nineteen."""


class SeveralField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # only in stubs
    """Rows to tick."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> Any:
        """Return the chosen rows; a key that no database can hold is refused like any unknown."""
        for key in value if isinstance(value, list | tuple) else ():
            if len(str(key)) > _LONGEST_KEY:
                raise ValidationError(
                    self.error_messages["invalid_choice"],
                    code="invalid_choice",
                    params={"value": key},
                )
        return super().clean(value)


def offer(form: forms.BaseForm, field_name: str, rows: QuerySet[Model]) -> None:
    """Let a choice field offer exactly these rows."""
    field = form.fields[field_name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows


def choices_of(kind: type[Choice]) -> list[tuple[str, Any]]:
    """Return the codes with their labels in the reader's language."""
    return [(code, gettext_lazy(label)) for code, label in kind.choices()]


def any_choice(choices: Sequence[tuple[str, str]]) -> list[tuple[str, Any]]:
    """Return the choices in the reader's language, after a first one that means all."""
    return [("", gettext_lazy("Alla")), *((code, gettext_lazy(text)) for code, text in choices)]


def _tidied(raw: str, field: forms.Field) -> str:
    if isinstance(field.widget, forms.Textarea):
        return tidy_text(raw)
    line = tidy_line(raw)
    if isinstance(field, forms.DecimalField | forms.FloatField):
        return line.replace(" ", "").replace(",", ".")
    return line.replace(" ", "") if isinstance(field, forms.IntegerField) else line


def _shape_widget(field: forms.Field) -> None:
    widget = field.widget
    if isinstance(widget, DateTimeBaseInput) and type(widget) in _DATE_INPUTS:
        widget.input_type, widget.format = _DATE_INPUTS[type(widget)]
    if type(widget) is forms.NumberInput:
        # A text field with a number keyboard: scrolling never changes it, and a comma may be typed.
        decimal = isinstance(field, forms.DecimalField | forms.FloatField)
        widget.input_type = "text"
        widget.is_localized = decimal
        widget.attrs["inputmode"] = "decimal" if decimal else "numeric"
    for attribute in ("maxlength", "minlength", "min", "max", "step", "cols"):
        # A browser cuts pasted text in silence; the server says what is too long or too much.
        # Widths stand in the style sheet.
        widget.attrs.pop(attribute, None)


def _limit(field: forms.Field) -> None:
    if isinstance(field, forms.UUIDField):
        return
    if isinstance(field, forms.CharField) and field.max_length is None:
        is_text = isinstance(field.widget, forms.Textarea)
        field.max_length = TEXT_LENGTH if is_text else LINE_LENGTH
        field.validators.append(MaxLengthValidator(field.max_length))
    if isinstance(field, forms.DateField) and _check_year not in field.validators:
        field.validators.append(_check_year)


def _check_year(day: date) -> None:
    if day.year not in YEARS:
        raise ValidationError(_("Datumet ska ligga mellan 1900 och 2199. Kontrollera året."))


def _open_up(field: forms.Field) -> None:
    field.required = field.widget.is_required = False
    if isinstance(field, forms.ModelChoiceField) and field.empty_label == "---------":
        field.empty_label = _("Alla")
    if type(field.widget) is forms.TextInput:
        field.widget.input_type = "search"


def _word(field: forms.Field, label: str) -> None:
    defaults: dict[str, Any] = {}
    for ancestor in reversed(type(field).__mro__):
        defaults.update(getattr(ancestor, "default_error_messages", {}))
    for code, sentence in _sentences(field).items():
        if field.error_messages.get(code) == defaults.get(code):
            named = label.replace("%", "%%") if _is_filled_in(field, code) else label
            field.error_messages[code] = sentence.replace("%(label)s", named)
    if isinstance(field, forms.ModelChoiceField) and field.empty_label == "---------":
        field.empty_label = _("Välj")


def _is_filled_in(field: forms.Field, code: str) -> bool:
    """Tell whether Django puts values into the sentence, so that % has a meaning in it."""
    from_validator = isinstance(field, forms.EmailField | forms.URLField) and code == "invalid"
    return from_validator or code in _FILLED_IN


def _sentences(field: forms.Field) -> dict[str, str]:
    sentences = {
        "required": _("Fyll i ”%(label)s”."),
        "max_length": _(
            "”%(label)s” får ha högst %(limit_value)d tecken. Nu är det %(show_value)d."
        ),
        "min_length": _(
            "”%(label)s” ska ha minst %(limit_value)d tecken. Nu är det %(show_value)d."
        ),
        "min_value": _("”%(label)s” ska vara minst %(limit_value)s."),
        "max_value": _("”%(label)s” ska vara högst %(limit_value)s."),
    }
    for kinds, own in _own_sentences():
        if isinstance(field, kinds):
            return sentences | own
    return sentences


def _own_sentences() -> list[tuple[tuple[type[forms.Field], ...], dict[str, str]]]:
    several = {"required": _("Välj minst ett alternativ under ”%(label)s”.")}
    one = {"required": _("Välj något under ”%(label)s”.")}
    wrong = {"invalid_choice": _("Valet under ”%(label)s” finns inte. Välj ett som visas.")}
    return [
        ((forms.MultipleChoiceField, forms.ModelMultipleChoiceField), several | wrong),
        ((forms.ChoiceField, forms.ModelChoiceField), one | wrong),
        ((forms.BooleanField,), {"required": _("Kryssa i ”%(label)s”.")}),
        (
            (forms.FileField,),
            {
                "required": _("Välj en fil under ”%(label)s”."),
                "empty": _("Filen under ”%(label)s” är tom. Välj en annan fil."),
            },
        ),
        (
            (forms.DateTimeField,),
            {"invalid": _("”%(label)s” ska vara datum och klockslag, som 2026-11-21 14:30.")},
        ),
        ((forms.DateField,), {"invalid": _("”%(label)s” ska vara ett datum, som 2026-11-21.")}),
        ((forms.TimeField,), {"invalid": _("”%(label)s” ska vara ett klockslag, som 14:30.")}),
        (
            (forms.DecimalField, forms.FloatField),
            {"invalid": _("”%(label)s” ska vara ett tal, som 12,5.")},
        ),
        ((forms.IntegerField,), {"invalid": _("”%(label)s” ska vara ett heltal, som 12.")}),
        (
            (forms.EmailField,),
            {"invalid": _("”%(label)s” ska vara en e-postadress, som namn@exempel.se.")},
        ),
        (
            (forms.URLField,),
            {"invalid": _("”%(label)s” ska vara en webbadress, som https://exempel.se.")},
        ),
    ]


def _shown(bound: forms.BoundField, value: Any) -> str:
    if isinstance(value, bool):
        return _("Ja")
    several = value if isinstance(value, list | QuerySet) else [value]
    field = bound.field
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        labels = {str(code): str(label) for code, label in _pairs(field)}
        return ", ".join(labels.get(str(code), str(code)) for code in several)
    return ", ".join(map(str, several))


def _pairs(field: forms.ChoiceField) -> Iterable[tuple[Any, Any]]:
    return cast("Iterable[tuple[Any, Any]]", field.choices)
