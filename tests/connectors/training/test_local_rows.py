"""Chat rows become tokens of which only the creator's words are learned. A tokenizer of one token a word stands in."""

import json
from typing import Any

from connectors.training.lora_rows import LONGEST, Sample, batches, pieces, samples


class Words:
    """Speaks as a tokenizer of transformers does: each turn is `<role> content <end>`."""

    def apply_chat_template(self, turns: list[dict[str, Any]], tokenize: bool, add_generation_prompt: bool) -> str:
        assert not tokenize
        text = "".join(f"<{turn['role']}> {turn['content']} <end>\n" for turn in turns)
        return text + ("<assistant> " if add_generation_prompt else "")

    def encode(self, text: str, add_special_tokens: bool) -> list[str]:
        assert not add_special_tokens
        return text.split()


def _row(*turns: tuple[str, str] | tuple[str, str, int]) -> bytes:
    said = [{"role": turn[0], "content": turn[1], **({"weight": turn[2]} if len(turn) > 2 else {})} for turn in turns]
    return json.dumps({"messages": said}).encode() + b"\n"


def _learned(sample: Sample) -> list[Any]:
    return [token for token, learned in zip(sample.tokens, sample.learned, strict=True) if learned]


def test_only_the_creators_words_and_their_end_are_learned() -> None:
    [sample] = samples(_row(("system", "be kind"), ("user", "hi you"), ("assistant", "hey there")), Words())
    assert " ".join(map(str, sample.tokens)) == "<system> be kind <end> <user> hi you <end> <assistant> hey there <end>"
    assert _learned(sample) == ["hey", "there", "<end>"]


def test_every_reply_of_a_conversation_is_learned_unless_its_weight_is_nothing() -> None:
    turns = [("user", "one"), ("assistant", "two"), ("user", "three"), ("assistant", "four"), ("user", "five")]
    [sample] = samples(_row(*turns), Words())
    assert _learned(sample) == ["two", "<end>", "four", "<end>"]
    assert "five" not in sample.tokens, "nothing is said to it"
    turns[1] = ("assistant", "two", 0)
    [sample] = samples(_row(*turns), Words())
    assert _learned(sample) == ["four", "<end>"]


def test_of_a_long_conversation_the_end_counts() -> None:
    [sample] = samples(_row(("user", "word " * 900), ("assistant", "yes")), Words())
    assert len(sample.tokens) == LONGEST
    assert _learned(sample) == ["yes", "<end>"]


def test_a_conversation_with_nothing_to_learn_is_left_out() -> None:
    assert samples(_row(("user", "hi"), ("assistant", "no", 0)) + b"\n", Words()) == []


def test_batches_hold_every_sample_once_and_come_out_alike_for_one_seed() -> None:
    found = [Sample([number] * (number % 7 + 1), [True]) for number in range(100)]
    parts = batches(found, 8, seed=3)
    assert sorted(sample.tokens[0] for part in parts for sample in part) == list(range(100))
    assert max(len(part) for part in parts) == 8
    assert parts == batches(found, 8, seed=3) != batches(found, 8, seed=4)


def test_a_batch_of_long_conversations_is_taken_in_pieces() -> None:
    batch = [Sample([number] * size, [True] * size) for number, size in enumerate((3, 4, 5, 5))]
    assert [len(piece) for piece in pieces(batch, most=10)] == [2, 2]
    assert [len(piece) for piece in pieces(batch, most=1)] == [1, 1, 1, 1]
    assert pieces(batch, most=100) == [batch]
