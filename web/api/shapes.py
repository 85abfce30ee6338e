"""What all shapes of the API have in common: ids, times, lists in pages."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any, Generic, TypeVar

from flask import request
from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from web.api.problems import Fault, Refused

Item = TypeVar("Item", bound=BaseModel)
_TIME = r"^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$"


def _text(value: object) -> object:
    return value if value is None else str(value)


def _utc(value: datetime) -> datetime:
    """Refuses what has no UTC twin: the first and the last hours that a date can say."""
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise ValueError("is out of range") from None


def _is_written_as_time(value: Any) -> Any:
    if isinstance(value, datetime) or (isinstance(value, str) and re.fullmatch(_TIME, value)):
        return value
    raise ValueError("must be a time with its zone, like 2026-11-21T18:00:00Z")


def _is_written_as_day(value: Any) -> Any:
    if isinstance(value, date):
        return value
    if not (isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value)):
        raise ValueError("must be a day like 2026-11-21")
    return value


Id = Annotated[str, BeforeValidator(_text), Field(pattern="^[0-9a-f]{24}$", examples=["65f1c0ffee0123456789abcd"])]
Asked = Annotated[str, Field(pattern="^[0-9a-f]{24}$")]
"""An id that a program sends."""
Time = Annotated[AwareDatetime, BeforeValidator(_is_written_as_time), AfterValidator(_utc)]
"""RFC 3339; given in UTC, taken in any zone."""
Day = Annotated[date, BeforeValidator(_is_written_as_day), Field(examples=["2026-11-21"])]
"""A day of the workspace's clock."""


class Given(BaseModel):
    """What we give: read from a document's fields."""

    model_config = ConfigDict(from_attributes=True)


class Taken(BaseModel):
    """What we take: nothing that we do not know."""

    model_config = ConfigDict(extra="forbid")


class Revised(Given):
    """Something that changes: its revision is its ETag."""

    revision: int = Field(
        description="Counts every change; the same as the ETag. Send it as If-Match to decide only on what you have read."
    )


class Page(Given, Generic[Item]):
    """A page of a list."""

    data: list[Item]
    next: str | None = Field(
        description="Send it as `cursor` for the next page; null on the last. A page may be short, or empty, and still have a next one."
    )


class Paged(Taken):
    """What every list in pages takes."""

    limit: int = Field(20, ge=1, le=100, description="At most so many on a page.")
    cursor: str | None = Field(None, max_length=80, description="What `next` of the page before said.")


def must_match(revision: int) -> None:
    """Refuse what was decided on an older revision. Without If-Match nobody is refused."""
    if request.if_match and not request.if_match.contains(str(revision)):
        raise Refused("stale", f"It is at revision {revision} now.", headers={"ETag": f'"{revision}"'})


def bad_cursor() -> Refused:
    """A cursor that is none of ours."""
    return Refused("invalid", "This cursor is none of ours.", (Fault(field="cursor", detail="is none of ours"),))
