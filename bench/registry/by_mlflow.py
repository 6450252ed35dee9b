"""MLflow's own registry (SQLite store, no server between): FOLDER VERSIONS GIGABYTES. Prints milliseconds."""
import os
import statistics
import sys
import time

import mlflow
from mlflow.store.model_registry.dbmodels.models import SqlModelVersion
from mlflow.store.model_registry.sqlalchemy_store import SqlAlchemyStore

folder, versions, gigabytes = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
database = f"sqlite:///{folder}/mlflow.db"
store = SqlAlchemyStore(database)
store.create_registered_model("churn")


def timed(what, times, work):
    millis = []
    for i in range(times):
        start = time.perf_counter()
        work(i)
        millis.append((time.perf_counter() - start) * 1e3)
    print(f"mlflow  {what:<44} median {statistics.median(millis):8.1f} ms, slowest {max(millis):8.1f} ms ({times} times)")


def listed(_):
    token, found = None, 0
    while True:
        page = store.search_model_versions("name='churn'", max_results=10000, page_token=token)
        found += len(page)
        token = page.token
        if not token:
            break
    assert found == versions, found


with store.ManagedSessionMaker() as session:  # as create_model_version leaves them, in one transaction
    session.add_all(
        SqlModelVersion(name="churn", version=i + 1, source=f"{folder}/m{i}", creation_time=i, last_updated_time=i,
                        current_stage="None", status="READY")
        for i in range(versions))
timed(f"list {versions} versions", 5, listed)
timed("register a version (no files)", 20, lambda i: store.create_model_version("churn", f"{folder}/n{i}"))
timed("move an alias", 20, lambda i: store.set_registered_model_alias("churn", "champion", str(i + 1)))

if gigabytes > 0:
    mlflow.set_tracking_uri(database)
    experiment = mlflow.create_experiment("bench", artifact_location=f"file://{folder}/artifacts")
    model = f"{folder}/promotion/bound/model.onnx"  # that cd4ml's part of the bench left

    def written():
        with open("/proc/self/io") as counters:
            return int(dict(line.split(": ") for line in counters)["wchar"])

    with mlflow.start_run(experiment_id=experiment):
        before = written()
        timed(f"log a model of {os.path.getsize(model) >> 20} MiB", 1, lambda _: mlflow.log_artifact(model, "model"))
        print(f"mlflow  bytes of it written: {(written() - before) / (1 << 20):.1f} MiB; os.sendfile is not counted")
