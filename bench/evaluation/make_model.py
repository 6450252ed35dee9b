"""A model that weighs more than a network of sixteen neurons: boosted trees over 30 columns, as ONNX.

python bench/evaluation/make_model.py FOLDER [TREES]; needs scikit-learn and skl2onnx (src/test/python/build has them).
"""

import pathlib
import sys

import numpy
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType
from sklearn.ensemble import GradientBoostingClassifier

folder = pathlib.Path(sys.argv[1])
trees = int(sys.argv[2]) if len(sys.argv) > 2 else 100
random = numpy.random.default_rng(1)
x = (random.random((4000, 30)) * 10).astype("float32")
y = (x[:, :5].sum(axis=1) + random.normal(0, 5, len(x)) > 25).astype(int)
model = GradientBoostingClassifier(n_estimators=trees, max_depth=5, random_state=1).fit(x, y)
onnx = to_onnx(model, initial_types=[("x", FloatTensorType([None, 30]))],
               options={id(model): {"zipmap": False}}, target_opset=17)
folder.mkdir(parents=True, exist_ok=True)
(folder / "model.onnx").write_bytes(onnx.SerializeToString())
