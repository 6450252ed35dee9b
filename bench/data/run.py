"""Side by side, one run: medians of CPU seconds, wall seconds and peak memory, each contender a whole process.

    python run.py ROWS [--rounds 5] [--parquet] [--what whole|checks|threads|large] [--data FOLDER]

whole:   contract, profile and drift, beside pandas + scipy and beside DuckDB SQL written by hand
checks:  the contract alone, beside pandas, pandera and Great Expectations (its Python in CD4ML_CHECKS_PYTHON), that with
         summaries and with the records that break a rule; cd4ml and pandera (lazy) always give these. There are none.
threads: contract, profile and drift by cd4ml's own reader of CSV and by DuckDB with 1 and with 2 threads; the documents must
         be the same
large:   ten times ROWS, within 1 GiB

ROWS is the size of the dataset; the reference has a tenth of it, at most 750,000. Files are made in FOLDER when they are
not there (target/bench/data). Needs what requirements.txt beside it names; builds the engine when needed. What cd4ml
remembers of a file's digest is removed before each run: its figures include the SHA-256 of all bytes.
"""
import argparse
import hashlib
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

arguments = argparse.ArgumentParser()
arguments.add_argument("rows", type=float)
arguments.add_argument("--rounds", type=int, default=5)
arguments.add_argument("--parquet", action="store_true")
arguments.add_argument("--what", choices=["whole", "checks", "threads", "large"], default="whole")
arguments.add_argument("--data", type=pathlib.Path)
asked = arguments.parse_args()
rows, kind = int(asked.rows), "parquet" if asked.parquet else "csv"
here = pathlib.Path(__file__).resolve().parent
home = here.parent.parent
work = home / "target" / "bench" / "data"
work.mkdir(parents=True, exist_ok=True)
store = (asked.data or work).resolve()
cd4ml = str(home / "cd4ml")


def data(name, count, seed):
    csv = store / f"{name}-{count}.csv"
    if not csv.exists():
        subprocess.run([sys.executable, here / "generate.py", str(count), csv, str(seed)], check=True)
    if kind == "csv":
        return csv
    parquet = csv.with_suffix(".parquet")
    if not parquet.exists():
        # not in this process: what it has in memory once would count as that of all that it starts
        subprocess.run([sys.executable, "-c", "import pandas, sys; pandas.read_csv(sys.argv[1], parse_dates=['ts'])"
                        ".to_parquet(sys.argv[2], index=False)", csv, parquet], check=True)
    return parquet


def tenfold(csv):
    """The same rows ten times, each with an id of its own."""
    large = csv.with_name(f"now-{rows * 10}.csv")
    if not large.exists():
        with open(large.with_suffix(".part"), "wb") as out:
            for k in range(10):
                with open(csv, "rb") as lines:
                    header = lines.readline()
                    if k == 0:
                        out.write(header)
                    for line in lines:
                        row, rest = line.split(b",", 1)
                        out.write(b"%d,%s" % (int(row) + k * rows, rest))
        large.with_suffix(".part").rename(large)
    return large


now, reference = data("now", rows, 1), data("reference", min(750_000, rows // 10), 2)
if asked.what == "large":
    now = tenfold(now)


def project(name, keys):
    folder = work / name
    folder.mkdir(exist_ok=True)
    (folder / "c.yaml").write_text((here / "project" / "bench.contract.yaml").read_text())
    (folder / "cd4ml.yaml").write_text(f"model: bench\ndata:\n  now: {{path: {now}, contract: c.yaml, {keys}}}\n")
    return [cd4ml, "-C", str(folder), "--json", "validate-data"]


def measure(command, environment):
    for remembered in work.glob("*/.cd4ml/digests.json"):
        remembered.unlink()
    before = time.time()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={**os.environ, **environment})
    process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise SystemExit(f"{command} ended with {status}")
    return usage.ru_utime + usage.ru_stime, time.time() - before, usage.ru_maxrss / 1024


def documents():
    run = max((work / "whole" / ".cd4ml" / "runs").iterdir(), key=lambda folder: int(folder.name)) / "data" / "now"
    validation = json.loads((run / "validation.json").read_text())
    for check in validation["checks"]:
        if check["rule"] == "freshness":
            del check["number"]  # the age of the newest time grows from run to run
    bytes_of = [json.dumps(validation).encode(), *((run / f"{name}.json").read_bytes() for name in ("profile", "drift"))]
    return hashlib.sha256(b"".join(bytes_of)).hexdigest()


python = sys.executable
whole = project("whole", f"reference: {reference}")
great_expectations = [os.environ.get("CD4ML_CHECKS_PYTHON", python), str(here / "by_great_expectations.py"), str(now)]
contenders = {
    "whole": {
        "cd4ml": (whole, {}),
        "pandas + scipy": ([python, str(here / "by_pandas.py"), str(now), str(reference)], {}),
        "DuckDB SQL": ([python, str(here / "by_duckdb.py"), str(now), str(reference)], {}),
    },
    "checks": {
        "cd4ml": (project("checks", "profile: false"), {}),
        "pandas": ([python, str(here / "by_pandas.py"), str(now), "-", "--checks-only"], {}),
        "pandera": ([python, str(here / "by_pandera.py"), str(now)], {}),
        "Great Expectations": (great_expectations, {}),
        "Great Expectations, records": ([*great_expectations, "--records"], {}),
    },
    "threads": {
        "plain CSV": (whole, {}),
        **{f"DuckDB, {n} threads": (whole, {"JAVA_TOOL_OPTIONS": f"-Dcd4ml.csv=duckdb -Dcd4ml.duckdb.threads={n}"}) for n in (1, 2)},
    },
    "large": {"cd4ml": (whole, {})},
}[asked.what]
subprocess.run([cd4ml, "-C", str(home / "examples" / "breast-cancer"), "--json", "validate-data"],
               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # builds, archives classes
seen, same = {name: [] for name in contenders}, set()
for _ in range(asked.rounds):
    for name, (command, environment) in contenders.items():
        seen[name].append(measure(command, environment))
        if asked.what == "threads":
            same.add(documents())
table = {
    name: dict(zip(("cpu", "wall", "mib"), (round(statistics.median(m), 1) for m in zip(*measures))))
    for name, measures in seen.items()
}
if len(same) > 1:
    raise SystemExit("the documents differ")
print(json.dumps({"what": asked.what, "rows": rows, "kind": kind, "bytes": now.stat().st_size, "rounds": asked.rounds,
                  "load": os.getloadavg()[0], "medians": table, "cpu of each": {k: [round(m[0], 1) for m in v] for k, v in seen.items()}},
                 indent=2))
