"""What the steps need of the outside, made once a process: connectors, the judge, the writer."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import connectors
from avatar.guard import prepare
from connectors.base import Connector, Credentials, Tokens
from connectors.embeddings import embed
from connectors.errors import AccessRevoked
from connectors.language_model import LanguageModel
from models import SocialAccount
from models.fields import utcnow
from pipeline.access import keep, lose, tokens_of
from pipeline.budget import purse_of
from pipeline.classify import Judge
from pipeline.persona_building import Builder
from pipeline.turns import SharedPace
from pipeline.writing import Writer


@contextmanager
def connector_of(account: SocialAccount, most_units: int | None = None) -> Iterator[Connector]:
    """The connector of an account, which may spend `most_units` of the day's budget (None: all).

    Keeps tokens that were refreshed on the way; marks an account that we lost."""
    tokens = tokens_of(account)
    platform = connectors.get(account.platform)
    connector = platform.open(Credentials(account.external_id, tokens), purse_of(platform, most_units), SharedPace())
    try:
        yield connector
    except AccessRevoked as error:
        mark_revoked(account, error.sentence)
        raise
    finally:
        if connector.tokens != tokens:
            keep_tokens(account, connector.tokens)


def keep_tokens(account: SocialAccount, tokens: Tokens) -> None:
    """Store newer tokens, unless a person has changed them meanwhile."""
    keep(account, tokens, utcnow())


def mark_revoked(account: SocialAccount, sentence: str) -> None:
    """Polling pauses until a person connects the account again."""
    lose(account, sentence, connectors.get(account.platform), utcnow())


@lru_cache
def judge() -> Judge:
    """Labels messages: local embeddings and the classifier trained on the texts we ship."""
    return Judge.from_texts(embed, LanguageModel.from_settings())


@lru_cache
def writer() -> Writer:
    """Writes drafts: embeddings and the configured language model."""

    return Writer(
        embed=embed, classifier=judge().classifier, model=LanguageModel.from_settings(), platform=connectors.get
    )


@lru_cache
def builder() -> Builder:
    """Builds personas: the same embeddings, classifier and language model."""
    return Builder(embed, judge().classifier, LanguageModel.from_settings())


def warm_up() -> None:
    """Learn and lay out what every message needs, while there is one thread: many at once would each do it."""
    prepare(judge().embed)
