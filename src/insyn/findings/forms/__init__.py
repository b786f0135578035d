"""Reading what a reviewer writes about areas, findings and the whole."""

from insyn.findings.forms.assessing import (
    AreaForm,
    RequirementForm,
    RequirementsFilter,
    RequirementsForm,
    SecondReaderForm,
    SettlingForm,
)
from insyn.findings.forms.findings import (
    NOTE_LENGTH,
    ConclusionForm,
    FindingForm,
    OfProviderFilter,
    RemedyForm,
    ResultForm,
    VersionForm,
    written,
)

__all__ = [
    "NOTE_LENGTH",
    "AreaForm",
    "ConclusionForm",
    "FindingForm",
    "OfProviderFilter",
    "RemedyForm",
    "RequirementForm",
    "RequirementsFilter",
    "RequirementsForm",
    "ResultForm",
    "SecondReaderForm",
    "SettlingForm",
    "VersionForm",
    "written",
]
