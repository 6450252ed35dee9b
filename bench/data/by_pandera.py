"""The benchmark's checks with pandera, lazily, so that all failures are counted.

    python by_pandera.py NOW
"""
import json
import sys

import pandas as pd
import pandera.pandas as pa

path = sys.argv[1]
frame = pd.read_parquet(path) if path.endswith(".parquet") else pd.read_csv(path, parse_dates=["ts"])
number = {"nullable": True, "coerce": False}


def share(most):
    return pa.Check(lambda s: s.isna().mean() < most, ignore_na=False)


schema = pa.DataFrameSchema(
    {
        "id": pa.Column("int64", unique=True),
        "ts": pa.Column("datetime64", pa.Check(lambda s: pd.Timestamp.now() - s.max() < pd.Timedelta(days=36500)), coerce=True),
        "d0": pa.Column("float64", [pa.Check.in_range(-100, 100), share(0.05)], **number),
        "d1": pa.Column("float64", pa.Check.ge(0), **number),
        "d2": pa.Column("float64", pa.Check.in_range(-5, 5), **number),
        "d3": pa.Column("float64", pa.Check.ge(0), **number),
        **{f"d{i}": pa.Column("float64", **number) for i in range(4, 10)},
        "i0": pa.Column("float64", pa.Check.in_range(0, 99), **number),
        "i1": pa.Column("float64", pa.Check(lambda s: s % 1 == 0), **number),
        "i2": pa.Column("float64", pa.Check.isin([0, 1]), **number),
        "i3": pa.Column("float64", pa.Check(lambda s: s % 1 == 0), **number),
        "c0": pa.Column(str, pa.Check.isin(["c0_0", "c0_1", "c0_2"]), nullable=True),
        "c1": pa.Column(str, pa.Check.str_matches(r"c1_[0-9]+$"), nullable=True),
        "c2": pa.Column(str, pa.Check.str_length(4, 5), nullable=True),
        "c3": pa.Column(str, share(0.02), nullable=True),
    },
    checks=pa.Check(lambda df: len(df) >= 1000),
)
try:
    schema.validate(frame, lazy=True)
    json.dump({"valid": True}, sys.stdout)
except pa.errors.SchemaErrors as failures:
    counts = failures.failure_cases.groupby(["column", "check"], dropna=False).size()
    json.dump({f"{column} {check}": int(n) for (column, check), n in counts.items()}, sys.stdout)
