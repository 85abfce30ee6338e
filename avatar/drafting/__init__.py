"""Which words become the draft: the creator's own nearest reply, a model's, or honestly none.

`lay_out` gathers what is at hand for one message, a model may be asked meanwhile, `finish` chooses and says why.
"""

from avatar.drafting.anyway import at_any_rate
from avatar.drafting.outcome import (
    CHANGED,
    COPIED,
    NO_HELP,
    NOTHING_NEAR,
    NOTHING_SAID,
    Attempt,
    Laid,
    as_draft,
    finish,
    lay_out,
    wants_small,
)
from avatar.drafting.past import from_past, from_plain, look_up
from avatar.drafting.values import (
    MODEL,
    NEVER_ANSWERED,
    NEVER_DRAFTED,
    PAST,
    Candidate,
    Embed,
    Task,
    Voice,
    may_draft,
)
from avatar.drafting.written import choose, for_model, from_model

__all__ = [
    "CHANGED", "COPIED", "MODEL", "NEVER_ANSWERED", "NEVER_DRAFTED", "NOTHING_NEAR", "NOTHING_SAID", "NO_HELP", "PAST",
    "Attempt", "Candidate", "Embed", "Laid", "Task", "Voice", "as_draft", "at_any_rate", "choose", "finish", "for_model",
    "from_model", "from_past", "from_plain", "lay_out", "look_up", "may_draft", "wants_small",
]  # fmt: skip
