"""What the pages of lists share: which list an address means, and the steps of an import."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __
from django.utils.translation import pgettext_lazy

from insyn.documents.http import ListColumn, day, label
from insyn.exchange.rules.kinds import ListKind, Table
from insyn.exchange.rules.tables import BY_SLUG
from insyn.registry.models import ImportRun

PER_PAGE = 50
"""Rows of a list that one page shows."""


def table_at(slug: str) -> Table:
    """Return the list of that address.

    Raises:
        Http404: there is none.
    """
    if slug not in BY_SLUG:
        raise Http404
    return BY_SLUG[slug]


def import_steps(now: int) -> list[dict[str, str]]:
    """Return the steps of an import for the line at the top; those before ``now`` are done."""
    labels = (_("Välj lista"), _("Välj fil"), _("Välj kolumner"), _("Granska"), _("För in"))
    words = [(number > now) - (number < now) for number in range(1, len(labels) + 1)]
    states = {-1: "done", 0: "now", 1: "next"}
    return [
        {"label": label, "state": states[word]} for label, word in zip(labels, words, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page that shows what was taken in: what it is called, and its address."""

    label: str
    url: str


_LISTS: Mapping[ListKind, tuple[str | Promise, str]] = {
    ListKind.CONTRACT_LIST: (pgettext_lazy("flera", "Kontrakt"), "registry:contracts"),
    ListKind.PROVIDERS: (__("Utförare"), "registry:providers"),
    ListKind.UNITS: (__("Verksamheter"), "registry:units"),
    ListKind.OPERATIONS: (__("Verksamheter"), "registry:units"),
    ListKind.PERMITS: (__("Verksamheter"), "registry:units"),
    ListKind.AGREEMENTS: (__("Avtal"), "registry:agreements"),
    ListKind.OPTIONS: (__("Avtal"), "registry:agreements"),
    ListKind.LOTS: (__("Avtal"), "registry:agreements"),
    ListKind.SANCTIONS: (__("Avtal"), "registry:agreements"),
    ListKind.CONTRACTS: (pgettext_lazy("flera", "Kontrakt"), "registry:contracts"),
    ListKind.PRICES: (pgettext_lazy("flera", "Kontrakt"), "registry:contracts"),
    ListKind.USAGE: (__("Nyttjande"), "registry:usage"),
    ListKind.REQUIREMENTS: (__("Krav per avtal"), "requirements:catalogues"),
    ListKind.TEMPLATES: (__("Uppföljningsmallar"), "criteria:templates"),
}
"""The page that shows each kind of list."""

_OF_AGREEMENT: Mapping[ListKind, tuple[str | Promise, str]] = {
    ListKind.CONTRACT_LIST: (__("Kontrakten i avtalet"), "registry:agreement_contracts"),
    ListKind.OPTIONS: (__("Optionerna i avtalet"), "registry:agreement"),
    ListKind.LOTS: (__("Avtalsområdena i avtalet"), "registry:agreement"),
    ListKind.SANCTIONS: (__("Avtalets sanktionstrappa"), "registry:agreement_ladder"),
    ListKind.CONTRACTS: (__("Kontrakten i avtalet"), "registry:agreement_contracts"),
    ListKind.PRICES: (__("Kontrakten i avtalet"), "registry:agreement_contracts"),
    ListKind.REQUIREMENTS: (__("Kraven i avtalet"), "requirements:of_agreement"),
}
"""The page that shows it for one agreement."""


def page_of(run: ImportRun) -> ListPage:
    """Return the page that shows what was taken in: of its agreement, when it has one."""
    kind = ListKind(run.kind)
    if run.agreement_id and kind in _OF_AGREEMENT:
        called, name = _OF_AGREEMENT[kind]
        return ListPage(str(called), reverse(name, args=[run.agreement_id]))
    called, name = _LISTS[kind]
    narrowed = run.agreement_id and kind == ListKind.USAGE
    return ListPage(
        str(called), f"{reverse(name)}{f'?agreement={run.agreement_id}' if narrowed else ''}"
    )


def _state_of(run: ImportRun) -> str:
    return _("Införd") if run.done_at else _("Inte införd")


IMPORT_COLUMNS = (
    ListColumn(__("Fil"), lambda run: run.file_name, width=40),
    ListColumn(__("Lista"), lambda run: label(ListKind(run.kind))),
    ListColumn(__("Nämnd"), lambda run: str(run.authority or "")),
    ListColumn(__("Avtal"), lambda run: str(run.agreement or ""), width=40),
    day(__("Påbörjad"), lambda run: localtime(run.started_at).date()),
    ListColumn(__("Av"), lambda run: str(run.started_by or _("Kommando"))),
    ListColumn(__("Läge"), _state_of),
    day(__("Införd"), lambda run: run.done_at and localtime(run.done_at).date()),
)
"""The files that wait or were taken in, as a file; never what stood in them."""

MEMBER_COLUMNS = (
    ListColumn(__("Person"), lambda row: str(row.user), width=40),
    ListColumn(__("Användarnamn"), lambda row: row.user.username),
    ListColumn(__("Roll"), lambda row: _(row.get_role_display()), width=36),
    ListColumn(__("Nämnd"), lambda row: str(row.authority), width=36),
    day(__("Från"), lambda row: row.valid_from),
    day(__("Till och med"), lambda row: row.valid_to),
)
"""The members of the authorities that the asker administers, as a file."""
