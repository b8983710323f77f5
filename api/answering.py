"""From what went wrong to an exit code and words that help.

0  an answer                          3  no allocation can keep all rules
1  a fault of ours                    4  stopped, or out of time, without a plan
2  bad input: every problem is told
"""

from __future__ import annotations

import enum
from collections.abc import Callable

from api import words
from api.documents import problems_document
from api.voice import Voice
from scenarios.problems import Problem, ScenarioError


class Exit(enum.IntEnum):
    """The exit codes."""

    ANSWER = 0
    FAULT = 1
    BAD_INPUT = 2
    INFEASIBLE = 3
    NO_PLAN = 4


def answer(voice: Voice, job: Callable[[Voice], int]) -> int:
    """Do the job; return its exit code, or that of what went wrong.

    Whatever is not a `ScenarioError` is our fault, and the user is told so in one line. A reader
    that goes away (`| head`) is nobody's fault.
    """
    try:
        return job(voice)
    except ScenarioError as error:
        _tell(voice, error.problems)
        return Exit.BAD_INPUT
    except BrokenPipeError:
        raise
    except Exception as fault:  # whatever it is, it is our fault, and is told in one line
        if voice.debug:
            voice.err.print_exception(width=voice.err.width)
        first_line = (str(fault).splitlines() or ["-"])[0][:300]
        voice.complain(words.OUR_FAULT, kind=type(fault).__name__, message=first_line)
        return Exit.FAULT


def _tell(voice: Voice, problems: tuple[Problem, ...]) -> None:
    if voice.json:
        voice.document(problems_document(problems))
        return
    voice.complain(words.BAD_INPUT if len(problems) > 1 else words.BAD_INPUT_ONE, n=len(problems))
    for problem in problems:
        voice.err.print(f"• {problem.say(voice.language)}", soft_wrap=True)
