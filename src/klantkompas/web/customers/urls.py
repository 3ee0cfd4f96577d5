"""Addresses of customers, their facts, and what is done for them."""

from django.urls import path, re_path

from klantkompas.web.customers.views import customer, help, lists

urlpatterns = [
    path("help", help.help_page, name="help"),
    path("customers", lists.customers, name="customers"),
    path("customers/views/save", lists.save_view, name="save_view"),
    path("customers/views/<int:pk>/delete", lists.delete_view, name="delete_view"),
    path("search", lists.find, name="search"),
    path("customers/<int:pk>", customer.customer, name="customer"),
    path("customers/<int:pk>/timeline", customer.customer_timeline, name="customer_timeline"),
    re_path(
        "^customers/(?P<pk>[0-9]+)/lines/(?P<period>12m|(?:19|20)[0-9]{2})$",
        customer.customer_lines,
        name="customer_lines",
    ),
    path("customers/<int:pk>/hours", customer.log_hours, name="log_hours"),
    path("customers/<int:pk>/visit", customer.log_visit, name="log_visit"),
    path("customers/<int:pk>/take-back/<int:line>", customer.take_back, name="take_back"),
]
