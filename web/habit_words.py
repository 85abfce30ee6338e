"""What is measured of how somebody writes, marked for translation.

It is stored in English as parts that follow the name, and `web.sentences` gathers whole sentences only; `web.said.said` knows these.
"""

from web.said import N_

TONES = (
    N_("always calm"), N_("always friendly"), N_("always lively"), N_("always excited"),
    N_("between calm and friendly"), N_("between calm and lively"), N_("between calm and excited"),
    N_("between friendly and lively"), N_("between friendly and excited"), N_("between lively and excited"),
)  # fmt: skip
"""`avatar.persona.tone_words`."""
HABITS = (
    N_("uses emoji"), N_("uses exclamation marks"), N_("puts links"), N_("uses hashtags"),
    N_("writes whole words in capitals"), N_("swears"), N_("calls people by pet names"),
    N_("uses emoji more often here ({0}, elsewhere {1})"), N_("uses emoji less often here ({0}, elsewhere {1})"),
    N_("uses exclamation marks more often here ({0}, elsewhere {1})"),
    N_("uses exclamation marks less often here ({0}, elsewhere {1})"),
    N_("puts links more often here ({0}, elsewhere {1})"), N_("puts links less often here ({0}, elsewhere {1})"),
    N_("uses hashtags more often here ({0}, elsewhere {1})"), N_("uses hashtags less often here ({0}, elsewhere {1})"),
    N_("writes whole words in capitals more often here ({0}, elsewhere {1})"),
    N_("writes whole words in capitals less often here ({0}, elsewhere {1})"),
    N_("swears more often here ({0}, elsewhere {1})"), N_("swears less often here ({0}, elsewhere {1})"),
    N_("calls people by pet names more often here ({0}, elsewhere {1})"),
    N_("calls people by pet names less often here ({0}, elsewhere {1})"),
    N_("writes longer here (usually {0} characters)"), N_("writes shorter here (usually {0} characters)"),
)  # fmt: skip
"""`avatar.persona.Portrait.never`, and `habits` of its adaptations."""
STYLE = (
    N_("writes {0} to {1} characters"), N_("starts with a small letter"), N_("writes without capitals"),
    N_("leaves out the full stop at the end"), N_("ends with a full stop"), N_("likes {0}"),
    N_("uses hardly any emoji"), N_("puts emoji at the end"), N_("stretches words like thisss"),
    N_("likes exclamation marks"), N_("often begins with {0}"), N_("often ends with {0}"), N_("likes to say {0}"),
    N_("says {0} far more than others do"), N_("makes short sentences of about {0} words"),
    N_("makes middling sentences of about {0} words"), N_("makes long sentences of about {0} words"),
    N_("addresses people formally"), N_("addresses people casually"), N_("writes in {0}"),
    N_("mixes languages within one reply"), N_("often sends several short replies in a row"),
)  # fmt: skip
"""`avatar.style.describe.sentences`."""
BARS = (
    N_("start"), N_("inside"), N_("end"), N_("alone"), N_("no capitals at all"), N_("a word in capitals"),
)  # fmt: skip
"""Names of bars in `avatar.style.measure` that are no words of the creator."""
