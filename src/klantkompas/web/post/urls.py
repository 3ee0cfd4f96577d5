"""Addresses of mail."""

from django.urls import path

from klantkompas.web.post import views

urlpatterns = [
    path("post", views.post, name="post"),
    path("post/<int:pk>/again", views.send_again, name="send_again"),
    path("post/round", views.go_round, name="post_round"),
    path("post/setup", views.setup, name="post_setup"),
]
