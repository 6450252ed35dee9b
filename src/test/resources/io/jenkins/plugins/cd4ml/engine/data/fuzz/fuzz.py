"""What pandas, numpy and decimal say of each folder's t.csv under its c.yaml: numbers by name, one JSON object a line."""
import json
import sys
from decimal import Decimal, getcontext

import numpy as np
import pandas as pd
import yaml

getcontext().prec = 80
TRUE = {"true", "t", "1", "yes", "y"}


def values(texts, logical):
    """The column's values as what they are, missing ones as None."""
    if logical in ("integer", "number"):
        return [None if pd.isna(v) else Decimal(v) for v in texts]
    if logical == "boolean":
        return [None if pd.isna(v) else v.lower() in TRUE for v in texts]
    if logical in ("date", "timestamp"):
        times = pd.to_datetime(texts, utc=True, format="ISO8601")
        return [None if pd.isna(v) else v for v in times]
    return [None if pd.isna(v) else v for v in texts]


def bound(text, logical):
    if logical in ("integer", "number"):
        return Decimal(text)
    return pd.Timestamp(text, tz="UTC") if "+" not in text and "Z" not in text else pd.Timestamp(text).tz_convert("UTC")


def multiple(value, divisor):
    x, d = float(value), float(divisor)
    if abs(x) < d * 1e12:
        return abs(x - round(x / d) * d) <= abs(x) * 8.9e-16
    return value % divisor == 0


def checks(name, column, present, logical):
    options = column.get("logicalTypeOptions", {})
    found = {}
    for key, text in options.items():
        if key == "minimum":
            broken = [v for v in present if not v >= bound(text, logical)]
        elif key == "exclusiveMaximum":
            broken = [v for v in present if not v < bound(text, logical)]
        elif key == "multipleOf":
            broken = [v for v in present if not multiple(v, Decimal(text))]
        elif key == "maxLength":
            broken = [v for v in present if len(v) > int(text)]
        else:
            broken = [] if not present else [v for v in present if not pd.Series([v]).str.fullmatch(text).iloc[0]]
        found[f"{name}/{key}"] = len(broken)
    return found


def one(folder):
    with open(f"{folder}/c.yaml", encoding="utf-8") as file:
        columns = yaml.load(file, yaml.BaseLoader)["schema"][0]["properties"]
    frame = pd.read_csv(f"{folder}/t.csv", dtype=str, keep_default_na=False, na_values=[""], skip_blank_lines=False)
    answer = {"rows": len(frame)}
    for place, column in enumerate(columns):
        name, logical = column["name"], column["logicalType"]
        all_values = values(frame.iloc[:, place], logical)
        present = [v for v in all_values if v is not None]
        missing = len(all_values) - len(present)
        answer[f"{name} missing"] = missing
        if column.get("required") == "true":
            answer[f"{name}/required"] = missing
        if column.get("unique") == "true":
            answer[f"{name}/unique"] = int(pd.Series(present, dtype=object).duplicated().sum())
        answer.update(checks(name, column, present, logical))
        for rule in column.get("quality", []):
            if rule["metric"] == "nullValues":
                answer[f"{name}/nullValues"] = 100 * missing / len(frame) if len(frame) else 0
            else:
                valid = [v for v in rule["arguments"]["validValues"]]
                if logical in ("integer", "number"):
                    valid = [Decimal(v) for v in valid]
                elif logical == "boolean":
                    valid = [v.lower() in TRUE for v in valid]
                elif logical != "string":
                    valid = [bound(v, logical) for v in valid]
                answer[f"{name}/validValues"] = sum(v not in valid for v in present)
        if logical in ("integer", "number") and present:
            numbers = pd.Series([float(v) for v in present])
            answer.update(
                {
                    f"{name} distinct": int(numbers.nunique()),
                    f"{name} min": float(numbers.min()),
                    f"{name} max": float(numbers.max()),
                    f"{name} mean": float(np.mean(numbers.astype(np.longdouble))),
                    f"{name} 0.25": float(np.quantile(numbers, 0.25)),
                    f"{name} 0.95": float(np.quantile(numbers, 0.95)),
                }
            )
        elif logical in ("string", "boolean"):
            answer[f"{name} distinct"] = int(pd.Series(present, dtype=object).nunique())
    return answer


for line in sys.stdin if len(sys.argv) < 2 else open(sys.argv[1], encoding="utf-8"):
    print(json.dumps(one(line.strip())))
