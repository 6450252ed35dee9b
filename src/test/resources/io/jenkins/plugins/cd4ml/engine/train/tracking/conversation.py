"""Holds one conversation with an MLflow tracking server at URL and prints what it answered, call by call.

python conversation.py URL [TOKEN]: ids are numbered by their first appearance and times are dropped, so that two servers
that answer alike print the same.
"""

import json
import re
import sys

import requests

url, token = sys.argv[1], (sys.argv + [""])[2]
session = requests.Session()
if token:
    session.headers["Authorization"] = "Bearer " + token
ids, talk = {}, []
T = 1760000000000  # times that this script gives; those that the server gives are dropped


def plain(value):
    if isinstance(value, dict):
        return {key: plain(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, int) and value > 1770000000000:
        return "TIME"
    if isinstance(value, str):
        value = re.sub(r"[0-9a-f]{32}", lambda m: ids.setdefault(m[0], "id%d" % len(ids)), value)
        return value if len(value) < 300 else "%d characters" % len(value)
    return value


def call(method, path, body=None, raw=None, version="2.0"):
    target = "%s/api/%s/%s" % (url, version, path)
    if raw is not None:
        answer = session.request(method, target, data=raw)
    elif method == "GET":
        answer = session.get(target, params=body)
    else:
        answer = session.request(method, target, json=body)
    try:
        content = answer.json()
    except ValueError:
        content = answer.text
    shown = content
    if answer.status_code >= 400 and isinstance(content, dict):
        shown = {"error_code": content.get("error_code")}
    talk.append([method, plain(path), answer.status_code, plain(shown)])
    return content


def listed(path, body, key, *order):
    """Calls a search and sorts what is found, for searches that promise no order."""
    content = call("POST", path, body)
    talk[-1][3][key] = sorted(talk[-1][3].get(key, []), key=lambda item: [str(item.get(o)) for o in order])
    return content


# ---- experiments
exp = call("POST", "mlflow/experiments/create", {"name": "churn"})["experiment_id"]
call("GET", "mlflow/experiments/get", {"experiment_id": exp})
call("GET", "mlflow/experiments/get-by-name", {"experiment_name": "churn"})
call("GET", "mlflow/experiments/get-by-name", {"experiment_name": "nobody"})
call("GET", "mlflow/experiments/get", {"experiment_id": "4711"})
call("POST", "mlflow/experiments/create", {"name": "churn"})
call("POST", "mlflow/experiments/create", {})
other = call("POST", "mlflow/experiments/create", {"name": "other", "tags": [{"key": "a", "value": "b"}]})["experiment_id"]
call("POST", "mlflow/experiments/set-experiment-tag", {"experiment_id": exp, "key": "team", "value": "blue"})
call("POST", "mlflow/experiments/search", {"max_results": 10, "filter": "name = 'churn'"})
call("POST", "mlflow/experiments/search", {"max_results": 10, "filter": "name LIKE 'oth%'"})
call("POST", "mlflow/experiments/update", {"experiment_id": other, "new_name": "another"})
call("POST", "mlflow/experiments/delete", {"experiment_id": other})
call("GET", "mlflow/experiments/get", {"experiment_id": other})
call("POST", "mlflow/experiments/restore", {"experiment_id": other})

# ---- runs
run = call("POST", "mlflow/runs/create", {
    "experiment_id": exp, "user_id": "ann", "run_name": "first", "start_time": T,
    "tags": [{"key": "mlflow.user", "value": "ann"}, {"key": "colour", "value": "red"}]})["run"]["info"]["run_id"]
child = call("POST", "mlflow/runs/create", {
    "experiment_id": exp, "start_time": T + 5, "run_name": "second",
    "tags": [{"key": "mlflow.parentRunId", "value": run}]})["run"]["info"]["run_id"]
call("POST", "mlflow/runs/create", {"experiment_id": "4711", "start_time": T})
call("POST", "mlflow/runs/log-parameter", {"run_id": run, "key": "depth", "value": "5"})
call("POST", "mlflow/runs/log-parameter", {"run_id": run, "key": "depth", "value": "5"})
call("POST", "mlflow/runs/log-parameter", {"run_id": run, "key": "depth", "value": "6"})
call("POST", "mlflow/runs/log-metric", {"run_id": run, "key": "loss", "value": 0.5, "timestamp": T, "step": 0})
call("POST", "mlflow/runs/log-metric", {"run_id": run, "key": "loss", "value": 0.25, "timestamp": T + 1, "step": 1})
call("POST", "mlflow/runs/log-metric", {"run_id": run, "key": "late", "value": 1, "timestamp": T + 9, "step": -3})
call("POST", "mlflow/runs/log-metric", {"run_id": run, "key": "bad", "value": "NaN", "timestamp": T, "step": 0})
call("POST", "mlflow/runs/log-metric", {"run_id": run, "key": "big", "value": "Infinity", "timestamp": T, "step": 0})
call("POST", "mlflow/runs/log-metric", {"run_id": run, "key": "word", "value": "five", "timestamp": T, "step": 0})
call("POST", "mlflow/runs/log-metric", {"run_id": run, "value": 1.0, "timestamp": T, "step": 0})
call("POST", "mlflow/runs/log-metric", {"run_id": "0" * 32, "key": "loss", "value": 1, "timestamp": T, "step": 0})
call("POST", "mlflow/runs/log-metric", {"run_id": run, "key": "a/b c.d-e_f:g", "value": 1, "timestamp": T, "step": 0})
call("POST", "mlflow/runs/log-metric", {"run_id": run, "key": "a,b", "value": 1, "timestamp": T, "step": 0})
call("POST", "mlflow/runs/log-metric", {"run_id": run, "key": "../up", "value": 1, "timestamp": T, "step": 0})
call("POST", "mlflow/runs/log-batch", {
    "run_id": run,
    "metrics": [{"key": "acc", "value": i / 10, "timestamp": T + i, "step": i} for i in range(5)],
    "params": [{"key": "trees", "value": "100"}, {"key": "empty", "value": ""}],
    "tags": [{"key": "stage", "value": "dev"}, {"key": "emoji", "value": "\U0001f600 <script>"}]})
call("POST", "mlflow/runs/log-batch", {"run_id": run, "params": [{"key": "depth", "value": "7"}]})
call("POST", "mlflow/runs/log-batch", {"run_id": run, "metrics": [{"key": "m%d" % i, "value": 1, "timestamp": T} for i in range(1001)]})
call("POST", "mlflow/runs/log-batch", {"run_id": run, "params": [{"key": "long", "value": "x" * 6001}]})
call("GET", "mlflow/metrics/get-history", {"run_id": run, "metric_key": "acc"})
call("GET", "mlflow/metrics/get-history", {"run_id": run, "metric_key": "bad"})
call("GET", "mlflow/metrics/get-history", {"run_id": run, "metric_key": "none"})
page = call("GET", "mlflow/metrics/get-history", {"run_id": run, "metric_key": "acc", "max_results": 2})
talk[-1][3].pop("next_page_token", None)
call("GET", "mlflow/metrics/get-history", {
    "run_id": run, "metric_key": "acc", "max_results": 3, "page_token": page.get("next_page_token")})
call("POST", "mlflow/runs/set-tag", {"run_id": run, "key": "colour", "value": "blue"})
call("POST", "mlflow/runs/delete-tag", {"run_id": run, "key": "stage"})
call("POST", "mlflow/runs/delete-tag", {"run_id": run, "key": "stage"})
call("POST", "mlflow/runs/log-inputs", {"run_id": run, "datasets": [{
    "tags": [{"key": "mlflow.data.context", "value": "training"}],
    "dataset": {"name": "train", "digest": "abc", "source_type": "local", "source": "{}", "schema": "{}", "profile": "{}"}}]})


def get(run_id):
    content = call("GET", "mlflow/runs/get", {"run_id": run_id})
    data = talk[-1][3]["run"]["data"]
    for key in data:
        data[key].sort(key=lambda item: item["key"])
    return content


get(run)
get(child)
call("GET", "mlflow/runs/get", {"run_id": "0" * 32})
call("POST", "mlflow/runs/log-metric", {"run_id": child, "key": "loss", "value": 0.125, "timestamp": T, "step": 0})
call("POST", "mlflow/runs/log-parameter", {"run_id": child, "key": "depth", "value": "9"})
call("POST", "mlflow/runs/update", {"run_id": child, "status": "FINISHED", "end_time": T + 100, "run_name": "renamed"})


def found(query, order=("start_time ASC",), **more):
    content = call("POST", "mlflow/runs/search", {
        "experiment_ids": [exp], "filter": query, "order_by": list(order), "max_results": 100, **more})
    if talk[-1][2] == 200:
        talk[-1][3] = [plain(r["info"]["run_id"]) for r in content.get("runs", [])]
    talk[-1].append(plain([query, *order]))
    return content


for query in [
    "", "metrics.loss < 0.2", "metrics.loss >= 0.125 and metrics.loss <= 0.25", "params.depth = '5'", "params.depth != '5'",
    "tags.colour = 'blue'", "tags.colour LIKE 'b%'", "tags.colour ILIKE 'B%'", "tags.`colour` = 'blue'",
    'tags."mlflow.parentRunId" = "%s"' % run, "attributes.status = 'FINISHED'", "status = 'RUNNING'",
    "attributes.run_name = 'renamed'", "run_name LIKE 'fir%'", "attributes.run_id IN ('%s', 'x')" % run,
    "start_time > %d" % T, "tags.nothing IS NULL", "tags.colour IS NOT NULL", "metrics.nothing > 1", "metrics.loss > 'x'",
    "params.depth > '4'", "nonsense", "tags.colour = 5", "metrics.loss < 0.2 or metrics.loss > 0.2",
]:
    found(query)
for order in [
    ("metrics.loss ASC",), ("metrics.loss DESC",), ("params.depth DESC",), ("metrics.acc ASC",), ("tags.colour ASC",),
    ("attributes.start_time DESC",), ("attribute.end_time DESC",), ("metric.loss",), ("nonsense DESC",),
]:
    found("", order)
found("", run_view_type="DELETED_ONLY")
page = found("", max_results=1)
found("", max_results=1, page_token=page["next_page_token"])
call("POST", "mlflow/runs/delete", {"run_id": child})
found("")
found("", run_view_type="DELETED_ONLY")
found("", run_view_type="ALL")
call("POST", "mlflow/runs/log-metric", {"run_id": child, "key": "loss", "value": 1, "timestamp": T, "step": 0})
call("POST", "mlflow/runs/restore", {"run_id": child})

# ---- logged models
model = call("POST", "mlflow/logged-models", {
    "experiment_id": exp, "name": "clf", "source_run_id": run, "params": [{"key": "p", "value": "1"}],
    "tags": [{"key": "t", "value": "2"}]}).get("model", {}).get("info", {}).get("model_id", "m-" + "0" * 32)
call("POST", "mlflow/logged-models/%s/params" % model, {"model_id": model, "params": [{"key": "q", "value": "3"}]})
call("PATCH", "mlflow/logged-models/%s/tags" % model, {"model_id": model, "tags": [{"key": "u", "value": "4"}]})
call("DELETE", "mlflow/logged-models/%s/tags/u" % model)
call("PATCH", "mlflow/logged-models/%s" % model, {"model_id": model, "status": "LOGGED_MODEL_READY"})
call("POST", "mlflow/runs/outputs", {"run_id": run, "models": [{"model_id": model, "step": 2}]})
call("POST", "mlflow/runs/log-metric", {
    "run_id": run, "key": "score", "value": 0.75, "timestamp": T, "step": 0, "model_id": model,
    "dataset_name": "train", "dataset_digest": "abc"})
call("GET", "mlflow/logged-models/%s" % model)
call("GET", "mlflow/logged-models/m-%s" % ("0" * 32))
listed("mlflow/logged-models/search", {"experiment_ids": [exp]}, "models", "info")
listed("mlflow/logged-models/search", {"experiment_ids": [exp], "filter": "name = 'nobody'"}, "models", "info")
get(run)

# ---- artifacts
root = get(run)["run"]["info"]["artifact_uri"].split("mlflow-artifacts:/")[-1]
base = "mlflow-artifacts/artifacts/" + root
call("PUT", base + "/a.txt", raw=b"hello")
call("PUT", base + "/deep/b c.txt", raw=b"\x00\x01")
call("GET", base + "/a.txt")
call("GET", base + "/none.txt")
call("GET", "mlflow/artifacts/list", {"run_id": run})
call("GET", "mlflow/artifacts/list", {"run_id": run, "path": "deep"})
call("GET", "mlflow-artifacts/artifacts", {"path": root})
call("PUT", base + "/../../../../up.txt", raw=b"x")
call("PUT", base + "/%2e%2e/%2e%2e/up.txt", raw=b"x")
call("DELETE", base + "/a.txt")
call("GET", "mlflow/artifacts/list", {"run_id": run})
call("GET", "mlflow/artifacts/list", {"run_id": run, "path": "../.."})

# ---- registry
call("POST", "mlflow/registered-models/create", {"name": "risk", "description": "of churn"})
call("POST", "mlflow/registered-models/create", {"name": "risk"})
call("GET", "mlflow/registered-models/get", {"name": "risk"})
call("GET", "mlflow/registered-models/get", {"name": "nobody"})
version = call("POST", "mlflow/model-versions/create", {
    "name": "risk", "source": get(run)["run"]["info"]["artifact_uri"] + "/deep", "run_id": run})
call("GET", "mlflow/model-versions/get", {"name": "risk", "version": "1"})
call("GET", "mlflow/model-versions/get", {"name": "risk", "version": "9"})
call("GET", "mlflow/model-versions/get-download-uri", {"name": "risk", "version": "1"})
call("POST", "mlflow/registered-models/alias", {"name": "risk", "alias": "champion", "version": "1"})
call("GET", "mlflow/registered-models/alias", {"name": "risk", "alias": "champion"})
call("GET", "mlflow/registered-models/alias", {"name": "risk", "alias": "nobody"})
call("POST", "mlflow/model-versions/set-tag", {"name": "risk", "version": "1", "key": "k", "value": "v"})
call("POST", "mlflow/registered-models/set-tag", {"name": "risk", "key": "k", "value": "v"})
call("PATCH", "mlflow/model-versions/update", {"name": "risk", "version": "1", "description": "good"})
call("GET", "mlflow/model-versions/search", {"filter": "name='risk'"})
call("GET", "mlflow/registered-models/search", {"filter": "name LIKE 'ri%'"})
call("POST", "mlflow/registered-models/get-latest-versions", {"name": "risk"})
call("DELETE", "mlflow/registered-models/alias", {"name": "risk", "alias": "champion"})

# ---- what no server knows
call("GET", "mlflow/nothing/here")
call("POST", "mlflow/runs/create", raw=b"{not json")
call("PUT", "mlflow/runs/create", {})

print(json.dumps(talk, indent=1, sort_keys=True))
