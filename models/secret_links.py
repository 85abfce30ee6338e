"""Secrets that people carry: in a link, in a cookie. The database keeps only what they hash to."""

import hashlib
import secrets


def fresh_secret() -> str:
    """256 random bits that fit into an address."""
    return secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    """What is stored of a secret. No salt: nobody guesses 80 random bits, the least that is ever hashed here."""
    return hashlib.sha256(secret.encode()).hexdigest()
