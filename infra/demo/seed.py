"""`python -m infra.demo.seed`: fill the running sandbox and the database with the demo creator. Again: nothing happens.

What is there already is left as it is: switches, edits and deletions of whoever tries the demo stay. An account whose token the
sandbox does not know any more (its world was deleted) is connected again.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import connectors
import models
from avatar.labels import Intent
from connectors.base import Identity, Platform, Tokens
from connectors.errors import AccessRevoked, ConnectorError
from infra.demo import content
from infra.demo.content import EMAIL, PASSWORD
from infra.sandbox.remote import Remote
from logs import log, start_logging
from models import Membership, Persona, SocialAccount, User, Workspace
from models.fields import utcnow
from models.persona import Trait
from models.social_account import AccountStatus, Consent
from models.user import Role
from pipeline.onboard import connect_account
from settings import settings

AUTOMATIC = (Intent.PRAISE, Intent.GREETING)
CONSENT = "I allow the avatar to answer praise and greetings as @{username} without asking me first. I can take this back at any time."


def seed(sandbox: Remote, now: datetime) -> Workspace:
    """Make whatever is missing. The sandbox and the database must run."""
    told = content.creator()
    _fill_world(sandbox, told, now)
    user, workspace = _workspace(told["name"])
    if not Persona.of(workspace.id).first():
        _persona(workspace, told).save()
    for name in _platforms(told):
        _connect(sandbox, connectors.get(name), workspace, str(user.id))
    return workspace


def _fill_world(sandbox: Remote, told: dict[str, Any], now: datetime) -> None:
    for name in _platforms(told):
        if not _has(sandbox.get("/control/accounts", platform=name)["accounts"], content.account_id(name)):
            account = {"username": told["usernames"][name], "name": told["name"], "bio": told["motto"]}
            sandbox.post("/control/accounts", platform=name, id=content.account_id(name), **account)
    for post in told["posts"]:
        if post["platform"] in _platforms(told):
            _add_post(sandbox, post, now)
    past = [row for row in content.replies() if row["platform"] in _platforms(told)]
    sandbox.post("/control/messages", messages=[_asked(row, now) for row in past])
    sandbox.post("/control/creator-replies", replies=[_answered(row, now) for row in past])


def _platforms(told: dict[str, Any]) -> list[str]:
    return [name for name in connectors.platforms() if name in told["usernames"]]


def _has(rows: list[dict[str, Any]], id: str) -> bool:
    return any(row["id"] == id for row in rows)


def _add_post(sandbox: Remote, post: dict[str, Any], now: datetime) -> None:
    name, id = post["platform"], content.stable_id(post["platform"], "post", post["key"])
    account_id = content.account_id(name)
    if _has(sandbox.get("/control/posts", platform=name, account_id=account_id)["posts"], id):
        return
    picture = f"{sandbox.url}/art/{name}/{id}.svg"
    sandbox.post(
        "/control/posts", platform=name, account_id=account_id, id=id, title=post.get("title", ""), caption=post["caption"],
        created_at=_before(now, post["days_ago"]), emoji=post["emoji"], colors=post["colors"], key=post["key"],
        media_url=picture, thumbnail_url=picture,
    )  # fmt: skip


def _asked(row: dict[str, Any], now: datetime) -> dict[str, Any]:
    return {
        "platform": row["platform"], "account_id": content.account_id(row["platform"]), "kind": row["kind"],
        "post_id": content.post_id(row), "fan": row["fan"], "text": row["fan_text"],
        "id": content.message_id(row, row["fan_text"]), "created_at": _before(now, row["days_ago"]),
    }  # fmt: skip


def _answered(row: dict[str, Any], now: datetime) -> dict[str, Any]:
    asked = content.message_id(row, row["fan_text"])
    written = _before(now, row["days_ago"]) + content.answered_after(row).total_seconds()
    return {
        "platform": row["platform"], "answers": asked, "text": row["reply"], "id": content.answer_id(row), "created_at": written,
    }  # fmt: skip


def _before(now: datetime, days: float) -> float:
    return (now - timedelta(days=days)).timestamp()


def _workspace(name: str) -> tuple[User, Workspace]:
    user = User.objects(email=EMAIL).first() or User.sign_up(EMAIL, name, PASSWORD)
    membership = Membership.first_of(user.id)
    if membership:
        return user, Workspace.objects(id=membership.workspace_id).get()
    workspace = Workspace(name=name, demo=True).save()
    Membership(user_id=user.id, workspace_id=workspace.id, role=Role.OWNER).save()
    return user, workspace


def _persona(workspace: Workspace, told: dict[str, Any]) -> Persona:
    return Persona(
        workspace_id=workspace.id, name=told["name"], motto=told["motto"], portrait=told["portrait"],
        languages=told["languages"], traits=[Trait(**trait) for trait in told["traits"]], taboo=told["taboo"],
        facts=[fact["text"] for fact in told["facts"]],
    )  # fmt: skip


def _connect(sandbox: Remote, platform: Platform, workspace: Workspace, by: str) -> None:
    account = SocialAccount.of(workspace.id).filter(platform=platform.name).first()
    if account and not _is_lost(platform, account):
        return
    tokens = _tokens(sandbox, platform)
    identity = platform.identify(tokens)
    connected = connect_account(workspace.id, platform.name, tokens, identity, by)
    log.info("demo account connected", platform=platform.name, account=str(connected.id))
    if account is None and platform.may_auto_send_by_default:
        _allow_auto_send(connected, identity, by)


def _tokens(sandbox: Remote, platform: Platform) -> Tokens:
    given = sandbox.post("/control/tokens", platform=platform.name, account_id=content.account_id(platform.name))
    until = utcnow() + timedelta(seconds=float(given["expires_in"]))
    return Tokens(given["access_token"], given.get("refresh_token", ""), until, platform.oauth().scopes)


def _is_lost(platform: Platform, account: SocialAccount) -> bool:
    """Whether its tokens are dead for good though nobody has disconnected it."""
    if account.status is AccountStatus.DISCONNECTED:
        return False
    tokens = Tokens(account.access_token or "", account.refresh_token or "", account.token_expires_at)
    checks = [platform.identify, platform.refresh] if tokens.refresh_token else [platform.identify]
    return all(_is_revoked(check, tokens) for check in checks)


def _is_revoked(check: Callable[[Tokens], object], tokens: Tokens) -> bool:
    try:
        check(tokens)
    except AccessRevoked:
        return True
    except ConnectorError as error:
        log.warning("demo account not checked", platform=error.platform, why=error.sentence)
    return False


def _allow_auto_send(account: SocialAccount, identity: Identity, by: str) -> None:
    consent = Consent(text=CONSENT.format(username=identity.username), by=by)
    intents = [str(intent) for intent in AUTOMATIC]
    SocialAccount.objects(id=account.id).update_one(
        set__auto_send=True, set__auto_send_intents=intents, push__consents=consent
    )


def main() -> None:
    """Fill in what is missing and say how to sign in."""
    start_logging("demo")
    models.connect()
    seed(Remote(settings().sandbox_url or "http://127.0.0.1:8001"), utcnow())
    print(f"The demo is ready. Sign in with {EMAIL} / {PASSWORD}")


if __name__ == "__main__":
    main()
