"""Uploads: whatever is sent is refused with a problem or taken, and memory stays flat."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.uploads import FORMS, XLSX
from tests.service.conftest import MINIMAL, code_of

LEVELS = 30
DEEP = 50_000
MOST_MEGABYTES = 400
"""What the server may hold at most, whatever is sent: twice what it holds when idle."""
WAYS = ("/v1/check", "/v1/scenarios")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[str]]:
    """Serve in a process of its own, so that its memory can be looked at."""
    environment = os.environ | {"DELTAFUND_DATA": str(tmp_path_factory.mktemp("uploads"))}
    process = subprocess.Popen(
        [sys.executable, "-m", "api", "serve", "--port", "0", "--no-worker", "--lang", "en"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    process.said = process.stdout.readline()  # type: ignore[attr-defined]
    yield process
    process.kill()
    process.communicate()


@pytest.fixture(scope="module")
def http(server: subprocess.Popen[str]) -> Iterator[httpx2.Client]:
    address = server.said.split()[2]  # type: ignore[attr-defined]
    with httpx2.Client(base_url=address, timeout=60) as client:
        yield client


def peak(process: subprocess.Popen[str]) -> int:
    """Return the most memory that a process has held, MB."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def laughs() -> bytes:
    """Return a YAML document that unfolds to two to the thirtieth."""
    lines = ["a0: &a0 [1, 1]"]
    lines += [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, LEVELS)]
    return "\n".join(lines).encode()


def packed(size: int) -> bytes:
    """Return a workbook whose sheet unfolds to `size` bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(size // 2**20):
                sheet.write(b" " * 2**20)
    return file.getvalue()


BAD: dict[str, tuple[str, bytes]] = {
    "yaml that unfolds": ("application/yaml", laughs()),
    "yaml with a tag": ("application/yaml", b"!!python/object/apply:os.system [id]"),
    "yaml far too deep": ("application/yaml", b"[" * DEEP),
    "json far too deep": ("application/json", b"[" * DEEP),
    "json that is deep and whole": ("application/json", b"[" * DEEP + b"]" * DEEP),
    "broken utf-8": ("application/json", b'{"id": "\xff\xfe"}'),
    "half a surrogate": ("application/json", b'{"extends": "minimal", "title": "\\ud800"}'),
    "nan": ("application/json", b'{"extends": "minimal", "discount": NaN}'),
    "nan in yaml": ("application/yaml", b"extends: minimal\ndiscount: .nan\n"),
    "infinity": ("application/yaml", b"extends: minimal\nfunders.north.contribution: .inf\n"),
    "a huge number": ("application/json", b'{"extends": "minimal", "discount": 1e400}'),
    "many digits": (
        "application/json",
        b'{"extends": "minimal", "discount": ' + b"9" * 9999 + b"}",
    ),
    "nothing": ("application/json", b""),
    "a workbook that is none": (XLSX, b"PK\x03\x04 and no more"),
    "a workbook that unfolds": (XLSX, packed(600 * 2**20)),
    "a file of another folder": (
        "application/json",
        b'{"extends": "minimal", "cities": {"table": "/etc/passwd"}}',
    ),
    "another file": ("application/yaml", b"extends: ../../secret.yaml\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("way", WAYS)
def test_what_is_meant_to_break_is_refused(http: httpx2.Client, name: str, way: str) -> None:
    media, content = BAD[name]
    answer = http.post(way, content=content, headers={"content-type": media})
    assert (answer.status_code, code_of(answer)) == (422, "bad-scenario"), answer.text[:300]
    for error in answer.json()["errors"]:
        assert {"pointer", "place", "expected", "cure"} <= set(error)


def test_a_hundred_megabytes(http: httpx2.Client) -> None:
    """A body that says its size is refused at once; one that does not, when it is too large."""

    def parts() -> Iterator[bytes]:
        for _ in range(100):
            yield b" " * 2**20

    for content in (b" " * (100 * 2**20), parts()):
        try:
            answer = http.post("/v1/check", content=content)
        except httpx2.TransportError:
            continue  # the server has answered and closed while we were still sending
        assert (answer.status_code, code_of(answer)) == (413, "too-large")
    assert http.get("/healthz").status_code == 200


def test_errors_say_where(http: httpx2.Client) -> None:
    text = MINIMAL.read_text(encoding="utf-8").replace("periods: [1, 2]", "discount: 2")
    answer = http.post("/v1/check", content=text.encode(), headers={"content-type": "text/yaml"})
    errors = {error["pointer"]: error["place"] for error in answer.json()["errors"]}
    line = text.splitlines().index("discount: 2") + 1
    assert errors["/discount"] == f"scenario.yaml:{line}"
    assert "/periods" in errors


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner),
    max_leaves=12,
)
FIELDS = st.sampled_from(
    ["extends", "periods", "rules", "cities", "funders", "links", "objective", "variants", "title"]
)


@settings(max_examples=60, deadline=None, derandomize=True, database=None,
          suppress_health_check=list(HealthCheck))  # fmt: skip
@given(
    media=st.sampled_from(sorted(FORMS)),
    content=st.binary(max_size=300)
    | JSON.map(lambda tree: json.dumps(tree).encode())
    | st.dictionaries(FIELDS, JSON).map(
        lambda tree: json.dumps({"extends": "minimal", **tree}).encode()
    ),
)
def test_whatever_is_sent_is_answered(http: httpx2.Client, media: str, content: bytes) -> None:
    answer = http.post("/v1/check", content=content, headers={"content-type": media})
    assert answer.status_code in (200, 422), answer.text[:300]
    if answer.status_code == 422:
        assert code_of(answer) == "bad-scenario"


def test_memory_stayed_flat(server: subprocess.Popen[str], http: httpx2.Client) -> None:
    """Runs after all others of this file: sends the worst again, and looks at what was held."""
    for name in ("yaml that unfolds", "a workbook that unfolds", "json that is deep and whole"):
        media, content = BAD[name]
        for _ in range(3):
            http.post("/v1/check", content=content, headers={"content-type": media})
    assert peak(server) < MOST_MEGABYTES
