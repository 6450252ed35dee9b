package io.jenkins.plugins.cd4ml.engine.evaluate.model.python;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Answers;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Batch;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Column;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.MlflowModel;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.MlflowSignature;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Predictor;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Signature;
import io.jenkins.plugins.cd4ml.engine.evaluate.python.Frames;
import io.jenkins.plugins.cd4ml.engine.evaluate.python.PythonRuntime;
import io.jenkins.plugins.cd4ml.engine.evaluate.python.PythonWorker;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.process.ProcessFailure;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An MLflow model of scikit-learn, LightGBM or any {@code python_function}, in a process of the project's Python. */
public final class PythonPredictor implements Predictor {
    private static final int WIDEST = 10_000;
    private static final Map<String, String> RECORDED =
            Map.of("sklearn_version", "scikit-learn", "lgb_version", "lightgbm");

    private final String what;
    private final MlflowSignature signature;
    private final Map<String, String> types = new HashMap<>();
    private final List<Column> columns;
    private final List<String> notes = new ArrayList<>();
    private final PythonWorker worker;

    /**
     * @param others columns of the data that may be features, where neither signature nor model name them
     * @throws InputException when this Python cannot load the model, or the model takes other columns
     */
    public PythonPredictor(Path folder, String flavor, List<String> others, PythonRuntime runtime) {
        what = folder + " (" + flavor + ")";
        signature = MlflowModel.signature(folder);
        Signature named = Signature.of(folder);
        ObjectNode options = MlflowModel.options(folder, flavor);
        worker = new PythonWorker(runtime, folder, what);
        try {
            ObjectNode open = Json.object()
                    .put("op", "open")
                    .put("model", folder.toString())
                    .put("flavor", flavor)
                    .put("matrix", signature.matrix());
            open.set("options", options);
            JsonNode opened = worker.ask(open);
            columns = columns(named, opened, others);
            versions(options, opened);
        } catch (RuntimeException e) {
            worker.close();
            throw e;
        }
    }

    private List<Column> columns(Signature named, JsonNode opened, List<String> others) {
        if (!signature.inputs().isEmpty()) {
            return typed(others);
        }
        List<String> own = new ArrayList<>();
        opened.path("features").forEach(f -> own.add(f.asText()));
        List<String> names = !named.features().isEmpty() ? named.features() : own.isEmpty() ? others : List.copyOf(own);
        int wanted =
                signature.width() > 0 ? signature.width() : opened.path("count").asInt(0);
        if (wanted > 0 && wanted != names.size()) {
            List<String> shown = names.size() > 20 ? names.subList(0, 20) : names;
            throw new InputException(what + " takes " + wanted + " columns, but there are " + names.size() + ": "
                    + String.join(", ", shown) + (shown.size() < names.size() ? ", …" : "")
                    + "; list the right ones in evaluate.features or signature.json.");
        }
        boolean whole = signature.matrix() != null && signature.matrix().contains("int");
        return names.stream()
                .map(name -> new Column(name, whole ? Column.Kind.INTEGER : Column.Kind.NUMBER))
                .toList();
    }

    private List<Column> typed(List<String> others) {
        List<Column> typed = new ArrayList<>();
        for (MlflowSignature.Input input : signature.inputs()) {
            if (!input.optional() || others.contains(input.name())) {
                types.put(input.name(), input.type());
                typed.add(input.column());
            }
        }
        return typed;
    }

    private void versions(JsonNode options, JsonNode opened) {
        RECORDED.forEach((key, library) -> {
            String logged = options.path(key).asText("");
            String here = opened.path("versions").path(library).asText("");
            if (!logged.isEmpty() && !here.isEmpty() && !logged.equals(here)) {
                notes.add(library + " is " + here + " here, the model was saved by " + logged
                        + (here.compareTo(logged) < 0 ? "" : "; evaluate.python.envManager: virtualenv takes that"));
            }
        });
        if (signature.inputs().isEmpty() && signature.matrix() == null) {
            notes.add("the model has no signature: its features are given as numbers");
        }
    }

    @Override
    public List<Column> columns() {
        return columns;
    }

    @Override
    public List<String> notes() {
        return notes;
    }

    @Override
    public Answers predict(Batch batch) {
        ObjectNode request = Json.object().put("op", "predict").put("rows", batch.rows());
        ArrayNode described = request.putArray("columns");
        columns.forEach(c -> described
                .addObject()
                .put("name", c.name())
                .put("kind", c.kind().name().toLowerCase(java.util.Locale.ROOT))
                .put("type", types.get(c.name())));
        return worker.ask(
                request,
                (out, header) -> {
                    write(out, batch);
                    return null;
                },
                (in, reply) -> answers(in, reply, batch.rows()));
    }

    private void write(DataOutputStream out, Batch batch) throws IOException {
        for (Column column : columns) {
            switch (column.kind()) {
                case NUMBER -> Frames.write(out, batch.numbers(column), batch.rows());
                case TEXT -> Frames.write(out, batch.texts(column), batch.rows());
                default -> Frames.write(out, batch.integers(column), batch.rows());
            }
        }
    }

    private static Answers answers(DataInputStream in, JsonNode reply, int rows) throws IOException {
        int width = reply.path("width").asInt(-1);
        boolean labelled = reply.path("labels").asBoolean();
        if (reply.path("rows").asInt(-1) != rows || width < 0 || width > WIDEST || width == 0 && !labelled) {
            throw new ProcessFailure(
                    "answers " + reply.path("rows").asText("no") + " rows of " + width + " numbers for " + rows
                            + " rows",
                    null);
        }
        double[] numbers = Frames.numbers(in, (long) rows * width);
        String[] labels = labelled ? Frames.texts(in, rows) : null;
        if (width == 0) {
            return Answers.labels(labels, "predictions");
        }
        String kind = reply.path("kind").asText();
        List<String> names = null;
        if (reply.path("classes").isArray()) {
            names = new ArrayList<>();
            for (JsonNode name : reply.get("classes")) {
                names.add(name.asText());
            }
        }
        boolean values = kind.equals("values");
        if (names != null && names.size() != Math.max(values ? 1 : 2, width)) {
            throw new ProcessFailure("answers " + width + " numbers a row for " + names.size() + " classes", null);
        }
        return new Answers(
                numbers,
                width,
                labels,
                labelled ? "predictions" : null,
                values ? null : names,
                values ? names : null,
                switch (kind) {
                    case "probabilities" -> Answers.Kind.PROBABILITIES;
                    case "scores" -> Answers.Kind.SCORES;
                    default -> Answers.Kind.PLAIN;
                },
                false);
    }

    @Override
    public void close() {
        worker.close();
    }
}
