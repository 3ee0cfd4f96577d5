"""Addresses of customers, their facts, and what is done for them."""

from django.urls import path

from klantkompas.web.customers.views import help

urlpatterns = [
    path("help", help.help_page, name="help"),
]
