"""Answers cd4ml about a model, or about a function of the project, in the project's own Python.

cd4ml starts it, writes requests to its standard input and reads replies from its standard output. A message is a length
(4 bytes, big-endian), so many bytes of JSON, and the data that this JSON announces, column by column:

    number   rows x float64, little-endian; NaN where missing
    integer  rows x int64, little-endian
    text     rows x int32 (bytes of each text, -1 where missing), then these bytes, UTF-8

    {"op": "open", "model": folder, "flavor": name, "options": {...}, "columns": [...] or null}
        -> {"features": [...] or null, "count": n or null, "versions": {...}, "notes": [...]}
    {"op": "predict", "rows": n, "columns": [{"name", "kind", "type"}, ...]} and the columns
        -> {"rows": n, "width": w, "kind": "values" | "probabilities" | "scores", "classes": [...] or null, "labels": bool}
           and rows x width float64 (row by row), and the labels as text
    {"op": "function", "file": path, "name": name}
        -> {}
    {"op": "rows", "rows": n, "columns": [...]} and the columns: what the function is asked about from now on
        -> {}
    {"op": "values"}                     -> {"rows": n} and n x float64: one value a row
    {"op": "number", "taken": n} and n x int32: the number of the rows with these places, which may repeat
        -> {"value": number or null}

What cannot be done is answered by {"error": sentence}. What the model or the function prints goes to standard error.
Needs numpy; MLflow or the flavor's own libraries for models. pandas where it is there.
"""

import json
import os
import struct
import sys

MOST_JSON = 1 << 20


def own_streams():
    """What others print must not be taken for replies."""
    replies = os.fdopen(os.dup(1), "wb")
    requests = os.fdopen(os.dup(0), "rb")
    os.dup2(2, 1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    sys.stdout = sys.stderr
    return requests, replies


def sentence(error):
    text = " ".join(str(error).split()) or type(error).__name__
    if isinstance(error, KeyError):
        text = "there is no " + text
    text = text if len(text) <= 400 else text[:400] + "…"
    return text.rstrip(".")


class Refused(Exception):
    """Says itself what is wrong and what to do."""


def read(stream, count):
    data = stream.read(count)
    if len(data) != count:
        raise EOFError
    return data


def read_columns(stream, header):
    import numpy

    rows = header["rows"]
    columns = {}
    for column in header["columns"]:
        kind = column["kind"]
        if kind == "text":
            lengths = numpy.frombuffer(read(stream, 4 * rows), dtype="<i4")
            texts = numpy.empty(rows, dtype=object)
            data = read(stream, int(lengths[lengths > 0].sum()))
            at = 0
            for i, length in enumerate(lengths):
                if length >= 0:
                    texts[i] = data[at:at + length].decode("utf-8")
                    at += length
            columns[column["name"]] = texts
        else:
            dtype = "<f8" if kind == "number" else "<i8"
            columns[column["name"]] = numpy.frombuffer(read(stream, 8 * rows), dtype=dtype).copy()
    return columns


def texts(values):
    encoded = [str(plain(v)).encode("utf-8") for v in values]
    lengths = struct.pack("<%di" % len(encoded), *[len(e) for e in encoded])
    return lengths + b"".join(encoded)


def plain(value):
    return value.item() if hasattr(value, "item") else value


# ---- models ----


def version(module):
    return str(getattr(module, "__version__", "?"))


class Model:
    """A loaded model and how it is asked."""

    def __init__(self, request):
        self.folder = request["model"]
        self.flavor = request["flavor"]
        self.options = request["options"]
        self.matrix = request.get("matrix")
        self.versions = {}
        self.notes = []
        self.model = getattr(self, "load_" + self.flavor)()
        self.raw = self.model
        if self.flavor == "python_function":
            self.raw = None
            try:
                self.raw = self.model.get_raw_model()
            except Exception:
                pass

    def mlflow(self):
        try:
            import mlflow
        except ImportError:
            return None
        self.versions["mlflow"] = version(mlflow)
        return mlflow

    def code(self):
        path = self.options.get("code")
        if path:
            sys.path.insert(0, os.path.join(self.folder, path))

    def load_sklearn(self):
        import sklearn

        self.versions["scikit-learn"] = version(sklearn)
        if self.mlflow():
            import mlflow.sklearn

            return mlflow.sklearn.load_model(self.folder)
        self.code()
        file = os.path.join(self.folder, self.options.get("pickled_model") or "model.pkl")
        form = self.options.get("serialization_format") or "cloudpickle"
        if form == "skops":
            import skops.io

            return skops.io.load(file, trusted=self.options.get("skops_trusted_types"))
        import pickle

        try:
            import cloudpickle  # noqa: F401  what it wrote may name it
        except ImportError:
            pass
        with open(file, "rb") as opened:
            return pickle.load(opened)

    def load_lightgbm(self):
        import lightgbm

        self.versions["lightgbm"] = version(lightgbm)
        if self.mlflow():
            import mlflow.lightgbm

            return mlflow.lightgbm.load_model(self.folder)
        self.code()
        file = os.path.join(self.folder, self.options.get("data") or "model.lgb")
        if (self.options.get("model_class") or "lightgbm.basic.Booster").endswith("Booster"):
            return lightgbm.Booster(model_file=file)
        import pickle

        with open(file, "rb") as opened:
            return pickle.load(opened)

    def load_python_function(self):
        if not self.mlflow():
            raise Refused("the flavor python_function needs MLflow in this Python; install mlflow there")
        import mlflow.pyfunc

        return mlflow.pyfunc.load_model(self.folder)

    def booster(self):
        module = type(self.raw).__module__
        if self.flavor == "lightgbm" and type(self.raw).__name__ == "Booster" and module.startswith("lightgbm"):
            return self.raw
        return getattr(self.raw, "booster_", None) if self.flavor == "lightgbm" else None

    def features(self):
        names = getattr(self.raw, "feature_names_in_", None)
        if names is None and self.booster() is not None:
            names = self.booster().feature_name()
            names = None if all(n == "Column_%d" % i for i, n in enumerate(names)) else names
        return None if names is None else [str(n) for n in names]

    def count(self):
        count = getattr(self.raw, "n_features_in_", None)
        if count is None and self.booster() is not None:
            count = self.booster().num_feature()
        return None if count is None else int(count)

    def table(self, header, columns):
        """The columns as the model was given them in training: a DataFrame of the signature's types, or a matrix."""
        import numpy

        kinds = {c["name"]: c.get("type") for c in header["columns"]}
        nameless = self.features() is None and self.flavor != "python_function"
        if self.matrix or all(k is None for k in kinds.values()) and nameless:
            made = numpy.column_stack(list(columns.values()))
            return made.astype(self.matrix) if self.matrix else made
        try:
            import pandas
        except ImportError:
            raise Refused("a model whose columns have names needs pandas in this Python; install pandas there")
        types = {"float": "float32", "integer": "int32"}
        made = {}
        for name, values in columns.items():
            kind = kinds[name]
            if kind == "datetime":
                made[name] = pandas.to_datetime(pandas.Series(values, dtype=object))
            elif kind == "boolean":
                made[name] = truths(name, values)
            elif kind in types:
                made[name] = values.astype(types[kind])
            else:
                made[name] = values
        frame = pandas.DataFrame(made)
        for name, values in columns.items():
            if values.dtype == object and kinds[name] not in ("datetime", "boolean"):
                frame[name] = pandas.Series(values, dtype=object)
        return self.categories(frame)

    def categories(self, frame):
        booster = self.booster()
        known = getattr(booster, "pandas_categorical", None)
        if not known:
            return frame
        words = [c for c in frame.columns if frame[c].dtype == object]
        if len(words) != len(known):
            raise Refused("the model was trained on %d columns of categories, but %d of its columns hold words (%s);"
                          " log it with a signature in which each category is a string"
                          % (len(known), len(words), ", ".join(words) or "none"))
        for name in words:
            frame[name] = frame[name].astype("category")
        return frame

    def predict(self, header, columns):
        """-> numbers (rows x width) or None, kind, classes or None, labels or None"""
        rows = self.table(header, columns)
        if self.flavor == "lightgbm" and type(self.raw).__name__ == "Booster":
            return self.of_array(self.raw.predict(rows))
        model = self.raw
        classes = getattr(model, "classes_", None)
        if classes is not None and isinstance(classes, (list, tuple)) and len(classes) and hasattr(classes[0], "__len__") \
                and not isinstance(classes[0], str):
            raise Refused("the model answers several targets at once; name one, or predict by evaluate.command")
        if classes is not None and hasattr(model, "predict"):
            labels = as_array(model.predict(rows)).reshape(-1)
            names = [str(plain(c)) for c in classes]
            if hasattr(model, "predict_proba"):
                return as_array(model.predict_proba(rows)), "probabilities", names, labels
            if hasattr(model, "decision_function"):
                return as_array(model.decision_function(rows)), "scores", names, labels
            return None, "values", names, labels
        return self.of_any(self.model.predict(rows))

    def of_any(self, said):
        if isinstance(said, dict):
            import pandas

            said = pandas.DataFrame(said)
        if hasattr(said, "columns") and len(said.columns) > 1:
            words = [c for c in said.columns if said[c].dtype.kind not in "biuf"]
            numbers = [c for c in said.columns if c not in words]
            if len(words) > 1:
                raise Refused("the model answers the columns %s, of which several hold words; one label is wanted"
                              % ", ".join(map(str, said.columns)))
            labels = as_array(said[words[0]]) if words else None
            classes = [str(c) for c in numbers] if len(numbers) > 1 else None
            return as_array(said[numbers]) if numbers else None, "values", classes, labels
        return self.of_array(as_array(said))

    def of_array(self, said):
        said = as_array(said)
        if said.ndim == 2 and said.shape[1] == 1:
            said = said.reshape(-1)
        if said.ndim == 1 and said.dtype.kind not in "f":
            return None, "values", None, said
        return said, "values", None, None


def truths(name, texts):
    import numpy

    known = {"true": True, "1": True, "1.0": True, "false": False, "0": False, "0.0": False}
    made = numpy.empty(len(texts), dtype=bool)
    for i, text in enumerate(texts):
        if text is None or text.lower() not in known:
            raise Refused("%s holds %s, but the signature says boolean"
                          % (name, "no value" if text is None else "'%s'" % text[:40]))
        made[i] = known[text.lower()]
    return made


def as_array(values):
    import numpy

    array = numpy.asarray(values)
    if array.dtype == object:
        if all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in array.reshape(-1)):
            return array.astype(float)
        return array
    return array


def predict(model, header, stream):
    import numpy

    numbers, kind, classes, labels = model.predict(header, read_columns(stream, header))
    rows = header["rows"]
    payload = b""
    width = 0
    if numbers is not None:
        numbers = numpy.asarray(numbers)
        if numbers.ndim not in (1, 2) or numbers.dtype.kind not in "biuf":
            raise Refused("the model answers an array of %d dimensions and type %s; one row of numbers a row is wanted"
                          % (numbers.ndim, numbers.dtype))
        numbers = numbers.reshape(len(numbers), -1).astype("<f8")
        width = numbers.shape[1]
        if len(numbers) != rows:
            raise Refused("the model answered %d rows for %d" % (len(numbers), rows))
        payload = numpy.ascontiguousarray(numbers).tobytes()
    if labels is not None:
        if len(labels) != rows:
            raise Refused("the model answered %d labels for %d rows" % (len(labels), rows))
        payload += texts(labels)
    return {"rows": rows, "width": width, "kind": kind, "classes": classes, "labels": labels is not None}, payload


# ---- functions of the project ----


def number(value):
    value = plain(value)
    if value is None:
        return float("nan")
    try:
        return float(value)
    except (TypeError, ValueError):
        raise Refused("it returned '%s' for a row, which is no number" % str(value)[:40])


class Function:
    """A function of a file of the project, asked about the rows that it was given."""

    def __init__(self, request):
        import importlib.util

        file, name = request["file"], request["name"]
        sys.path.insert(0, os.path.dirname(os.path.abspath(file)))
        spec = importlib.util.spec_from_file_location("cd4ml_measure", file)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        self.call = getattr(module, name, None)
        if not callable(self.call):
            raise Refused("it has no function '%s'" % name)
        self.rows = {}

    def values(self):
        import numpy

        values = numpy.asarray(self.call(dict(self.rows)))
        if values.dtype == object or values.dtype.kind not in "biuf":
            values = numpy.array([number(v) for v in values.reshape(-1)])
        if values.ndim == 0:
            values = values.reshape(1)
        if values.ndim != 1:
            raise Refused("it returned an array of %d dimensions; one value a row is wanted" % values.ndim)
        return {"rows": len(values)}, values.astype("<f8").tobytes()

    def number(self, header, stream):
        import numpy

        places = numpy.frombuffer(read(stream, 4 * header["taken"]), dtype="<i4")
        value = self.call({name: column[places] for name, column in self.rows.items()})
        array = numpy.asarray(value)
        if array.size != 1 or array.dtype.kind not in "biuf":
            raise Refused("it returned %s; one number is wanted" % (
                "nothing" if value is None else "%d values" % array.size if array.size != 1 else "no number"))
        number = float(array.reshape(-1)[0])
        return {"value": number if number - number == 0 else None}, b""


def main():
    requests, replies = own_streams()
    model = function = None
    while True:
        try:
            header = json.loads(read(requests, struct.unpack(">I", read(requests, 4))[0]))
        except EOFError:
            return
        op = header["op"]
        payload = b""
        try:
            if op == "open":
                model = Model(header)
                reply = {"features": model.features(), "count": model.count(), "versions": model.versions,
                         "notes": model.notes, "python": sys.version.split()[0]}
            elif op == "predict":
                reply, payload = predict(model, header, requests)
            elif op == "function":
                function = Function(header)
                reply = {}
            elif op == "rows":
                function.rows = read_columns(requests, header)
                reply = {}
            elif op == "values":
                reply, payload = function.values()
            elif op == "number":
                reply, payload = function.number(header, requests)
            else:
                reply = {"error": "there is no '%s'" % op}
        except Refused as error:
            reply = {"error": sentence(error), "refused": True}
        except EOFError:
            return
        except MemoryError:
            reply = {"error": "the memory ran out"}
        except (ImportError, ModuleNotFoundError) as error:
            reply = {"error": sentence(error), "missing": getattr(error, "name", None) or "?"}
        except Exception as error:
            import traceback

            traceback.print_exc()
            reply = {"error": "%s: %s" % (type(error).__name__, sentence(error))}
        encoded = json.dumps(reply).encode("utf-8")
        if len(encoded) > MOST_JSON:
            encoded = json.dumps({"error": "the answer's description is too long"}).encode("utf-8")
            payload = b""
        replies.write(struct.pack(">I", len(encoded)) + encoded + payload)
        replies.flush()


if __name__ == "__main__":
    main()
