"""Writes data/{train,holdout,reference}.csv from the copy of the data that scikit-learn ships.

Breast Cancer Wisconsin (Diagnostic), W. Wolberg, O. Mangasarian, N. Street, W. Street, UCI Machine Learning
Repository, https://doi.org/10.24432/C5DW2B, licensed CC BY 4.0. Changed here: columns renamed, a sample number added,
the diagnosis written as malignant = 1 / benign = 0, the rows split at random, stratified by diagnosis, with seed 20.
"""

import pathlib

from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split

data = load_breast_cancer(as_frame=True)
frame = data.data.rename(columns=lambda name: name.replace(" ", "_"))
frame.insert(0, "sample_id", range(1, len(frame) + 1))
frame["malignant"] = 1 - data.target

rest, holdout = train_test_split(frame, test_size=171, random_state=20, stratify=frame["malignant"])
train, reference = train_test_split(rest, test_size=119, random_state=20, stratify=rest["malignant"])

folder = pathlib.Path(__file__).parent / "data"
folder.mkdir(exist_ok=True)
for name, part in {"train": train, "holdout": holdout, "reference": reference}.items():
    part.sort_values("sample_id").to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
