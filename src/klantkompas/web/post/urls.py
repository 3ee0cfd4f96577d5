"""Addresses of mail."""

from django.urls import path

from klantkompas.web.post import arrival_views, public, views, writing_views

urlpatterns = [
    path("post", views.post, name="post"),
    path("post/<int:pk>/again", views.send_again, name="send_again"),
    path("post/round", views.go_round, name="post_round"),
    path("post/setup", views.setup, name="post_setup"),
    path("post/complaints/<int:pk>", writing_views.write_about, name="write_about"),
    path("post/cards", writing_views.mail_cards, name="mail_cards"),
    path("m/<str:token>", public.give_mark, name="give_mark"),
    path("post/in", arrival_views.arrived, name="arrived"),
    path("post/in/<int:pk>", arrival_views.arrival, name="arrival"),
    path("post/in/<int:pk>/customer", arrival_views.arrival_of, name="arrival_of"),
    path("post/in/<int:pk>/aside", arrival_views.arrival_aside, name="arrival_aside"),
    path("post/enclosures/<int:pk>", arrival_views.enclosure, name="enclosure"),
]
