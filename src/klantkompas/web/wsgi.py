"""The application as a server takes it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "klantkompas.web.settings")
application = get_wsgi_application()
