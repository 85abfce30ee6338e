"""The login of people at a stand-in of a Graph API: codes, user tokens, the tokens of their Pages, and permissions.

A user token is kept under the ids of the accounts that were allowed, separated by commas; in `scopes` stands what was allowed.
"""

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from connectors.graph.sandbox.answers import Made, Refused, page, wanted
from connectors.graph.sandbox.call import account_of
from connectors.world import World

HOUR, SIXTY_DAYS = 3600.0, 5_183_944
_FOR_EVER = 20 * 365 * 86_400.0


@dataclass(frozen=True)
class People:
    """Those who allow. `page_of` gives the fields of the Page that belongs to an account of the platform."""

    world: World
    name: str
    page_of: Callable[[Made], Made]

    def code(self, account_ids: list[str], scopes: str) -> str:
        """What the browser brings back when somebody allowed these accounts; good for an hour, once."""
        return self.world.issue_token(self.name, ",".join(account_ids), "code", HOUR, scopes)

    def exchange(self, asked: Mapping[str, Any]) -> Made:
        """A code for a user token of an hour, or such a token for one of 60 days."""
        if not asked.get("client_id") or not asked.get("client_secret"):
            raise Refused(101, "Error validating client secret.")
        if asked.get("grant_type") == "fb_exchange_token":
            return self._long(str(asked.get("fb_exchange_token", "")))
        code = self.world.token(str(asked.get("code", "")))
        if not code or code["kind"] != "code" or code["platform"] != self.name or code["expires_at"] < time.time():
            raise Refused(100, "This authorization code has been used.", subcode=36009)
        self.world.drop_token(code["token"])
        token = self.world.issue_token(self.name, code["account_id"], "user", HOUR, code["scopes"])
        return {"access_token": token, "token_type": "bearer", "expires_in": int(HOUR)}

    def _long(self, short: str) -> Made:
        account_of(self.world, self.name, short)
        found = self._user(short)
        made = "EAA" + secrets.token_urlsafe(40)
        self.world.keep_token(made, self.name, found["account_id"], "user", SIXTY_DAYS, found["scopes"])
        return {"access_token": made, "token_type": "bearer", "expires_in": SIXTY_DAYS}

    def pages(self, token: str, asked: Mapping[str, Any]) -> Made:
        """The Pages that were allowed, each with a token that does not end; an account with `no_page` has none."""
        found = self._user(token)
        fields = wanted(str(asked.get("fields", "id,name,access_token")))
        accounts = [self.world.account(self.name, id) for id in found["account_id"].split(",")]
        rows = [
            {**self.page_of(one), "access_token": self.page_token(one["id"])}
            for one in accounts
            if one and not one.get("no_page")
        ]
        shown = [{key: value for key, value in row.items() if key in {*fields, "id"}} for row in rows]
        return page(shown, [str(row["id"]) for row in shown], False, "me/accounts")

    def page_token(self, account_id: str) -> str:
        made = "EAAP" + secrets.token_urlsafe(40)
        self.world.keep_token(made, self.name, account_id, "page", _FOR_EVER)
        return made

    def me(self, token: str) -> Made:
        """The person, by the id that only our app knows."""
        account = account_of(self.world, self.name, token)
        return {"id": str(account.get("app_scoped_id") or f"9{account['id'][1:]}")}

    def permissions(self, token: str) -> Made:
        scopes = str(self._user(token)["scopes"]).replace(",", " ").split()
        return {"data": [{"permission": scope, "status": "granted"} for scope in scopes]}

    def end(self, token: str) -> Made:
        """The app loses everything of this person: user tokens and those of their Pages."""
        for id in self._user(token)["account_id"].split(","):
            like = f"%{id}%"
            self.world.rows("delete from tokens where platform=? and account_id like ?", self.name, like)
        return {"success": True}

    def _user(self, token: str) -> Made:
        account_of(self.world, self.name, token)
        found = self.world.token(token)
        if not found or found["kind"] != "user":
            raise Refused(2500, "An active access token must be used to query information about the current user.")
        return found
