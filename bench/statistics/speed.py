"""The same comparison with numpy, scipy and scikit-learn: CPU seconds, one thread. Long ones are run with fewer
resamples and scaled to 10,000; the line says so."""
import time

import numpy as np
from scipy import stats
from sklearn.metrics import roc_auc_score

ROWS = 100_000
rng = np.random.default_rng(1)
y = (rng.random(ROWS) < 0.3).astype(int)
common = 0.8 * rng.standard_normal(ROWS)
a, b = (1 / (1 + np.exp(-(k * (2 * y - 1) + common + 0.6 * rng.standard_normal(ROWS)))) for k in (1.0, 0.98))
print(f"numpy {np.__version__}, {ROWS} rows: CPU-s")


def timed(name, resamples, function):
    start = time.process_time()
    function(resamples)
    used = time.process_time() - start
    scaled = f" ({resamples} resamples took {used:.2f})" if resamples != 10_000 else ""
    print(f"{name:52s} {used * 10_000 / resamples:8.2f}{scaled}")


def multinomial(resamples):
    pos, neg = np.flatnonzero(y == 1), np.flatnonzero(y == 0)
    orders = [np.argsort(s, kind="stable") for s in (a, b)]
    even = [np.full(len(i), 1 / len(i)) for i in (pos, neg)]
    counts = np.zeros(ROWS)
    for _ in range(resamples):
        counts[pos] = rng.multinomial(len(pos), even[0])
        counts[neg] = rng.multinomial(len(neg), even[1])
        for order in orders:
            c = counts[order]
            up = y[order] * c
            np.sum(np.cumsum(c - up) * up) / (len(pos) * len(neg))


def means(resamples):
    loss = [-np.log(np.where(y == 1, s, 1 - s)) for s in (a, b)]
    d = loss[0] - loss[1]
    even = np.full(ROWS, 1 / ROWS)
    for _ in range(resamples):
        rng.multinomial(ROWS, even) @ d / ROWS


def scipy_mean(resamples):
    loss = [-np.log(np.where(y == 1, s, 1 - s)) for s in (a, b)]
    stats.bootstrap((loss[0] - loss[1],), np.mean, n_resamples=resamples, method="percentile", batch=100, rng=rng)


def sklearn_auc(resamples):
    for _ in range(resamples):
        rows = rng.integers(0, ROWS, ROWS)
        roc_auc_score(y[rows], a[rows]) - roc_auc_score(y[rows], b[rows])


timed("auc difference, numpy, sorted once, multinomial", 1_000, multinomial)
timed("auc difference, scikit-learn's roc_auc_score", 100, sklearn_auc)
timed("log loss difference, numpy, multinomial", 1_000, means)
timed("log loss difference, scipy.stats.bootstrap", 1_000, scipy_mean)
