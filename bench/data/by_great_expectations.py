"""The benchmark's checks with Great Expectations on pandas: summaries, or every unexpected record by its index.

    python by_great_expectations.py NOW [--records]
"""
import json
import sys
import warnings

warnings.filterwarnings("ignore")

import great_expectations as gx
import pandas as pd

path = sys.argv[1]
frame = pd.read_parquet(path) if path.endswith(".parquet") else pd.read_csv(path, parse_dates=["ts"])
gxe = gx.expectations
context = gx.get_context(mode="ephemeral")
context.variables.progress_bars = {"globally": False}
batch = context.data_sources.add_pandas("pandas").add_dataframe_asset("now").add_batch_definition_whole_dataframe("all")
DOUBLES = [f"d{i}" for i in range(10)]
suite = gx.ExpectationSuite(
    name="bench",
    expectations=[
        gxe.ExpectTableRowCountToBeBetween(min_value=1000),
        gxe.ExpectColumnValuesToNotBeNull(column="id"),
        gxe.ExpectColumnValuesToBeUnique(column="id"),
        gxe.ExpectColumnValuesToNotBeNull(column="ts"),
        gxe.ExpectColumnMaxToBeBetween(column="ts", min_value=pd.Timestamp.now() - pd.Timedelta(days=36500)),
        gxe.ExpectColumnValuesToBeBetween(column="d0", min_value=-100, max_value=100),
        gxe.ExpectColumnValuesToNotBeNull(column="d0", mostly=0.95),
        gxe.ExpectColumnValuesToBeBetween(column="d1", min_value=0),
        gxe.ExpectColumnValuesToBeBetween(column="d2", min_value=-5, max_value=5),
        gxe.ExpectColumnValuesToBeBetween(column="d3", min_value=0),
        *[gxe.ExpectColumnValuesToBeOfType(column=c, type_="float64") for c in DOUBLES],
        gxe.ExpectColumnValuesToBeBetween(column="i0", min_value=0, max_value=99),
        gxe.ExpectColumnValuesToBeInSet(column="i2", value_set=[0, 1]),
        gxe.ExpectColumnValuesToBeInSet(column="c0", value_set=["c0_0", "c0_1", "c0_2"]),
        gxe.ExpectColumnValuesToMatchRegex(column="c1", regex="^c1_[0-9]+$"),
        gxe.ExpectColumnValueLengthsToBeBetween(column="c2", min_value=4, max_value=5),
        gxe.ExpectColumnValuesToNotBeNull(column="c3", mostly=0.98),
    ],
)
definition = gx.ValidationDefinition(data=batch, suite=context.suites.add(suite), name="bench")
result = context.validation_definitions.add(definition).run(
    batch_parameters={"dataframe": frame}, result_format="COMPLETE" if "--records" in sys.argv else "SUMMARY")
if "--records" in sys.argv:  # to get the records is what it is asked for
    print(sum(len(r.result.get("unexpected_index_list") or []) for r in result.results), "records", file=sys.stderr)
json.dump({f"{r.expectation_config.kwargs.get('column')} {r.expectation_config.type}":
           r.result.get("unexpected_count", None if r.success else "no") for r in result.results}, sys.stdout, default=str)
