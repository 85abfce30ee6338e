import threading

from connectors.graph.pace import OwnPace


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now, self.slept = 100.0, []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def test_calls_of_one_account_keep_their_distance_and_others_do_not_wait() -> None:
    clock = Clock()
    pace = OwnPace(clock=lambda: clock.now, sleep=clock.sleep)
    for whose in ("a", "b", "a", "a"):
        pace.wait(whose, 0.5)
    assert clock.slept == [0.5, 0.5]
    clock.now += 10
    pace.wait("a", 0.5)
    assert clock.slept == [0.5, 0.5]


def test_threads_get_turns_one_after_the_other() -> None:
    slept: list[float] = []
    pace = OwnPace(clock=lambda: 0.0, sleep=slept.append)
    threads = [threading.Thread(target=pace.wait, args=("a", 0.5)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(slept) == [0.5 * number for number in range(1, 8)]
