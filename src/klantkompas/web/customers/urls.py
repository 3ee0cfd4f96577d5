"""Addresses of customers, their facts, and what is done for them."""

from django.urls import path, re_path

from klantkompas.web.customers.views import customer, help, lists, monday

urlpatterns = [
    path("help", help.help_page, name="help"),
    path("monday", monday.monday_list, name="monday"),
    path("monday/accept", monday.tasks_accept, name="tasks_accept"),
    path("monday/insist", monday.task_insist, name="task_insist"),
    path("monday/<int:pk>/accept", monday.task_accept, name="task_accept"),
    path("monday/<int:pk>/done", monday.task_done, name="task_done"),
    path("monday/<int:pk>/refuse", monday.task_refuse, name="task_refuse"),
    path("monday/<int:pk>/snooze", monday.task_snooze, name="task_snooze"),
    path("monday/<int:pk>/undo", monday.task_undo, name="task_undo"),
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
