"""What is installed: the versions that were tried, for a user as for these tests."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def pins(name: str) -> set[str]:
    """Every package of a lock with its version."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return {found[0] for line in lines if (found := re.match(r"[a-z0-9][\w.-]*==[\w.]+", line))}


def test_a_user_installs_what_the_tests_ran_with():
    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def test_a_user_has_the_web_application():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["web"]]
    names = {re.match(r"[\w-]+", one)[0].lower() for one in wanted}
    assert names <= {one.partition("==")[0] for one in pins("requirements.lock")}


def test_every_pin_has_its_fingerprint():
    for name in ("requirements.lock", "requirements-dev.lock"):
        parts = re.split(r"^(?=[a-z0-9])", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
        assert all("--hash=sha256:" in part for part in parts if "==" in part.partition("\n")[0])
