"""One file per promise that we measure."""
