"""What is typed about what is done on a visit."""

import hashlib
from typing import Any
from uuid import UUID, uuid4, uuid5

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from insyn.criteria.models import Question, QuestionQuerySet, Section, SectionQuerySet
from insyn.documents.forms import FilesField, FilesInput
from insyn.documents.rules import tidy_name
from insyn.kernel.errors import RuleViolation
from insyn.platform.forms import InsynForm, choices_of, offer
from insyn.registry.forms.providers import VersionedForm
from insyn.visits.forms.visits import NO_NAMES
from insyn.visits.letters import LetterWords
from insyn.visits.models import FileSample, Interview, InterviewTheme, StaffingCheck
from insyn.visits.rules.carrying_out import InterviewGroup, Side
from insyn.visits.rules.photos import photo_problem
from insyn.visits.rules.shares import said_problem, sample_problem
from insyn.visits.rules.staffing import read_schedule
from insyn.visits.services import PhotoFacts

MOST_PEOPLE = 999
MOST_FILES_OF_CLIENTS = 99_999
MOST_DOCUMENTS = 30


class ParticipantForm(InsynForm):
    """Ask how many of a role took part, and for whom."""

    side = forms.TypedChoiceField(
        label=_("För"), choices=choices_of(Side), coerce=Side, initial=Side.PROVIDER
    )
    role = forms.CharField(
        label=_("Roll"),
        max_length=100,
        help_text=_("Till exempel verksamhetschef eller undersköterska. Skriv inga namn."),
    )
    count = forms.IntegerField(label=_("Antal"), min_value=1, max_value=MOST_PEOPLE, initial=1)


class InterviewForm(VersionedForm):
    """Ask whom the reviewers talked to, in numbers."""

    group = forms.TypedChoiceField(
        label=_("Grupp"), choices=choices_of(InterviewGroup), coerce=InterviewGroup
    )
    count = forms.IntegerField(label=_("Antal personer"), min_value=1, max_value=MOST_PEOPLE)
    is_in_private = forms.BooleanField(label=_("Enskilt, en i taget"), required=False, initial=True)

    def __init__(self, data: QueryDict | None, interview: Interview | None = None) -> None:
        names = ("group", "count", "is_in_private", "version")
        known = {name: getattr(interview, name) for name in names} if interview else {}
        super().__init__(data, initial=known)
        if interview is None:
            del self.fields["version"]


class ThemeForm(VersionedForm):
    """Ask what came up, and how many said so."""

    theme = forms.CharField(
        label=_("Tema"), max_length=150, help_text=_("Till exempel ”bemanning på kvällar”.")
    )
    text = forms.CharField(
        label=_("Vad som sades"), widget=forms.Textarea, required=False, help_text=NO_NAMES
    )
    said_by = forms.IntegerField(
        label=_("Sagt av, antal personer"), required=False, min_value=0, max_value=MOST_PEOPLE
    )
    section = forms.ModelChoiceField(
        Section.objects.none(), label=_("Område"), required=False, empty_label=_("Inget område")
    )

    def __init__(
        self,
        sections: SectionQuerySet,
        interview: Interview,
        data: QueryDict | None,
        theme: InterviewTheme | None = None,
    ) -> None:
        names = ("theme", "text", "said_by", "section")
        known = {name: getattr(theme, name) for name in names} if theme else {}
        super().__init__(data, initial={**known, "version": interview.version})
        self.count = interview.count
        offer(self, "section", sections)
        if theme is None:
            del self.fields["version"]

    def clean_said_by(self) -> int | None:
        said_by: int | None = self.cleaned_data["said_by"]
        problem = said_problem(said_by, self.count)
        if problem:
            raise forms.ValidationError(problem)
        return said_by


class SampleForm(VersionedForm):
    """Ask how many of the files looked at were in order."""

    looked_for = forms.CharField(
        label=_("Vad ni kontrollerade"),
        max_length=200,
        help_text=_("Till exempel ”genomförandeplanen är uppdaterad det senaste halvåret”."),
    )
    population = forms.IntegerField(
        label=_("Akter totalt"),
        required=False,
        min_value=0,
        max_value=MOST_FILES_OF_CLIENTS,
        help_text=_("Lämna tomt om ni inte vet."),
    )
    sampled = forms.IntegerField(label=_("Granskade"), min_value=0, max_value=MOST_FILES_OF_CLIENTS)
    passed = forms.IntegerField(label=_("I ordning"), min_value=0, max_value=MOST_FILES_OF_CLIENTS)
    deviations = forms.CharField(
        label=_("Vad som inte var i ordning"),
        widget=forms.Textarea,
        required=False,
        help_text=NO_NAMES,
    )
    question = forms.ModelChoiceField(
        Question.objects.none(), label=_("Fråga"), required=False, empty_label=_("Ingen fråga")
    )

    def __init__(
        self,
        questions: QuestionQuerySet,
        data: QueryDict | None,
        sample: FileSample | None = None,
    ) -> None:
        names = ("looked_for", "population", "sampled", "passed", "deviations", "question",
                 "version")  # fmt: skip
        known = {name: getattr(sample, name) for name in names} if sample else {}
        super().__init__(data, initial=known)
        offer(self, "question", questions)
        if sample is None:
            del self.fields["version"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if {"passed", "sampled"} <= cleaned.keys():
            figures = (cleaned["passed"], cleaned["sampled"], cleaned.get("population"))
            problem = sample_problem(*figures)
            if problem:
                self.add_error(None, problem)
        return cleaned


class ScheduleForm(InsynForm):
    """Ask for the schedule against who is there, pasted or written row by row."""

    counted_at = forms.TimeField(label=_("Räknat klockan"))
    lines = forms.CharField(
        label=_("Rader"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "En rad per roll: roll; enligt schemat; på plats; förklaring. Förklaringen kan "
            "utelämnas. Du kan klistra in från ett kalkylark. Skriv inga namn."
        ),
    )

    def clean_lines(self) -> list[Any]:
        lines, problems = read_schedule(self.cleaned_data["lines"])
        if problems:
            raise forms.ValidationError([forms.ValidationError(said) for said in problems])
        return list(lines)


class StaffingForm(VersionedForm):
    """Ask for one role at one hour anew, such as with the provider's explanation."""

    counted_at = forms.TimeField(label=_("Räknat klockan"))
    role = forms.CharField(label=_("Roll"), max_length=100)
    scheduled = forms.IntegerField(label=_("Enligt schemat"), min_value=0, max_value=MOST_PEOPLE)
    present = forms.IntegerField(label=_("På plats"), min_value=0, max_value=MOST_PEOPLE)
    explanation = forms.CharField(
        label=_("Utförarens förklaring"), max_length=300, required=False, help_text=NO_NAMES
    )

    def __init__(self, check: StaffingCheck, data: QueryDict | None) -> None:
        names = ("counted_at", "role", "scheduled", "present", "explanation", "version")
        super().__init__(data, initial={name: getattr(check, name) for name in names})


class PhotosForm(InsynForm):
    """Take in photos with what they show.

    ``key`` goes with the page: the same file sent twice from it is kept once.
    """

    key = forms.UUIDField(widget=forms.HiddenInput)
    photos = FilesField(
        label=_("Bilder"),
        widget=FilesInput(attrs={"accept": "image/jpeg,image/png"}),
        help_text=_(
            "JPEG eller PNG, högst 10 MB per bild och tio åt gången. Plats och andra uppgifter "
            "från kameran tas bort. Fotografera aldrig personer."
        ),
    )
    caption = forms.CharField(
        label=_("Vad bilderna visar"),
        max_length=200,
        help_text=_("Läses upp för den som inte ser bilden. Skriv inga namn."),
    )
    section = forms.ModelChoiceField(
        Section.objects.none(), label=_("Område"), required=False, empty_label=_("Inget område")
    )
    question = forms.ModelChoiceField(
        Question.objects.none(), label=_("Fråga"), required=False, empty_label=_("Ingen fråga")
    )

    def __init__(
        self,
        sections: SectionQuerySet,
        questions: QuestionQuerySet,
        data: QueryDict | None,
        files: Any = None,
    ) -> None:
        super().__init__(data, files, initial={"key": uuid4()})
        offer(self, "section", sections)
        offer(self, "question", questions)

    def facts(self) -> list[PhotoFacts]:
        """Return the photos as the service wants them.

        Raises:
            RuleViolation: one of the files is no photo; says which.
        """
        typed = self.cleaned_data
        return [
            self._one(typed["key"], tidy_name(upload.name or ""), upload.read())
            for upload in typed["photos"]
        ]

    def _one(self, key: UUID, name: str, content: bytes) -> PhotoFacts:
        problem = photo_problem(content)
        if problem:
            raise RuleViolation(f"{name}: {problem}")
        typed = self.cleaned_data
        return PhotoFacts(
            key=uuid5(key, hashlib.sha256(content).hexdigest()),
            content=content,
            file_name=name,
            caption=typed["caption"],
            section=typed["section"],
            question=typed["question"],
        )


class CaptionForm(InsynForm):
    """Ask what a photo shows."""

    caption = forms.CharField(
        label=_("Vad bilden visar"),
        max_length=200,
        help_text=_("Läses upp för den som inte ser bilden. Skriv inga namn."),
    )
    section = forms.ModelChoiceField(
        Section.objects.none(), label=_("Område"), required=False, empty_label=_("Inget område")
    )

    def __init__(self, sections: SectionQuerySet, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "section", sections)


class LetterForm(VersionedForm):
    """Ask for what is written in one letter beside what is known of the visit."""

    wanted = forms.CharField(label=_("Vilka vi vill träffa"), max_length=300, required=False)
    documents = forms.CharField(
        label=_("Handlingar"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=_("En handling per rad."),
    )
    message = forms.CharField(
        label=_("Meddelande"),
        widget=forms.Textarea,
        required=False,
        max_length=2000,
        help_text=_("Skriv inget som pekar ut en enskild."),
    )

    def clean_documents(self) -> tuple[str, ...]:
        rows = [row.strip() for row in self.cleaned_data["documents"].splitlines()]
        told = tuple(row for row in rows if row)
        if len(told) > MOST_DOCUMENTS:
            raise forms.ValidationError(_("Skriv högst trettio handlingar."))
        return told

    def words(self) -> LetterWords:
        """Return what was written, ready for the letter."""
        names = ("wanted", "documents", "message")
        return LetterWords(**{name: self.cleaned_data[name] for name in names})
