package io.jenkins.plugins.cd4ml.engine.evaluate.scoring;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Sample;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * Writes {@code predictions.parquet}: {@code row} (from 1), {@code key} where there is a key column, {@code digest} of
 * the whole row, {@code truth}, {@code prediction} (a class or a number) and {@code p_<class>} of each class, of two
 * classes also the {@code logit}, or the {@code score} where there are no probabilities. Its
 * metadata hold, as {@code features}, the columns that a model takes which does not name its own.
 */
public final class PredictionsFile {
    public static final String NAME = "evaluate/predictions.parquet";

    private PredictionsFile() {}

    public static void write(
            Path file, HoldoutRows rows, PredictionTask task, ScoredRows scored, List<String> features) {
        boolean regression = task.classes().isEmpty();
        StringBuilder table = new StringBuilder("CREATE TABLE predictions (\"row\" BIGINT, ");
        table.append(rows.keys() == null ? "" : "\"key\" VARCHAR, ")
                .append("digest BIGINT, truth VARCHAR, prediction ");
        table.append(regression ? "DOUBLE" : "VARCHAR");
        boolean probable = scored.scores().probable();
        for (String name : probable ? task.classes() : List.<String>of()) {
            table.append(", ").append(Duck.id("p_" + name)).append(" DOUBLE");
        }
        table.append(extra(scored, task) == null ? "" : ", " + extra(scored, task) + " DOUBLE");
        try (Duck duck = Duck.open()) {
            Files.createDirectories(file.getParent());
            duck.execute(table.append(")").toString());
            try (Connection connection = duck.statement().getConnection();
                    DuckDBAppender appender =
                            connection.unwrap(DuckDBConnection.class).createAppender("main", "predictions")) {
                for (int i = 0; i < rows.size(); i++) {
                    append(appender, rows, task, scored, i);
                }
                appender.flush();
                duck.execute("COPY predictions TO " + Duck.text(file.toString())
                        + " (FORMAT parquet, COMPRESSION zstd, KV_METADATA {features: "
                        + Duck.text(Json.line(Json.MAPPER.valueToTree(features))) + "})");
            }
        } catch (IOException e) {
            throw new InputException(file + " cannot be written: " + FileErrors.reason(e) + ".", e);
        } catch (SQLException e) {
            throw new InputException(
                    file + " cannot be written: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse("") + ".",
                    e);
        }
    }

    /** @return the features that the file's metadata name; empty where there is no such file, or it names none */
    public static List<String> features(Path file) {
        List<String> features = new ArrayList<>();
        if (file == null || !Files.isRegularFile(file)) {
            return features;
        }
        try (Duck duck = Duck.open();
                Statement statement = duck.statement();
                ResultSet row = statement.executeQuery("SELECT decode(value) FROM parquet_kv_metadata("
                        + Duck.file(file) + ") WHERE decode(key) = 'features'")) {
            if (row.next()) {
                Json.MAPPER.readTree(row.getString(1)).forEach(f -> features.add(f.asText()));
            }
            return features;
        } catch (SQLException | IOException e) {
            throw new InputException(file + " is no predictions file that can be read.", e);
        }
    }

    /** @return the name of the score of the positive class that probabilities do not hold; null without one */
    private static String extra(ScoredRows scored, PredictionTask task) {
        if (task.classes().size() != 2) {
            return null;
        }
        return switch (scored.scores()) {
            case LOGITS -> "logit";
            case RANKS -> "score";
            default -> null;
        };
    }

    private static void append(DuckDBAppender appender, HoldoutRows rows, PredictionTask task, ScoredRows scored, int i)
            throws SQLException {
        List<String> classes = task.classes();
        Sample sample = scored.sample();
        appender.beginRow();
        appender.append(i + 1L);
        if (rows.keys() != null) {
            appender.append(rows.keys()[i]);
        }
        appender.append(rows.digests()[i]);
        appender.append(rows.targets()[i]);
        if (classes.isEmpty()) {
            appender.append(sample.scores()[i]);
        } else {
            appender.append(classes.get(sample.predicted()[i]));
            if (scored.scores().probable()) {
                for (double p : sample.probabilities()[i]) {
                    appender.append(p);
                }
            }
            if (extra(scored, task) != null) {
                appender.append(sample.scores()[i]);
            }
        }
        appender.endRow();
    }
}
