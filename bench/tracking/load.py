"""Posts metric points to an MLflow tracking server. Arguments: URL TOKEN CLIENTS POINTS-A-CLIENT.

Each client is a process with a run of its own and posts batches of 1,000 points of ten metrics over one connection, for
at most 20 s; the bodies are made before the clock starts. Prints accepted points/s and refused requests.
"""

import http.client
import json
import multiprocessing
import sys
import time
from urllib.parse import urlparse

url, token, clients, points = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
BATCH = 1000
SECONDS = 20
HEADERS = {"Content-Type": "application/json"} | ({"Authorization": "Bearer " + token} if token else {})


def post(connection, path, body):
    connection.request("POST", "/api/2.0/mlflow/" + path, body if isinstance(body, bytes) else json.dumps(body).encode(), HEADERS)
    answer = connection.getresponse()
    text = answer.read()
    assert answer.status == 200, text
    return json.loads(text)


def posted(connection, body):
    """Whether it was accepted: a busy SQLite makes a server answer 500 or close the connection."""
    try:
        post(connection, "runs/log-batch", body)
        return True
    except (AssertionError, OSError, http.client.HTTPException):
        connection.close()
        return False


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
    begun, accepted, refused = time.time(), 0, 0
    for body in bodies:
        if posted(connection, body):
            accepted += BATCH
        else:
            refused += 1
        if time.time() - begun > SECONDS:
            break
    times.put((begun, time.time(), accepted, refused))


if __name__ == "__main__":
    barrier, times = multiprocessing.Barrier(clients), multiprocessing.Queue()
    workers = [multiprocessing.Process(target=client, args=(barrier, times)) for _ in range(clients)]
    for worker in workers:
        worker.start()
    spans = [times.get() for _ in workers]
    for worker in workers:
        worker.join()
    seconds = max(span[1] for span in spans) - min(span[0] for span in spans)
    print("%d %d" % (sum(span[2] for span in spans) / seconds, sum(span[3] for span in spans)))
