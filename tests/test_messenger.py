"""Word to other servers: it goes out once for a burst, and is not lost for good."""

import threading

import pytest

from posts import messenger
from posts.messenger import Messenger
from tests.gate import until


@pytest.fixture
def told():
    """The pages that were told of, by the Messenger `postman`."""
    return []


@pytest.fixture
def postman(told):
    def messages(slug):
        told.append(slug)
        return ()

    yield Messenger("postman", messages)
    until(lambda: all(thread.name != "postman" for thread in threading.enumerate()))


def test_who_finds_no_thread_tells_the_next_time(postman, told, monkeypatch):
    def refuse(self):
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(messenger.Thread, "start", refuse)
        with pytest.raises(RuntimeError):
            postman.tell("storm")
    postman.tell("storm")
    until(lambda: told == ["storm"])


def test_a_burst_is_told_once_and_what_comes_later_again(postman, told):
    with postman._telling:
        for _ in range(5):
            postman.tell("storm")
        postman.tell("gale")
    until(lambda: sorted(told) == ["gale", "storm"])
    postman.tell("storm")
    until(lambda: sorted(told) == ["gale", "storm", "storm"])
