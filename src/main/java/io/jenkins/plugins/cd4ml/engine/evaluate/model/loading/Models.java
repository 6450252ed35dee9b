package io.jenkins.plugins.cd4ml.engine.evaluate.model.loading;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.MlflowModel;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Predictor;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Signature;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.djl.DjlPredictor;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.onnx.OnnxPredictor;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.python.PythonPredictor;
import io.jenkins.plugins.cd4ml.engine.evaluate.python.PythonRuntime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Opens the model of a folder, whatever kind it is of. */
public final class Models {
    private static final List<String> NAMES = List.of("model.onnx", "model.pt", "model.xgb", "model.ubj");

    private Models() {}

    /** As {@link #open(Path, List, int, PythonRuntime)}, with the node's Python where the model needs one. */
    public static Predictor open(Path folder, List<String> columns, int threads) {
        return open(folder, columns, threads, PythonRuntime.usual(folder.toAbsolutePath()));
    }

    /**
     * @param columns columns of the data that may be features, for a model that does not tell its own
     * @param threads of one inference
     * @param python  what answers for models that only Python can load
     * @return the model, to be closed
     * @throws InputException when the folder has no model file that can be loaded, or its inputs cannot be filled
     */
    public static Predictor open(Path folder, List<String> columns, int threads, PythonRuntime python) {
        Path file = file(folder);
        if (file == null) {
            return new PythonPredictor(folder, MlflowModel.flavor(folder), columns, python);
        }
        Signature signature = Signature.of(folder);
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".onnx")) {
            return new OnnxPredictor(file, signature.orElse(columns), threads);
        }
        return new DjlPredictor(file, signature, columns);
    }

    /** @return null for a model that only Python can load */
    private static Path file(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new InputException("There is no model in " + folder + "; run train-model first.");
        }
        for (String name : NAMES) {
            if (Files.isRegularFile(folder.resolve(name))) {
                return folder.resolve(name);
            }
        }
        if (Files.isRegularFile(folder.resolve(MlflowModel.FILE))) {
            return MlflowModel.file(folder);
        }
        throw new InputException(folder + " has neither " + String.join(", ", NAMES) + " nor " + MlflowModel.FILE
                + "; write the model under one of these names, or give evaluate.command.");
    }
}
