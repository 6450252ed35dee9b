"""The same work as the benchmark's contract, profile and drift, with pandas, numpy and scipy.

    python by_pandas.py NOW REFERENCE [--checks-only]
"""
import json
import sys

import numpy as np
import pandas as pd
from scipy.spatial.distance import jensenshannon
from scipy.stats import ks_2samp

DOUBLES = [f"d{i}" for i in range(10)]
INTEGERS = [f"i{i}" for i in range(4)]
CATEGORIES = [f"c{i}" for i in range(4)]


def read(path):
    if path.endswith(".parquet"):
        return pd.read_parquet(path)
    return pd.read_csv(path, parse_dates=["ts"])


def checks(df):
    c = df
    return {
        "rows": len(c),
        "id missing": int(c.id.isna().sum()),
        "id duplicates": int(c.id.duplicated().sum()),
        "ts missing": int(c.ts.isna().sum()),
        "d0 range": int((~c.d0.dropna().between(-100, 100)).sum()),
        "d0 missing": int(c.d0.isna().sum()),
        "d1 min": int((c.d1.dropna() < 0).sum()),
        "d2 range": int((~c.d2.dropna().between(-5, 5)).sum()),
        "d3 min": int((c.d3.dropna() < 0).sum()),
        **{f"{k} number": int(pd.api.types.is_numeric_dtype(c[k]) - 1) for k in DOUBLES},
        "i0 range": int((~c.i0.dropna().between(0, 99)).sum()),
        "i2 values": int((~c.i2.dropna().isin([0, 1])).sum()),
        "c0 values": int((~c.c0.dropna().isin(["c0_0", "c0_1", "c0_2"])).sum()),
        "c1 pattern": int((~c.c1.dropna().str.fullmatch("c1_[0-9]+")).sum()),
        "c2 length": int((~c.c2.dropna().str.len().between(4, 5)).sum()),
        "c3 missing": int(c.c3.isna().sum()),
        "age": str(c.ts.max()),
    }


def profile(df):
    out = {}
    for k in DOUBLES + INTEGERS:
        v = df[k].dropna().to_numpy(dtype=float)
        out[k] = {
            "distinct": len(np.unique(v)), "min": v.min(), "max": v.max(), "mean": v.mean(), "std": v.std(ddof=1),
            "quantiles": np.quantile(v, [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]).tolist(),
            "histogram": np.histogram(v, 20)[0].tolist(),
        }
    for k in CATEGORIES:
        counts = df[k].value_counts()
        out[k] = {"distinct": len(counts), "top": counts.head(10).to_dict()}
    return out


def psi(p, q):
    some = (p > 0) | (q > 0)
    p, q = np.maximum(p[some], 0.5) / p.sum(), np.maximum(q[some], 0.5) / q.sum()
    return float(((p - q) * np.log(p / q)).sum())


def edges(reference):
    """The ends of the range, the deciles, and what lies just below a value that is two deciles or more."""
    deciles = np.quantile(reference, np.arange(1, 10) / 10, method="inverted_cdf")
    heavy = deciles[1:][deciles[1:] == deciles[:-1]]
    return np.unique(np.concatenate([deciles, np.nextafter(heavy, -np.inf),
                                     [np.nextafter(reference.min(), -np.inf), reference.max()]]))


def drift(now, before):
    out = {}
    for k in DOUBLES + INTEGERS:
        a, b = now[k].dropna().to_numpy(dtype=float), before[k].dropna().to_numpy(dtype=float)
        ends = edges(b)
        p, q = (np.bincount(np.searchsorted(ends, x), minlength=len(ends) + 1) for x in (a, b))
        out[k] = {"psi": psi(p, q), "js": float(jensenshannon(p, q, 2)), "ks": float(ks_2samp(a, b, method="asymp").statistic)}
    for k in CATEGORIES:
        p, q = now[k].value_counts().align(before[k].value_counts(), fill_value=0)
        out[k] = {"psi": psi(p, q), "js": float(jensenshannon(p, q, 2))}
    return out


frame = read(sys.argv[1])
result = {"checks": checks(frame)}
if "--checks-only" not in sys.argv:
    result["profile"] = profile(frame)
    result["drift"] = drift(frame, read(sys.argv[2]))
json.dump(result, sys.stdout, default=str)
