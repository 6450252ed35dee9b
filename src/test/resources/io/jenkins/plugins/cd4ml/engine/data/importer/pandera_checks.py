"""Each check as a schema of its own, as pandera writes it, and whether pandera finds it kept: a list as JSON on stdout."""
import json
import sys

import pandas as pd
import pandera.pandas as pa

frame = pd.read_csv(sys.argv[1])
Check = pa.Check
columns = [
    {"x": pa.Column(float, nullable=True)},
    {"x": pa.Column(float)},
    {"y": pa.Column(int)},
    {"z": pa.Column(int)},
    {"y": pa.Column(int), "z": pa.Column(int, required=False, nullable=True)},
    {"x": pa.Column(float, Check.ge(0), nullable=True)},
    {"x": pa.Column(float, Check.gt(0), nullable=True)},
    {"x": pa.Column(float, Check.le(8), nullable=True)},
    {"x": pa.Column(float, Check.lt(8), nullable=True)},
    {"x": pa.Column(float, Check.in_range(0, 8), nullable=True)},
    {"x": pa.Column(float, Check.in_range(0, 8, include_max=False), nullable=True)},
    {"x": pa.Column(float, Check.gt(0, raise_warning=True), nullable=True)},
    {"c": pa.Column(str, Check.isin(["DE", "FR"]))},
    {"c": pa.Column(str, Check.isin(["DE", "FR", "IT"]))},
    {"c": pa.Column(str, Check.notin(["ES"]))},
    {"c": pa.Column(str, Check.notin(["IT"]))},
    {"c": pa.Column(str, Check.str_matches("[A-Z]"))},
    {"c": pa.Column(str, Check.str_matches("E"))},
    {"c": pa.Column(str, Check.str_contains("E|R|T"))},
    {"c": pa.Column(str, Check.str_startswith("D"))},
    {"c": pa.Column(str, Check.str_length(2, 2))},
    {"c": pa.Column(str, Check.str_length(3, None))},
    {"c": pa.Column(str, unique=True)},
    {"y": pa.Column(int, Check.eq(1))},
    {"y": pa.Column(int, Check.ne(100))},
]
schemas = [pa.DataFrameSchema(c) for c in columns]
schemas.append(pa.DataFrameSchema({"c": pa.Column(str), "d": pa.Column(int)}, unique=["c", "d"]))
schemas.append(pa.DataFrameSchema({"c": pa.Column(str), "y": pa.Column(int)}, unique=["c", "y"]))
answers = []
for schema in schemas:
    try:
        schema.validate(frame, lazy=True)
        kept = True
    except (pa.errors.SchemaErrors, pa.errors.SchemaError):
        kept = False
    answers.append({"schema": json.loads(schema.to_json()), "yaml": schema.to_yaml(), "success": kept})
json.dump(answers, sys.stdout)
