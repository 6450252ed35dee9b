"""Writes a seeded CSV: id, timestamp, 10 doubles, 4 integers, 4 categories, 1 % missing.

    python generate.py ROWS FILE SEED      7.5e6 rows are 1.1 GB
"""
import sys

import numpy as np
import pandas as pd

rows, path, seed = int(float(sys.argv[1])), sys.argv[2], int(sys.argv[3])
rng = np.random.default_rng(seed)
start = np.datetime64("2026-01-01T00:00:00")


def missing(n):
    return rng.random(n) < 0.01


for done in range(0, rows, 250_000):
    n = min(250_000, rows - done)
    frame = {"id": np.arange(done, done + n), "ts": start + np.arange(done, done + n).astype("timedelta64[s]")}
    for i in range(10):
        v = [
            rng.normal(i, 1 + i / 5, n),
            rng.lognormal(0, 1, n),
            rng.uniform(-5, 5, n),
            np.where(rng.random(n) < 0.6, 0, rng.exponential(2, n)),
            rng.gamma(2, 2, n),
        ][i % 5]
        v = np.round(v, 6)
        v[missing(n)] = np.nan
        frame[f"d{i}"] = v
    for i, below in enumerate([100, 5000, 2, 1_000_000]):
        v = pd.array(rng.integers(0, below, n), dtype="Int64")
        v[missing(n)] = pd.NA
        frame[f"i{i}"] = v
    for i, k in enumerate([3, 12, 50, 400]):
        p = 1 / np.arange(1, k + 1)
        v = np.array([f"c{i}_{j}" for j in range(k)], dtype=object)[rng.choice(k, n, p=p / p.sum())]
        v[missing(n)] = None
        frame[f"c{i}"] = v
    pd.DataFrame(frame).to_csv(
        path, mode="w" if done == 0 else "a", header=done == 0, index=False, date_format="%Y-%m-%d %H:%M:%S")
