"""What the creator's own posts say, learned from the platform and looked up when a fan writes below one."""

import re
from datetime import datetime, timedelta
from itertools import islice

from bson import ObjectId

from avatar.asking import question
from avatar.examples import words
from connectors.base import Connector, Post
from models import Knowledge, Message, SocialAccount
from pipeline.remembered import Remembered

MOST_POSTS = 200
KEPT = timedelta(days=28)
"""What the platform has not shown for so long is gone there. What its rules demand beyond that, `pipeline.fading` does."""
HEAR_AGAIN, HEARD_KEPT = timedelta(days=23), timedelta(days=29)
"""What is said in a video is asked for again after this time, and forgotten after that: the strictest platform allows 30 days."""
LONGEST_TEXT = 20_000  # characters of one post
TOLD = 600  # characters of a post that one draft may need
_SENTENCE = re.compile(r"[^.!?…\n]+[.!?…]*")

_texts: Remembered[str] = Remembered(60)


def learn_posts(account: SocialAccount, connector: Connector, now: datetime) -> int:
    """Read the account's newest posts; forget those that were not seen for KEPT. Returns how many were read.

    What is said in them costs much, so those that were heard lately are left out: a day goes on where the last one ended.
    """
    mine = Knowledge.objects(account_id=account.id, source="post", heard_at__gt=now - HEAR_AGAIN)
    heard = {known.external_id for known in mine.only("external_id")}
    count = 0
    for post in islice(connector.posts(heard=heard), MOST_POSTS):
        _keep(account, post, now)
        count += 1
    Knowledge.objects(account_id=account.id, source="post", learned_at__lt=now - KEPT).delete()
    return count


def told_in_post(message: Message) -> str:
    """The sentences of the post under which `message` stands that speak of what it asks, in their order; "" if none does."""
    text = _text_of(message.account_id, message.post.external_id) if message.post else ""
    if not text:
        return ""
    asked = words(question(message.text))
    sentences = [sentence.strip() for sentence in _SENTENCE.findall(text)]
    shared = [(len(asked & words(sentence)), number) for number, sentence in enumerate(sentences)]
    chosen, size = [], 0
    for common, number in sorted(shared, key=lambda one: (-one[0], one[1])):
        if not common or size + len(sentences[number]) > TOLD:
            break
        chosen.append(number)
        size += len(sentences[number])
    return " ".join(sentences[number] for number in sorted(chosen))


def _keep(account: SocialAccount, post: Post, now: datetime) -> None:
    text = "\n".join(filter(None, (post.caption, post.transcript)))[:LONGEST_TEXT]
    mine = Knowledge.objects(account_id=account.id, source="post", external_id=post.external_id)
    known = None if post.was_heard or post.transcript else mine.only("text", "heard_at").first()
    still = known and known.heard_at and known.heard_at > now - HEARD_KEPT
    if known and still and known.text.startswith(post.caption):  # what is said in it was paid for before
        text = known.text
    heard = {"set__heard_at": now} if post.was_heard or post.transcript else {}
    mine.update_one(
        upsert=True, **heard, set__workspace_id=account.workspace_id, set__title=post.title, set__text=text,
        set__url=post.permalink, set__published_at=post.published_at, set__learned_at=now,
    )  # fmt: skip


def _text_of(account_id: ObjectId, post_id: str) -> str:
    """At most a minute old: every comment below a post asks for the same."""

    def read() -> str:
        known = Knowledge.objects(account_id=account_id, source="post", external_id=post_id).only("text").first()
        return known.text if known else ""

    return _texts.get((account_id, post_id), read)
