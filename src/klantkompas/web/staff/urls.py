"""Addresses of staff."""

from django.urls import path

from klantkompas.web.staff import views

urlpatterns = [
    path("healthy", views.healthy, name="healthy"),
    path("begin", views.begin, name="begin"),
    path("people", views.people, name="people"),
    path("people/new", views.new_person, name="new_person"),
    path("people/<int:pk>", views.person, name="person"),
    path("teams/new", views.new_team, name="new_team"),
    path("settings", views.settings, name="settings"),
    path("settings/save", views.save_settings, name="save_settings"),
    path("settings/costs", views.costs, name="costs"),
    path("settings/firm", views.save_firm, name="save_firm"),
    path("language", views.my_language, name="my_language"),
    path("names", views.my_names, name="my_names"),
    path("jobs", views.jobs, name="jobs"),
    path("jobs/<int:pk>/cancel", views.cancel_job, name="cancel_job"),
    path("trail", views.trail, name="trail"),
]
