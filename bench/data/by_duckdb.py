"""The same work as the benchmark's contract, profile and drift, as DuckDB SQL written by hand, in DuckDB's own package.

    python by_duckdb.py NOW REFERENCE

The columns' types are given, so that nothing is guessed, and a CSV is parsed once, into a table on disk; Parquet is
read where it is. Two threads, 1 GB.
"""
import json
import math
import pathlib
import shutil
import sys
import tempfile

import duckdb

DOUBLES = [f"d{i}" for i in range(10)]
INTEGERS = [f"i{i}" for i in range(4)]
NUMBERS = DOUBLES + INTEGERS
CATEGORIES = [f"c{i}" for i in range(4)]
BINS = 20
TYPES = {"id": "BIGINT", "ts": "TIMESTAMP", **{c: "DOUBLE" for c in DOUBLES}, **{c: "BIGINT" for c in INTEGERS},
         **{c: "VARCHAR" for c in CATEGORIES}}
CHECKS = {
    "rows": "count(*)",
    "id missing": "count(*) - count(id)",
    "ts missing": "count(*) - count(ts)",
    "d0 range": "count_if(d0 NOT BETWEEN -100 AND 100)",
    "d0 missing": "count(*) - count(d0)",
    "d1 min": "count_if(d1 < 0)",
    "d2 range": "count_if(d2 NOT BETWEEN -5 AND 5)",
    "d3 min": "count_if(d3 < 0)",
    "i0 range": "count_if(i0 NOT BETWEEN 0 AND 99)",
    "i2 values": "count_if(i2 NOT IN (0, 1))",
    "c0 values": "count_if(c0 NOT IN ('c0_0', 'c0_1', 'c0_2'))",
    "c1 pattern": "count_if(NOT regexp_full_match(c1, 'c1_[0-9]+'))",
    "c2 length": "count_if(length(c2) NOT BETWEEN 4 AND 5)",
    "c3 missing": "count(*) - count(c3)",
    "age": "max(ts)::VARCHAR",
}

scratch = pathlib.Path(tempfile.mkdtemp(prefix="by-duckdb-"))
database = duckdb.connect(
    str(scratch / "work.duckdb"), config={"threads": 2, "memory_limit": "1GB", "temp_directory": str(scratch / "spilled")})


def source(path, name):
    if path.endswith(".parquet"):
        return f"read_parquet('{path}')"
    columns = ", ".join(f"'{column}': '{kind}'" for column, kind in TYPES.items())
    database.execute(
        f"CREATE TABLE {name} AS FROM read_csv('{path}', auto_detect=false, header=true, delim=',', quote='\"', columns={{{columns}}})")
    return name


def one(select, relation):
    """The values of one row, by name."""
    cursor = database.execute("SELECT " + ", ".join(f'{sql} AS "{name}"' for name, sql in select.items()) + f" FROM {relation}")
    return dict(zip(select, cursor.fetchone()))


def checks():
    found = one(CHECKS, NOW)
    found["id duplicates"] = database.execute(f"SELECT count(id) - count(DISTINCT id) FROM {NOW}").fetchone()[0]
    return found


def profile():
    out = one({
        f"{c} {name}": sql.format(c)
        for c in NUMBERS
        for name, sql in {
            "min": "min({})", "max": "max({})", "mean": "avg({})", "std": "stddev_samp({})",
            "quantiles": "quantile_cont({}::DOUBLE, [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99])",
        }.items()
    }, NOW)
    out |= one({f"{c} distinct": f"approx_count_distinct({c})" for c in NUMBERS}, NOW)
    for c in NUMBERS:  # a map of the bins that are there: far cheaper than 280 conditions
        low, high = out[f"{c} min"], out[f"{c} max"]
        step = (high - low) / BINS or 1
        out[f"{c} histogram"] = f"CASE WHEN {c} IS NOT NULL THEN least({BINS - 1}, floor(({c} - {low}) / {step}))::UTINYINT END"
    out |= one({f"{c} histogram": f"histogram({out[f'{c} histogram']})" for c in NUMBERS}, NOW)
    for c in CATEGORIES:
        counts = categories(NOW, c)
        out[f"{c} distinct"], out[f"{c} top"] = len(counts), list(counts.items())[:10]
    return out


def categories(relation, c):
    return dict(database.execute(
        f"SELECT {c}, count(*) FROM {relation} WHERE {c} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1").fetchall())


DISTANCES = """
WITH p AS (SELECT {bin} AS bin, count(*) AS n FROM {now} WHERE {c} IS NOT NULL GROUP BY 1),
     q AS (SELECT {bin} AS bin, count(*) AS n FROM {before} WHERE {c} IS NOT NULL GROUP BY 1),
     both_sides AS (
       SELECT coalesce(p.n, 0) / (SELECT sum(n) FROM p) AS p, coalesce(q.n, 0) / (SELECT sum(n) FROM q) AS q,
              greatest(coalesce(p.n, 0), 0.5) / (SELECT sum(n) FROM p) AS ps, greatest(coalesce(q.n, 0), 0.5) / (SELECT sum(n) FROM q) AS qs
       FROM p FULL JOIN q USING (bin))
SELECT sum((ps - qs) * ln(ps / qs)),
       sqrt(greatest(0, sum(CASE WHEN p > 0 THEN p * log2(2 * p / (p + q)) ELSE 0 END + CASE WHEN q > 0 THEN q * log2(2 * q / (p + q)) ELSE 0 END) / 2))
FROM both_sides"""

KS = """
WITH both_sides AS (
       SELECT {c}::DOUBLE AS x, 1 AS a, 0 AS b FROM {now} WHERE {c} IS NOT NULL
       UNION ALL SELECT {c}::DOUBLE, 0, 1 FROM {before} WHERE {c} IS NOT NULL),
     by_value AS (SELECT x, sum(a) AS a, sum(b) AS b FROM both_sides GROUP BY x),
     running AS (
       SELECT sum(a) OVER w AS a, sum(b) OVER w AS b FROM by_value WINDOW w AS (ORDER BY x ROWS UNBOUNDED PRECEDING))
SELECT max(abs(a / (SELECT sum(a) FROM by_value) - b / (SELECT sum(b) FROM by_value))) FROM running"""


def drift():
    out = {}
    deciles = one({c: f"quantile_disc({c}, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])" for c in NUMBERS}, BEFORE)
    ranges = one({f"{c} {end}": f"{end}({c})" for c in NUMBERS for end in ("min", "max")}, BEFORE)
    for c in NUMBERS:
        edges = [*deciles[c], math.nextafter(ranges[f"{c} min"], -math.inf), ranges[f"{c} max"]]
        edges += [math.nextafter(a, -math.inf) for a, b in zip(deciles[c], deciles[c][1:]) if a == b]
        edges = sorted(set(map(float, edges)))
        bin = "CASE " + " ".join(f"WHEN {c} <= {edge!r} THEN {i}" for i, edge in enumerate(edges)) + f" ELSE {len(edges)} END"
        psi, js = database.execute(DISTANCES.format(c=c, bin=bin, now=NOW, before=BEFORE)).fetchone()
        ks, = database.execute(KS.format(c=c, now=NOW, before=BEFORE)).fetchone()
        out[c] = {"psi": psi, "js": js, "ks": ks}
    for c in CATEGORIES:
        psi, js = database.execute(DISTANCES.format(c=c, bin=c, now=NOW, before=BEFORE)).fetchone()
        out[c] = {"psi": psi, "js": js}
    return out


try:
    NOW, BEFORE = source(sys.argv[1], "now"), source(sys.argv[2], "before")
    json.dump({"checks": checks(), "profile": profile(), "drift": drift()}, sys.stdout, default=str)
finally:
    database.close()
    shutil.rmtree(scratch)
