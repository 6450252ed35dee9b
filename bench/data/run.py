"""Side by side, one run: cd4ml validate-data against pandas + scipy. Medians of CPU seconds, wall seconds and peak memory.

    python run.py ROWS [ROUNDS] [csv|parquet]     needs pandas, scipy, pyarrow; builds the engine when needed

ROWS is the size of the dataset; the reference has a tenth of it, at most 750,000.
"""
import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import time

here = pathlib.Path(__file__).resolve().parent
home = here.parent.parent
rows = int(float(sys.argv[1]))
rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
kind = sys.argv[3] if len(sys.argv) > 3 else "csv"
work = home / "target" / "bench" / "data"
work.mkdir(parents=True, exist_ok=True)


def data(name, count, seed):
    csv = work / f"{name}-{count}.csv"
    if not csv.exists():
        subprocess.run([sys.executable, here / "generate.py", str(count), csv, str(seed)], check=True)
    if kind == "csv":
        return csv
    parquet = csv.with_suffix(".parquet")
    if not parquet.exists():
        import pandas
        pandas.read_csv(csv, parse_dates=["ts"]).to_parquet(parquet, index=False)
    return parquet


now, reference = data("now", rows, 1), data("reference", min(750_000, rows // 10), 2)


def project(drift):
    folder = work / ("project" if drift else "checks")
    folder.mkdir(exist_ok=True)
    (folder / "c.yaml").write_text((here / "project" / "bench.contract.yaml").read_text())
    (folder / "cd4ml.yaml").write_text(
        f"model: bench\ndata:\n  now: {{path: {now}, contract: c.yaml{f', reference: {reference}' if drift else ''}}}\n")
    return [str(home / "cd4ml"), "-C", str(folder), "--json", "validate-data"]


def measure(command):
    before = time.time()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise SystemExit(f"{command} ended with {status}")
    return usage.ru_utime + usage.ru_stime, time.time() - before, usage.ru_maxrss / 1024


contenders = {
    "cd4ml": project(True),
    "pandas + scipy": [sys.executable, str(here / "by_pandas.py"), str(now), str(reference)],
}
subprocess.run(contenders["cd4ml"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # builds, archives classes
seen = {name: [] for name in contenders}
for _ in range(rounds):
    for name, command in contenders.items():
        seen[name].append(measure(command))
table = {
    name: dict(zip(("cpu", "wall", "mib"), (round(statistics.median(m), 1) for m in zip(*measures))))
    for name, measures in seen.items()
}
print(json.dumps({"rows": rows, "kind": kind, "bytes": now.stat().st_size, "rounds": rounds, "load": os.getloadavg()[0],
                  "medians": table}, indent=2))
