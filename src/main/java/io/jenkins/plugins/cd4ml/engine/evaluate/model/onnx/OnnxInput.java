package io.jenkins.plugins.cd4ml.engine.evaluate.model.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Batch;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Column;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/** One input of an ONNX model and the columns that fill it. The buffer is kept from run to run: one thread at a time. */
final class OnnxInput {
    private static final int BLOCK = 64;

    private final String where;
    private final String name;
    private final OnnxJavaType type;
    private final long[] shape;
    private final List<Column> columns;
    private ByteBuffer memory = ByteBuffer.allocateDirect(0);

    /** @throws InputException naming the input when its type or shape cannot be filled from these columns */
    OnnxInput(String where, String name, TensorInfo info, List<String> names) {
        this.where = where;
        this.name = name;
        type = info.type;
        long[] shape = info.getShape();
        this.shape = filled(shape, names.size());
        if (this.shape == null) {
            throw new InputException(where + " input '" + name + "' has the shape " + Arrays.toString(shape)
                    + "; rows × columns is what a table can fill, or rows × blocks of columns that are all but one of a"
                    + " known size. Export the model so, or give evaluate.command.");
        }
        long width = Arrays.stream(this.shape).skip(1).reduce(1, Math::multiplyExact);
        if (width != names.size()) {
            throw new InputException(where + " input '" + name + "' takes " + width + " columns, but there are "
                    + names.size() + ": " + shortened(names) + "; list the right ones in signature.json.");
        }
        Column.Kind kind =
                switch (type) {
                    case FLOAT, DOUBLE, BOOL -> Column.Kind.NUMBER;
                    case INT64, INT32 -> Column.Kind.INTEGER;
                    case STRING -> Column.Kind.TEXT;
                    default ->
                        throw new InputException(where + " input '" + name + "' is of type " + type
                                + "; float, double, int32, int64, bool and string can be filled.");
                };
        columns = names.stream().map(n -> new Column(n, kind)).toList();
    }

    /**
     * @return the shape with its open size of columns filled, row-major; null where a table cannot: without rows, or with
     *     several open sizes
     */
    private static long[] filled(long[] shape, int columns) {
        long known = 1;
        int open = 0;
        for (int d = 1; d < shape.length; d++) {
            known = shape[d] > 0 ? Math.multiplyExact(known, shape[d]) : known;
            open += shape[d] > 0 ? 0 : 1;
        }
        if (shape.length < 1 || open > 1 || open == 1 && columns % known != 0) {
            return null;
        }
        long[] filled = shape.clone();
        for (int d = 1; d < shape.length; d++) {
            filled[d] = shape[d] > 0 ? shape[d] : columns / known;
        }
        return filled;
    }

    String name() {
        return name;
    }

    /** @return how many rows it takes at a time; 0 where that is open */
    int fixed() {
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, shape[0]));
    }

    List<Column> columns() {
        return columns;
    }

    /** @return the tensor of the batch's rows from {@code first} on; the caller closes it before the next call */
    OnnxTensor tensor(OrtEnvironment environment, Batch batch, int first, int rows) throws OrtException {
        int width = columns.size();
        long[] shape = this.shape.clone();
        shape[0] = rows;
        return switch (type) {
            case FLOAT -> {
                FloatBuffer floats = memory(4L * rows * width).asFloatBuffer();
                transpose(batch, first, rows, floats);
                yield OnnxTensor.createTensor(environment, floats.flip(), shape);
            }
            case DOUBLE -> {
                ByteBuffer bytes = memory(8L * rows * width);
                each(first, rows, (i, c) -> bytes.putDouble(batch.numbers(c)[i]));
                yield OnnxTensor.createTensor(
                        environment, bytes.flip().order(ByteOrder.nativeOrder()).asDoubleBuffer(), shape);
            }
            case INT64 -> {
                ByteBuffer bytes = memory(8L * rows * width);
                each(first, rows, (i, c) -> bytes.putLong(batch.integers(c)[i]));
                yield OnnxTensor.createTensor(
                        environment, bytes.flip().order(ByteOrder.nativeOrder()).asLongBuffer(), shape);
            }
            case INT32 -> {
                ByteBuffer bytes = memory(4L * rows * width);
                each(first, rows, (i, c) -> bytes.putInt(narrow(batch, i, c)));
                yield OnnxTensor.createTensor(
                        environment, bytes.flip().order(ByteOrder.nativeOrder()).asIntBuffer(), shape);
            }
            case BOOL -> {
                ByteBuffer bytes = memory((long) rows * width);
                each(first, rows, (i, c) -> bytes.put((byte) (batch.numbers(c)[i] != 0 ? 1 : 0)));
                yield OnnxTensor.createTensor(environment, bytes.flip(), shape, OnnxJavaType.BOOL);
            }
            default -> {
                String[] texts = new String[rows * width];
                int[] at = new int[1];
                each(first, rows, (i, c) -> texts[at[0]++] = batch.texts(c)[i] == null ? "" : batch.texts(c)[i]);
                yield OnnxTensor.createTensor(environment, texts, shape);
            }
        };
    }

    /** @return the batch's rows from {@code first} on as an input of the Open Inference Protocol v2, its data row by row */
    ObjectNode json(Batch batch, int first, int rows) {
        ObjectNode input = Json.object().put("name", name).put("datatype", datatype());
        ArrayNode sizes = input.putArray("shape").add(rows);
        Arrays.stream(shape).skip(1).forEach(sizes::add);
        ArrayNode data = input.putArray("data");
        each(first, rows, (i, c) -> {
            switch (type) {
                case FLOAT -> data.add((float) batch.numbers(c)[i]);
                case DOUBLE -> data.add(batch.numbers(c)[i]);
                case BOOL -> data.add(batch.numbers(c)[i] != 0);
                case INT64, INT32 -> data.add(batch.integers(c)[i]);
                default -> data.add(batch.texts(c)[i]);
            }
        });
        return input;
    }

    private String datatype() {
        return switch (type) {
            case FLOAT -> "FP32";
            case DOUBLE -> "FP64";
            case STRING -> "BYTES";
            default -> type.name();
        };
    }

    /** In blocks that fit the processor's nearest cache, as columns are read and rows are written. */
    private void transpose(Batch batch, int first, int rows, FloatBuffer into) {
        int width = columns.size();
        double[][] values = columns.stream().map(batch::numbers).toArray(double[][]::new);
        float[] block = new float[BLOCK * width];
        for (int from = first; from < first + rows; from += BLOCK) {
            int size = Math.min(BLOCK, first + rows - from);
            int c = 0;
            for (; c + 4 <= width; c += 4) { // four at once: a row's neighbours are written together
                four(values[c], values[c + 1], values[c + 2], values[c + 3], from, size, block, c, width);
            }
            for (; c < width; c++) {
                double[] column = values[c];
                for (int i = 0, at = c; i < size; i++, at += width) {
                    block[at] = (float) column[from + i];
                }
            }
            into.put(block, 0, size * width);
        }
    }

    private static void four(
            double[] a, double[] b, double[] c, double[] d, int from, int size, float[] block, int first, int width) {
        for (int i = from, at = first; i < from + size; i++, at += width) {
            block[at] = (float) a[i];
            block[at + 1] = (float) b[i];
            block[at + 2] = (float) c[i];
            block[at + 3] = (float) d[i];
        }
    }

    private int narrow(Batch batch, int row, Column column) {
        long value = batch.integers(column)[row];
        if (value != (int) value) {
            throw new InputException(where + " input '" + name + "' takes int32, but " + column.name() + " of row "
                    + (batch.first() + row) + " is " + value + ".");
        }
        return (int) value;
    }

    private interface Cell {
        void put(int row, Column column);
    }

    private void each(int first, int rows, Cell cell) {
        for (int i = first; i < first + rows; i++) {
            for (Column column : columns) {
                cell.put(i, column);
            }
        }
    }

    private ByteBuffer memory(long bytes) {
        if (memory.capacity() < bytes) {
            memory = ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
        }
        return memory.clear();
    }

    private static String shortened(List<String> names) {
        return names.size() <= 8 ? String.join(", ", names) : String.join(", ", names.subList(0, 8)) + ", …";
    }
}
