"""An ordinary MLflow script: says what every call gave, then what a server keeps of it. Arguments: URL, TOKEN, where to."""

import hashlib
import json
import os
import re
import sys

os.environ["MLFLOW_TRACKING_URI"] = sys.argv[1]
if sys.argv[2]:
    os.environ["MLFLOW_TRACKING_TOKEN"] = sys.argv[2]
os.environ["MLFLOW_ENABLE_SYSTEM_METRICS_LOGGING"] = "false"
os.environ["GIT_PYTHON_REFRESH"] = "quiet"

if os.environ.get("PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION") == "python":  # MLflow 2 wants what protobuf 7 took away
    from google.protobuf.descriptor import FieldDescriptor

    FieldDescriptor.label = property(lambda field: field._label)

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import mlflow
import numpy
import pandas
from mlflow import MlflowClient
from mlflow.models import infer_signature
from sklearn.linear_model import LogisticRegression

out = []
names = {}


def plain(value):
    """Ids, times and paths become names that are the same in every run."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in sorted(value.items()) if k not in VOLATILE and not k.startswith("mlflow.source.")}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, float):
        return round(value, 9)
    if isinstance(value, str):
        value = re.sub(r"\b(m-)?[0-9a-f]{32}\b", lambda m: names.setdefault(m.group(0), "id%d" % len(names)), value)
        return value.replace(sys.argv[1], "URL")
    return value if isinstance(value, (int, bool)) or value is None else plain(str(value))


VOLATILE = {"mlflow.user", "mlflow.runName"}


def say(call, value=None):
    out.append([call, plain(value)])


def refused(call, function, *arguments):
    try:
        function(*arguments)
        say(call, "accepted")
    except mlflow.MlflowException as e:
        say(call, e.error_code)


client = MlflowClient()
experiment = mlflow.set_experiment("churn")
say("set_experiment", experiment.name)
x = numpy.random.default_rng(1).normal(size=(60, 3))
y = (x[:, 0] + x[:, 1] > 0).astype(int)
frame = pandas.DataFrame(x, columns=["a", "b", "c"])

with mlflow.start_run(run_name="parent") as run:
    parent = run.info.run_id
    say("log_param", mlflow.log_param("lr", 0.1))
    mlflow.log_params({"layers": "[64, 32]", "ünï": "çode 🚀", "empty": ""})
    say("log_params", client.get_run(parent).data.params)
    refused("log_param that changes", mlflow.log_param, "lr", 0.2)
    for step in range(4):
        mlflow.log_metric("loss", 1.0 / (step + 1), step=step)
    mlflow.log_metrics({"auc": 0.75, "nan": float("nan"), "inf": float("inf")}, step=3)
    say("log_metrics", {k: str(v) for k, v in client.get_run(parent).data.metrics.items()})
    say("get_metric_history", [(m.step, m.value) for m in client.get_metric_history(parent, "loss")])
    mlflow.set_tags({"team": "blue", "release": "1"})
    mlflow.delete_tag("release")
    say("set_tags", {k: v for k, v in client.get_run(parent).data.tags.items() if not k.startswith("mlflow.")})
    mlflow.log_text("hello", "notes/hello.txt")
    mlflow.log_dict({"b": 1, "a": [1, 2]}, "notes/settings.json")
    figure, axes = plt.subplots()
    axes.plot([1, 2, 3])
    mlflow.log_figure(figure, "loss.png")
    mlflow.log_table(pandas.DataFrame({"q": ["a"], "r": [1]}), "table.json")
    with open("weights.bin", "wb") as f:
        f.write(bytes(range(256)) * 1000)
    mlflow.log_artifact("weights.bin", "bin ary")
    say("list_artifacts", [(a.path, a.is_dir, a.file_size if not a.path.endswith("png") else 0) for a in client.list_artifacts(parent)])
    say("list_artifacts below", [(a.path, a.is_dir, a.file_size) for a in client.list_artifacts(parent, "notes")])
    with open(client.download_artifacts(parent, "bin ary/weights.bin"), "rb") as f:
        say("download_artifacts", hashlib.sha256(f.read()).hexdigest())
    say("load_dict", mlflow.artifacts.load_dict("runs:/%s/notes/settings.json" % parent))
    refused("download_artifacts that are not there", client.download_artifacts, parent, "none.txt")
    dataset = mlflow.data.from_pandas(frame.assign(y=y), source="people.csv", targets="y", name="people")
    mlflow.log_input(dataset, context="training")
    say("log_input", [(d.dataset.name, d.dataset.digest, [(t.key, t.value) for t in d.tags]) for d in client.get_run(parent).inputs.dataset_inputs])
    for depth in (2, 3):
        with mlflow.start_run(run_name="depth %d" % depth, nested=True):
            mlflow.log_param("depth", depth)
            mlflow.log_metric("auc", 0.7 + depth / 100)
    children = mlflow.search_runs(filter_string="tags.mlflow.parentRunId = '%s'" % parent, order_by=["metrics.auc DESC"])
    say("search_runs of nested runs", children[["params.depth", "metrics.auc", "status"]].values.tolist())
    model = LogisticRegression().fit(frame, y)
    options = {"name": "model"} if int(mlflow.__version__.split(".")[0]) > 2 else {"artifact_path": "model"}
    info = mlflow.sklearn.log_model(model, signature=infer_signature(frame, model.predict(frame)), input_example=frame[:2],
                                    pip_requirements=["scikit-learn"], serialization_format="cloudpickle", **options)
    say("log_model", [sorted(info.flavors), info.signature.to_dict()["inputs"]])
    loaded = mlflow.pyfunc.load_model(info.model_uri)
    say("load_model", loaded.predict(frame[:5]).tolist())
    if int(mlflow.__version__.split(".")[0]) > 2:
        say("get_logged_model", [client.get_logged_model(info.model_id).name, str(client.get_logged_model(info.model_id).status)])
        found = mlflow.search_logged_models(experiment_ids=[experiment.experiment_id], output_format="list")
        say("search_logged_models", [(m.name, m.source_run_id) for m in found])
    registered = mlflow.register_model(info.model_uri, "risk")
    say("register_model", [registered.name, int(registered.version)])
    client.set_registered_model_alias("risk", "champion", registered.version)
    say("get_model_version_by_alias", [int(client.get_model_version_by_alias("risk", "champion").version)])
    say("load_model by alias", mlflow.pyfunc.load_model("models:/risk@champion").predict(frame[:3]).tolist())
    evaluation = mlflow.evaluate if hasattr(mlflow, "evaluate") else mlflow.models.evaluate
    result = evaluation(info.model_uri, frame.assign(y=y), targets="y", model_type="classifier",
                        evaluator_config={"log_model_explainability": False})
    say("evaluate", {k: v for k, v in result.metrics.items()})
say("end_run", client.get_run(parent).info.status)

mlflow.sklearn.autolog(log_models=True, log_input_examples=False)
with mlflow.start_run(run_name="auto") as run:
    LogisticRegression(C=0.5, max_iter=50).fit(frame, y)
mlflow.sklearn.autolog(disable=True)
try:
    with mlflow.start_run(run_name="broken"):
        raise ValueError("no")
except ValueError:
    say("a run that fails", client.search_runs([experiment.experiment_id], "attributes.run_name = 'broken'")[0].info.status)
gone = client.create_run(experiment.experiment_id).info.run_id
client.delete_run(gone)
say("delete_run", client.get_run(gone).info.lifecycle_stage)
refused("get_run of none", client.get_run, "0" * 32)
refused("search_runs with a wrong filter", client.search_runs, [experiment.experiment_id], "metrics.a <> 3")
say("search_experiments", sorted(e.name for e in client.search_experiments()))


def calls_of_mlflow3():
    """What only clients of MLflow 3 call, and what servers refuse."""
    from mlflow.entities import Param
    from mlflow.genai.scorers import scorer

    spare = client.create_experiment("spare")
    with mlflow.start_run(experiment_id=spare, run_name="points") as run:
        model = mlflow.initialize_logged_model(name="points")
        for step, value in [(0, 0.9), (1, 0.5), (2, 0.1)]:
            mlflow.log_metric("loss", value, step=step, model_id=model.model_id, timestamp=1760000000000 + step)
        mlflow.log_metric("loss", 0.9, step=0, timestamp=1, model_id=model.model_id)
        mlflow.finalize_logged_model(model.model_id, "READY")
        for _ in range(3):
            mlflow.log_input(dataset, context="training")
            mlflow.log_input(mlflow.data.from_pandas(frame, name="other"), context="testing")
    say("points of a logged model", sorted((m.step, m.value) for m in mlflow.get_logged_model(model.model_id).metrics))
    found = [
        [m.name for m in mlflow.search_logged_models([spare], filter_string=query, datasets=on, output_format="list")]
        for query, on in [("metrics.loss < 0.2", None), ("metrics.loss > 1", None), (None, [{"dataset_name": "nosuch"}])]
    ]
    say("search_logged_models by a metric", found)
    say("log_input again", sorted(d.dataset.name for d in client.get_run(run.info.run_id).inputs.dataset_inputs))
    found = [len(client.search_runs([spare], "datasets.name = '%s'" % n)) for n in ("people", "other", "nosuch")]
    say("search_runs by every dataset", found)

    one = client.create_run(spare).info.run_id
    for _ in range(2):
        client.delete_run(one)
    for _ in range(2):
        client.restore_run(one)
    refused("log_batch with a parameter twice", lambda: client.log_batch(one, params=[Param("d", "1"), Param("d", "2")]))
    refused("log_metric before 1970", lambda: client.log_metric(one, "m", 1.0, timestamp=-5))
    other = client.create_experiment("kept", artifact_location="mlflow-artifacts:/elsewhere")
    there = client.create_run(other).info
    client.log_text(there.run_id, "hello", "hello.txt")
    say("artifact_location", [there.artifact_uri.split(there.run_id)[0], [a.path for a in client.list_artifacts(there.run_id)]])
    refused("rename_experiment to a taken name", client.rename_experiment, other, "spare")
    client.delete_experiment(other)
    refused("create_run in a deleted experiment", client.create_run, other)

    say("search_registered_models", [m.name for m in client.search_registered_models() if m.name != "risk"])
    version = mlflow.register_model("models:/" + model.model_id, "points")
    say("run_id of a version", version.run_id == run.info.run_id)
    found = client.search_model_versions("run_id = '%s'" % run.info.run_id)
    say("search_model_versions by run", [v.name for v in found])
    say("transition_model_version_stage", client.transition_model_version_stage("points", 1, "staging").current_stage)
    say("get_latest_versions", [v.version for v in client.get_latest_versions("points", ["Staging"])])
    refused("an unknown stage", client.transition_model_version_stage, "points", 1, "Best")
    for alias in ("latest", "v1", "a b"):
        refused("alias " + alias, client.set_registered_model_alias, "points", alias, 1)
    refused("registered model a/b", client.create_registered_model, "a/b")
    refused("logged model a/b", lambda: mlflow.initialize_logged_model(name="a/b"))
    client.rename_registered_model("points", "renamed")
    say("rename_registered_model", [m.name for m in client.search_registered_models("name = 'renamed'")])
    client.delete_model_version("renamed", "1")
    refused("a deleted version", client.get_model_version, "renamed", "1")

    mlflow.genai.register_prompt(name="ask", template="Say {{x}}")
    mlflow.genai.register_prompt(name="ask", template="Say {{x}} again", tags={"tone": "calm"})
    mlflow.genai.set_prompt_alias("ask", "best", 1)
    say("prompts", [mlflow.genai.load_prompt("prompts:/ask@" + alias).template for alias in ("latest", "best")])
    say("search_prompts", [p.name for p in mlflow.genai.search_prompts()])
    say("models without prompts", [m.name for m in client.search_registered_models() if m.name != "risk"])

    mlflow.set_experiment(experiment_id=spare)

    @mlflow.trace(span_type="TOOL")
    def inner(x):
        if x > 2:
            raise ValueError("too large")
        return x + 1

    @mlflow.trace
    def outer(x):
        mlflow.update_current_trace(tags={"kind": "test"})
        return inner(x) * 2

    outer(1)
    try:
        outer(7)
    except ValueError:
        mlflow.flush_trace_async_logging()
    traces = mlflow.search_traces(locations=[spare], return_type="list", order_by=["timestamp_ms ASC"])
    shown = [
        [t.info.state.value, t.info.tags["kind"], t.info.request_preview, t.info.response_preview]
        + [[s.name, s.span_type, s.inputs, s.outputs, s.status.status_code.value, s.parent_id is None] for s in t.data.spans]
        for t in traces
    ]
    say("search_traces", shown)
    queries = ["tags.kind = 'test'", "status = 'ERROR'", "name = 'outer'", "span.name = 'inner'", "span.type = 'TOOL'", "name = 'x'"]
    say("search_traces by a filter", [len(mlflow.search_traces(locations=[spare], filter_string=q, return_type="list")) for q in queries])
    trace = traces[0].info.trace_id
    mlflow.set_trace_tag(trace, "seen", "yes")
    mlflow.delete_trace_tag(trace, "kind")
    say("tags of a trace", {k: v for k, v in mlflow.get_trace(trace).info.tags.items() if not k.startswith("mlflow.")})
    feedback = mlflow.log_feedback(trace_id=trace, name="good", value=True, rationale="why not")
    mlflow.log_expectation(trace_id=trace, name="answer", value={"n": 4})
    mlflow.update_assessment(trace, feedback.assessment_id, mlflow.entities.Feedback(name="good", value=False))
    say("assessments", [[a.name, a.value, a.rationale, a.source.source_type] for a in mlflow.get_trace(trace).info.assessments])
    mlflow.delete_assessment(trace, feedback.assessment_id)
    say("delete_assessment", [a.name for a in mlflow.get_trace(trace).info.assessments])
    say("delete_traces", client.delete_traces(spare, trace_ids=[trace]))
    refused("get_trace of none", lambda: client.get_trace("tr-" + "0" * 32))

    @scorer
    def same(outputs):
        return outputs == "1"

    result = mlflow.genai.evaluate(data=[{"inputs": {"q": "1"}, "outputs": "1"}, {"inputs": {"q": "2"}, "outputs": "2"}], scorers=[same])
    say("genai.evaluate", result.metrics)
    kept = mlflow.genai.datasets.create_dataset(name="questions", experiment_id=[spare], tags={"team": "blue"})
    kept.merge_records([{"inputs": {"q": "1"}, "expectations": {"a": "1"}}, {"inputs": {"q": "2"}}])
    kept.merge_records([{"inputs": {"q": "1"}, "expectations": {"b": "2"}}])
    again = mlflow.genai.datasets.get_dataset(dataset_id=kept.dataset_id)
    say("an evaluation dataset", sorted(str((r["inputs"], r["expectations"])) for r in again.to_df()[["inputs", "expectations"]].to_dict("records")))
    say("search_datasets", [d.name for d in mlflow.genai.datasets.search_datasets(experiment_ids=[spare])])
    with open("large.bin", "wb") as f:
        f.write(b"0" * (6 << 20))
    os.environ["MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD"] = "true"
    for name in ("MINIMUM_FILE_SIZE", "CHUNK_SIZE"):
        os.environ["MLFLOW_MULTIPART_UPLOAD_" + name] = str(5 << 20)
    client.log_artifact(one, "large.bin")
    say("a large file", [a.file_size for a in client.list_artifacts(one)])


if int(mlflow.__version__.split(".")[0]) > 2:
    calls_of_mlflow3()

# What is kept, run by run.
VOLATILE_FILES = r"\.png$|MLmodel$|\.html$|\.pkl$|requirements.txt$|conda.yaml$|python_env.yaml$"


def files(run, path=None):
    for each in client.list_artifacts(run, path):
        if each.is_dir:
            yield from files(run, each.path)
        else:
            yield [each.path, "" if re.search(VOLATILE_FILES, each.path) else each.file_size]


for run in sorted(client.search_runs([experiment.experiment_id]), key=lambda r: r.info.run_name):
    if run.info.run_name in ("parent", "auto", "broken", "depth 2", "depth 3"):
        tags = {k: v for k, v in run.data.tags.items() if k not in ("mlflow.log-model.history", "mlflow.loggedArtifacts")}
        history = {k: [(m.step, "%.9g" % m.value) for m in client.get_metric_history(run.info.run_id, k)] for k in sorted(run.data.metrics)}
        say("kept of " + run.info.run_name, [run.data.params, history, tags, sorted(files(run.info.run_id))])

with open(sys.argv[3], "w") as f:
    json.dump(out, f, indent=1, ensure_ascii=True)
