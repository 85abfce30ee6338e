"""The first steps: from a new workspace to the first approved reply. Computed each time; a person may put them aside."""

from flask import Blueprint, Flask, abort, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

import connectors
from connectors.errors import ConnectorError
from connectors.made_up import can_make_up, make_up
from models import AuditEntry, SocialAccount
from models.fields import utcnow
from models.social_account import AccountStatus
from pipeline.start import Aside, State, Step, next_of, stages
from pipeline.start_seen import is_aside, is_over, look, place, put_aside, take_up
from settings import settings
from web.access import MANAGES, REVIEWS, only
from web.auth import me
from web.cards import offer
from web.pages import workspace
from web.persona import the_persona
from web.replies import done, failed
from web.said import N_, said
from web.start_words import TITLES, sentence_of, switches, voice_of

pages = Blueprint("start", __name__, url_prefix="/start")
BACK = "start"
"""What the way to a platform carries, so that it ends here again."""
_SAID = {
    Aside.ALL: (N_("Put aside. You find it again in your menu."), N_("Here it is again.")),
    Aside.BLIND_TEST: (N_("Skipped. You can take it whenever you like."), N_("The blind test is back.")),
    Aside.SWITCHES: (N_("It stays so: every reply asks you first."), N_("Have another look.")),
}


def install(app: Flask) -> None:
    """Every page may say which step is next."""
    app.jinja_env.globals.update(start_place=start_place, start_is_aside=start_is_aside)


def start_place() -> int | None:
    """The number of the next step for whoever asks; None where there is none, or where it is not theirs to take."""
    return place(workspace(), utcnow()) if me().role in MANAGES else None


def start_is_aside() -> bool:
    """Whether the first steps are put aside and could be taken up."""
    return me().role in MANAGES and is_aside(workspace()) and not is_over(workspace())


@pages.get("")
def overview() -> str:
    """All six steps as they stand."""
    seen = look(workspace(), utcnow())
    found, persona = stages(seen), the_persona()
    sentences, picture = voice_of(persona)
    return render_template(
        "start/overview.html", stages=found, next=next_of(found), titles=TITLES, states=State, steps=Step, seen=seen,
        moving=any(one.state is State.UNDER_WAY for one in found), settled=sum(one.is_settled for one in found),
        over=is_over(workspace()), aside=is_aside(workspace()), persona=persona, sentences=sentences, picture=picture,
        switches=switches(), accounts=_accounts(), offers=_offers(), can_make_up=can_make_up(), sandbox=settings().sandbox_url,
        may_manage=me().role in MANAGES, may_review=me().role in REVIEWS, sentence_of=sentence_of,
    )  # fmt: skip


@pages.post("/creator")
@only(MANAGES)
def creator() -> Response | str:
    """Make a creator up, and lead to the pretended platform that it lives at. By a page: a form may not lead elsewhere."""
    try:
        made = make_up(str(me().workspace_id))
    except ConnectorError as error:
        sentence = f"{said(error.sentence)} {gettext('Try again in a minute; nothing was changed.')}"
        return failed(503, sentence, url_for("start.overview"))
    AuditEntry.add(me().workspace_id, me().id, "start.creator_made_up", note=made.username)
    onward = url_for("connect.start", platform_name=made.platform, back=BACK)
    return render_template("start/creator.html", made=made, platform=connectors.get(made.platform), onward=onward)


@pages.post("/aside")
@only(MANAGES)
def aside() -> Response:
    """All of it, or one step, for now or for good."""
    what = _what()
    put_aside(workspace(), what, me().id)
    return done(_SAID[what][0], url_for("start.overview"))


@pages.post("/up")
@only(MANAGES)
def up() -> Response:
    """What was put aside is asked for again."""
    what = _what()
    take_up(workspace(), what, me().id)
    return done(_SAID[what][1], url_for("start.overview"))


def _what() -> Aside:
    wanted = request.form.get("what", "")
    return Aside(wanted) if wanted in set(Aside) else abort(400)


def _accounts() -> list[SocialAccount]:
    mine = SocialAccount.of(me().workspace_id).order_by("connected_at")
    return [one for one in mine if one.status is not AccountStatus.DISCONNECTED]


def _offers() -> list[object]:
    """What can be connected here."""
    return [found for one in connectors.platforms().values() if (found := offer(one)).is_set_up]
