"""Bounded work and the memory for page images."""

from __future__ import annotations

import threading

import anyio
import pytest

from pincite_ui.http.image_cache import ImageCache, PageView
from pincite_ui.http.problems import RequestError
from pincite_ui.http.workers import WorkerPool


def test_the_rest_is_refused_and_told_when_to_come_back() -> None:
    release = threading.Event()
    refusals: list[RequestError] = []
    done: list[int] = []

    async def ask(workers: WorkerPool, number: int) -> None:
        try:
            await workers.run(release.wait)
            done.append(number)
        except RequestError as refusal:
            refusals.append(refusal)

    async def crowd() -> None:
        workers = WorkerPool(running=2, waiting=3, retry_after=7)
        async with anyio.create_task_group() as group:
            for number in range(8):
                group.start_soon(ask, workers, number)
            await anyio.wait_all_tasks_blocked()
            release.set()
        assert await workers.run(lambda: "room again") == "room again"

    anyio.run(crowd)
    assert len(done) == 5
    assert [refusal.status_code for refusal in refusals] == [503] * 3
    assert refusals[0].headers == {"Retry-After": "7"}


def test_no_more_run_at_once_than_allowed() -> None:
    lock, now, most = threading.Lock(), 0, 0

    def work() -> None:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        threading.Event().wait(0.01)
        with lock:
            now -= 1

    async def crowd() -> None:
        workers = WorkerPool(running=3, waiting=20)
        async with anyio.create_task_group() as group:
            for _ in range(12):
                group.start_soon(workers.run, work)

    anyio.run(crowd)
    assert most == 3


def test_an_image_is_drawn_once_and_memory_stays_bounded() -> None:
    drawn: list[PageView] = []

    def draw(view: PageView) -> bytes:
        drawn.append(view)
        return bytes(40)

    cache = ImageCache(draw, limit=100)
    first, second, third = (PageView("d", page) for page in (1, 2, 3))
    for view in (first, first, second, first, third, first, second):
        assert cache.get(view) == bytes(40)
    assert drawn == [first, second, third, second]


def test_an_image_larger_than_the_memory_is_still_shown() -> None:
    cache = ImageCache(lambda view: bytes(500), limit=100)
    assert len(cache.get(PageView("d", 1))) == 500


@pytest.mark.parametrize(
    "other",
    [
        PageView("e", 1, 3, 9),
        PageView("d", 2, 3, 9),
        PageView("d", 1, 3, 8),
        PageView("d", 1, 3, 9, 1.0),
    ],
)
def test_different_views_have_different_tags(other: PageView) -> None:
    assert other.etag != PageView("d", 1, 3, 9).etag == PageView("d", 1, 3, 9).etag
