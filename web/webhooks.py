"""The second door: platforms that push, and tell us who left. Whoever knows a platform's dialect stands in its own folder."""

from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from flask import Blueprint, Response, abort, jsonify, request, url_for

import connectors
from connectors.base import InboundMessage
from logs import log
from models import Message, Receipt, SocialAccount
from models.fields import utcnow
from models.receipt import Reason
from models.social_account import AccountStatus
from pipeline import ingest
from pipeline.forget import disconnect_account, withdraw_account
from settings import settings
from worker.messages import ring
from worker.rounds import ask_for_the_rest
from worker.upkeep import ring_leaving

pages = Blueprint("webhooks", __name__, url_prefix="/webhooks")
SIGNED_LENGTH = 700
"""Characters of a signed request; real ones have about 200. Nothing nested deeply enough to hurt fits in."""


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


@pages.post("/<platform_name>/deauthorize", defaults={"wish": "deauthorize"})
@pages.post("/<platform_name>/delete", defaults={"wish": "delete"})
def somebody_leaves(platform_name: str, wish: str) -> Response:
    """The platform says that a person ended our access there, or wants everything deleted.

    Answers where its progress can be read, to people we do not know as well. 403 when it is not signed by the platform.
    """
    dialect, signed = _dialect(platform_name), request.form.get("signed_request", "")
    if not hasattr(dialect, "signed_user"):
        abort(404)
    user = dialect.signed_user(signed) if signed and len(signed) <= SIGNED_LENGTH else None
    if not user:
        log.warning("call not signed", platform=platform_name, wish=wish)
        abort(403)
    receipts = [_let_go(account, wish) for account in _accounts_of(platform_name, user)]
    receipt = receipts[0] if receipts else _unknown(platform_name)
    log.info("somebody leaves", platform=platform_name, wish=wish, accounts=len(receipts))
    page = settings().base_url.rstrip("/") + url_for("receipts.status", code=receipt.code)
    return jsonify(url=page, confirmation_code=receipt.code)


def _accounts_of(platform_name: str, user: str) -> list[SocialAccount]:
    """The same person's account, in every workspace that has ever had it."""
    ours = SocialAccount.objects(platform=platform_name)
    found = [*ours.filter(app_scoped_id=user), *ours.filter(external_id=user)]
    return list({account.id: account for account in found}.values())


def _let_go(account: SocialAccount, wish: str) -> Receipt:
    known = Receipt.open_for(account.id)
    if wish == "delete":
        receipt = disconnect_account(account, "platform", utcnow(), Reason.ERASED)
    elif known is not None:  # said before
        return known
    else:
        receipt = withdraw_account(account, connectors.get(account.platform), utcnow())
    ring_leaving(receipt)
    return receipt


def _unknown(platform_name: str) -> Receipt:
    """Nobody here has this account: nothing of it is kept, and the page says so."""
    now, none = utcnow(), "Fanmail keeps nothing of this account."
    return Receipt(
        platform=platform_name, reason=Reason.ERASED, by="platform", given_back_at=now, deleted_at=now, said=none
    ).save()


def _take_all(platform_name: str, parcels: Iterable[tuple[str, InboundMessage]]) -> None:
    by_account: dict[str, list[InboundMessage]] = {}
    for external_id, parcel in parcels:
        by_account.setdefault(external_id, []).append(parcel)
    for external_id, page in by_account.items():
        account = SocialAccount.objects(platform=platform_name, external_id=external_id).first()
        if account is None or account.status is not AccountStatus.CONNECTED:
            continue
        found = ingest.receive(account, page, by=ingest.Way.PUSH)
        for message in found:
            ring(message)
        _ask_for_the_rest(account, found)


def _ask_for_the_rest(account: SocialAccount, found: list[Message]) -> None:
    """A push may leave out who wrote, and the words of a mention."""
    short = [[one.kind, one.external_id] for one in found if not one.fan_username or "mention" in one.attachments]
    if short:
        ask_for_the_rest(account, short)


def _dialect(platform_name: str) -> ModuleType:
    name = f"connectors.{platform_name}.webhooks"
    if platform_name not in connectors.platforms() or find_spec(name) is None:
        abort(404)
    return import_module(name)
