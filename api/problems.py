"""What the service answers when it cannot do what it was asked: `application/problem+json`.

    Refusal                 the caller's to mend: a code, its status, its words in zh and en
    ScenarioError           the scenario is wrong: 422 with every problem, each with its pointer
    BadOptions              likewise, of the options of an analysis
    anything else           our fault: 500, without details; they are in the log

Every answer has `code`, which programs may rely on, and `errors[].pointer` where it can be said
what in the body is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api import documents
from scenarios.problems import ScenarioError
from scenarios.words import Language, Text

PROBLEM: Final = "application/problem+json"
Titles = Mapping[str, tuple[int, Text]]


def _t(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


CODES: Final[Titles] = {
    "bad-request": (400, _t("请求无法理解", "The request cannot be understood")),
    "bad-host": (400, _t("此服务只回答本机的请求", "This service answers to its own machine only")),
    "no-key": (401, _t("需要 API 密钥或登录", "An API key or a session is needed")),
    "not-allowed": (403, _t("您的角色不允许此操作", "Your role does not allow this")),
    "other-origin": (403, _t("请求来自其他网站", "The request comes from another site")),
    "not-found": (404, _t("没有这一项", "There is no such thing")),
    "wrong-method": (405, _t("此地址没有这种操作", "This address does not do that")),
    "no-such-form": (406, _t("没有这种格式", "There is no such form of it")),
    "conflict": (409, _t("与现状不符", "This does not fit what is there")),
    "no-result": (409, _t("运行没有结果", "The run has no result")),
    "changed": (412, _t("该项在此期间已被修改", "It was changed in the meantime")),
    "too-large": (413, _t("请求过大", "The request is too large")),
    "unknown-form": (415, _t("不能读取这种格式", "This form cannot be read")),
    "bad-input": (422, _t("请求的内容有误", "What was sent is not right")),
    "bad-scenario": (422, _t("方案无法使用", "The scenario cannot be used")),
    "key-used": (
        422,
        _t("该 Idempotency-Key 已用于另一请求", "The Idempotency-Key was used for another request"),
    ),
    "no-if-match": (428, _t("需要 If-Match", "If-Match is needed")),
    "too-many": (429, _t("请求过多", "Too many requests")),
    "fault": (500, _t("deltafund 的错误", "A fault of deltafund")),
    "not-ready": (503, _t("服务尚未就绪", "The service is not ready")),
}  # fmt: skip
BY_STATUS: Final = {400: "bad-request", 401: "no-key", 403: "not-allowed", 404: "not-found",
                    405: "wrong-method", 413: "too-large", 415: "unknown-form"}  # fmt: skip


class Refusal(Exception):  # no error: an answer
    """The service does not do what it was asked; `pointer` says which part of the body is wrong."""

    def __init__(
        self, code: str, detail: str = "", pointer: str | None = None, **headers: str
    ) -> None:
        self.code, self.detail = code, detail
        self.status = CODES[code][0]
        self.pointer = pointer
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        super().__init__(code)

    def more(self) -> dict[str, Any]:
        """Return what is told beside the code."""
        told: dict[str, Any] = {"detail": self.detail} if self.detail else {}
        if self.pointer is not None:
            told["errors"] = [{"pointer": self.pointer, "detail": self.detail}]
        return told


class BadOptions(ScenarioError):
    """Options of an analysis do not fit the scenario; each problem says which of them."""


def problem(
    code: str,
    language: Language,
    more: Mapping[str, Any] | None = None,
    status: int | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Return an answer that says what is wrong."""
    usual, title = CODES[code]
    content = {"type": "about:blank", "title": title[language], "status": status or usual}
    content |= {"code": code, **(more or {})}
    return JSONResponse(content, status or usual, dict(headers or {}), media_type=PROBLEM)


def language_of(accepted: str) -> Language:
    """Return the language that the caller reads, by its Accept-Language."""
    return "zh" if accepted.strip().lower().startswith("zh") else "en"


def _read(request: Request) -> Language:
    return language_of(request.headers.get("accept-language", ""))


def refused(request: Request, error: Refusal) -> JSONResponse:
    """Answer what the caller can mend."""
    return problem(error.code, _read(request), error.more(), headers=error.headers)


def bad_scenario(request: Request, error: ScenarioError) -> JSONResponse:
    """Answer everything that is wrong with a scenario."""
    told = documents.problems_document(error.problems)["problems"]
    language = _read(request)
    said = [each.say(language) for each in error.problems]
    errors = [part | {"detail": text} for part, text in zip(told, said, strict=True)]
    code = "bad-input" if isinstance(error, BadOptions) else "bad-scenario"
    return problem(code, language, {"errors": errors})


def bad_input(request: Request, error: RequestValidationError) -> JSONResponse:
    """Answer everything that is wrong with a body or with parameters."""
    errors = [
        {
            "in": str(part["loc"][0]),
            "pointer": "".join(f"/{_escaped(str(key))}" for key in part["loc"][1:]),
            "detail": part["msg"],
        }
        for part in error.errors()
    ]
    return problem("bad-input", _read(request), {"errors": errors})


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def bad_request(request: Request, error: HTTPException) -> JSONResponse:
    """Answer what the framework refuses: an unknown address, a wrong method, too large a body."""
    code = BY_STATUS.get(error.status_code, "bad-request" if error.status_code < 500 else "fault")
    headers = error.headers
    return problem(code, _read(request), {}, error.status_code, headers)


def our_fault(request: Request, error: Exception) -> JSONResponse:
    """Answer that it is our fault; what happened is in the log."""
    structlog.get_logger("deltafund").error("fault", path=request.url.path, exc_info=error)
    return problem("fault", _read(request))


def register(app: FastAPI) -> None:
    """Let the service answer everything that goes wrong in this way."""
    handlers: dict[Any, Any] = {
        Refusal: refused,
        ScenarioError: bad_scenario,
        RequestValidationError: bad_input,
        HTTPException: bad_request,
        Exception: our_fault,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)
