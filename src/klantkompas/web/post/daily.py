"""What mail does by itself once there is reason to: reminders in the morning, questions for a mark, forgetting."""

from datetime import datetime

from klantkompas.web.post.arriving import forget
from klantkompas.web.post.marks import ask_for_marks
from klantkompas.web.post.reminders import remind
from klantkompas.web.post.sending import ready
from klantkompas.web.staff.queries import rules_now


def write_due(*, at: datetime) -> int:
    """Write what is to be written by itself; how many letters. Nothing, as long as there is no server to send it.

    And forget mail that nobody needs any more.

    Args:
        at: now.
    """
    forget(at=at)
    if not ready():
        return 0  # a reminder that waits for days reminds nobody
    rules = rules_now().care
    return remind(at=at, days=rules.remind_days) + ask_for_marks(rules, at=at)
