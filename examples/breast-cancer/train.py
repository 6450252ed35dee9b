"""Trains the example's model with scikit-learn and writes it as ONNX: the command trainer's side of the example.

Reads what cd4ml hands to every training command in its environment (docs/training.md); runs without cd4ml as well.
"""

import json
import os
import pathlib

import pandas
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import FloatTensorType
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

here = pathlib.Path(__file__).parent
params = json.loads(os.environ.get("CD4ML_PARAMS", "{}"))
seed = int(os.environ.get("CD4ML_SEED", "17"))
output = pathlib.Path(os.environ.get("CD4ML_OUTPUT", here / "model"))
frame = pandas.read_csv(os.environ.get("CD4ML_DATA_TRAIN", here / "data" / "train.csv"))

y = frame.pop("malignant")
x = frame.drop(columns="sample_id")
model = make_pipeline(
    StandardScaler(),
    LogisticRegression(C=float(params.get("C", 1.0)), max_iter=1000, random_state=seed),
)
auc = cross_val_score(model, x, y, cv=5, scoring="roc_auc").mean()
model.fit(x.to_numpy(), y)

output.mkdir(parents=True, exist_ok=True)
onnx = convert_sklearn(
    model,
    name="breast-cancer",  # a fixed name: the same training gives the same bytes
    initial_types=[("features", FloatTensorType([None, x.shape[1]]))],
    options={id(model): {"zipmap": False}},
    target_opset=17,
)
(output / "model.onnx").write_bytes(onnx.SerializeToString())
signature = {"features": list(x.columns), "target": "malignant", "classes": [0, 1]}
(output / "signature.json").write_text(json.dumps(signature, indent=2) + "\n")
pathlib.Path(os.environ.get("CD4ML_METRICS", output.parent / "metrics.json")).write_text(
    json.dumps({"cv_auc": auc}) + "\n"
)
print(f"cross-validated AUC {auc:.4f}")
