"""What is typed about visits, observations and what is done on a visit."""

from insyn.visits.forms.carrying_out import (
    CaptionForm,
    InterviewForm,
    LetterForm,
    ParticipantForm,
    PhotosForm,
    SampleForm,
    ScheduleForm,
    StaffingForm,
    ThemeForm,
)
from insyn.visits.forms.visits import (
    LONGEST_PARTICIPANTS,
    BookingForm,
    CancelForm,
    CarryOutForm,
    ChangeBookingForm,
    ObservationForm,
    RewordForm,
)

__all__ = [
    "LONGEST_PARTICIPANTS",
    "BookingForm",
    "CancelForm",
    "CaptionForm",
    "CarryOutForm",
    "ChangeBookingForm",
    "InterviewForm",
    "LetterForm",
    "ObservationForm",
    "ParticipantForm",
    "PhotosForm",
    "RewordForm",
    "SampleForm",
    "ScheduleForm",
    "StaffingForm",
    "ThemeForm",
]
