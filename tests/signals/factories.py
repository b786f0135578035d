"""Rows of signals."""

import factory
from factory.django import DjangoModelFactory

from insyn.platform import clock
from insyn.signals.models import LexSarahNotice, Signal, SignalRule
from insyn.signals.rules import Severity, SignalCategory, SignalSource
from tests.factories import AuthorityFactory, ProviderFactory


class SignalFactory(DjangoModelFactory[Signal]):
    class Meta:
        model = Signal

    authority = factory.SubFactory(AuthorityFactory)
    provider = factory.SubFactory(ProviderFactory)
    source = SignalSource.SOCIAL_WORKER
    category = SignalCategory.STAFFING
    severity = Severity.MEDIUM
    happened_on = factory.LazyFunction(clock.today)
    noted_at = factory.LazyFunction(clock.now)
    text = "Ingen ordinarie personal på tre kvällar."


class LexSarahNoticeFactory(DjangoModelFactory[LexSarahNotice]):
    class Meta:
        model = LexSarahNotice

    authority = factory.SubFactory(AuthorityFactory)
    provider = factory.SubFactory(ProviderFactory)
    text = "Utebliven insats."
    happened_on = factory.LazyFunction(clock.today)
    reported_on = factory.LazyFunction(clock.today)
    received_on = factory.LazyFunction(clock.today)


class SignalRuleFactory(DjangoModelFactory[SignalRule]):
    class Meta:
        model = SignalRule

    authority = factory.SubFactory(AuthorityFactory)
    name = factory.Sequence(lambda n: f"Regel {n}")
    signals = 3
    days = 90
