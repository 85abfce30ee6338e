"""Everything Fanmail runs on: the embedded parts of one machine, the one command that starts them, the stand-ins, the demo."""
