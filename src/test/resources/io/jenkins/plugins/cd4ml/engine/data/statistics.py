"""Writes statistics.json: seeded pairs of samples and what numpy and scipy say about them.

The Java tests hold the engine's statistics against these numbers; the peer tests run it with other seeds.
    python statistics.py [SEED] > statistics.json
"""
import json
import sys

import numpy as np
from scipy.spatial.distance import jensenshannon
from scipy.stats import ks_2samp

QUANTILES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]


def pairs():
    r = np.random.default_rng(int(sys.argv[1]) if len(sys.argv) > 1 else 20261123)
    yield "normal", r.normal(0, 1, 500), r.normal(0, 1, 400)
    yield "normal shifted", r.normal(0.3, 1, 500), r.normal(0, 1, 400)
    yield "normal far from zero", r.normal(1e6, 1, 300), r.normal(1e6, 1.5, 300)
    yield "lognormal", r.lognormal(0, 2, 300), r.lognormal(0.2, 2, 500)
    yield "uniform and normal", r.uniform(-2, 2, 300), r.normal(0, 1, 300)
    yield "zero heavy", np.where(r.random(400) < 0.6, 0, r.exponential(2, 400)), np.where(
        r.random(500) < 0.5, 0, r.exponential(2, 500))
    yield "integers with many ties", r.integers(0, 5, 400).astype(float), r.integers(0, 6, 300).astype(float)
    yield "rounded", np.round(r.normal(0, 1, 400), 1), np.round(r.normal(0.1, 1, 400), 1)
    yield "negative zero", np.array([-0.0, 0.0, 1.0, -1.0]), np.array([0.0, 0.0, -0.0, 2.0])
    yield "two constants", np.full(50, 3.25), np.full(70, 3.25)
    yield "constant moved", np.full(50, 3.25), np.full(70, 3.5)
    yield "constant against varied", np.full(50, 0.0), r.normal(0, 1, 60)
    yield "single rows", np.array([1.5]), np.array([2.5])
    yield "same single row", np.array([1.5]), np.array([1.5])
    yield "single against many", np.array([0.1]), r.normal(0, 1, 100)
    yield "two against three", np.array([1.0, 2.0]), np.array([1.5, 2.0, 3.0])
    yield "positive infinity", np.append(r.normal(0, 1, 100), [np.inf, np.inf]), np.append(r.normal(0, 1, 90), [np.inf])
    yield "both infinities", np.append(r.normal(0, 1, 100), [np.inf, -np.inf]), np.append(
        r.normal(0, 1, 90), [-np.inf] * 20)
    yield "only infinities", np.array([np.inf, -np.inf, np.inf]), np.array([-np.inf, -np.inf])
    yield "subnormal", np.array([5e-324, 1e-320, 0, -5e-324]), np.array([5e-324, 1e-310])
    yield "huge", np.array([1e300, -1e300, 3e299]), np.array([1e300, 2e300])
    yield "wide exponents", 10.0 ** r.uniform(-200, 200, 300), 10.0 ** r.uniform(-200, 200, 300)
    yield "disjoint", r.uniform(0, 1, 100), r.uniform(2, 3, 100)
    yield "identical", *(lambda x: (x, x.copy()))(r.normal(0, 1, 200))
    yield "sorted steps", np.repeat(np.arange(20.0), 10), np.repeat(np.arange(20.0), 7) + 0.5
    yield "large", np.round(r.gamma(2, 3, 3000), 3), np.round(r.gamma(2.1, 3, 3000), 3)
    yield "empty against some", np.array([]), np.array([1.0, 2.0])


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


def describe(x):
    finite = x[np.isfinite(x)]
    said = {"count": len(x), "distinct": len(np.unique(x)), "zeros": int((x == 0).sum())}
    if len(finite):
        said["min"], said["max"] = float(finite.min()), float(finite.max())
        with np.errstate(over="ignore"):
            said["mean"] = float(finite.mean())
            std = finite.std(ddof=1) if len(finite) > 1 else np.nan
            said["std"] = float(std) if np.isfinite(std) else None
        said["quantiles"] = [float(q) for q in np.quantile(finite, QUANTILES)]
        with np.errstate(over="ignore"):
            width = finite.max() - finite.min()
        tiny = 0 < width < 1e-300  # numpy refuses a range that cannot be cut into 20
        if not tiny and np.isfinite(width):
            said["histogram"] = [int(c) for c in np.histogram(finite, 20)[0]]
    return said


def text(x):
    return [repr(float(v)).replace("inf", "Infinity") for v in x]


cases = []
for name, a, b in pairs():
    case = {"name": name, "a": text(a), "b": text(b), "describeA": describe(a), "describeB": describe(b)}
    if len(a) and len(b):
        p, q = binned(a, edges(b)), binned(b, edges(b))
        case |= {"psi": psi(p, q), "js": float(jensenshannon(p, q, 2)), "ks": float(ks_2samp(a, b, method="asymp").statistic)}
    cases.append(case)
json.dump({"numpy": np.__version__, "cases": cases}, sys.stdout, separators=(",", ":"))
print()
