"""A snapshot and lines of a Monday list, as on the home page."""

from tests.web.home.conftest import laid as laid
from tests.web.home.conftest import snapshot_of as snapshot_of
