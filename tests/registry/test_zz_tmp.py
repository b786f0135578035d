import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories import *
@pytest.mark.django_db
def test_q(as_bo, ekby):
    agreement = AgreementFactory.create(authority=ekby)
    for provider in ProviderFactory.create_batch(5):
        ContractFactory.create(agreement=agreement, provider=provider)
    with CaptureQueriesContext(connection) as c:
        as_bo.get("/utforare/?q=omsorg")
    for q in c: print(q["sql"][:230]); print()
    assert 0
