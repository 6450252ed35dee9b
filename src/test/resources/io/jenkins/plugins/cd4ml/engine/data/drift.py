"""Writes now.csv and reference.csv, seeded tables whose columns drift each in its way, and says what pandas, numpy and
scipy read in them, metric by metric.
    python drift.py SEED FOLDER
"""
import json
import pathlib
import sys

import numpy as np
import pandas as pd
from scipy.spatial.distance import jensenshannon
from scipy.stats import ks_2samp

rng = np.random.default_rng(int(sys.argv[1]))
here = pathlib.Path(sys.argv[2])
NOW, REFERENCE = 700, 500


def some(values, nulls):
    return np.where(rng.random(len(values)) < nulls, np.nan, values)


def numbers(n, moved):
    yield "normal", rng.normal(moved, 1, n)
    yield "far", rng.normal(1e9, 1 + moved, n)
    yield "lognormal", rng.lognormal(moved, 2, n)
    yield "zero_heavy", np.where(rng.random(n) < 0.6 - moved, 0, rng.exponential(2, n))
    yield "only_zero", np.zeros(n)
    yield "mostly_one_value", np.where(rng.random(n) < 0.95, 7, rng.normal(7, 1, n))
    yield "ties", rng.integers(0, 5 + int(10 * moved), n).astype(float)
    yield "rounded", np.round(rng.normal(moved, 1, n), 1)
    yield "constant", np.full(n, 3.25)
    yield "constant_moved", np.full(n, 3.25 + moved)
    yield "half_missing", some(rng.normal(0, 1, n), 0.5)
    yield "missing_more", some(rng.normal(0, 1, n), 0.05 + moved)
    yield "infinite", np.where(rng.random(n) < 0.02 + moved / 10, np.inf, rng.normal(0, 1, n))
    yield "both_infinite", np.where(rng.random(n) < 0.1, np.inf * rng.choice([-1, 1], n), rng.normal(0, 1, n))
    yield "single", np.where(np.arange(n) == 3, 1.5 + moved, np.nan)
    yield "disjoint", rng.uniform(0, 1, n) + 100 * moved
    yield "heavy", rng.standard_cauchy(n)
    yield "small", rng.normal(0, 1e-200, n)
    yield "large", rng.normal(0, 1e200, n)
    yield "bits", rng.integers(0, 2, n).astype(float)
    yield "steps", np.repeat(np.arange(n // 10), 10) + moved
    yield "skewed", -rng.gamma(2, 3 + moved, n)


def texts(n, moved):
    names = np.array(["a", "b", "c", "d", "Zoë", "日本"], dtype=object)
    yield "same_categories", names[rng.integers(0, 4, n)]
    yield "other_categories", names[rng.integers(0 if moved else 1, 6 if moved else 5, n)]
    yield "constant_text", np.full(n, "x", dtype=object)
    yield "ids", np.array([f"k{i % (300 if moved else 200)}" for i in range(n)], dtype=object)
    gaps = names[rng.integers(0, 3, n)]
    gaps[rng.random(n) < 0.1 + moved] = np.nan
    yield "gaps", gaps


def write(file, n, moved):
    pd.DataFrame(dict([*numbers(n, moved), *texts(n, moved)])).to_csv(here / file, index=False)
    return pd.read_csv(here / file, keep_default_na=False, na_values=[""])


def psi(p, q):
    n, m = p.sum(), q.sum()
    some = (p > 0) | (q > 0)
    p, q = np.maximum(p[some], 0.5) / n, np.maximum(q[some], 0.5) / m
    return float(((p - q) * np.log(p / q)).sum())


def edges(reference):
    """The ends of the range, the deciles, and what lies just below a value that is two deciles or more."""
    deciles = np.quantile(reference, np.arange(1, 10) / 10, method="inverted_cdf")
    heavy = deciles[1:][deciles[1:] == deciles[:-1]]
    return np.unique(np.concatenate([deciles, np.nextafter(heavy, -np.inf),
                                     [np.nextafter(reference.min(), -np.inf), reference.max()]]))


def binned(x, edges):
    return np.bincount(np.searchsorted(edges, x, side="left"), minlength=len(edges) + 1)


now, reference = write("now.csv", NOW, 0.2), write("reference.csv", REFERENCE, 0.0)
says = {}
for column in now:
    a, b = now[column].dropna(), reference[column].dropna()
    says[column + ".nulls"] = now[column].isna().mean() - reference[column].isna().mean()
    if now[column].dtype.kind in "fi":
        p, q = binned(a, edges(b)), binned(b, edges(b))
        says[column + ".ks"] = ks_2samp(a, b, method="asymp").statistic
    else:
        both = sorted(set(a) | set(b))
        p, q = (s.value_counts().reindex(both, fill_value=0).to_numpy() for s in (a, b))
        says[column + ".newCategories"] = (q == 0).sum()
        says[column + ".missingCategories"] = (p == 0).sum()
    says[column + ".psi"], says[column + ".js"] = psi(p, q), jensenshannon(p, q, 2)
json.dump({k: float(v) for k, v in says.items()}, sys.stdout)
