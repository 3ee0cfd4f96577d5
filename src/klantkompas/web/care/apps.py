"""The application ``care``."""

from django.apps import AppConfig


class Care(AppConfig):
    """What is asked of customers, and what is done with their answer."""

    name = "klantkompas.web.care"
    label = "care"
