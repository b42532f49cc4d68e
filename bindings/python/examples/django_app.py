"""A Django application that charges for one of its routes, in a single file.

    pip install "x402-core[wsgi]" django gunicorn
    X402_FACILITATOR=https://facilitator.example.com gunicorn "django_app:make_app()"

In a project, `wsgi.py` ends with the call of `PaymentMiddleware`.
"""

from __future__ import annotations

import os
from typing import Any

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.http import require_safe
from x402_core.wsgi import PaymentMiddleware, payment_of

PAY_TO = {
    "eip155:*": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
    "solana:*": "GyGKxMyg1p9SsHfm15MkNUu1u9TN2JtTspcdmrtGUdse",
}


@require_safe
def index(request: HttpRequest) -> JsonResponse:
    """What there is."""
    return JsonResponse({"weather": "/weather/"})


@require_safe
def weather(request: HttpRequest) -> JsonResponse:
    """The weather, and who paid for it."""
    payment = payment_of(request)
    return JsonResponse({"report": "sunny", "payer": payment.payer if payment else ""})


urlpatterns = [path("", index), path("weather/", weather)]


def make_app(facilitator: Any = None, replay_store: Any = None) -> PaymentMiddleware:
    """The application.

    Args:
        facilitator: A URL or an object; else the environment's `X402_FACILITATOR`.
        replay_store: Where used payments are remembered; else in this process.
    """
    if not settings.configured:
        settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY=os.urandom(32))
        django.setup()
    paywall = PaymentMiddleware(
        get_wsgi_application(),
        routes={"GET /weather/": "$0.01"},
        pay_to=PAY_TO,
        networks=["base-sepolia", "solana-devnet"],
        facilitator=facilitator or os.environ["X402_FACILITATOR"],
        replay_store=replay_store,
    )
    paywall.check()  # a mistake that the facilitator knows of ends the process, too
    return paywall
