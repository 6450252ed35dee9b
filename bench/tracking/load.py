"""Posts metric points to an MLflow tracking server. Arguments: URL TOKEN CLIENTS POINTS-A-CLIENT. Prints points/s.

Each client is a process with a run of its own and posts batches of 1,000 points of ten metrics over one connection;
the bodies are made before the clock starts.
"""

import http.client
import json
import multiprocessing
import sys
import time
from urllib.parse import urlparse

url, token, clients, points = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
BATCH = 1000
HEADERS = {"Content-Type": "application/json"} | ({"Authorization": "Bearer " + token} if token else {})


def post(connection, path, body):
    connection.request("POST", "/api/2.0/mlflow/" + path, body if isinstance(body, bytes) else json.dumps(body).encode(), HEADERS)
    answer = connection.getresponse()
    text = answer.read()
    assert answer.status == 200, text
    return json.loads(text)


def client(barrier, times):
    where = urlparse(url)
    connection = http.client.HTTPConnection(where.hostname, where.port, timeout=600)
    run = post(connection, "runs/create", {"experiment_id": "0", "start_time": 1})["run"]["info"]["run_id"]
    bodies = []
    for start in range(0, points, BATCH):
        metrics = [{"key": "metric_%d" % (i % 10), "value": 1.0 / (i + 1), "timestamp": 1760000000000 + i, "step": i // 10}
                   for i in range(start, start + BATCH)]
        bodies.append(json.dumps({"run_id": run, "metrics": metrics}).encode())
    barrier.wait()
    begun = time.time()
    for body in bodies:
        post(connection, "runs/log-batch", body)
    times.put((begun, time.time()))


if __name__ == "__main__":
    barrier, times = multiprocessing.Barrier(clients), multiprocessing.Queue()
    workers = [multiprocessing.Process(target=client, args=(barrier, times)) for _ in range(clients)]
    for worker in workers:
        worker.start()
    spans = [times.get() for _ in workers]
    for worker in workers:
        worker.join()
    seconds = max(end for _, end in spans) - min(begun for begun, _ in spans)
    print("%d" % (clients * points / seconds))
