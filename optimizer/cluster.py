"""The workers of a Dask cluster: reached, looked at, and only then given work.

A worker of another version would answer something else, or nothing at all, so every worker is asked
what it runs before anything is sent. What is wrong is a `ClusterError`, with its cure.
"""

from __future__ import annotations

import importlib
import platform
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from importlib import metadata
from typing import Any, Final, ParamSpec, TypeVar

from scenarios.problems import Problem, ScenarioError
from scenarios.words import Text

P = ParamSpec("P")
T = TypeVar("T")
Versions = Mapping[str, str]

CONNECT: Final = 10.0
"""Seconds that a scheduler has to be there, and again that its workers have to answer."""


class ClusterError(ScenarioError):
    """A cluster cannot be used: it is not there, nobody works in it, or its versions differ."""


def connected(address: str) -> Executor:
    """Return the workers behind a scheduler; raises `ClusterError` where that cannot be."""
    try:
        distributed = importlib.import_module("distributed")
    except ImportError as error:
        raise _refused(address, "no package distributed", *INSTALL) from error
    try:
        client = distributed.Client(address, timeout=CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise _refused(address, _said(error), *REACH) from error
    try:
        _look_at(client, address)
    except BaseException:
        client.close()
        raise
    return _Dask(client)


def versions() -> Versions:
    """Return the versions here that decide what a worker would answer."""
    python = ".".join(platform.python_version_tuple()[:2])
    try:
        return {"deltafund": metadata.version("deltafund"), "python": python}
    except metadata.PackageNotFoundError:  # it runs from its source
        return {"deltafund": "?", "python": python}


def _look_at(client: Any, address: str) -> None:
    """Raise `ClusterError` if nobody works in the cluster, or a worker runs something else."""
    try:
        client.wait_for_workers(1, timeout=CONNECT)
        # `Client.run` asks each worker beside its tasks, but would wait for ever for one that hangs
        asked = {"on_error": "return", "callback_timeout": CONNECT}
        told: dict[str, Any] = client.sync(client._run, versions, **asked)
    except (TimeoutError, OSError) as error:
        raise _refused(address, _said(error), *ANSWER) from error
    here = mine()
    others = {worker: _differs(here, each) for worker, each in told.items() if each != here}
    if not told or others:
        found = "; ".join(f"{worker}: {each}" for worker, each in sorted(others.items()))
        raise _refused(address, found[:300], *(_same(here) if others else ANSWER))


def mine() -> Versions:
    """Return the versions that workers must have."""
    return versions()


def _differs(mine: Versions, told: Any) -> str:
    """Return what a worker runs, or why it could not tell."""
    if isinstance(told, BaseException):
        return _said(told)
    return ", ".join(f"{name} {told.get(name)}" for name in mine)


def _said(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200] or type(error).__name__


class _Dask(Executor):
    """The executor of a Dask client; work that only looks the same is done again all the same."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._executor = client.get_executor(pure=False)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Send the work to a worker."""
        future: Future[T] = self._executor.submit(fn, *args, **kwargs)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Give up what is not done, and leave the cluster."""
        self._executor.shutdown(wait=wait and not cancel_futures)
        self._client.close()


def _refused(address: str, found: str, expected: Text, cure: Text) -> ClusterError:
    return ClusterError([Problem((), f"{address}: {found}", expected, cure, named="--scheduler")])


def _same(mine: Versions) -> tuple[Text, Text]:
    listed = ", ".join(f"{name} {version}" for name, version in mine.items())
    return (
        Text(zh=f"与此处相同的版本: {listed}", en=f"the same versions as here: {listed}"),
        Text(
            zh="在各台机器上安装同一版本的 deltafund 与 Python, 再启动 dask worker",
            en="install the same deltafund and Python everywhere, and start dask worker again",
        ),
    )


INSTALL: Final = (
    Text(zh="已安装附加组件 dask", en="the extra dask to be installed"),
    Text(zh="运行 pip install 'deltafund[dask]'", en="run pip install 'deltafund[dask]'"),
)
REACH: Final = (
    Text(
        zh="可连接的 Dask 调度器, 如 tcp://10.0.0.1:8786",
        en="a Dask scheduler that can be reached, such as tcp://10.0.0.1:8786",
    ),
    Text(
        zh="检查地址与网络, 或启动 dask scheduler",
        en="check the address and the network, or start one with dask scheduler",
    ),
)
ANSWER: Final = (
    Text(zh=f"有 dask worker 在 {CONNECT:g} 秒内应答",
         en=f"a dask worker that answers within {CONNECT:g} seconds"),
    Text(zh="启动 dask worker, 并检查其网络", en="start dask worker, and check its network"),
)  # fmt: skip
