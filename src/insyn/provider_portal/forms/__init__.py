"""Reading what a provider hands in."""

from insyn.provider_portal.forms.answers import Typed, read_section
from insyn.provider_portal.forms.plans import HandInForm, SubmitForm
from insyn.provider_portal.forms.surveys import AnswerFilesForm, DelegateForm, HandInSurveyForm

__all__ = [
    "AnswerFilesForm",
    "DelegateForm",
    "HandInForm",
    "HandInSurveyForm",
    "SubmitForm",
    "Typed",
    "read_section",
]
