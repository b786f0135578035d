"""The secret of a calendar address. Pure."""

import hashlib


def token_hash(token: str) -> str:
    """Return what is kept of the secret: its SHA-256, in hexadecimal digits.

    The secret is 32 random bytes, so that the hash needs no salt and can be looked up.
    """
    return hashlib.sha256(token.encode()).hexdigest()
