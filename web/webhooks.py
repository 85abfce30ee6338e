"""The second door: platforms that push. One address for each; whoever knows its dialect stands in its own folder."""

from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from flask import Blueprint, Response, abort, request

import connectors
from connectors.base import InboundMessage
from logs import log
from models import SocialAccount
from models.social_account import AccountStatus
from pipeline import ingest
from worker.messages import ring

pages = Blueprint("webhooks", __name__, url_prefix="/webhooks")


@pages.route("/<platform_name>", methods=["GET", "POST"])
def receive(platform_name: str) -> Response | tuple[str, int]:
    """GET: prove that this address is ours. POST: take what is signed. Answers fast; the work is done by workers."""
    dialect = _dialect(platform_name)
    if request.method == "GET":
        answer = dialect.verify(request.args)
        return Response(answer, mimetype="text/plain") if answer is not None else abort(403)
    body = request.get_data()
    if not dialect.is_signed(body, request.headers):
        log.warning("webhook not signed", platform=platform_name)
        abort(403)
    _take_all(platform_name, dialect.parse(body))
    return "", 200


def _take_all(platform_name: str, parcels: Iterable[tuple[str, InboundMessage]]) -> None:
    by_account: dict[str, list[InboundMessage]] = {}
    for external_id, parcel in parcels:
        by_account.setdefault(external_id, []).append(parcel)
    for external_id, page in by_account.items():
        account = SocialAccount.objects(platform=platform_name, external_id=external_id).first()
        if account is None or account.status is not AccountStatus.CONNECTED:
            continue
        for message in ingest.receive(account, page):
            ring(message)


def _dialect(platform_name: str) -> ModuleType:
    name = f"connectors.{platform_name}.webhooks"
    if platform_name not in connectors.platforms() or find_spec(name) is None:
        abort(404)
    return import_module(name)
