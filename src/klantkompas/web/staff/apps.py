"""The application ``staff``."""

from django.apps import AppConfig


class Staff(AppConfig):
    """People, rights and the trail."""

    name = "klantkompas.web.staff"
    label = "staff"
