"""Addresses of customers, their facts, and what is done for them."""

from django.urls import path

from klantkompas.web.customers.views import help, lists

urlpatterns = [
    path("help", help.help_page, name="help"),
    path("customers", lists.customers, name="customers"),
    path("customers/views/save", lists.save_view, name="save_view"),
    path("customers/views/<int:pk>/delete", lists.delete_view, name="delete_view"),
    path("search", lists.find, name="search"),
]
