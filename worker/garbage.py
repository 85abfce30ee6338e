"""How often Python looks for objects that only hold each other."""

import gc

AFTER = 50_000  # new objects, not 700: a letter makes thousands, and hardly any in circles


def look_seldom() -> None:
    """To be called once all that stays for good is made: it is not looked through again, which took 100 ms each time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(AFTER)
