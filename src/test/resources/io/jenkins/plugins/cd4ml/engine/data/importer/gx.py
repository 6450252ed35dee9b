"""Each expectation as a suite of its own, and whether Great Expectations finds it kept: a list as JSON on stdout."""
import json
import sys

import great_expectations as gx
import great_expectations.expectations as e
import pandas as pd
from great_expectations.core import ExpectationSuite
from great_expectations.expectations.row_conditions import Column

context = gx.get_context(mode="ephemeral")
frame = pd.read_csv(sys.argv[1])
batch = (
    context.data_sources.add_pandas("p")
    .add_dataframe_asset("a")
    .add_batch_definition_whole_dataframe("b")
    .get_batch({"dataframe": frame})
)
X = dict(column="x")
C = dict(column="c")
expectations = [
    e.ExpectColumnToExist(**X),
    e.ExpectColumnValuesToNotBeNull(**X),
    e.ExpectColumnValuesToNotBeNull(**X, mostly=0.9),
    e.ExpectColumnValuesToNotBeNull(**X, mostly=0.91),
    e.ExpectColumnValuesToBeNull(**X),
    e.ExpectColumnValuesToBeBetween(**X, min_value=0, max_value=8),
    e.ExpectColumnValuesToBeBetween(**X, min_value=0, max_value=8, strict_max=True),
    e.ExpectColumnValuesToBeBetween(**X, min_value=0, max_value=8, strict_max=True, mostly=0.88),
    e.ExpectColumnValuesToBeBetween(**X, min_value=0, max_value=8, strict_max=True, mostly=0.89),
    e.ExpectColumnValuesToBeBetween(**X, min_value=1, row_condition=Column("c") == "DE"),
    e.ExpectColumnValuesToBeBetween(**X, min_value=1, row_condition=(Column("c") == "DE") & (Column("y") > 1)),
    e.ExpectColumnValuesToBeBetween(**X, min_value=1, row_condition=Column("c").is_in(["FR", "IT"])),
    e.ExpectColumnValuesToBeBetween(**X, min_value=1, row_condition='c == "DE" and y > 1', condition_parser="pandas"),
    e.ExpectColumnValuesToBeUnique(**C),
    e.ExpectColumnValuesToBeUnique(**X),
    e.ExpectCompoundColumnsToBeUnique(column_list=["c", "y"]),
    e.ExpectCompoundColumnsToBeUnique(column_list=["c", "d"]),
    e.ExpectColumnValuesToBeInSet(**C, value_set=["DE", "FR"]),
    e.ExpectColumnValuesToBeInSet(**C, value_set=["DE", "FR"], mostly=0.8),
    e.ExpectColumnValuesToNotBeInSet(**C, value_set=["IT"]),
    e.ExpectColumnValuesToNotBeInSet(**C, value_set=["ES"]),
    e.ExpectColumnValuesToMatchRegex(**C, regex="^[A-Z]{2}$"),
    e.ExpectColumnValuesToMatchRegex(**C, regex="E"),
    e.ExpectColumnValuesToMatchRegex(**C, regex="E|R|T"),
    e.ExpectColumnValueLengthsToBeBetween(**C, min_value=2, max_value=2),
    e.ExpectColumnValueLengthsToEqual(**C, value=3),
    e.ExpectTableRowCountToBeBetween(min_value=10, max_value=11),
    e.ExpectTableRowCountToEqual(value=9),
    e.ExpectColumnPairValuesAToBeGreaterThanB(column_A="x", column_B="y", ignore_row_if="either_value_is_missing"),
    e.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A="x", column_B="y", or_equal=True, ignore_row_if="either_value_is_missing"
    ),
    e.ExpectColumnPairValuesToBeEqual(column_A="x", column_B="y", ignore_row_if="either_value_is_missing"),
    e.ExpectMulticolumnSumToEqual(column_list=["y", "d"], sum_total=11),
    e.ExpectSelectColumnValuesToBeUniqueWithinRecord(column_list=["y", "d"]),
    e.ExpectColumnMinToBeBetween(**X, min_value=0, max_value=0),
    e.ExpectColumnMaxToBeBetween(**X, min_value=9),
    e.ExpectColumnMeanToBeBetween(**X, min_value=4, max_value=4),
    e.ExpectColumnSumToBeBetween(**X, max_value=36),
    e.ExpectColumnStdevToBeBetween(**X, min_value=2.7, max_value=2.8),
    e.ExpectColumnUniqueValueCountToBeBetween(**C, min_value=3, max_value=3),
    e.ExpectColumnProportionOfUniqueValuesToBeBetween(**C, min_value=0.3, max_value=0.3),
    e.ExpectTableColumnsToMatchSet(column_set=["x", "z"], exact_match=False),
]
answers = []
for expectation in expectations:
    suite = ExpectationSuite(name="t", expectations=[expectation])
    answers.append({"suite": suite.to_json_dict(), "success": bool(batch.validate(expectation).success)})
json.dump(answers, sys.stdout)
