"""MLflow's own registry (SQLite store, no server between): FOLDER VERSIONS. Prints milliseconds."""
import statistics
import sys
import time

from mlflow.store.model_registry.sqlalchemy_store import SqlAlchemyStore

folder, versions = sys.argv[1], int(sys.argv[2])
store = SqlAlchemyStore(f"sqlite:///{folder}/mlflow.db")
store.create_registered_model("churn")


def timed(what, times, work):
    millis = []
    for i in range(times):
        start = time.perf_counter()
        work(i)
        millis.append((time.perf_counter() - start) * 1e3)
    print(f"mlflow  {what:<40} median {statistics.median(millis):8.1f} ms, slowest {max(millis):8.1f} ms ({times} times)")


def listed(_):
    token, found = None, 0
    while True:
        page = store.search_model_versions("name='churn'", max_results=10000, page_token=token)
        found += len(page)
        token = page.token
        if not token:
            break
    assert found == versions, found


timed("register a version (no files)", versions, lambda i: store.create_model_version("churn", f"{folder}/m{i}"))
timed(f"list {versions} versions", 5, listed)
timed("move an alias", 20, lambda i: store.set_registered_model_alias("churn", "champion", str(i + 1)))
