"""Addresses of customers, their facts, and what is done for them."""

from django.urls import path, re_path

from klantkompas.web.customers.views import customer, editing, help, home, lists, monday, pictures

urlpatterns = [
    path("", home.home_page, name="home"),
    path("pictures", pictures.pictures, name="pictures"),
    path("pictures/<int:pk>/<str:spoken>/<str:name>.svg", pictures.picture, name="picture"),
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
    path("customers/new", editing.new_customer, name="new_customer"),
    path("customers/<int:pk>/edit", editing.edit_customer, name="edit_customer"),
    path("customers/<int:pk>/end", editing.end_relation, name="end_relation"),
    path("customers/<int:pk>/trail", editing.customer_trail, name="customer_trail"),
    path("customers/<int:pk>/contacts/new", editing.new_contact, name="new_contact"),
    path("customers/<int:pk>/contacts/<int:contact>", editing.edit_contact, name="edit_contact"),
    path("customers/<int:pk>/contacts/<int:contact>/remove", editing.remove_contact, name="remove_contact"),
    path("customers/<int:pk>/documents/add", editing.add_document, name="add_document"),
    path("customers/<int:pk>/documents/<int:document>", editing.document, name="document"),
    path("customers/<int:pk>/documents/<int:document>/remove", editing.remove_document, name="remove_document"),
    path("customers/<int:pk>/decide", editing.decide, name="decide"),
    path("customers/<int:pk>/decisions/<int:decision>/end", editing.end_decision, name="end_decision"),
]
