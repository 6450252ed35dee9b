"""Expected values of metrics and comparisons, from scikit-learn, scipy and statsmodels.

  python expected.py > expected.json      (versions: bench/statistics/requirements.txt)

The JSON is committed, so that the engine's tests need no Python; a test runs this script again where one is there.
A metric is null where scikit-learn raises, gives NaN, or has nothing to find in the truth (recall, pr_auc without
positives; f1 without positives in truth and predictions).
"""
import json
import math
import types
import warnings

import numpy as np
from scipy import stats
from sklearn import metrics as skl
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

warnings.filterwarnings("ignore")
rng = np.random.default_rng(20261123)


def value(function):
    try:
        v = float(function())
    except (ValueError, ZeroDivisionError):
        return None
    return None if math.isnan(v) else "-Infinity" if v == -math.inf else v


def calibration(right, p, w):
    bins = np.minimum(14, (p * 15).astype(int))
    w = np.ones(len(p)) if w is None else w
    gaps = [abs(np.sum((w * (right - p))[bins == b])) for b in range(15)]
    return sum(gaps) / w.sum() if w.sum() > 0 else math.nan


def binary(y, p, w):
    c = (p > 0.5).astype(int)
    kw = {"sample_weight": w}
    mass = np.ones(len(y)) if w is None else w
    found = mass[y == 1].sum() > 0
    named = mass[c == 1].sum() > 0
    values = {
        "accuracy": lambda: skl.accuracy_score(y, c, **kw),
        "balanced_accuracy": lambda: skl.balanced_accuracy_score(y, c, **kw),
        "precision": lambda: skl.precision_score(y, c, **kw),
        "recall": lambda: skl.recall_score(y, c, **kw) if found else math.nan,
        "f1": lambda: skl.f1_score(y, c, **kw) if found or named else math.nan,
        "f1@weighted": lambda: skl.f1_score(y, c, average="weighted", **kw),
        "precision@weighted": lambda: skl.precision_score(y, c, average="weighted", **kw),
        "recall@weighted": lambda: skl.recall_score(y, c, average="weighted", **kw),
        "mcc": lambda: skl.matthews_corrcoef(y, c, **kw),
        "auc": lambda: skl.roc_auc_score(y, p, **kw),
        "pr_auc": lambda: skl.average_precision_score(y, p, **kw) if found else math.nan,
        "log_loss": lambda: skl.log_loss(y, p, labels=[0, 1], **kw),
        "brier": lambda: skl.brier_score_loss(y, np.c_[1 - p, p], labels=[0, 1], **kw),
        "calibration_error": lambda: calibration(y, p, w),
    }
    return {k: value(f) for k, f in values.items()}


def multiclass(y, p, w):
    c = p.argmax(axis=1)
    k = p.shape[1]
    kw = {"sample_weight": w}
    mass = np.ones(len(y)) if w is None else w
    every = all(mass[y == i].sum() > 0 for i in range(k))
    values = {
        "accuracy": lambda: skl.accuracy_score(y, c, **kw),
        "balanced_accuracy": lambda: skl.balanced_accuracy_score(y, c, **kw),
        "precision": lambda: skl.precision_score(y, c, average="macro", **kw),
        "recall": lambda: skl.recall_score(y, c, average="macro", **kw),
        "f1": lambda: skl.f1_score(y, c, average="macro", **kw),
        "f1@weighted": lambda: skl.f1_score(y, c, average="weighted", **kw),
        "mcc": lambda: skl.matthews_corrcoef(y, c, **kw),
        "auc": lambda: np.mean([skl.roc_auc_score(y == i, p[:, i], **kw) for i in range(k)]) if every else math.nan,
        "pr_auc": lambda: np.mean([skl.average_precision_score(y == i, p[:, i], **kw) for i in range(k)])
        if every else math.nan,
        "log_loss": lambda: skl.log_loss(y, p, labels=list(range(k)), **kw),
        "brier": lambda: skl.brier_score_loss(y, p, labels=list(range(k)), **kw),
        "calibration_error": lambda: calibration((c == y).astype(float), p.max(axis=1), w),
    }
    if every and w is None:  # the mean over classes is scikit-learn's own one-vs-rest average
        assert abs(values["auc"]() - skl.roc_auc_score(y, p, multi_class="ovr")) < 1e-12
        assert abs(values["pr_auc"]() - skl.average_precision_score(y, p)) < 1e-12
    return {name: value(f) for name, f in values.items()}


def regression(y, p, w):
    kw = {"sample_weight": w}
    values = {
        "mae": lambda: skl.mean_absolute_error(y, p, **kw),
        "mse": lambda: skl.mean_squared_error(y, p, **kw),
        "rmse": lambda: skl.root_mean_squared_error(y, p, **kw),
        "r2": lambda: skl.r2_score(y, p, force_finite=False, **kw),
        "mape": lambda: skl.mean_absolute_percentage_error(y, p, **kw),
        "pinball@0.9": lambda: skl.mean_pinball_loss(y, p, alpha=0.9, **kw),
        "pinball@0.25": lambda: skl.mean_pinball_loss(y, p, alpha=0.25, **kw),
    }
    return {k: value(f) for k, f in values.items()}


def reciprocal(y, s, top):
    if not (y > 0).any():
        return 0.0
    best = s[y > 0].max()
    rank = 1 + np.sum(s > best) + np.sum((s == best) & (y <= 0))
    return 1 / rank if rank <= top else 0.0


def ranking(y, s, g, w):
    groups = [np.flatnonzero(g == i) for i in np.unique(g)]
    groups = [rows for rows in groups if len(rows) > 1]
    mass = [1.0 if w is None else w[rows[0]] for rows in groups]

    def mean(of):
        return np.average([of(y[rows], s[rows]) for rows in groups], weights=mass) if groups else math.nan

    values = {
        "ndcg": lambda: mean(lambda a, b: skl.ndcg_score([a], [b])),
        "ndcg@3": lambda: mean(lambda a, b: skl.ndcg_score([a], [b], k=3)),
        "mrr": lambda: mean(lambda a, b: reciprocal(a, b, math.inf)),
        "mrr@2": lambda: mean(lambda a, b: reciprocal(a, b, 2)),
    }
    return {k: value(f) for k, f in values.items()}


def metric_cases():
    cases = []

    def add(task, name, y, s, w=None, g=None):
        values = ranking(y, s, g, w) if task == "ranking" else globals()[task](y, s, w)
        case = {"task": task, "name": name, "labels": y.tolist(), "scores": s.tolist(), "metrics": values}
        if w is not None:
            case["weights"] = w.tolist()
        if g is not None:
            case["groups"] = g.tolist()
        cases.append(case)

    n = 60
    y = (rng.random(n) < 0.4).astype(int)
    p = np.clip(0.25 + 0.4 * y + 0.2 * rng.standard_normal(n), 0, 1)
    w = np.round(rng.exponential(size=n), 3)
    zero = w * (rng.random(n) < 0.5)
    add("binary", "plain", y, p)
    add("binary", "ties", y, np.round(p, 1))
    add("binary", "weights", y, np.round(p, 2), w)
    add("binary", "zero weights", y, np.round(p, 1), zero)
    add("binary", "zero weight on every positive", y, p, np.where(y == 1, 0.0, w))
    add("binary", "zero weight on every negative", y, p, np.where(y == 0, 0.0, w))
    add("binary", "all weights zero", y, p, np.zeros(n))
    add("binary", "only negatives", np.zeros(20, int), p[:20])
    add("binary", "only positives", np.ones(20, int), p[:20])
    add("binary", "only negatives, none predicted", np.zeros(20, int), p[:20] / 2)
    add("binary", "constant low", y, np.full(n, 0.3))
    add("binary", "constant high", y, np.full(n, 0.7))
    add("binary", "constant half", y, np.full(n, 0.5))
    add("binary", "certain and right", y, y.astype(float))
    add("binary", "certain and wrong", y, 1.0 - y)
    add("binary", "one row of each", np.array([0, 1]), np.array([0.5, 0.5]))
    add("binary", "one row", np.array([1]), np.array([0.8]))
    add("binary", "bin edges", np.arange(16) % 2, np.arange(16) / 15)
    add("binary", "calibrated to denormals", y, np.where(y == 1, 1 - 1e-17, 1e-320))

    k = 4
    y = rng.integers(0, k, n)
    logits = rng.standard_normal((n, k)) + 1.5 * np.eye(k)[y]
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    coarse = np.array([rng.multinomial(16, row) / 16 for row in p])
    add("multiclass", "plain", y, p)
    add("multiclass", "ties", y, coarse)
    add("multiclass", "weights", y, coarse, w)
    add("multiclass", "zero weights", y, p, zero)
    add("multiclass", "zero weight on a class", y, p, np.where(y == 2, 0.0, w))
    add("multiclass", "class missing in truth", np.where(y == 3, 0, y), p)
    silent = p * np.array([1, 1, 1, 1e-9])
    add("multiclass", "class never predicted", y, silent / silent.sum(axis=1, keepdims=True))
    absent = np.where(y == 3, 0, y)
    add("multiclass", "class missing in both", absent, silent / silent.sum(axis=1, keepdims=True))
    add("multiclass", "only one class", np.full(20, 1), p[:20])
    add("multiclass", "constant", y, np.tile([0.1, 0.2, 0.3, 0.4], (n, 1)))
    add("multiclass", "uniform", y, np.full((n, k), 0.25))
    add("multiclass", "all weights zero", y, p, np.zeros(n))

    y = np.round(10 + 3 * rng.standard_normal(n), 4)
    p = np.round(y + rng.standard_normal(n), 4)
    add("regression", "plain", y, p)
    add("regression", "ties", np.round(y), np.round(p))
    add("regression", "weights", y, p, w)
    add("regression", "zero weights", y, p, zero)
    add("regression", "constant prediction", y, np.full(n, 10.0))
    add("regression", "constant truth", np.full(n, 0.5), p)
    add("regression", "constant truth, met", np.full(n, 0.5), np.full(n, 0.5))
    add("regression", "exact", y, y)
    add("regression", "zeros in the truth", np.where(y > 10, 0.0, y), p)
    add("regression", "far from zero", y + 1e6, p + 1e6)
    add("regression", "all weights zero", y, p, np.zeros(n))

    g = np.repeat(np.arange(12), 5)
    y = rng.integers(0, 4, n)
    s = np.round(y + 2 * rng.standard_normal(n), 6)
    add("ranking", "plain", y, s, None, g)
    add("ranking", "ties", y, np.round(s / 2), None, g)
    add("ranking", "weights", y, s, np.repeat(w[:12], 5), g)
    add("ranking", "zero weights", y, s, np.repeat(zero[:12], 5), g)
    add("ranking", "groups without relevant rows", np.where(g < 4, 0, y), s, None, g)
    add("ranking", "constant", y, np.zeros(n), None, g)
    add("ranking", "few relevant rows", (y == 3).astype(int), s, None, g)
    add("ranking", "few relevant rows, ties", (y == 3).astype(int), np.round(s / 4), None, g)
    uneven = np.sort(rng.integers(0, 20, n))
    add("ranking", "groups of any size, mixed up", y, s, None, rng.permutation(uneven))
    return cases


def delong(y, a, b):
    """By definition: the kernel of every pair."""
    def placements(s):
        pos, neg = s[y == 1], s[y == 0]
        kernel = (pos[:, None] > neg[None, :]) + 0.5 * (pos[:, None] == neg[None, :])
        return kernel.mean(axis=1), kernel.mean(axis=0)
    (a1, a0), (b1, b0) = placements(a), placements(b)
    variance = np.var(a1 - b1, ddof=1) / len(a1) + np.var(a0 - b0, ddof=1) / len(a0)
    return a1.mean(), b1.mean(), math.sqrt(variance)


def delong_cases():
    cases = []
    for n, decimals in ((30, 12), (80, 1), (200, 2)):
        y = (rng.random(n) < 0.35).astype(int)
        a = np.round(rng.standard_normal(n) + y, decimals)
        b = np.round(0.7 * a + 0.6 * rng.standard_normal(n), decimals)
        first, second, error = delong(y, a, b)
        z = stats.norm.ppf(0.975)
        cases.append({
            "labels": y.tolist(), "first": a.tolist(), "second": b.tolist(),
            "areas": [first, second], "error": error,
            "rank": [stats.mannwhitneyu(s[y == 1], s[y == 0]).statistic / (y.sum() * (n - y.sum())) for s in (a, b)],
            "low": first - second - z * error, "high": first - second + z * error,
            "above": stats.norm.sf((first - second + 0.02) / error),
        })
    return cases


def tango(b, c, n, z):
    """The score interval by its definition: the variance at the loss probability that solves the likelihood."""
    from scipy.optimize import brentq

    def score(d):
        roots = np.roots([2 * n, -b - c + (2 * n - b + c) * d, -c * d * (1 - d)])
        loss = max(np.real(roots))
        return (b - c - n * d) / math.sqrt(n * (2 * loss + d * (1 - d)))
    at = (b - c) / n
    edge = 1 - 1e-12
    return [brentq(lambda d: score(d) - z, -edge, at, xtol=1e-15), brentq(lambda d: score(d) + z, at, edge, xtol=1e-15)]


def mcnemar_cases():
    cases = []
    for b, c, n in ((1, 7, 21), (6, 16, 161), (40, 20, 160), (3, 3, 50), (0, 5, 30), (250, 230, 5000)):
        table = [[0, b], [c, n - b - c]]
        point = stats.binom.pmf(b, b + c, 0.5)
        exact = mcnemar(table, exact=True).pvalue
        cases.append({
            "gains": b, "losses": c, "rows": n, "exact": float(min(1, exact)),
            "midP": 1 - 0.5 * point if b == c else exact - point,
            "score": math.copysign(math.sqrt(mcnemar(table, exact=False, correction=False).statistic), b - c),
            "interval": tango(b, c, n, stats.norm.ppf(0.975)),
        })
    return cases


def holm_cases():
    families = [[0.01, 0.04, 0.03, 0.005], [0.2], [0.5, 0.5, 0.5], [1e-9, 0.04, 0.9, 0.013, 0.013, 0.05]]
    families.append(rng.random(20).tolist())
    return [{"p": p, "adjusted": multipletests(p, method="holm")[1].tolist()} for p in families]


def bootstrap_cases():
    """Intervals of a mean from a given bootstrap distribution."""
    cases = []
    x = np.round(rng.exponential(size=40), 4)
    for method in ("percentile", "BCa"):
        resamples = np.sort([np.mean(rng.choice(x, len(x))) for _ in range(500)])
        done = types.SimpleNamespace(bootstrap_distribution=resamples)
        result = stats.bootstrap((x,), np.mean, n_resamples=0, bootstrap_result=done, method=method)
        interval = result.confidence_interval
        cases.append({"values": x.tolist(), "resamples": resamples.tolist(), "method": method,
                      "low": float(interval.low), "high": float(interval.high)})
    return cases


def permutation_cases():
    cases = []
    for n in (6, 10):
        y = np.round(rng.standard_normal(n), 3)
        a = np.round(y + rng.standard_normal(n), 3)
        b = np.round(y + 1.5 * rng.standard_normal(n), 3)

        def difference(first, second, axis=-1):
            return np.mean(first, axis=axis) - np.mean(second, axis=axis)
        test = {}
        for side in ("greater", "less"):
            test[side] = float(stats.permutation_test(
                (np.abs(a - y), np.abs(b - y)), difference, permutation_type="samples", n_resamples=np.inf,
                alternative=side).pvalue)
        cases.append({"labels": y.tolist(), "first": a.tolist(), "second": b.tolist(), **test})
    return cases


if __name__ == "__main__":
    print(json.dumps({
        "metrics": metric_cases(), "delong": delong_cases(), "mcnemar": mcnemar_cases(), "holm": holm_cases(),
        "bootstrap": bootstrap_cases(), "permutation": permutation_cases()}, separators=(",", ":")))
