"""A file that is far too large is refused without ever being held in memory."""

import io
import tracemalloc

import pytest
from django.urls import reverse

from insyn.documents.models import Document
from tests.conftest import log_in
from tests.factories import ProviderFactory
from tests.surveys.answering import answered

pytestmark = pytest.mark.django_db
LARGE = 60 << 20
MOST_HELD = 12 << 20
EDGE = b"----gransen"


class Upload(io.RawIOBase):
    """A form with one large file, made while it is read."""

    def __init__(self, field: str) -> None:
        head = f'Content-Disposition: form-data; name="{field}"; filename="rutin.pdf"'
        self.head = b"--%b\r\n%b\r\nContent-Type: application/pdf\r\n\r\n" % (EDGE, head.encode())
        self.tail = b"\r\n--%b--\r\n" % EDGE
        self.size = len(self.head) + LARGE + len(self.tail)
        self.at = 0

    def read(self, size: int = -1) -> bytes:
        wanted = self.size - self.at if size < 0 else size
        begun, self.at = self.at, min(self.at + wanted, self.size)
        head, tail = self.head[begun : self.at], b""
        body = max(0, min(self.at, len(self.head) + LARGE) - max(begun, len(self.head)))
        if self.at > len(self.head) + LARGE:
            start = max(0, begun - len(self.head) - LARGE)
            tail = self.tail[start : self.at - len(self.head) - LARGE]
        return head + b"%" * body + tail


def test_a_large_file_is_refused_with_a_sentence_and_never_held(client, ekby) -> None:
    survey = answered(ekby, ProviderFactory.create())
    log_in(client, survey.user)
    question = survey.questions["F6"].pk
    address = reverse("provider_portal:file_add", args=[survey.response.pk, question])
    client.get(address)
    upload = Upload("uploads")

    tracemalloc.start()
    answer = client.request(
        **{
            "PATH_INFO": address,
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": f"multipart/form-data; boundary={EDGE.decode()}",
            "CONTENT_LENGTH": str(upload.size),
            "wsgi.input": upload,
        }
    )
    _now, held = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert answer.status_code == 200
    assert "är större än 20 MB. Dela upp den" in answer.content.decode()
    assert held < MOST_HELD
    assert not Document.objects.unscoped(reason="The test looks at every file.").exists()
