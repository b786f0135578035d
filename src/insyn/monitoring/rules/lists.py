"""What the lists of each source hold, and what a row of them tells. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from insyn.kernel import orgnr
from insyn.kernel.choices import Choice
from insyn.kernel.sentences import sentence
from insyn.monitoring.rules.changes import MANAGER, PART_SEPARATOR, STATUS
from insyn.monitoring.rules.checks import CheckKind, CheckResult
from insyn.monitoring.rules.readings import Reading
from insyn.papers.sheets.columns import ColumnSpec, Kind

Values = Mapping[str, object]


class ListSource(Choice):
    """Where a list of checks comes from (källa)."""

    CREDIT_WATCH = "credit_watch", "Kreditbevakning"
    IVO_PERMITS = "ivo_permits", "IVO:s lista över tillstånd"
    ENFORCEMENT = "enforcement", "Svar från Kronofogden"
    TAX = "tax", "Skatteverkets svarsfil"


NUMBER = ColumnSpec(
    "orgnr",
    "Organisationsnummer",
    Kind.ORGANISATION_NUMBER,
    aliases=("org.nr", "org nr", "organisationsnr", "orgnummer"),
    required=True,
)
DAY = ColumnSpec("datum", "Datum", Kind.DATE, aliases=("dag", "kontrolldatum", "uppgiftsdatum"))


MOST_MONEY, MOST_OF_A_KIND = 10**12, 10**6


@dataclass(frozen=True, slots=True)
class SourceList:
    """One kind of list: its columns, the kinds it tells of, and how a row is read."""

    source: ListSource
    says: str
    columns: tuple[ColumnSpec, ...]
    kinds: tuple[CheckKind, ...]
    read: Callable[[Values, date], Iterator[Reading]]


def _said(values: Values, key: str) -> str:
    found = values.get(key)
    return "" if found is None else str(found).strip()


def _lower(values: Values, key: str) -> str:
    return _said(values, key).casefold()


def _on(values: Values, otherwise: date) -> date:
    found = values.get("datum")
    return found if isinstance(found, date) else otherwise


def _number(values: Values) -> str:
    return _said(values, "orgnr")


def _parts(values: Values, *columns: ColumnSpec) -> dict[str, str]:
    """Return what the row says in these columns, by their headings."""
    told = {column.heading: _said(values, column.key) for column in columns}
    return {heading: text for heading, text in told.items() if text}


def _worded(parts: Mapping[str, str]) -> str:
    return ". ".join(f"{name}: {text}" for name, text in parts.items())


RATINGS = ("AAA", "AA", "A", "B", "C")
"""Best first. Other scales are noted but never taken for good."""

_EVENT = ColumnSpec("handelse", "Händelse", Kind.TEXT, aliases=("händelse", "event"))
_BEFORE = ColumnSpec(
    "rating_fore", "Rating före", Kind.TEXT, aliases=("rating före", "tidigare rating")
)
_AFTER = ColumnSpec("rating_efter", "Rating efter", Kind.TEXT, aliases=("rating", "ny rating"))
_LIMIT = ColumnSpec(
    "limit", "Kreditlimit", Kind.DECIMAL, aliases=("kreditlimit",), lowest=0, highest=MOST_MONEY
)
_REMARKS = ColumnSpec(
    "anmarkningar",
    "Betalningsanmärkningar",
    Kind.INTEGER,
    aliases=("anmärkningar", "antal anmärkningar"),
    lowest=0,
    highest=MOST_OF_A_KIND,
)
_DEBT = ColumnSpec(
    "skuldsaldo", "Skuldsaldo", Kind.DECIMAL, aliases=("skuld",), lowest=0, highest=MOST_MONEY
)
ONLY_RESULT = "Kreditupplysningen gäller en person. Bara resultatet är sparat."
"""Of a sole trader. Source: kreditupplysningslag (1973:1173), the person behind the firm."""
_FATAL = ("konkurs", "likvidation", "avregistre")


def _credit(values: Values, day: date) -> Iterator[Reading]:
    parts = _parts(values, _EVENT, _BEFORE, _AFTER, _LIMIT, _REMARKS, _DEBT)
    on, event = _on(values, day), _lower(values, "handelse")
    result = _credit_result(values, event)
    remark = "" if result == CheckResult.OK else _worded(parts) or "Raden säger inget."
    yield Reading(
        _number(values), CheckKind.CREDIT, result,
        ONLY_RESULT if remark and orgnr.is_personal(_number(values)) else remark, on,
    )  # fmt: skip
    if any(word in event for word in _FATAL):
        said = f"{_said(values, 'handelse')}."
        yield Reading(
            _number(values), CheckKind.STATUS, CheckResult.ALARM, said, on,
            {STATUS: _said(values, "handelse")},
        )  # fmt: skip


def _credit_result(values: Values, event: str) -> CheckResult:
    before, after = (_said(values, key).upper() for key in ("rating_fore", "rating_efter"))
    remarks, debt = values.get("anmarkningar"), values.get("skuldsaldo")
    if any(word in event for word in _FATAL):
        return CheckResult.ALARM
    if after == RATINGS[-1]:
        return CheckResult.ALARM
    is_lowered = before in RATINGS and after in RATINGS[RATINGS.index(before) + 1 :]
    if remarks or debt or is_lowered or after == "B":
        return CheckResult.REMARK
    is_told = after in RATINGS and remarks is not None
    return CheckResult.OK if is_told else CheckResult.UNKNOWN


_UNIT = ColumnSpec("verksamhetsnamn", "Verksamhet", Kind.TEXT, aliases=("verksamhet",))
_IVO_ID = ColumnSpec("ivo_id", "IVO-id", Kind.TEXT, aliases=("ivo id", "verksamhets-id"))
_TYPE = ColumnSpec("verksamhetstyp", "Verksamhetstyp", Kind.TEXT, aliases=("typ",))
_MANAGER = ColumnSpec(
    "forestandare", "Föreståndare", Kind.TEXT, aliases=("föreståndare", "verksamhetschef")
)
_CASE = ColumnSpec(
    "tillstand_dnr", "Diarienummer", Kind.TEXT, aliases=("tillstånd dnr", "dnr", "beslutsnummer")
)
_ENDS = ColumnSpec("giltig_tom", "Giltigt till", Kind.DATE, aliases=("giltig tom", "giltig till"))
_STATUS = ColumnSpec("status", "Status", Kind.TEXT, aliases=("tillståndsstatus",))
_IN_FORCE = frozenset({"aktivt", "aktiv", "gällande", "gäller", "beviljat", "beviljad"})
_GONE = ("återkall", "upphör", "avslag", "förbud", "avslut")
SHELTERED = "skyddat boende"


def _permit(values: Values, day: date) -> Iterator[Reading]:
    """Read a permit. The list's addresses are no column of ours, so none is ever kept.

    Of sheltered housing not even the name is: it can tell where it lies (SoF 15 kap. 13 §).
    """
    on, status = _on(values, day), _lower(values, "status")
    is_sheltered = SHELTERED in _lower(values, "verksamhetstyp")
    case = _said(values, "tillstand_dnr")
    unit = _said(values, "ivo_id") or case or "Tillståndet"
    if not is_sheltered and (name := _said(values, "verksamhetsnamn")):
        unit = f"{name} ({unit})"
    result = _permit_result(status, values.get("giltig_tom"), on)
    details = {STATUS: _said(values, "status"), MANAGER: _said(values, "forestandare")}
    parts = _parts(values, _STATUS, _ENDS, _CASE)
    remark = "" if result == CheckResult.OK else f"{unit}. {_worded(parts) or 'Status saknas'}."
    yield Reading(
        _number(values), CheckKind.PERMIT, result, remark, on,
        {f"{unit}{PART_SEPARATOR}{name}": text for name, text in details.items() if text},
    )  # fmt: skip


def _permit_result(status: str, ends_on: object, day: date) -> CheckResult:
    is_over = isinstance(ends_on, date) and ends_on < day
    if is_over or any(word in status for word in _GONE):
        return CheckResult.ALARM
    if status.startswith("vilande"):
        return CheckResult.REMARK
    return CheckResult.OK if status in _IN_FORCE else CheckResult.UNKNOWN


_PUBLIC = ColumnSpec(
    "skuld_allmanna_mal",
    "Skuld i allmänna mål",
    Kind.DECIMAL,
    aliases=("allmänna mål",),
    lowest=0,
    highest=MOST_MONEY,
)
_PRIVATE = ColumnSpec(
    "skuld_enskilda_mal",
    "Skuld i enskilda mål",
    Kind.DECIMAL,
    aliases=("enskilda mål",),
    lowest=0,
    highest=MOST_MONEY,
)
_ORDERS = ColumnSpec(
    "antal_bf",
    "Antal betalningsförelägganden",
    Kind.INTEGER,
    aliases=("betalningsförelägganden", "antal bf"),
    lowest=0,
    highest=MOST_OF_A_KIND,
)
_ORDERED = ColumnSpec(
    "summa_bf",
    "Summa betalningsförelägganden",
    Kind.DECIMAL,
    aliases=("summa bf",),
    lowest=0,
    highest=MOST_MONEY,
)


def _enforcement(values: Values, day: date) -> Iterator[Reading]:
    on, number = _on(values, day), _number(values)
    public, private = values.get("skuld_allmanna_mal"), values.get("skuld_enskilda_mal")
    said = _worded(_parts(values, _PUBLIC, _PRIVATE))
    if public:
        debts = CheckResult.ALARM
    elif private:
        debts = CheckResult.REMARK
    else:
        debts = _clean(public is not None and private is not None)
    yield Reading(number, CheckKind.DEBTS, debts, _unless_ok(debts, said), on)
    orders = values.get("antal_bf")
    result = CheckResult.REMARK if orders else _clean(orders is not None)
    said = _worded(_parts(values, _ORDERS, _ORDERED, _STATUS))
    yield Reading(number, CheckKind.PAYMENT_ORDERS, result, _unless_ok(result, said), on)


def _clean(is_told: bool) -> CheckResult:  # noqa: FBT001  the one thing it is about
    return CheckResult.OK if is_told else CheckResult.UNKNOWN


def _unless_ok(result: CheckResult, said: str) -> str:
    if result == CheckResult.OK:
        return ""
    return f"{said}." if said else "Uppgiften saknas i svaret."


_NAME = ColumnSpec("namn", "Namn", Kind.TEXT, aliases=("företagsnamn", "firma"))
_F_TAX = ColumnSpec("f_skatt", "F-skatt", Kind.TEXT, aliases=("godkänd för f-skatt",))
_VAT = ColumnSpec("moms", "Moms", Kind.TEXT, aliases=("momsregistrerad",))
_EMPLOYER = ColumnSpec(
    "arbetsgivarregistrerad", "Arbetsgivarregistrerad", Kind.TEXT, aliases=("arbetsgivare",)
)
_YES = frozenset({"ja", "godkänd", "godkänt", "registrerad", "j", "1"})
_NO = ("nej", "återkalla", "ej ", "inte ", "avregistrerad", "saknar", "avslag")


def _tax(values: Values, day: date) -> Iterator[Reading]:
    for column, kind, grave in (
        (_F_TAX, CheckKind.F_TAX, CheckResult.ALARM),
        (_EMPLOYER, CheckKind.EMPLOYER, CheckResult.REMARK),
        (_VAT, CheckKind.VAT, CheckResult.REMARK),
    ):
        result = _yes_or_no(_lower(values, column.key), grave)
        said = _worded(_parts(values, column))
        details = {"namn": _said(values, "namn")} if kind == CheckKind.F_TAX else {}
        yield Reading(
            _number(values), kind, result, _unless_ok(result, said), _on(values, day),
            {name: text for name, text in details.items() if text},
        )  # fmt: skip


def _yes_or_no(word: str, grave: CheckResult) -> CheckResult:
    if word in _YES:
        return CheckResult.OK
    if word in {"n", "0"} or word.startswith(_NO):
        return grave
    return CheckResult.UNKNOWN


LISTS: Mapping[ListSource, SourceList] = {
    made.source: made
    for made in (
        SourceList(
            ListSource.CREDIT_WATCH,
            sentence("Händelser från den som bevakar kreditvärdigheten."),
            (NUMBER, DAY, _EVENT, _BEFORE, _AFTER, _LIMIT, _REMARKS, _DEBT),
            (CheckKind.CREDIT, CheckKind.STATUS),
            _credit,
        ),
        SourceList(
            ListSource.IVO_PERMITS,
            sentence("Tillståndspliktiga verksamheter. IVO lämnar ut den. Adresser läses aldrig."),
            (NUMBER, DAY, _UNIT, _IVO_ID, _TYPE, _MANAGER, _CASE, _ENDS, _STATUS),
            (CheckKind.PERMIT,),
            _permit,
        ),
        SourceList(
            ListSource.ENFORCEMENT,
            sentence("Skulder och betalningsförelägganden."),
            (NUMBER, DAY, _PUBLIC, _PRIVATE, _ORDERS, _ORDERED, _STATUS),
            (CheckKind.DEBTS, CheckKind.PAYMENT_ORDERS),
            _enforcement,
        ),
        SourceList(
            ListSource.TAX,
            sentence("F-skatt, arbetsgivare och moms."),
            (NUMBER, DAY, _NAME, _F_TAX, _EMPLOYER, _VAT),
            (CheckKind.F_TAX, CheckKind.EMPLOYER, CheckKind.VAT),
            _tax,
        ),
    )
}
