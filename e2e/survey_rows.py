"""Fills an empty installation with a survey that two people answer; prints what it made.

Run: ``python -m e2e.survey_rows``.
"""

# ruff: noqa: E402  the settings must be read before the models are
import json
import sys

import django

django.setup()

from tests.factories import AuthorityFactory, ProviderFactory
from tests.surveys.answering import answered, colleague

from insyn.accounts.models import User
from insyn.examples.demonstration import PASSWORD


def fill() -> dict[str, object]:
    """Make the rows: a contact and a colleague who answer the same survey."""
    ekby = AuthorityFactory.create(municipality__name="Ekby")
    provider = ProviderFactory.create(name="Åkerö Stödboende AB")
    survey = answered(ekby, provider, due_on="2099-03-31")
    for user in (survey.user, colleague(survey)):
        let_in(user)
    return {
        "response": survey.response.pk,
        "questions": {code: row.pk for code, row in survey.questions.items()},
    }


def let_in(user: User) -> None:
    user.set_password(PASSWORD)
    user.must_change_password = False
    user.save()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(fill()) + "\n")
