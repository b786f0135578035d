"""Signals, lex Sarah notices, rules, and lists from deviation systems."""

from insyn.signals.models.imports import (
    DeviationImport,
    DeviationImportQuerySet,
    DeviationProfile,
)
from insyn.signals.models.lex_sarah import LexSarahNotice, LexSarahNoticeQuerySet
from insyn.signals.models.settings import OpenForm, SignalRule
from insyn.signals.models.signals import (
    ProtectedReporter,
    Signal,
    SignalProposal,
    SignalQuerySet,
    without_suspicions,
)

__all__ = [
    "DeviationImport",
    "DeviationImportQuerySet",
    "DeviationProfile",
    "LexSarahNotice",
    "LexSarahNoticeQuerySet",
    "OpenForm",
    "ProtectedReporter",
    "Signal",
    "SignalProposal",
    "SignalQuerySet",
    "SignalRule",
    "without_suspicions",
]
