"""What Bolagsverket's service Värdefulla datamängder tells of an organisation. Pure.

Every part of the answer has a producer and may carry an error (``fel``). A part that is missing
or carries an error is not known; only what is told counts.
"""

from collections.abc import Collection, Mapping
from typing import Any

from insyn.kernel import orgnr
from insyn.monitoring.rules.answers import Mishap, RegisterFacts, block, day, line, unknown
from insyn.monitoring.rules.changes import NAME, STATUS
from insyn.monitoring.rules.checks import CheckResult
from insyn.monitoring.rules.names import are_alike

IDENTITY, NAMES = "organisationsidentitet", "organisationsnamn"
ACTIVE, GONE = "verksamOrganisation", "avregistreradOrganisation"
PROCEEDINGS = "pagaendeAvvecklingsEllerOmstruktureringsforfarande"
FORM, REGISTERED = "organisationsform", "organisationsdatum"
COMPANY_NAME = "FORETAGSNAMN"
RESTRUCTURING = ("rekonstruktion", "omstrukturering", "fusion", "delning", "ombildning")
"""Proceedings in which the company goes on; all others are its end."""


def read_organisation(said: Any, *, asked: str, names: Collection[str] = ()) -> RegisterFacts:
    """Return what the answer tells of the organisation that was asked about.

    ``names`` are what the register here calls it; when the answer calls it something else nobody
    knows which of them is right, and the result is unknown.
    """
    rows = said.get("organisationer") if isinstance(said, Mapping) else None
    if not isinstance(rows, list):
        return unknown(Mishap.CHANGED)
    if not rows:
        return unknown(Mishap.NOT_FOUND)
    mine = [row for row in rows if isinstance(row, Mapping) and _number(row) == asked]
    if len(mine) != len(rows):
        return unknown(Mishap.OTHER)
    told = [_organisation(row, names) for row in mine]
    return told[0] if len(told) == 1 else _of_several(told)


def _of_several(told: list[RegisterFacts]) -> RegisterFacts:
    """Return what several rows tell: a sole trader may have several firms under one number."""
    if all(facts.result == CheckResult.ALARM for facts in told):
        return told[0]
    return RegisterFacts(
        CheckResult.UNKNOWN, "Registret har flera firmor under numret. Kontrollera för hand."
    )


def _number(row: Mapping[str, Any]) -> str:
    identity = row.get(IDENTITY)
    found = identity.get("identitetsbeteckning") if isinstance(identity, Mapping) else None
    try:
        return orgnr.tidy(found) if isinstance(found, str) else ""
    except ValueError:
        return ""


def _organisation(row: Mapping[str, Any], names: Collection[str]) -> RegisterFacts:
    missing: list[str] = []
    graver: list[str] = []
    milder: list[str] = []
    called = _name(row)
    _deregistered(row, missing, graver)
    _proceedings(row, missing, graver, milder)
    _active(row, missing, milder)
    if not called:
        missing.append("namn")
    elif names and not any(are_alike(called, name) for name in names):
        missing.append(f"namn (registret säger ”{called}”, vi har ”{next(iter(names))}”)")
    details = {NAME: called, STATUS: "; ".join(graver + milder) or "verksam", "form": _form(row)}
    if missing:
        details.pop(STATUS)
    if graver:
        return RegisterFacts(CheckResult.ALARM, _sentence(graver), _told(details))
    if missing:
        said = f"Det här är inte känt: {', '.join(missing)}."
        return RegisterFacts(CheckResult.UNKNOWN, said, _told(details), Mishap.CHANGED)
    if milder:
        return RegisterFacts(CheckResult.REMARK, _sentence(milder), _told(details))
    return RegisterFacts(CheckResult.OK, "", _told(details))


def _told(details: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in details.items() if text}


def _sentence(said: list[str]) -> str:
    return f"{'; '.join(said)}."


def _name(row: Mapping[str, Any]) -> str:
    names = block(row.get(NAMES))
    listed = names.get("organisationsnamnLista") if names else None
    rows = [found for found in _listed(listed) if isinstance(found, Mapping)]
    for found in rows:
        kind = found.get("organisationsnamntyp")
        if isinstance(kind, Mapping) and kind.get("kod") == COMPANY_NAME:
            return line(found.get("namn"))
    return line(rows[0].get("namn")) if rows else ""


def _listed(found: Any) -> list[Any]:
    return found if isinstance(found, list) else []


def _form(row: Mapping[str, Any]) -> str:
    form = block(row.get(FORM))
    return line(form.get("klartext")) if form else ""


def _deregistered(row: Mapping[str, Any], missing: list[str], graver: list[str]) -> None:
    """An explicit null says that it is not deregistered; a part that is missing says nothing."""
    if GONE in row and row[GONE] is None:
        return
    gone = block(row.get(GONE))
    if gone is None or "avregistreringsdatum" not in gone:
        missing.append("avregistrering")
    elif gone["avregistreringsdatum"] is not None:
        on = day(gone["avregistreringsdatum"])
        graver.append(f"Avregistrerad {on.isoformat()}" if on else "Avregistrerad")


def _proceedings(
    row: Mapping[str, Any], missing: list[str], graver: list[str], milder: list[str]
) -> None:
    if PROCEEDINGS in row and row[PROCEEDINGS] is None:
        return
    found = block(row.get(PROCEEDINGS))
    listed = found.get(f"{PROCEEDINGS}Lista") if found else None
    if not isinstance(listed, list):
        missing.append("pågående konkurs eller likvidation")
        return
    for one in listed:
        said = line(one.get("klartext")) or line(one.get("kod")) if isinstance(one, Mapping) else ""
        if not said:
            missing.append("pågående konkurs eller likvidation")
            continue
        on = day(one.get("fromDatum"))
        worded = f"{said} från {on.isoformat()}" if on else said
        goes_on = any(word in said.casefold() for word in RESTRUCTURING)
        (milder if goes_on else graver).append(worded)


def _active(row: Mapping[str, Any], missing: list[str], milder: list[str]) -> None:
    active = block(row.get(ACTIVE))
    code = active.get("kod") if active else None
    if code == "NEJ":
        milder.append("Inte verksam enligt SCB")
    elif code != "JA":
        missing.append("om organisationen är verksam")
