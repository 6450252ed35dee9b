"""A plugin of pytest that runs MLflow's own suites with another tracking server than their own.

CD4ML_SUITES_SERVERS is the address of whoever starts one: a GET there answers "URL TOKEN". Without it, the suites start
what they always start: MLflow's server, on SQLite. CD4ML_SUITES_OUTCOMES is a file that gets each test's outcome as it ends,
CD4ML_SUITES_LEFT one with the names of tests that are left out.
"""

import asyncio
import inspect
import os
import signal
import urllib.parse
import urllib.request

import pytest

SERVERS = os.environ.get("CD4ML_SUITES_SERVERS")
OUTCOMES = os.environ.get("CD4ML_SUITES_OUTCOMES")
LEFT = os.environ.get("CD4ML_SUITES_LEFT")
SECONDS = 45


def named(node):
    return node.rpartition("/")[2].replace("sqlalchemy-", "").replace("[sqlalchemy]", "")


def pytest_configure(config):
    # at once, not in the background: a test's server is gone before all is sent, and the client would try for minutes
    os.environ["MLFLOW_ENABLE_ASYNC_TRACE_LOGGING"] = "false"
    os.environ["MLFLOW_HTTP_REQUEST_MAX_RETRIES"] = "1"
    os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
    # MLflow's settings refuse marks that they do not list; this one is of a plugin that pytest_pyfunc_call stands for
    config.addinivalue_line("markers", "asyncio")


def pytest_collection_modifyitems(config, items):
    """Tests run once, not again for a kind of store that no client sees."""
    names = set(open(LEFT).read().splitlines()) if LEFT else set()
    left = [item for item in items if "[file" in item.name or named(item.nodeid) in names]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in left]


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    if inspect.iscoroutinefunction(pyfuncitem.obj):
        given = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
        asyncio.run(pyfuncitem.obj(**given))
        return True
    return None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """A test that waits for what does not come, such as a trace, fails."""

    def too_long(*_):
        raise TimeoutError(f"longer than {SECONDS} s")

    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(SECONDS)
    try:
        return (yield)
    finally:
        signal.alarm(0)


def pytest_runtest_logreport(report):
    if OUTCOMES and (report.when == "call" or report.outcome != "passed"):
        outcome = "xfailed" if hasattr(report, "wasxfail") else report.outcome if report.when == "call" else "error"
        outcome = "skipped" if report.outcome == "skipped" and outcome == "error" else outcome
        with open(OUTCOMES, "a") as file:
            print(outcome, named(report.nodeid), file=file)


class Server:
    """Stands where the suites start a server; each test has a fresh one."""

    def __init__(self, *_, **__):
        pass

    def __enter__(self):
        with urllib.request.urlopen(SERVERS, timeout=30) as answer:
            url, token = answer.read().decode().split()
        os.environ["MLFLOW_TRACKING_TOKEN"] = token
        import mlflow

        mlflow.set_tracking_uri(url)  # calls that name no server; with MLflow's they come to its database anyway
        return url

    def __exit__(self, *_):
        os.environ.pop("MLFLOW_TRACKING_TOKEN", None)


@pytest.fixture(scope="session", autouse=True)
def other_server():
    if SERVERS:
        import requests

        import tests.tracking.integration_test_utils as utils
        import tests.tracking.test_model_registry as registry
        import tests.tracking.test_rest_tracking as tracking

        for suite in (registry, tracking):
            suite.ServerThread = Server
            suite.initialize_backend_stores = lambda *_, **__: None
        utils.ServerThread = Server
        tracking._init_server = Server

        # the suites also call without MLflow's client, which would send the token
        request = requests.Session.request

        def with_token(self, method, url, **given):
            token = os.environ.get("MLFLOW_TRACKING_TOKEN")
            if token and urllib.parse.urlparse(url).hostname == "127.0.0.1":
                given["headers"] = {"Authorization": "Bearer " + token} | dict(given.get("headers") or {})
            return request(self, method, url, **given)

        requests.Session.request = with_token
    yield
