"""The application ``customers``."""

from django.apps import AppConfig


class Customers(AppConfig):
    """Customers, their facts, and what is known and done."""

    name = "klantkompas.web.customers"
    label = "customers"
