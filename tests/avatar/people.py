"""Two ways of writing, to be told apart: a creator in small letters, and fans who write all sorts of things."""

import random

NIKA = [
    "thank youuu! the crust is the best part 🍞", "haha yesss, gerald says hi 🫶", "about 40 minutes, don't lift the lid",
    "that's a huge compliment, thank you 🫶", "ohhh i'm so glad it worked", "slow legs, hot crust 🚲", "ugly bread is still bread",
    "the wind knows my name and pronounces it wrong", "right?? i stood there like i'd invented fire", "flats and normal shoes, always",
    "good morning! coffee in one hand, gerald in the other", "i asked, she said only if her apron is dry", "it's on the list 🫶",
    "thank you for reading my ramble", "nothing dramatic, feed it twice and carry on", "haha love that",
]  # fmt: skip

_BEGIN = ("haha", "ohhh", "yesss", "right??", "honestly,", "okay so", "hmm,", "aww", "tiny secret:", "you know what,")
_MIDDLE = (
    "the crust does what it wants", "i just fold it twice", "gerald agrees with you", "my legs were jelly on that hill",
    "it's rye from the mill down the road", "i'd wait one more night", "that loaf was pure luck", "the oven is older than me",
    "we ate half of it on the ferry", "i never weigh the salt, don't tell anyone", "the wind took my map again",
)  # fmt: skip
_END = ("", " 🫶", " 🍞", " thank youuu", ", slow and easy", " 🚲", ", promise", "")
_FAN_BEGIN = (
    "Hi!",
    "Wow.",
    "Omg",
    "Hello Nika,",
    "Great video!",
    "First!",
    "Amazing.",
    "Question:",
    "WOW",
    "Love this.",
)
_FAN_MIDDLE = (
    "Which flour do you use?", "I tried this yesterday and it failed.", "When is the next video coming out?",
    "You are such an inspiration to me!", "Where can I buy that jacket?", "My sourdough never rises.", "This made my day!",
    "Can you do a gluten free version please?", "I have been watching since 2019.", "Greetings from Brazil!", "So beautiful!!",
)  # fmt: skip
_FAN_END = ("", " ❤️❤️❤️", " Thanks!", " 😍", " Please answer!", " LOL", " Keep it up.", "")


def nika(count: int, seed: int = 1) -> list[str]:
    """Replies of one creator."""
    return _said(count, seed, (_BEGIN, _MIDDLE, _END))


def fans(count: int, seed: int = 2) -> list[str]:
    """Messages by other people."""
    return _said(count, seed, (_FAN_BEGIN, _FAN_MIDDLE, _FAN_END))


def _said(count: int, seed: int, parts: tuple[tuple[str, ...], ...]) -> list[str]:
    chance = random.Random(seed)
    said = []
    for _ in range(count):
        begin, middle, end = (chance.choice(part) for part in parts)
        said.append((middle if chance.random() < 0.4 else f"{begin} {middle}") + end)
    return said
