"""Mail, with the servers it goes to and comes from."""

import pytest

from tests.mail_servers import ImapServer, SmtpServer, imap_process, imap_server, smtp_server
from tests.web.conftest import somebody

__all__ = ["imap_process", "imap_server", "karim", "mailbox", "post_office", "smtp_server"]


@pytest.fixture
def post_office(smtp_server: SmtpServer, settings) -> SmtpServer:
    """The server that the surroundings name."""
    settings.SMTP, settings.MAIL_FROM = smtp_server.url, "Service <service@firma.nl>"
    return smtp_server


@pytest.fixture
def karim(cast):
    return somebody("Karim", "complaint_handler")


@pytest.fixture
def mailbox(imap_server: ImapServer, settings) -> ImapServer:
    """The mailbox that the surroundings name, empty."""
    settings.IMAP = imap_server.url
    return imap_server
