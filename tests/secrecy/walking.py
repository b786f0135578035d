"""Walking every road of the system as one person, reading all that comes back."""

import re
import zipfile
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from typing import Any

from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from tests.test_doors import DOORS
from tests.world import World

GUARDED = {
    "documents:detail": "client_document",
    "documents:download": "client_document",
    "followups:request_receive": "client_request",
    "followups:request_review": "client_request",
    "followups:request_withdraw": "client_request",
    "provider_portal:hand_in": "client_request",
}
"""The addresses of a document about clients and of its request."""

QUERIES = ("", "?q=villing", "?is_late=on&late=on&ended=on&sort=-state", "?noun=followup&page=2")


def readable(answer: Any) -> str:
    """Return what an answer says, in lower case, whatever its format."""
    content = answer.getvalue()
    if content.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(content)) as file:
            pages = [file.read(name).decode(errors="replace") for name in file.namelist()]
        said = " ".join(re.sub(r"<[^>]+>", "", page) for page in pages)
    elif answer.headers.get("Content-Type") == "application/pdf" and b"%%EOF" in content:
        said = " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    else:
        said = content.decode(errors="replace")
    headers = " ".join(f"{name}: {value}" for name, value in answer.headers.items())
    return unescape(f"{said} {headers}").lower()


def addresses(world: World) -> Iterator[str]:
    """Yield every address of the system in this world, the guarded ones included."""
    for name, door in DOORS.items():
        kwargs = door.kwargs(world)
        yield reverse(name, kwargs=kwargs)
        if name in GUARDED:
            yield reverse(name, kwargs={**kwargs, "pk": getattr(world, GUARDED[name]).pk})
    yield reverse("reports:download", kwargs={"pk": world.report.pk, "ending": "pdf"})


def walk(client: Client, world: World) -> dict[str, str]:
    """Return what each address says to the one who is logged in."""
    read: dict[str, str] = {}
    for address in addresses(world):
        lists = "?" not in address and address.endswith("/") and not re.search(r"\d", address)
        for query in QUERIES if lists else QUERIES[:1]:
            read[address + query] = readable(client.get(address + query))
    return read


def told(read: dict[str, str], *words: str) -> list[str]:
    """Return the addresses that say one of the words."""
    return [
        address for address, said in read.items() if any(word.lower() in said for word in words)
    ]
