"""Mail, with the servers it goes to and comes from."""

import pytest

from tests.mail_servers import SmtpServer, smtp_server
from tests.web.conftest import somebody

__all__ = ["karim", "post_office", "smtp_server"]


@pytest.fixture
def post_office(smtp_server: SmtpServer, settings) -> SmtpServer:
    """The server that the surroundings name."""
    settings.SMTP, settings.MAIL_FROM = smtp_server.url, "Service <service@firma.nl>"
    return smtp_server


@pytest.fixture
def karim(cast):
    return somebody("Karim", "complaint_handler")
