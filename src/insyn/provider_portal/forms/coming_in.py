"""Forms of those who come in by a personal link."""

import re
from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from insyn.kernel.errors import RuleViolation
from insyn.platform.forms import InsynForm
from insyn.platform.sentences import said

_DIGITS = re.compile(r"\d{6}")


class CodeForm(InsynForm):
    """The six digits of the mail."""

    code = forms.CharField(
        label=_("Kod"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        help_text=_("Sex siffror ur mejlet."),
    )

    def clean_code(self) -> str:
        """Return the digits, however they were grouped."""
        code = "".join(str(self.cleaned_data["code"]).split())
        if not _DIGITS.fullmatch(code) or not code.isascii():
            raise ValidationError(gettext("Koden är sex siffror. Du har skrivit något annat."))
        return code


class NewLinkForm(InsynForm):
    """Where to send a new link."""

    address = forms.EmailField(
        label=_("Din e-postadress"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("Den adress som inbjudan kom till."),
    )


class ChoosePasswordForm(SetPasswordForm):  # type: ignore[type-arg]  # only in stubs
    """A password of one's own, twice."""

    error_messages = SetPasswordForm.error_messages | {
        "password_mismatch": _("De två lösenorden är inte lika. Skriv samma två gånger."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].label = _("Nytt lösenord")
        self.fields["new_password1"].help_text = ""  # the rules stand beside the form
        self.fields["new_password2"].label = _("Nytt lösenord en gång till")
        self.fields["new_password2"].help_text = ""

    def refuse(self, no: RuleViolation) -> None:
        """Show what a rule said above the fields."""
        self.add_error(None, said(no))
