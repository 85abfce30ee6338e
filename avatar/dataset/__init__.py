"""What a persona's model may learn from: past exchanges without the fans, in parts that stay apart."""

from avatar.dataset.building import build, readable
from avatar.dataset.lines import chat_lines, preference_lines, turns
from avatar.dataset.sufficiency import Enough, enough, enough_pairs
from avatar.dataset.values import Built, Counts, Creator, Part, Past, Row, Source

__all__ = [
    "Built",
    "Counts",
    "Creator",
    "Enough",
    "Part",
    "Past",
    "Row",
    "Source",
    "build",
    "chat_lines",
    "enough",
    "enough_pairs",
    "preference_lines",
    "readable",
    "turns",
]
