"""Whose words a draft repeats."""

import random
import time

from avatar.guard import MOST_COPIED_WORDS, Allowed, inspect, longest_copied_run, stock_phrases

PAST = "the oven was older than me and it hummed all night while we waited for the dough to rise"


def test_the_longest_shared_run_is_counted_in_words() -> None:
    assert longest_copied_run("and it hummed all night, loudly", PAST) == 5
    assert longest_copied_run("It HUMMED — all night!", PAST) == 4
    assert longest_copied_run("nothing here", PAST) == 0


def test_a_long_copy_of_one_past_reply_is_objected_to_and_a_short_one_is_not() -> None:
    shown = Allowed(300, facts=PAST, examples=(PAST,))
    nine = "the oven was older than me and it hummed"
    assert len(nine.split()) == MOST_COPIED_WORDS + 1
    assert any("copies" in finding for finding in inspect(nine, shown))
    assert not any("copies" in finding for finding in inspect("the oven was older than me and it", shown))


def test_stock_phrases_are_nobodys_copy() -> None:
    habit = "thank you so much for being here with us every single week"
    replies = [f"{habit}, ada", f"{habit} my friend", PAST]
    stock = stock_phrases(replies)
    assert ("thank", "you", "so", "much") in stock and ("the", "oven", "was", "older") not in stock
    assert longest_copied_run(habit, replies[0], stock) == 0
    assert longest_copied_run(f"{habit}, ada", replies[0], stock) == 1
    assert inspect(habit, Allowed(300, examples=(replies[0],), stock=stock)) == ()


def test_the_same_reply_sent_twice_is_one_reply() -> None:
    assert stock_phrases([PAST, PAST]) == frozenset()


def test_thousands_of_replies_are_read_in_a_moment() -> None:
    chance = random.Random(1)
    words = [f"w{chance.randrange(2_000)}" for _ in range(60_000)]
    replies = [" ".join(words[at : at + 20]) for at in range(0, 60_000, 20)]
    started = time.process_time()
    stock_phrases(replies)
    assert len(replies) == 3_000 and time.process_time() - started < 3
