"""A stub in the place of a language model for benchmarks.edits: phrases by chance, obedient to the preferences in its prompt by chance.

It finds the preferences where any model would, in the text of the prompt, and rewrites by rules of its own (benchmarks.reviewers is
another hand's). It knows nothing of what a fan wrote.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

_OPENERS = ("Hi! ", "Hi, ", "Hey there! ", "Hey, ", "Aww, ", "Aww! ", "", "", "")
_THANKS = ("thank you so much", "thank you for this", "thank you, really", "so kind of you", "you made my day")
_MORE = (
    "it means a lot to me", "I am so happy you like it", "that is so sweet of you", "this makes me smile", "I love reading this",
    "you are the best", "it is lovely to hear from you", "messages like yours keep me going", "I read every single one of these",
    "I am smiling all over", "what a lovely thing to say", "it makes all the work worth it",
)  # fmt: skip
_PET, _WOW = (", darling", "", ""), ("amazing", "lovely", "wonderful")
_ENDS = (".", "!", "!", "!!")
_EMOJI = ("", " 😍", " 😍", " 🫶", " ❤️", " 😊")
_ASKS = ("how are you today?", "what do you like best?", "and how about you?", "what made you smile today?")
_ANY_EMOJI = re.compile("(?:[\U0001f300-\U0001faff\u2600-\u27bf]\ufe0f?)+")
_SAID = re.compile(r"^- (.+)$", re.M)


@dataclass
class StubWriter:
    """As pipeline.writing.Model. `available` False: nobody writes."""

    OBEYS: ClassVar[float] = 0.9

    chance: random.Random
    available: bool = True

    @property
    def strong(self) -> bool:
        return self.available

    def again(self, seed: int) -> "StubWriter":
        """The same from its beginning."""
        return StubWriter(random.Random(seed), self.available)

    def write(self, messages: Sequence[dict[str, str]], max_tokens: int, count: int = 1) -> list[str]:  # noqa: ARG002
        """One text, however many were asked for."""
        text = self._phrases()
        wanted = [line for turn in messages if turn["role"] == "system" for line in _wanted_in(turn["content"])]
        for line in wanted:
            if self.chance.random() < self.OBEYS:
                text = self._obey(line, text)
        return [text.strip()]

    def _phrases(self) -> str:
        pick, end = self.chance.choice, self.chance.choice(_ENDS)
        parts = [pick(_THANKS) + pick(_PET), *self.chance.sample(_MORE, self.chance.choice((1, 1, 2, 3)))]
        parts += [f"you are {pick(_WOW)}"] if self.chance.random() < 0.5 else []
        text = pick(_OPENERS) + f"{end} ".join(part[:1].upper() + part[1:] for part in parts)
        return f"{text}{end}{pick(_EMOJI)}"

    def _obey(self, line: str, text: str) -> str:
        quoted = re.findall(r'"([^"]+)"', line)
        if line == "No exclamation marks":
            return text.replace("!!", ".").replace("!", ".")
        if line.startswith("No emoji"):
            gone = line.removeprefix("No emoji").strip()
            return text.replace(gone, "") if gone else _ANY_EMOJI.sub("", text)
        if line == "Writes in small letters":
            return text.lower()
        if line == "Ends with a question back":
            return text if "?" in text else f"{text} {self.chance.choice(_ASKS)}"
        if found := re.search(r"about (\d+) words", line):
            return self._cut(text, int(found[1]))
        return self._obey_word(line, quoted, text) if quoted else text

    def _obey_word(self, line: str, quoted: Sequence[str], text: str) -> str:
        if line.startswith("Never opens"):
            rest = re.sub(rf"^{re.escape(quoted[0])}\w*(?: there)?\b[\s,!.]*", "", text, flags=re.I)
            return rest or text
        if line.startswith("Always signs"):
            return text if text.endswith(quoted[0]) else f"{text} {quoted[0]}"
        new = quoted[0] if line.startswith("Says") else ""
        return re.sub(rf",? ?\b{re.escape(quoted[-1])}\b", f" {new}" if new else "", text, flags=re.I).strip()

    def _cut(self, text: str, most: int) -> str:
        sentences = re.split(r"(?<=[.!?])\s+", text)
        while len(sentences) > 1 and len(" ".join(sentences).split()) > most:
            sentences.pop(-2 if "?" in sentences[-1] and len(sentences) > 2 else -1)
        return " ".join(sentences)


def _wanted_in(told: str) -> list[str]:
    """The preferences of one turn of the prompt: the list under its heading."""
    found: list[str] = []
    for part in re.split(r"^(?=\S.*to be written:$)", told, flags=re.M)[1:]:
        body = part.partition("\n")[2]
        block = re.match(r"(?:- .+(?:\n|$))+", body)
        found += _SAID.findall(block[0]) if block else []
    return found
