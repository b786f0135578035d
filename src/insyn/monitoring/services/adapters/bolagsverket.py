"""Bolagsverket, Värdefulla datamängder version 1: is the company alive?

Free of charge; the municipality registers and gets an id and a secret. Described at
portal.api.bolagsverket.se.
"""

import base64
import json
from collections.abc import Collection
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.conf import settings

from insyn.monitoring.rules.answers import Mishap, RegisterFacts, unknown
from insyn.monitoring.rules.bolagsverket import read_organisation
from insyn.monitoring.services.adapters.base import Client, Trouble

SOURCE = "Bolagsverket (värdefulla datamängder)"
TOKEN_ADDRESS = "https://portal.api.bolagsverket.se/oauth2/token"  # noqa: S105  an address
BASE_ADDRESS = "https://gw.api.bolagsverket.se/vardefulla-datamangder/v1"
SCOPE = "vardefulla-datamangder:read vardefulla-datamangder:ping"


@dataclass(slots=True)
class Bolagsverket:
    """The service, with the token of this run."""

    identity: str
    secret: str
    token_address: str = TOKEN_ADDRESS
    base_address: str = BASE_ADDRESS
    client: Client = field(default_factory=Client)
    _token: str = ""

    def organisation(self, org_number: str, *, names: Collection[str] = ()) -> RegisterFacts:
        """Return what the register tells of the organisation; unknown whatever goes wrong."""
        try:
            said = self._asked(org_number)
        except Trouble as trouble:
            return unknown(trouble.mishap)
        return read_organisation(said, asked=org_number, names=names)

    def _asked(self, org_number: str) -> object:
        try:
            return self._ask(org_number)
        except Trouble as trouble:
            if trouble.mishap != Mishap.REFUSED or not self._token:
                raise
        self._token = ""  # it may be too old: once more with a new one
        return self._ask(org_number)

    def _ask(self, org_number: str) -> object:
        return self.client.ask(
            "POST",
            f"{self.base_address}/organisationer",
            body=json.dumps({"identitetsbeteckning": org_number}).encode(),
            headers={
                "Authorization": f"Bearer {self._bearer()}",
                "Content-Type": "application/json",
            },
        )

    def _bearer(self) -> str:
        if not self._token:
            pair = base64.b64encode(f"{self.identity}:{self.secret}".encode()).decode()
            said = self.client.ask(
                "POST",
                self.token_address,
                body=urlencode({"grant_type": "client_credentials", "scope": SCOPE}).encode(),
                headers={
                    "Authorization": f"Basic {pair}",
                    "Content-Type": "application/x-www-form-urlencoded",
                },
            )
            token = said.get("access_token")
            if not isinstance(token, str) or not token.isascii() or not token.isprintable():
                raise Trouble(Mishap.CHANGED)
            self._token = token
        return self._token


def configured() -> Bolagsverket | None:
    """Return the service as this installation may ask it; None when it is not configured."""
    if not (settings.BOLAGSVERKET_ID and settings.BOLAGSVERKET_SECRET):
        return None
    return Bolagsverket(
        settings.BOLAGSVERKET_ID,
        settings.BOLAGSVERKET_SECRET,
        settings.BOLAGSVERKET_TOKEN_ADDRESS or TOKEN_ADDRESS,
        settings.BOLAGSVERKET_ADDRESS or BASE_ADDRESS,
    )
