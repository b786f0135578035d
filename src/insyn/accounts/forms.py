"""Forms about oneself and about members."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority, ColorMode
from insyn.accounts.queries import managed_authorities
from insyn.accounts.rules import GIVEN_BY_MEMBERS
from insyn.accounts.services import Person
from insyn.kernel.access import Access, Role
from insyn.platform.forms import FilterForm, InsynForm, any_choice, choices_of, offer

ROLES_TO_GIVE = [(role.value, _(role.label)) for role in GIVEN_BY_MEMBERS]


class LogInForm(AuthenticationForm):
    """User name and password."""

    error_messages = {
        "invalid_login": _(
            "Användarnamnet eller lösenordet stämmer inte. Tänk på stora och små bokstäver och "
            "försök igen. Efter fem försök får du vänta en kvart."
        ),
        "inactive": _("Kontot är avstängt. Kontakta nämndens administratör."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Användarnamn")

    @property
    def was_tried(self) -> bool:
        """Tell whether a name and a password were sent, so that a log-in has failed."""
        return self.is_bound and all(self.data.get(name) for name in ("username", "password"))


class NewPasswordForm(PasswordChangeForm):
    """The old password and twice the new one."""

    error_messages = PasswordChangeForm.error_messages | {
        "password_incorrect": _("Det nuvarande lösenordet stämmer inte. Försök igen."),
        "password_mismatch": _("De två nya lösenorden är inte lika. Skriv samma två gånger."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = _("Nuvarande lösenord")
        self.fields["new_password1"].label = _("Nytt lösenord")
        self.fields["new_password1"].help_text = ""  # the rules stand above the form
        self.fields["new_password2"].label = _("Nytt lösenord en gång till")
        self.fields["new_password2"].help_text = ""


class LanguageForm(InsynForm):
    """Which language the pages speak."""

    language = forms.ChoiceField(label=_("Språk"), choices=settings.LANGUAGES)


class ColorModeForm(InsynForm):
    """Which colours the pages have."""

    color_mode = forms.ChoiceField(label=_("Färgläge"), choices=choices_of(ColorMode))


class MemberFilter(FilterForm):
    """Which members the list shows."""

    q = forms.CharField(label=_("Namn eller användarnamn"), max_length=100)
    authority = forms.ModelChoiceField(
        Authority.objects.none(), label=_("Nämnd"), empty_label=_("Alla nämnder")
    )
    role = forms.ChoiceField(label=_("Roll"), choices=any_choice(Role.choices()))
    waiting = forms.BooleanField(label=_("Bara de som inte har loggat in med eget lösenord"))
    ended = forms.BooleanField(label=_("Visa avslutade uppdrag"))

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "authority", managed_authorities(access))


class RoleForm(InsynForm):
    """A role that an administrator may give."""

    role = forms.ChoiceField(label=_("Roll"), choices=ROLES_TO_GIVE)


class EndForm(InsynForm):
    """When a membership ends."""

    last_day = forms.DateField(
        label=_("Sista dag"),
        required=False,
        help_text=_("Lämna tomt så slutar uppdraget genast."),
    )


class MemberForm(InsynForm):
    """A person and a role in an authority."""

    needed_later = frozenset({"first_name", "last_name"})

    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))
    role = forms.ChoiceField(label=_("Roll"), choices=[("", _("Välj")), *ROLES_TO_GIVE])
    account = forms.ChoiceField(
        label=_("Konto"),
        choices=[("has", _("Personen har redan ett konto")), ("new", _("Personen är ny i Insyn"))],
        widget=forms.RadioSelect,
        initial="has",
    )
    username = forms.CharField(
        label=_("Användarnamn"),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        help_text=_("Det namn som personen loggar in med."),
    )
    first_name = forms.CharField(
        label=_("Förnamn"), max_length=150, required=False, help_text=_("Krävs för en ny person.")
    )
    last_name = forms.CharField(
        label=_("Efternamn"), max_length=150, required=False, help_text=_("Krävs för en ny person.")
    )
    email = forms.EmailField(label=_("E-post"), max_length=254, required=False)

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "authority", managed_authorities(access))

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("account") != "new":
            return
        for name, label in (("first_name", _("Förnamn")), ("last_name", _("Efternamn"))):
            if not self.cleaned_data.get(name):
                self.add_error(name, _("Fyll i ”%(label)s”.") % {"label": label})

    @property
    def is_new(self) -> bool:
        return bool(self.cleaned_data["account"] == "new")

    @property
    def person(self) -> Person:
        names = ("username", "first_name", "last_name", "email")
        return Person(**{name: self.cleaned_data[name] for name in names})
