"""The application ``customers``."""

from django.apps import AppConfig


class Customers(AppConfig):
    """Customers, their facts, and what is known and done."""

    name = "klantkompas.web.customers"
    label = "customers"

    def ready(self) -> None:
        """Name the work that customers ask for in the background."""
        from klantkompas.web.customers import importing, merging
        from klantkompas.web.staff.jobs import works

        works.update({merging.KIND: merging.find} | dict(importing.WORKS))
