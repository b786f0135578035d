"""Forms about providers and units."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority, User
from insyn.accounts.services import Person
from insyn.kernel import orgnr
from insyn.kernel.access import Access, Permission
from insyn.platform.forms import FilterForm, InsynForm, any_choice, choices_of, offer
from insyn.registry.models import Agreement, Provider, ServiceArea
from insyn.registry.queries.groups import suggested_groups
from insyn.registry.rules import LegalForm, NameKind, OperatingForm
from insyn.registry.rules.names import LONGEST_NAME


class VersionedForm(InsynForm):
    """A form about a row that somebody else may change at the same time.

    The page of a row that exists carries its version; sent without one, it counts as outdated.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_version(self) -> int | None:
        told: int | None = self.cleaned_data["version"]
        return 0 if told is None and "version" in self.initial else told


class ProviderFilter(FilterForm):
    """Ask which providers to list."""

    q = forms.CharField(label=_("Namn eller organisationsnummer"), max_length=100)
    form = forms.ChoiceField(label=_("Driftform"), choices=any_choice(OperatingForm.choices()))
    area = forms.ModelChoiceField(
        ServiceArea.objects.all(), label=_("Verksamhetsområde"), empty_label=_("Alla")
    )
    agreement = forms.ModelChoiceField(
        Agreement.objects.none(), label=_("Avtal"), empty_label=_("Alla")
    )

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "agreement", Agreement.objects.visible_to(access))


class GroupInput(forms.TextInput):
    """A line of text that suggests the groups that are known."""

    template_name = "registry/group_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        named = {**(attrs or {}), "list": f"{name}-suggestions"}
        context = super().get_context(name, value, named)
        context["widget"]["suggestions"] = suggested_groups()
        return context


class ProviderForm(VersionedForm):
    """Ask what a provider is called and who runs it."""

    name = forms.CharField(label=_("Namn"), max_length=LONGEST_NAME)
    org_number = forms.CharField(
        label=_("Organisationsnummer"),
        max_length=20,
        help_text=_("Tio siffror, till exempel 556677-8899. Enskild firma: personnumret."),
    )
    operating_form = forms.TypedChoiceField(
        label=_("Driftform"),
        choices=choices_of(OperatingForm),
        coerce=OperatingForm,
        help_text=_("Avgör vilka bestämmelser som gäller, till exempel kommunallagen 10 kap."),
    )
    legal_form = forms.TypedChoiceField(
        label=_("Juridisk form"), choices=choices_of(LegalForm), coerce=LegalForm
    )
    group = forms.CharField(
        label=_("Koncern"),
        max_length=LONGEST_NAME,
        required=False,
        widget=GroupInput,
        help_text=_("Välj en som finns eller skriv en ny. Lämna tomt om det inte är en koncern."),
    )
    email = forms.EmailField(label=_("E-post"), max_length=254, required=False)
    phone = forms.CharField(label=_("Telefon"), max_length=40, required=False)

    def clean_org_number(self) -> str:
        try:
            return orgnr.tidy(self.cleaned_data["org_number"])
        except ValueError as error:
            raise ValidationError(str(error)) from error


class SpellingForm(InsynForm):
    """Ask for another name of a provider."""

    name = forms.CharField(label=_("Namnform"), max_length=LONGEST_NAME)
    kind = forms.TypedChoiceField(
        label=_("Slag"),
        choices=choices_of(NameKind),
        coerce=NameKind,
        widget=forms.RadioSelect,
        initial=NameKind.SPELLING,
    )
    used_until = forms.DateField(
        label=_("Användes till"),
        required=False,
        help_text=_("Bara för ett tidigare namn, om dagen är känd."),
    )
    source = forms.CharField(
        label=_("Var det står"),
        required=False,
        help_text=_("Till exempel ”ramavtalet” eller ”rapporten 2017”."),
    )


class ContactForm(InsynForm):
    """Ask who answers for a provider: somebody who has an account, or a new person."""

    field_order = ("authority", "user", "first_name", "last_name", "works_for_authority")
    user = forms.CharField(
        label=_("Användarnamn eller e-postadress"),
        max_length=150,
        help_text=_("Det som personen loggar in med. Välj e-postadressen för en ny person."),
    )
    first_name = forms.CharField(
        label=_("Förnamn"), max_length=150, required=False, help_text=_("Krävs för en ny person.")
    )
    last_name = forms.CharField(
        label=_("Efternamn"), max_length=150, required=False, help_text=_("Krävs för en ny person.")
    )
    works_for_authority = forms.BooleanField(
        label=_("Personen arbetar åt en nämnd och ska ändå svara för utföraren"),
        required=False,
        help_text=_("Behövs bara för den som redan har en roll i en nämnd."),
    )

    authority = forms.ModelChoiceField(
        Authority.objects.none(),
        label=_("Nämnd"),
        help_text=_("Personen ser bara det som den här nämnden skickar till utföraren."),
    )

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = access.authorities_where(Permission.EDIT_REGISTER)
        self._authorities = Authority.objects.select_related("municipality").filter(pk__in=keys)
        offer(self, "authority", self._authorities)
        if len(keys) == 1:
            del self.fields["authority"]  # there is nothing to choose

    @property
    def authority_chosen(self) -> Authority:
        """Return the authority that lets the person in: the one chosen, or the only one."""
        chosen: Authority | None = self.cleaned_data.get("authority")
        return chosen or self._authorities.get()

    @property
    def found(self) -> User | None:
        """Return whose account was named; None for a new person."""
        users: list[User] = self.cleaned_data["user"]
        return users[0] if users else None

    @property
    def person(self) -> Person:
        """Return the new person; an address in small letters is both user name and address."""
        typed = str(self["user"].value())
        names = (self.cleaned_data["first_name"], self.cleaned_data["last_name"])
        if "@" in typed:
            return Person(typed.lower(), *names, email=typed.lower())
        return Person(typed, *names)

    def clean_user(self) -> list[User]:
        typed = self.cleaned_data["user"]
        known = User.objects.filter(Q(username__iexact=typed) | Q(email__iexact=typed))
        users = list(known.filter(is_active=True)[:2])
        if len(users) > 1:
            raise ValidationError(__("Flera konton har den adressen. Skriv användarnamnet."))
        return users

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("user") == [] and not self._is_named:
            sentence = __(
                "Ingen användare heter ”%(typed)s”. Kontrollera stavningen. Är personen ny fyller "
                "du i förnamn och efternamn, så får den ett konto."
            )
            self.add_error("user", sentence % {"typed": self["user"].value()})

    @property
    def _is_named(self) -> bool:
        return all(self.cleaned_data.get(name) for name in ("first_name", "last_name"))


CANDIDATES_NAMED = 5
"""Providers that a sentence lists when a text fits several."""


class ProviderField(forms.CharField):
    """A provider, named by organisation number or by a name that only one has."""

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        rows = Provider.objects.standing().matching(typed)
        found = list(rows[: CANDIDATES_NAMED + 1]) if typed else []
        exact = [provider for provider in found if provider.name == typed]
        if typed and not found:
            raise ValidationError(
                __("Ingen utförare heter så eller har det numret. Lägg till utföraren först.")
            )
        if len(found) == 1 or len(exact) == 1:
            return (exact or found)[0]
        if not found:
            return None
        raise ValidationError(
            __("Flera utförare passar: %(names)s. Skriv organisationsnumret.")
            % {"names": _named(found)}
        )


def _named(providers: list[Provider]) -> str:
    named = [f"{row.name} ({row.shown_number})" for row in providers[:CANDIDATES_NAMED]]
    return ", ".join(named) + (" …" if len(providers) > CANDIDATES_NAMED else "")
