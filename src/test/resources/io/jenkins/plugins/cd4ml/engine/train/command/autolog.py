"""Knows nothing of cd4ml: MLflow's autologging around scikit-learn."""

import os

import mlflow
import pandas
from sklearn.linear_model import LogisticRegression

mlflow.autolog()
data = pandas.read_csv("train.csv")
with mlflow.start_run():
    LogisticRegression(C=float(os.environ["CD4ML_PARAM_C"])).fit(data[["id", "a"]], data["y"])
