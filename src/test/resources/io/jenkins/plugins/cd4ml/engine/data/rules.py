"""Writes rules.csv, a seeded table with all sorts of bad values, and rules.json: what pandas counts for each rule.

The Java tests hold the rules of rules.contract.yaml against these numbers; the peer tests run it with other seeds.
    python rules.py [SEED FOLDER]
"""
import json
import pathlib
import sys

import numpy as np
import pandas as pd

here = pathlib.Path(sys.argv[2]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent
rng = np.random.default_rng(int(sys.argv[1]) if len(sys.argv) > 1 else 20261124)
n = 2000


def spoil(values, *bad, share=0.03):
    values = np.array(values, dtype=object)
    for each in bad:
        values[rng.random(n) < share] = each
    return values


ids = np.arange(n)
ids[rng.choice(n, 25, replace=False)] = 7
frame = pd.DataFrame({
    "id": ids,
    "age": spoil(rng.integers(0, 100, n), "", "-4", "130", "x", "12.5", "1e2", "inf"),
    "score": spoil(np.round(rng.normal(0, 1, n), 4), "", "n/a", "0.0", "-0.0", "5.0000001", "1e300", "NaN"),
    "step": spoil(rng.integers(0, 40, n) * 5, "", "7", "12"),
    "code": spoil(np.array(["A-1", "B-22", "C-333"], dtype=object)[rng.integers(0, 3, n)], "", "a-1", "A-", "é-1", "A-1 "),
    "colour": spoil(np.array(["red", "green", "blue"], dtype=object)[rng.integers(0, 3, n)], "", "Red", "it's", "N/A"),
    "flag": spoil(rng.integers(0, 2, n), "", "2", "1.0", "yes"),
    "day": spoil(pd.to_datetime("2026-01-01") + pd.to_timedelta(rng.integers(0, 300, n), unit="D"), share=0).astype(str),
    "name": spoil(np.array(["Zoë", "Bob", "x", "日本語", "a" * 30], dtype=object)[rng.integers(0, 5, n)], ""),
})
frame["day"] = spoil([d[:10] for d in frame["day"]], "", "2026-02-30", "2025-12-31", "yesterday")
frame.to_csv(here / "rules.csv", index=False)

text = pd.read_csv(here / "rules.csv", dtype=str, keep_default_na=False, na_values=[""])


def number(column):
    return pd.to_numeric(text[column], errors="coerce")


age, score, step, day = number("age"), number("score"), number("step"), pd.to_datetime(text.day, format="%Y-%m-%d", errors="coerce")
finite = np.isfinite(age)
says = {
    "id/unique": text.id.dropna().duplicated().sum(),
    "age/type": (text.age.notna() & ~(finite & (age == np.floor(age)))).sum(),
    "age/required": text.age.isna().sum(),
    "age/minimum": (age < 0).sum(),
    "age/maximum": (age > 120).sum(),
    "age/nullValues": text.age.isna().sum() * 100 / n,
    "score/type": (text.score.notna() & score.isna() & (text.score != "NaN")).sum(),
    "score/exclusiveMaximum": ((score >= 5) | (text.score == "NaN")).sum(),
    "score/missingValues": (text.score.isna() | text.score.isin(["n/a"])).sum(),
    "step/multipleOf": (step.dropna() % 5 != 0).sum(),
    "code/pattern": (~text.code.dropna().str.fullmatch("[A-C]-[0-9]+")).sum(),
    "colour/validValues": (~text.colour.dropna().isin(["red", "green", "blue", "it's"])).sum(),
    "flag/validValues": (~number("flag").dropna().isin([0, 1])).sum(),
    "day/type": (text.day.notna() & day.isna()).sum(),
    "day/minimum": (day < "2026-01-01").sum(),
    "name/minLength": (text.name.dropna().str.len() < 2).sum(),
    "name/maxLength": (text.name.dropna().str.len() > 20).sum(),
    "colour+flag/unique": text[["colour"]].assign(flag=number("flag")).dropna().duplicated().sum(),
    "rowCount": len(text),
    "sql": (age.where(finite & (age == np.floor(age))) > 90).sum(),
}
(here / "rules.json").write_text(json.dumps({k: float(v) for k, v in says.items()}, indent=1) + "\n")
