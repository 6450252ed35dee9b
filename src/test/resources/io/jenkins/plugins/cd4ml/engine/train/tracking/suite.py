"""A pytest plugin: MLflow's own tests talk to the endpoint that CD4ML_SUITE_CONTROL hands out, instead of their own server.

Each test gets a new endpoint: a GET of the control's URL answers with its URL and its token. Without the variable the
tests start MLflow's own server, as they do anyway.
"""

import contextlib
import os
import urllib.request

import mlflow
import requests

CONTROL = os.environ.get("CD4ML_SUITE_CONTROL")


def endpoint():
    url, token = urllib.request.urlopen(CONTROL).read().decode().split()
    os.environ["MLFLOW_TRACKING_TOKEN"] = token
    mlflow.set_tracking_uri(url)
    return url


class Endpoint:
    def __init__(self, *arguments, **options):
        pass

    def __enter__(self):
        return endpoint()

    def __exit__(self, *raised):
        return None


@contextlib.contextmanager
def served(*arguments, **options):
    yield endpoint()


if CONTROL:
    from mlflow.server import handlers
    from tests.tracking import integration_test_utils

    handlers.initialize_backend_stores = lambda *arguments, **options: None
    integration_test_utils.ServerThread = Endpoint
    integration_test_utils._init_server = served
    plain = requests.Session.request

    def with_token(self, method, url, **options):
        if url.startswith("http://127.0.0.1:") and "MLFLOW_TRACKING_TOKEN" in os.environ:
            self.headers.setdefault("Authorization", "Bearer " + os.environ["MLFLOW_TRACKING_TOKEN"])
        return plain(self, method, url, **options)

    requests.Session.request = with_token
