"""Somebody who listens for our webhooks."""

from dataclasses import dataclass, field

from flask import Blueprint, Response, request


@dataclass
class Heard:
    """What came: path, headers and body. `answers` are given in turn, then 204."""

    calls: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    def blueprint(self) -> Blueprint:
        site = Blueprint("receiver", __name__)

        @site.post("/<path:path>")
        def hear(path: str) -> Response:
            self.calls.append(
                (path, {name.lower(): value for name, value in request.headers.items()}, request.get_data())
            )
            code = self.answers.pop(0) if self.answers else 204
            return Response(
                "x" * 100_000 if code == 200 else "", code, {"Location": "/elsewhere"} if code == 302 else {}
            )

        return site
