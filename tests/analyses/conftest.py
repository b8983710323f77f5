"""Running the command line here too."""

from tests.api.conftest import _english, run

__all__ = ["_english", "run"]
