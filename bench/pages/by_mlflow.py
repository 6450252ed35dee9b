"""What MLflow's pages ask its server for, on as many runs: [RUNS=10000] [METRICS=50] [TIMES=40]. Prints milliseconds.

The runs are written straight into the SQLite store, as its client would leave them; `mlflow server` with one worker
answers on 127.0.0.1. The pages' own time in the browser is not measured on either side.
"""
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid

RUNS, METRICS, TIMES = (int(a) for a in (sys.argv[1:] + ["10000", "50", "40"][len(sys.argv) - 1:]))


def fill(uri):
    from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore
    from sqlalchemy import text

    store = SqlAlchemyStore(uri, "/nowhere")
    experiment = store.create_experiment("many")
    draw = random.Random(1)
    first = None
    with store.engine.begin() as db:
        columns = {row[1] for row in db.execute(text("PRAGMA table_info(runs)"))}
        for n in range(1, RUNS + 1):
            run = uuid.UUID(int=draw.getrandbits(128)).hex
            first = first or run
            now = 1_700_000_000_000 + n * 60_000
            values = {"run_uuid": run, "name": f"run{n}", "source_type": "LOCAL", "source_name": "", "entry_point_name": "",
                      "user_id": "u", "status": "FINISHED", "start_time": now, "end_time": now + 1000,
                      "source_version": "", "lifecycle_stage": "active", "artifact_uri": "/nowhere",
                      "experiment_id": int(experiment)}
            values = {k: v for k, v in values.items() if k in columns}
            db.execute(text(f"insert into runs ({','.join(values)}) values ({','.join(':' + k for k in values)})"), values)
            points = [{"k": f"m{m}", "v": draw.random(), "t": now, "r": run} for m in range(METRICS)]
            for table in ("metrics", "latest_metrics"):
                db.execute(text(f"insert into {table} (key, value, timestamp, step, is_nan, run_uuid)"
                                " values (:k, :v, :t, 0, 0, :r)"), points)
            params = [{"k": "lr", "v": "0.05" if n % 2 == 0 else "0.1", "r": run}, {"k": "depth", "v": str(n % 7), "r": run}]
            db.execute(text("insert into params (key, value, run_uuid) values (:k, :v, :r)"), params)
    return experiment, first, run


def free():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def timed(what, request):
    millis = []
    for i in range(TIMES + 3):
        start = time.perf_counter()
        with urllib.request.urlopen(request) as answer:
            size = len(answer.read())
        millis.append((time.perf_counter() - start) * 1e3)
    millis = sorted(millis[3:])
    print(f"MLFLOW {what}: median {statistics.median(millis):.0f} ms, p95 {millis[TIMES * 95 // 100]:.0f} ms, {size} bytes")


def main():
    with tempfile.TemporaryDirectory() as folder:
        uri = f"sqlite:///{folder}/mlflow.db"
        experiment, first, last = fill(uri)
        port = free()
        server = subprocess.Popen(
            [sys.executable, "-m", "mlflow", "server", "--backend-store-uri", uri, "--host", "127.0.0.1", "--port", str(port),
             "--workers", "1", "--default-artifact-root", folder],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ, MLFLOW_DISABLE_TELEMETRY="true"))
        base = f"http://127.0.0.1:{port}/ajax-api/2.0/mlflow/"

        def post(path, body):
            return urllib.request.Request(base + path, json.dumps(body).encode(), {"Content-Type": "application/json"})

        try:
            for _ in range(240):
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/health").read()
                    break
                except OSError:
                    time.sleep(0.5)
            search = {"experiment_ids": [experiment], "max_results": 50, "run_view_type": "ACTIVE_ONLY"}
            timed("runs/search, newest 50", post("runs/search", dict(search, order_by=["attributes.start_time DESC"])))
            timed("runs/search, filtered and sorted by a metric", post("runs/search", dict(
                search, filter="metrics.m7 > 0.9 and params.lr = '0.05'", order_by=["metrics.m3 DESC"])))
            timed("runs/get of one to compare", urllib.request.Request(base + "runs/get?run_id=" + first))
            timed("metrics/get-history-bulk-interval of one metric of a run", urllib.request.Request(
                base + f"metrics/get-history-bulk-interval?run_ids={last}&metric_key=m7&max_results=320"))
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
