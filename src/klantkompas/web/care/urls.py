"""Addresses of care."""

from django.urls import path

from klantkompas.web.care import public, views

urlpatterns = [
    path("k/<str:token>", public.leave_a_name, name="leave_a_name"),
    path("cards", views.card_round, name="cards"),
    path("cards/send", views.send_cards, name="send_cards"),
    path("cards/withdraw", views.withdraw_cards, name="withdraw_cards"),
    path("callbacks", views.callbacks, name="callbacks"),
    path("callbacks/<int:pk>", views.callback, name="callback"),
    path("callbacks/<int:pk>/called", views.called_back, name="called_back"),
    path("callbacks/change", views.change_cause, name="change_cause"),
]
