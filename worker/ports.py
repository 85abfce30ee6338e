"""What the steps need of the outside, made once a process: connectors, the judge, the writer."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import connectors
from connectors.base import Connector, Credentials, Tokens
from connectors.embeddings import embed
from connectors.errors import AccessRevoked
from connectors.language_model import LanguageModel
from logs import log
from models import SocialAccount
from models.fields import utcnow
from models.social_account import AccountStatus
from pipeline.classify import Judge
from pipeline.writing import Writer


@contextmanager
def connector_of(account: SocialAccount) -> Iterator[Connector]:
    """The connector of an account. Keeps tokens that were refreshed on the way; marks an account that we lost."""
    tokens = tokens_of(account)
    connector = connectors.get(account.platform).open(Credentials(account.external_id, tokens))
    try:
        yield connector
    except AccessRevoked as error:
        mark_revoked(account, error.sentence)
        raise
    finally:
        if connector.tokens != tokens:
            keep_tokens(account, connector.tokens)


def tokens_of(account: SocialAccount) -> Tokens:
    """The stored tokens, decrypted."""
    return Tokens(
        account.access_token or "", account.refresh_token or "", account.token_expires_at, tuple(account.scopes)
    )


def keep_tokens(account: SocialAccount, tokens: Tokens) -> None:
    """Store newer tokens, unless a person has changed them meanwhile. A refresh token is never replaced by none."""
    changes = {"set__access_token": tokens.access_token, "set__token_expires_at": tokens.expires_at}
    if tokens.refresh_token:
        changes["set__refresh_token"] = tokens.refresh_token
    now = utcnow()
    if _as_known(account).update_one(set__token_refreshed_at=now, **changes):
        account.token_refreshed_at = now


def mark_revoked(account: SocialAccount, sentence: str) -> None:
    """Polling pauses until a person connects the account again."""
    log.warning("account needs reconnect", account=str(account.id))
    lost = _as_known(account).filter(status=AccountStatus.CONNECTED)
    lost.update_one(set__status=AccountStatus.NEEDS_RECONNECT, set__problem=sentence)


def _as_known(account: SocialAccount) -> Any:
    """The account if its tokens are still those we know: not if it was disconnected or connected anew meanwhile."""
    return SocialAccount.objects(id=account.id, token_refreshed_at=account.token_refreshed_at)


@lru_cache
def judge() -> Judge:
    """Labels messages: local embeddings and the classifier trained on the texts we ship."""
    return Judge.from_texts(embed)


@lru_cache
def writer() -> Writer:
    """Writes drafts: embeddings and the configured language model."""

    return Writer(
        embed=_embed, classifier=judge().classifier, model=LanguageModel.from_settings(), platform=connectors.get
    )


def _embed(texts):  # type: ignore[no-untyped-def] # list of n texts -> array (n, d)
    from connectors.embeddings import embed

    return embed(texts)
