"""Made the .onnx and .csv files beside it, once: small models of a fixed seed, whose truth is known.

pip install scikit-learn skl2onnx pandas; writes rows.csv, expected.csv and the models. Not run by the build.
"""

import pathlib
import zipfile

import numpy
import pandas
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType, Int64TensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

here = pathlib.Path(__file__).parent
random = numpy.random.default_rng(7)
n = 120
frame = pandas.DataFrame({
    "id": numpy.arange(1000, 1000 + n),
    "age": random.integers(18, 80, n),
    "income": random.normal(30, 8, n).round(2),
    "region": random.choice(["north", "south", "west"], n),
})
score = 0.08 * (frame.age - 45) + 0.1 * (frame.income - 30) + (frame.region == "north") + random.normal(0, 1, n)
frame["churned"] = numpy.where(score > 0.4, "yes", "no")
frame["value"] = (score * 10).round(3)
frame["kind"] = numpy.where(score > 1, "c", numpy.where(score > 0, "b", "a"))
frame.to_csv(here / "rows.csv", index=False)
x = frame[["age", "income"]].to_numpy(dtype="float32")


def save(name, model, types, zipmap=None):
    options = None if zipmap is None else {id(model): {"zipmap": zipmap}}
    onnx = to_onnx(model, initial_types=types, options=options, target_opset=17)
    (here / name).write_bytes(onnx.SerializeToString())


matrix = [("x", FloatTensorType([None, 2]))]
zipmap = LogisticRegression().fit(x, frame.churned)
save("zipmap.onnx", zipmap, matrix)
kinds = LogisticRegression().fit(x, frame.kind)
save("kinds.onnx", kinds, matrix, zipmap=False)
value = LinearRegression().fit(x, frame.value)
save("value.onnx", value, matrix)
named = make_pipeline(
    ColumnTransformer([("number", StandardScaler(), ["age", "income"]), ("text", OneHotEncoder(), ["region"])]),
    LogisticRegression(),
).fit(frame[["age", "income", "region"]], frame.churned)
save(
    "named.onnx", named,
    [("age", Int64TensorType([None, 1])), ("income", FloatTensorType([None, 1])), ("region", StringTensorType([None, 1]))],
    zipmap=False,
)
pandas.DataFrame({
    "id": frame.id,
    "zipmap": zipmap.predict_proba(x)[:, 1],
    "named": named.predict_proba(frame[["age", "income", "region"]])[:, 1],
    "kinds_c": kinds.predict_proba(x)[:, 2],
    "value": value.predict(x),
}).to_csv(here / "expected.csv", index=False)

# TorchScript without PyTorch: the archive's parts written by hand; sigmoid((age + income) / 40 - 1.8)
CODE = """class M(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  def forward(self: __torch__.M,
    x: Tensor) -> Tensor:
    _0 = torch.sub(torch.div(torch.sum(x, [1]), 40.), 1.8)
    return torch.sigmoid(_0)
"""
with zipfile.ZipFile(here / "sum.pt", "w", zipfile.ZIP_STORED) as archive:
    for name, data in [
        ("data.pkl", b"\x80\x02c__torch__\nM\n)\x81}(X\x08\x00\x00\x00training\x89ub."),
        ("code/__torch__.py", CODE),
        ("constants.pkl", b"\x80\x02)."),
        ("version", "3\n"),
    ]:
        archive.writestr(zipfile.ZipInfo("model/" + name, (1980, 1, 1, 0, 0, 0)), data)
