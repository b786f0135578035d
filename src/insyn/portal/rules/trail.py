"""The words in which people read the trail. Pure.

An event is a noun and a verb with a dot between: ``followup.planned``. A verb that a life
cycle has a word for is shown with that word.
"""

from collections.abc import Mapping

from insyn.criteria.rules import AnswerType, Level, Respondent, TemplateKind, Tone
from insyn.findings.rules import FindingKind, Severity
from insyn.followups.rules import BasisKind, Event, Outcome, RequestState, State
from insyn.kernel.access import Role
from insyn.measures.rules import ItemState, LetterKind, PlanEvent, PlanState
from insyn.measures.rules.sanctions import SanctionEvent, SanctionState
from insyn.measures.rules.terminations import TaskPart, TerminationKind, TerminationState
from insyn.monitoring.rules import CheckResult
from insyn.portal.rules.words import FactName, Noun, Verb
from insyn.registry.rules import (
    AgreementForm,
    ContractStatus,
    EndReason,
    LegalForm,
    NameKind,
    OperatingForm,
    PermitKind,
    PermitStatus,
    PriceUnit,
    SanctionKind,
)
from insyn.reports.rules import ReportEvent, ReportKind, ReportState, ReportText
from insyn.requirements.rules import Strength
from insyn.visits.rules import VisitKind

_NOUNS: Mapping[str, str] = {noun.value: noun.label for noun in Noun}
_VERBS: Mapping[str, str] = {
    word.value: word.label
    for kind in (SanctionEvent, Event, PlanEvent, ReportEvent, Verb)
    for word in kind
}
_VALUES: Mapping[str, str] = {
    word.value: word.label
    for kind in (
        SanctionState,
        TerminationState,
        TerminationKind,
        TaskPart,
        LegalForm,
        NameKind,
        EndReason,
        PermitKind,
        PermitStatus,
        PriceUnit,
        SanctionKind,
        Strength,
        AnswerType,
        Respondent,
        TemplateKind,
        Tone,
        VisitKind,
        RequestState,
        ItemState,
        Level,
        Severity,
        LetterKind,
        AgreementForm,
        BasisKind,
        CheckResult,
        ContractStatus,
        FindingKind,
        OperatingForm,
        Outcome,
        PlanState,
        ReportKind,
        ReportState,
        ReportText,
        Role,
        State,
    )
    for word in kind
}
_KEYS = frozenset(
    {
        "agreement",
        "authority",
        "cooperation",
        "finding",
        "followup",
        "letter",
        "municipality",
        "observation",
        "parent",
        "photo",
        "position",
        "provider",
        "request",
        "responsible",
        "service_area",
        "user",
        "visit",
    }
)
"""Facts that may be keys of rows, which say nothing to a reader."""
_FACTS: Mapping[str, str] = {fact.value: fact.label for fact in FactName}


def words_of(event: str) -> tuple[str, str]:
    """Return what an event is about and what happened; a word without Swedish as it stands."""
    noun, _dot, verb = event.partition(".")
    return _NOUNS.get(noun, noun), _VERBS.get(verb, verb.replace("_", " "))


def value_word(value: str) -> str:
    """Return the word for a code of a life cycle, an outcome or a role; other text as it is."""
    return _VALUES.get(value, value)


def fact_word(name: str) -> tuple[str, str]:
    """Return the word for a fact, and ”före” or ”efter” when it is one side of a change.

    A fact without Swedish is said as it stands; the second word is empty when there is no side.
    """
    for side in (FactName.BEFORE, FactName.AFTER):
        stem = name.removesuffix(f"_{side.value}")
        if stem != name:
            return _FACTS.get(stem, stem.replace("_", " ")), side.label
    return _FACTS.get(name, name.replace("_", " ")), ""


def is_for_readers(name: str, value: object) -> bool:
    """Return whether a fact says something to a reader, and is not only the key of a row."""
    return name not in _KEYS or (isinstance(value, str) and not value.isdecimal())
