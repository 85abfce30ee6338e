"""How much words sound like the creator, while somebody types them: read from what was kept, said to that person alone."""

from kombu.exceptions import OperationalError

from logs import log
from models import DraftEdit, Message
from models.fields import utcnow
from pipeline.voice import voice_of
from worker.app import app
from worker.live import tell_style
from worker.ports import writer

EXPIRES_SECONDS = 5  # by then other words stand there


@app.task
def measure_typed(message_id: str, by: str) -> None:
    """Measure what `by` has typed for a letter."""
    message = Message.objects(id=message_id).only("id", "workspace_id", "account_id").first()
    typed = message and DraftEdit.of_one(message, by)
    if not typed or not typed.text.strip():
        return
    voice = voice_of(message.workspace_id, writer().embed, writer().classifier, utcnow())
    score = voice.fingerprint.score(typed.text)
    if score is not None:
        tell_style(by, message_id, round(score))


def ring_style(message_id: str, by: str) -> None:
    """Ask for it. Nobody waits for the answer, so a broker that is away is no error."""
    try:
        measure_typed.apply_async([message_id, by], expires=EXPIRES_SECONDS)
    except OperationalError:
        log.warning("nobody hears the bell", style=message_id)
