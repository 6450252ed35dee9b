package io.jenkins.plugins.cd4ml.engine.evaluate.model.djl;

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
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Answers;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Batch;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Column;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Signature;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.WholeNumbers;
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
public final class DjlPredictor implements io.jenkins.plugins.cd4ml.engine.evaluate.model.Predictor {
    private final Path file;
    private final List<Column> columns;
    private final XgboostAnswers kind;
    private final List<String> notes;
    private final ZooModel<NDList, NDList> model;
    private final Predictor<NDList, NDList> predictor;

    /**
     * @param others columns of the data that may be features, where neither file nor signature name them
     * @throws InputException when the engine is not installed, the file cannot be loaded, or it was trained on other
     *     columns
     */
    public DjlPredictor(Path file, Signature signature, List<String> others) {
        this.file = file;
        boolean torch = file.getFileName().toString().toLowerCase(Locale.ROOT).matches(".*\\.(pt|pth)");
        String engine = torch ? "PyTorch" : "XGBoost";
        // Else the engine of XGBoost loads PyTorch, too, which may not be installed.
        System.setProperty("ai.djl.xgboost.disable_alternative", "true");
        XgboostColumns asked = torch ? null : XgboostColumns.of(file, signature, others);
        List<String> features = torch ? signature.orElse(others).features() : asked.features();
        columns = features.stream().map(Column::number).toList();
        kind = torch ? XgboostAnswers.VALUES : XgboostAnswers.of(asked.description());
        notes = torch ? List.of() : asked.notes();
        model = torch ? load(file, file, engine) : boosted(file, engine, asked.copied());
        predictor = model.newPredictor();
    }

    private static ZooModel<NDList, NDList> boosted(Path file, String engine, XgboostCut cut) {
        Path folder = null;
        try {
            folder = Files.createTempDirectory("cd4ml-xgboost");
            Path first = cut == null ? file : cut.write(file, folder);
            return load(file, XgboostFile.readable(first, file, folder), engine);
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
    public List<String> notes() {
        return notes;
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
        if (kind == XgboostAnswers.LABELS || whole(array)) {
            String[] labels = new String[rows];
            for (int i = 0; numbers.length == rows && i < rows; i++) {
                labels[i] = WholeNumbers.text(Math.round(numbers[i]));
            }
            if (numbers.length == rows) {
                return Answers.labels(labels, file.getFileName().toString());
            }
        }
        return new Answers(numbers, numbers.length / rows, null, kind == XgboostAnswers.LOGITS);
    }

    private static boolean whole(NDArray array) {
        return array.getDataType() == DataType.INT64 || array.getDataType() == DataType.INT32;
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
