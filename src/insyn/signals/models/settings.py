"""What a board has decided about its signals: its rules and its open form."""

from django.db import models
from django.db.models import Q

from insyn.accounts.models import Authority
from insyn.platform.scoping import Scoped
from insyn.signals.rules import Severity, SignalCategory
from insyn.signals.rules.patterns import MOST_DAYS, MOST_SIGNALS, Pattern, PatternScope


class SignalRuleQuerySet(Scoped["SignalRule"]):
    """Rules are read by everybody with a role in the authority."""

    secrecy_path = ""


class SignalRule(models.Model):
    """When signals are reason to propose a follow-up (signalregel)."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    name = models.CharField("namn", max_length=120)
    signals = models.PositiveSmallIntegerField("antal signaler", default=1)
    days = models.PositiveSmallIntegerField("inom antal dagar", default=90)
    scope = models.CharField(
        "räknas hos", max_length=10, choices=PatternScope.choices(), default=PatternScope.PROVIDER
    )
    category = models.CharField(
        "vad det gäller", max_length=20, choices=SignalCategory.choices(), blank=True
    )
    severity = models.CharField(
        "lägsta allvar", max_length=10, choices=Severity.choices(), default=Severity.LOW
    )
    is_active = models.BooleanField("används", default=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = SignalRuleQuerySet.as_manager()

    class Meta:
        verbose_name = "signalregel"
        verbose_name_plural = "signalregler"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "name"],
                name="signal_rule_name_unique",
                violation_error_message="Nämnden har redan en regel med det namnet.",
            ),
            models.CheckConstraint(
                condition=Q(scope__in=PatternScope.codes()), name="signal_rule_scope_known"
            ),
            models.CheckConstraint(
                condition=Q(category="") | Q(category__in=SignalCategory.codes()),
                name="signal_rule_category_known",
            ),
            models.CheckConstraint(
                condition=Q(severity__in=Severity.codes()), name="signal_rule_severity_known"
            ),
            models.CheckConstraint(
                condition=Q(signals__range=(1, MOST_SIGNALS)),
                name="signal_rule_counts_a_few",
                violation_error_message="Antalet signaler ska vara mellan 1 och 50.",
            ),
            models.CheckConstraint(
                condition=Q(days__range=(1, MOST_DAYS)),
                name="signal_rule_looks_back_a_while",
                violation_error_message="Antalet dagar ska vara mellan 1 och 730.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def pattern(self) -> Pattern:
        return Pattern(
            signals=self.signals,
            days=self.days,
            scope=PatternScope(self.scope),
            category=SignalCategory(self.category) if self.category else None,
            severity=Severity(self.severity),
        )


class OpenFormQuerySet(Scoped["OpenForm"]):
    """Whether the form is open is read by everybody with a role in the authority."""

    secrecy_path = ""


class OpenForm(models.Model):
    """The form in which anyone can tell the board something (öppet formulär)."""

    authority = models.OneToOneField(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    is_on = models.BooleanField("öppet", default=False)
    text = models.TextField("nämndens text", max_length=2000, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = OpenFormQuerySet.as_manager()

    class Meta:
        verbose_name = "öppet formulär"
        verbose_name_plural = "öppna formulär"

    def __str__(self) -> str:
        return f"Öppet formulär, {self.authority}"
