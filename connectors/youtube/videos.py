"""A channel's videos: what they are called, what they say, and the list of all that were uploaded."""

import re
import time
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from connectors.base import Cue, Post
from connectors.errors import BudgetSpent, MessageGone, ReplyRefused
from connectors.youtube import payloads
from connectors.youtube.api import Api, youtube
from connectors.youtube.payloads import Json
from connectors.youtube.refusals import NAME
from logs import log
from settings import settings

_A_CALL = 50
_MOST_KEPT = 5_000

_KEPT_SECONDS = 86_400.0
_known: dict[str, tuple[float, Post]] = {}
"""What this process has learned of videos, and when (time.monotonic): titles change seldom, asking costs quota, and the policy
lets nothing be kept for long."""

_NOT_SPOKEN = re.compile(r"^(\d+|[\d:,.]+ --> [\d:,.]+.*)?$")  # numbers and times of SubRip
_STARTS = re.compile(r"^(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2}(?:[,.]\d{1,3})?) -->")
_TAG = re.compile(r"<[^>]*>|\{\\[^}]*\}")


def known(video_id: str) -> Post | None:
    """What was learned of this video."""
    learned, post = _known.get(video_id, (0.0, None))
    return post if post and time.monotonic() - learned < _KEPT_SECONDS else None


def learn(api: Api, video_ids: set[str]) -> None:
    """Ask for the videos that are not known yet; those that are not shown any more keep their address."""
    wanted = video_ids - {""}
    if len(_known) + len(wanted - _known.keys()) > _MOST_KEPT:
        _known.clear()
    new = sorted(video_id for video_id in wanted if known(video_id) is None)
    for start in range(0, len(new), _A_CALL):
        ids = new[start : start + _A_CALL]
        found = {str(video.get("id")): video for video in _ask(api, ids)}
        _known.update({id: (time.monotonic(), payloads.post(id, found.get(id, {}))) for id in ids})


def uploaded(api: Api, channel_id: str, since: datetime | None) -> Iterator[Post]:
    """The channel's videos that others may see, newest upload first; those published after `since`.

    Reads on until a whole page is older: what was uploaded early may have been published late. Three units for fifty videos.
    """
    for ids in _pages(api, channel_id):
        posts = [payloads.post(str(video.get("id")), video) for video in _ask(api, ids) if _is_shown(video)]
        wanted = [
            post for post in posts if since is None or (post.published_at is not None and post.published_at > since)
        ]
        yield from wanted
        if posts and not wanted:
            return


def with_words(api: Api, posts: Iterable[Post], heard: Collection[str]) -> Iterator[Post]:
    """With YOUTUBE_CAPTIONS these videos with what is said in them, in all but those `heard` before, until the purse is
    empty; the others as they are. Up to 250 units a video. The first that cannot be paid is left for another day, and so
    are those after it: half of the price would be lost at each.
    """
    pays = settings().youtube_captions
    for post in posts:
        if pays and post.external_id not in heard:
            try:
                post = _heard(post, transcript(api, post.external_id))
            except BudgetSpent:
                pays = False
        yield post


def _heard(post: Post, said: tuple[Cue, ...]) -> Post:
    return replace(post, transcript=" ".join(cue.text for cue in said), spoken=said, was_heard=True)


def transcript(api: Api, video_id: str) -> tuple[Cue, ...]:
    """What is said in one of the channel's own videos; nothing where it gives no captions. BudgetSpent when they are too dear."""
    try:
        tracks = payloads.listed(api.ask(youtube().captions().list(part="id,snippet", videoId=video_id)), "items")
        track = payloads.best_captions(tracks)
        return cues(api.download(youtube().captions().download_media(id=track, tfmt="srt"))) if track else ()
    except (MessageGone, ReplyRefused) as error:
        log.info("video gives no captions", platform=NAME, video=video_id, why=error.sentence)
        return ()


def cues(captions: str) -> tuple[Cue, ...]:
    """The words of a caption file in the SubRip format with their times, without numbers and tags."""
    found: list[Cue] = []
    starts_at = 0.0
    for raw in captions.removeprefix("\ufeff").splitlines():
        line = _TAG.sub("", raw).strip()
        if begins := _STARTS.match(line):
            starts_at = _seconds(begins)
        elif not _NOT_SPOKEN.match(line):
            found.append(Cue(starts_at, line))
    return tuple(found)


def _seconds(begins: re.Match[str]) -> float:
    hours, minutes, seconds = begins.groups()
    return int(hours or 0) * 3_600 + int(minutes) * 60 + float(seconds.replace(",", "."))


def _pages(api: Api, channel_id: str) -> Iterator[list[str]]:
    """The ids of all uploads, fifty at a time. A channel without any has no such list, or an empty one."""
    answer = api.ask(youtube().channels().list(part="contentDetails", id=channel_id))
    for channel in payloads.listed(answer, "items"):
        playlist, token = payloads.uploads_of(channel), ""
        while playlist:
            more = {"pageToken": token} if token else {}
            asked = (
                youtube().playlistItems().list(part="contentDetails", playlistId=playlist, maxResults=_A_CALL, **more)
            )
            page = _page(api, asked)
            if ids := [id for row in payloads.listed(page, "items") if (id := payloads.uploaded_id(row))]:
                yield ids
            before, token = token, str(page.get("nextPageToken") or "")
            if not token or token == before:
                return


def _page(api: Api, asked: object) -> Json:
    try:
        return api.ask(asked)
    except MessageGone:  # nothing was ever uploaded
        return {}


def _ask(api: Api, ids: list[str]) -> list[Json]:
    return payloads.listed(api.ask(youtube().videos().list(part="snippet,status", id=",".join(ids))), "items")


def _is_shown(video: Json) -> bool:
    """What is still private is nobody's business."""
    return bool(video.get("id")) and payloads.inside(video, "status").get("privacyStatus") != "private"
