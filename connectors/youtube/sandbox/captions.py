"""Captions of one's own videos. A post kept with `captions` (text) has one track, written by hand or, with `captions_heard`,
by a machine."""

from flask import Response

from connectors.world import World
from connectors.youtube.sandbox.answers import NAME, Made, Refused, page, resource, stamp
from connectors.youtube.sandbox.calls import Call

_DOMAIN = "youtube.caption"


def tracks(call: Call) -> Made:
    """captions.list of one's own video."""
    parts = call.parts(("id", "snippet"))
    post = _own(call, call.asked.get("videoId", ""))
    rows = [_track(post, parts)] if post.get("captions") else []
    made = page("caption", rows, len(rows))
    del made["pageInfo"]
    return made


def download(call: Call) -> Response:
    """captions.download, as SubRip: one line of text every two seconds."""
    if call.asked.get("tfmt", "srt") != "srt":
        raise Refused(400, "couldNotConvert", "The caption track cannot be converted.", _DOMAIN)
    post = _own(call, call.asked["id"].removeprefix("captions."))
    lines = str(post.get("captions") or "").splitlines()
    if not lines:
        raise Refused(404, "captionNotFound", "The caption track could not be found.", _DOMAIN)
    blocks = [f"{n + 1}\n{_time(n)} --> {_time(n + 1)}\n{line}\n" for n, line in enumerate(lines)]
    return Response("\n".join(blocks), mimetype="application/octet-stream")


def _time(place: int) -> str:
    seconds = place * 2
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02},000"


def _own(call: Call, video_id: str) -> Made:
    mine = {post["id"]: post for post in call.world.posts(NAME, call.account["id"])}
    if video_id in mine:
        return mine[video_id]
    if video_id in _all_videos(call.world):
        raise Refused(403, "forbidden", "The permissions are not sufficient to read these captions.", _DOMAIN)
    raise Refused(404, "videoNotFound", "The video could not be found.", _DOMAIN)


def _all_videos(world: World) -> set[str]:
    return {row["id"] for row in world.rows("select id from posts where platform=?", NAME)}


def _track(post: Made, parts: set[str]) -> Made:
    snippet = {
        "videoId": post["id"], "lastUpdated": stamp(post["created_at"]), "language": "en", "name": "",
        "trackKind": "ASR" if post.get("captions_heard") else "standard", "audioTrackType": "primary", "isCC": False,
        "isLarge": False, "isEasyReader": False, "isDraft": False, "isAutoSynced": False, "status": "serving",
    }  # fmt: skip
    return resource("caption", f"captions.{post['id']}", {"snippet": snippet if "snippet" in parts else None})
