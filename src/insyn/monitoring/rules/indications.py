"""Signs that should be weighed together before anybody judges. Pure.

Source: the brief's list of checks against welfare crime. Each is a sign, never a proof and never
a decision: what it means is for people to find out.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from insyn.kernel.choices import Choice
from insyn.monitoring.rules.checks import CheckKind, CheckResult

LOOKED_BACK = timedelta(days=365)
"""How long a change counts as new."""
SEVERAL = 2
MANY_UNKNOWN = 3


class Sign(Choice):
    """What can be a sign (indikation)."""

    NO_F_TAX = "no_f_tax", "F-skatten är inte i ordning"
    NO_EMPLOYER = "no_employer", "Utföraren är inte i ordning som arbetsgivare"
    TAX_DEBT = "tax_debt", "Anmärkning på skatter eller avgifter"
    DEBT = "debt", "Skulder eller betalningsförelägganden"
    WEAK_CREDIT = "weak_credit", "Anmärkning i kreditupplysningen"
    ENDING = "ending", "Konkurs, likvidation eller avregistrering"
    PERMIT = "permit", "Anmärkning på tillstånd eller beslut från IVO"
    NEW_LEADERS = "new_leaders", "Föreståndare eller företrädare har bytts flera gånger"
    NEW_NAME = "new_name", "Företaget har bytt namn"
    UNKNOWN_OWNER = "unknown_owner", "Verklig huvudman är inte känd eller har en anmärkning"
    FEW_STAFF = "few_staff", "Anmärkning på antal anställda"
    SILENT = "silent", "Flera register ger inget svar"


MEANS: Mapping[Sign, str] = {
    Sign.NO_F_TAX: "Köparen kan behöva göra skatteavdrag. Kan också bero på en ny registrering.",
    Sign.NO_EMPLOYER: "Jämför med hur många som arbetar. Underleverantörer kan förklara det.",
    Sign.TAX_DEBT: "Fråga efter utdrag ur skattekontot. En skuld kan vara betald eller tvistig.",
    Sign.DEBT: "Se belopp och vem som kräver. Små och betalda krav säger lite.",
    Sign.WEAK_CREDIT: "Se vad som ligger bakom. Nya företag har ofta låg kreditvärdighet.",
    Sign.ENDING: "Ta reda på vad som händer med dem som får omsorg.",
    Sign.PERMIT: "Läs beslutet. Ett återkallat tillstånd kan gälla en annan verksamhet.",
    Sign.NEW_LEADERS: "Täta byten kan dölja vem som bestämmer, eller bero på sjukdom och ägarbyte.",
    Sign.NEW_NAME: "Kontrollera att organisationsnumret är detsamma och vem som står bakom.",
    Sign.UNKNOWN_OWNER: "Fråga utföraren vem som ytterst äger.",
    Sign.FEW_STAFF: "Jämför med fakturerade timmar och schema.",
    Sign.SILENT: "Att inget svar finns är inte att allt är i ordning. Kontrollera för hand.",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """One check as the signs read it."""

    kind: CheckKind
    result: CheckResult
    source: str
    on: date
    remark: str = ""
    changes: Sequence[str] = ()
    is_latest: bool = True


@dataclass(frozen=True, slots=True)
class Indication:
    """One sign, what stands behind it, from where and from which day."""

    sign: Sign
    because: str
    source: str
    on: date

    @property
    def means(self) -> str:
        """Return what it can mean, both ways."""
        return MEANS[self.sign]


_BAD = frozenset({CheckResult.REMARK, CheckResult.ALARM})
_OF_RESULTS: Sequence[tuple[Sign, frozenset[CheckKind], frozenset[CheckResult]]] = (
    (Sign.ENDING, frozenset({CheckKind.STATUS}), _BAD),
    (Sign.NO_F_TAX, frozenset({CheckKind.F_TAX}), _BAD),
    (Sign.NO_EMPLOYER, frozenset({CheckKind.EMPLOYER}), _BAD),
    (Sign.TAX_DEBT, frozenset({CheckKind.TAXES}), _BAD),
    (Sign.DEBT, frozenset({CheckKind.DEBTS, CheckKind.PAYMENT_ORDERS}), _BAD),
    (Sign.WEAK_CREDIT, frozenset({CheckKind.CREDIT}), _BAD),
    (Sign.PERMIT, frozenset({CheckKind.PERMIT, CheckKind.DECISIONS}), _BAD),
    (Sign.UNKNOWN_OWNER, frozenset({CheckKind.OWNER}), _BAD | {CheckResult.UNKNOWN}),
    (Sign.FEW_STAFF, frozenset({CheckKind.STAFF}), _BAD),
)


def indications(seen: Sequence[Seen], *, today: date) -> list[Indication]:
    """Return the signs that the checks give, one per sign and kind. Nothing is added up."""
    found = [
        Indication(sign, check.remark or check.result.label, check.source, check.on)
        for sign, kinds, results in _OF_RESULTS
        for check in seen
        if check.is_latest and check.kind in kinds and check.result in results
    ]
    recent = [check for check in seen if today - check.on <= LOOKED_BACK]
    found += _of_changes(recent, Sign.NEW_LEADERS, _is_of_leaders, SEVERAL)
    found += _of_changes(recent, Sign.NEW_NAME, _is_of_name, 1)
    silent = [c for c in seen if c.is_latest and c.result == CheckResult.UNKNOWN]
    if len(silent) >= MANY_UNKNOWN:
        last = max(silent, key=lambda check: check.on)
        kinds = ", ".join(check.kind.label for check in silent)
        found.append(Indication(Sign.SILENT, kinds, last.source, last.on))
    return found


def _is_of_leaders(change: str) -> bool:
    part = change.partition(":")[0]
    return part.endswith(("föreståndare", "företrädare", "huvudman"))


def _is_of_name(change: str) -> bool:
    return change.partition(":")[0] == "namn"


def _of_changes(
    recent: Sequence[Seen], sign: Sign, is_of: Callable[[str], bool], at_least: int
) -> list[Indication]:
    changes = [(check, change) for check in recent for change in check.changes if is_of(change)]
    if len(changes) < at_least:
        return []
    last = max((check for check, _change in changes), key=lambda check: check.on)
    return [Indication(sign, "; ".join(said for _c, said in changes), last.source, last.on)]
