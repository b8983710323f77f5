"""How many scenarios to make up: few and always the same in CI, many with `search`.

pytest tests/optimizer/test_properties.py --hypothesis-profile=search
"""

from __future__ import annotations

from hypothesis import HealthCheck, settings

SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
common = settings(deadline=None, database=None, print_blob=True, suppress_health_check=SLOW)
settings.register_profile("few", common, derandomize=True, max_examples=25)
settings.register_profile("search", common, max_examples=1000)
settings.load_profile("few")
