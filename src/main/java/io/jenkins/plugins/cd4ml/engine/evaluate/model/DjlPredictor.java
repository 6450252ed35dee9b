package io.jenkins.plugins.cd4ml.engine.evaluate.model;

import ai.djl.MalformedModelException;
import ai.djl.ModelException;
import ai.djl.engine.EngineException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A TorchScript or XGBoost model through DJL: one matrix of all features in, one number or one number a class out. What
 * these files say of themselves is not enough to name inputs, so the features come from the signature.
 */
final class DjlPredictor implements io.jenkins.plugins.cd4ml.engine.evaluate.model.Predictor {
    private final Path file;
    private final List<Column> columns;
    private final ZooModel<NDList, NDList> model;
    private final Predictor<NDList, NDList> predictor;

    /** @throws InputException when the engine is not installed or the file cannot be loaded */
    DjlPredictor(Path file, Signature signature) {
        this.file = file;
        columns = signature.features().stream().map(Column::number).toList();
        boolean torch = file.getFileName().toString().toLowerCase(Locale.ROOT).matches(".*\\.(pt|pth)");
        String engine = torch ? "PyTorch" : "XGBoost";
        // Else the engine of XGBoost loads PyTorch, too, which may not be installed.
        System.setProperty("ai.djl.xgboost.disable_alternative", "true");
        model = torch ? load(file, file, engine) : boosted(file, engine);
        predictor = model.newPredictor();
    }

    private static ZooModel<NDList, NDList> boosted(Path file, String engine) {
        Path folder = null;
        try {
            folder = Files.createTempDirectory("cd4ml-xgboost");
            return load(file, XgboostFile.readable(file, folder), engine);
        } catch (IOException e) {
            throw new InputException(file + " cannot be read: " + FileErrors.reason(e) + ".", e);
        } finally {
            if (folder != null) {
                XgboostFile.clean(folder);
            }
        }
    }

    /** @param loaded the file itself, or what stands for it */
    private static ZooModel<NDList, NDList> load(Path file, Path loaded, String engine) {
        try {
            return Criteria.builder()
                    .setTypes(NDList.class, NDList.class)
                    .optModelPath(loaded)
                    .optEngine(engine)
                    .optTranslator(new NoopTranslator())
                    .build()
                    .loadModel();
        } catch (EngineException | UnsatisfiedLinkError | NoClassDefFoundError e) {
            throw new InputException(
                    file + " needs the engine " + engine + ", which is not installed; see docs/packs.md.", e);
        } catch (MalformedModelException e) {
            throw new InputException(file + " cannot be loaded by " + engine + ": " + reason(e) + ".", e);
        } catch (ModelException | IOException e) {
            throw new InputException(
                    file + " cannot be loaded by " + engine + ", or the engine is not installed (docs/packs.md): "
                            + reason(e) + ".",
                    e);
        }
    }

    @Override
    public List<Column> columns() {
        return columns;
    }

    @Override
    public Answers predict(Batch batch) {
        int rows = batch.rows();
        float[] values = new float[rows * columns.size()];
        for (int c = 0; c < columns.size(); c++) {
            double[] column = batch.numbers(columns.get(c));
            for (int i = 0; i < rows; i++) {
                values[i * columns.size() + c] = (float) column[i];
            }
        }
        try (NDManager manager = model.getNDManager().newSubManager()) {
            NDArray matrix =
                    manager.create(FloatBuffer.wrap(values), new Shape(rows, columns.size()), DataType.FLOAT32);
            try (NDList answer = predictor.predict(new NDList(matrix))) {
                return answers(answer, rows);
            }
        } catch (TranslateException | EngineException e) {
            throw new InputException(
                    file + " cannot score rows " + batch.first() + " to " + (batch.first() + rows - 1) + " of "
                            + columns.size() + " features: " + reason(e) + ".",
                    e);
        }
    }

    private Answers answers(NDList answer, int rows) {
        NDArray array = answer.head();
        long[] shape = array.getShape().getShape();
        boolean flat = shape.length == 1 && shape[0] > 0 && shape[0] % rows == 0; // XGBoost's classes, row by row
        if (!flat && (shape.length != 2 || shape[0] != rows)) {
            throw new InputException(file + " answers the shape " + array.getShape() + " for " + rows
                    + " rows; one answer a row is needed.");
        }
        double[] numbers = numbers(array);
        return new Answers(numbers, numbers.length / rows, null, null, false);
    }

    /** XGBoost's arrays know no conversion. */
    private static double[] numbers(NDArray array) {
        if (array.getDataType() != DataType.FLOAT32) {
            return array.toType(DataType.FLOAT64, false).toDoubleArray();
        }
        float[] floats = array.toFloatArray();
        double[] numbers = new double[floats.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = floats[i];
        }
        return numbers;
    }

    private static String reason(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("").replaceAll("\\.$", "");
    }

    @Override
    public void close() {
        predictor.close();
        model.close();
    }
}
