"""Two fields the house needs: text that is encrypted at rest, and times that are always UTC."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from bson import Binary
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from mongoengine import DateTimeField
from mongoengine.base import BaseField

from settings import settings


def utcnow() -> datetime:
    """Now, UTC-aware, cut to the millisecond that MongoDB keeps."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


class UtcDateTime(DateTimeField):
    """A time that is UTC-aware on both sides. Naive values are refused."""

    def __get__(self, document: object, owner: type) -> Any:
        return super().__get__(document, owner)

    def validate(self, value: object) -> None:
        super().validate(value)
        if isinstance(value, datetime) and value.tzinfo is None:
            self.error("needs a time with its zone")

    def to_python(self, value: object) -> object:
        return value  # the client is told to give aware times; the parent class would parse texts


class EncryptedField(BaseField):
    """Text that the database only ever sees as a Fernet token. The newest key of ENCRYPTION_KEYS encrypts, all decrypt."""

    def __get__(self, document: object, owner: type) -> Any:
        return super().__get__(document, owner)

    def validate(self, value: object) -> None:
        if not isinstance(value, str):
            self.error("must be text")

    def to_mongo(self, value: str) -> Binary:
        return Binary(_keys().encrypt(value.encode()))

    def to_python(self, value: object) -> object:
        if not isinstance(value, bytes):
            return value
        try:
            return _keys().decrypt(bytes(value)).decode()
        except InvalidToken:
            raise ValueError("A stored token cannot be read: its key is no longer in ENCRYPTION_KEYS.") from None

    def prepare_query_value(self, _op: str, value: str) -> Binary:
        return self.to_mongo(value)


def rotated(token: bytes) -> bytes:
    """The same stored token under the newest key."""
    return _keys().rotate(bytes(token))


@lru_cache
def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key.strip()) for key in settings().encryption_keys.split(",")])
