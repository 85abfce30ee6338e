"""The token itself: what a program may do with it."""

from pydantic import Field

from models.api_token import Scope
from models.user import Role
from web.api.gate import caller
from web.api.operations import operation
from web.api.shapes import Given, Id, Time


class TokenShape(Given):
    """The token that asks."""

    name: str
    workspace_id: Id
    scopes: list[Scope] = Field(
        description="What it may do now. Less than it was made with where its maker's role allows less today."
    )
    role: Role = Field(description="The role of whoever made it.")
    expires_at: Time


@operation("GET /token", None)
def get_token() -> TokenShape:
    """Read what your token may do."""
    token = caller().token
    return TokenShape(
        name=token.name, workspace_id=str(token.workspace_id), role=caller().role, expires_at=token.expires_at,
        scopes=[one for one in Scope if one in caller().scopes],
    )  # fmt: skip
