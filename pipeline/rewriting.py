"""An exchange of the past asked again as if it were new: what the avatar would have said, without having seen what was said."""

from avatar.asking import question
from avatar.drafting import Attempt, Laid, Task, Voice, finish, lay_out
from avatar.examples import Exchange, Query
from avatar.guard import Allowed
from avatar.labels import Draft, Intent, Label
from avatar.prompts import Scene
from connectors.errors import ConnectorError
from models import Persona
from pipeline.scene import speaker_of
from pipeline.writing import Model, Writer, ask

MOST_BYTES = 1_000


def write_again(exchange: Exchange, voice: Voice, persona: Persona | None, writer: Writer) -> Draft:
    """The draft for an exchange that `voice` does not know. A model that gives nothing leaves the past replies."""
    laid = lay_out(voice, task_of(exchange, voice, persona, writer))
    try:
        texts = asked(writer.model, laid, exchange, persona)
    except ConnectorError:
        texts = []
    return finish(laid, Attempt(texts, writer.model.strong), writer.embed)


def asked(model: Model, laid: Laid, exchange: Exchange, persona: Persona | None) -> list[str]:
    """What a model says to the exchange; raises the branches of connectors.errors."""
    scene = Scene(text=exchange.example.fan_text, max_bytes=MOST_BYTES)
    return ask(model, laid, speaker_of(persona, laid), scene) if model.available else []


def task_of(exchange: Exchange, voice: Voice, persona: Persona | None, writer: Writer) -> Task:
    """The exchange's message as the product sees it."""
    example, intent = exchange.example, exchange.intent or Intent.OTHER
    vector = writer.embed([question(example.fan_text)])[0]
    query = Query(example.fan_text, vector, example.language, example.platform, exchange.kind, exchange.post, intent)
    label = Label(intent, language=example.language, confidence=1.0)
    allowed = Allowed(
        MOST_BYTES, example.language, facts="\n".join(persona.facts if persona else ()), fan_text=example.fan_text,
        fan_names=(exchange.fan,), other_names=voice.familiar.names, usual_longest=voice.fingerprint.usual_length()[1],
    )  # fmt: skip
    return Task(query, label, allowed, exchange.fan)
