"""The addresses of a stand-in of a Graph API: one for all objects, and those by which people let an app in.

The web framework is handed in by the platform's own folder: `pages` is a blueprint, `request` stands for the call at hand.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment
from werkzeug.wrappers import Request, Response

from connectors.graph.sandbox.answers import Made, Refused
from connectors.graph.sandbox.call import Call, account_of
from connectors.graph.sandbox.faults import HungUp, Played, play
from connectors.graph.sandbox.login import People
from connectors.graph.sandbox.page import PAGE, STYLE
from connectors.world import World

_CARRIED = ("client_id", "redirect_uri", "response_type", "scope", "state")
_METHODS = ["GET", "POST", "DELETE"]
_CALLS_A_DAY = 200_000
Calls = Callable[[Made, str, str, str, Mapping[str, Any]], Call]
"""From an account, the API's address, a node, an edge and what was asked to the call."""


@dataclass(frozen=True)
class Site:
    """One platform's. `rights` says in words what each scope is for; `limit` the code and the type of too many calls."""

    pages: Any
    request: Request
    people: People
    title: str
    rights: Mapping[str, str]
    limit: tuple[int, str]
    call: Calls

    @property
    def world(self) -> World:
        return self.people.world

    @property
    def name(self) -> str:
        return self.people.name

    def add(self) -> None:
        """All of it: objects, consent through a login, and how much of the allowance was used."""
        self.pages.register_error_handler(Refused, refused)
        self.pages.register_error_handler(HungUp, lambda _hung_up: Response(status=504))
        for rule in ("/v<version>/", "/v<version>/<node>", "/v<version>/<node>/<edge>"):
            self.pages.add_url_rule(rule, "graph", self._graph, methods=_METHODS)
        self.pages.add_url_rule("/v<version>/oauth/access_token", "token", self._token, methods=["GET", "POST"])
        self.add_consent("/v<version>/dialog/oauth", "dialog", self._dialog_code, "")
        self.pages.add_url_rule("/consent.css", "style", lambda: Response(STYLE, mimetype="text/css"))
        self.pages.after_request(self._say_usage)

    def add_consent(self, rule: str, endpoint: str, code: Callable[[list[str], str], str], fragment: str) -> None:
        """A page at `rule` that asks, and brings a code back."""

        def consent(**_version: str) -> Response:
            return self._decided(code, fragment) if self.request.method == "POST" else self._asked()

        self.pages.add_url_rule(rule, endpoint, consent, methods=["GET", "POST"])

    # objects

    def _graph(self, version: str, node: str = "", edge: str = "") -> Response:
        asked = self._given()
        token = self.token(asked)
        method = self.request.method
        root = f"{self.request.host_url}{self.name}/v{version}"

        def do() -> Made:
            if person := self._persons(token, asked).get((method, node, edge)):
                return person()
            account = {**account_of(self.world, self.name, token), "token": token}
            return self.call(account, root, node, edge, asked).answer(method)

        return answer(self.play(_operation(method, node, edge), token, node, do))

    def _persons(self, token: str, asked: Mapping[str, Any]) -> Mapping[tuple[str, str, str], Callable[[], Made]]:
        found = self.world.token(token)
        own = {("GET", "me", ""): lambda: self.people.me(token)} if found and found["kind"] == "user" else {}
        return {
            **own,
            ("GET", "me", "accounts"): lambda: self.people.pages(token, asked),
            ("GET", "me", "permissions"): lambda: self.people.permissions(token),
            ("DELETE", "me", "permissions"): lambda: self.people.end(token),
        }

    def play(self, operation: str, token: str, target: str, do: Callable[[], Made]) -> Made:
        """What goes wrong goes wrong here."""
        call = Played(self.world, self.name, self.limit, operation, token, target, self.request.environ)
        return play(call, do)

    def token(self, asked: Mapping[str, Any]) -> str:
        """The token of this call, from its header or else its parameters."""
        header = self.request.headers.get("Authorization", "")
        return header.removeprefix("Bearer ") if header else str(asked.get("access_token", ""))

    def _given(self) -> dict[str, Any]:
        body = self.request.get_json(silent=True)
        more = body if isinstance(body, dict) else {}
        return {**self.request.args.to_dict(), **self.request.form.to_dict(), **more}

    # letting an app in

    def _token(self, version: str) -> Response:  # noqa: ARG002 any version
        return answer(self.play("identify", "", "", lambda: self.people.exchange(self._given())))

    def _dialog_code(self, account_ids: list[str], scopes: str) -> str:
        return self.people.code(account_ids, scopes)

    def _asked(self) -> Response:
        carried = {name: self.request.args.get(name, "") for name in _CARRIED}
        missing = [name for name in _CARRIED[:3] if not carried[name]]
        page = Environment(autoescape=True).from_string(PAGE).render(
            accounts=self.world.accounts(self.name), carried=carried, missing=missing, title=self.title,
            rights=[self.rights.get(scope, scope) for scope in carried["scope"].split(",") if scope],
            style=f"/{self.name}/consent.css", here=self.request.path,
        )  # fmt: skip
        return Response(page, 400 if missing else 200, mimetype="text/html")

    def _decided(self, code: Callable[[list[str], str], str], fragment: str) -> Response:
        form = self.request.form
        state = {"state": form["state"]} if form.get("state") else {}
        chosen = [id for id in form.getlist("allow") if self.world.account(self.name, id)]
        back = {"code": code(chosen, form.get("scope", ""))} if chosen else _DENIED
        location = f"{form['redirect_uri']}?{urlencode({**back, **state})}"
        return Response(status=303, headers={"Location": location + (fragment if chosen else "")})

    def _say_usage(self, response: Response) -> Response:
        used = min(99, self.world.count(f"{self.name} calls", 1) * 100 // _CALLS_A_DAY)
        shares = {"call_count": used, "total_time": used, "total_cputime": used}
        response.headers.setdefault("X-App-Usage", json.dumps(shares))
        if used:  # comes once enough calls were made
            row = {"type": self.limit[1], **shares, "estimated_time_to_regain_access": 0}
            response.headers.setdefault("X-Business-Use-Case-Usage", json.dumps({"1": [row]}))
        return response


def answer(made: Made, status: int = 200) -> Response:
    return Response(json.dumps(made), status, mimetype="application/json")


def refused(error: Refused) -> Response:
    said = answer({"error": error.error}, error.status)
    said.headers.update(error.headers)
    return said


def _operation(method: str, node: str, edge: str) -> str:
    if edge in ("subscribed_apps", "permissions"):
        return "subscribe" if method == "POST" else "revoke"
    if method == "DELETE":
        return "delete"
    if method == "POST":
        return "send" if edge else "hide"
    return "identify" if node == "me" and edge in ("", "accounts") else "fetch"


_DENIED = {
    "error": "access_denied",
    "error_reason": "user_denied",
    "error_description": "The user denied your request",
}
