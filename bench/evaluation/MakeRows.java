import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes a model project of so many rows × 30 features as Parquet: {@code MakeRows FOLDER ROWS}; the model is the caller's. */
public final class MakeRows {
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        Files.createDirectories(folder);
        StringBuilder sql = new StringBuilder("COPY (SELECT i AS id, CASE WHEN random() < 0.4 THEN 1 ELSE 0 END AS y");
        for (int c = 0; c < 30; c++) {
            sql.append(", random() * 10 AS f").append(c);
        }
        sql.append(" FROM range(")
                .append(args[1])
                .append(") t(i)) TO '")
                .append(folder.resolve("rows.parquet"))
                .append("' (FORMAT parquet)");
        try (Duck duck = Duck.open()) {
            duck.execute("SELECT setseed(0.5)");
            duck.execute(sql.toString());
        }
        Files.writeString(folder.resolve("cd4ml.yaml"), """
            model: bench
            data: {holdout: {path: rows.parquet}}
            evaluate: {dataset: holdout, target: y, key: id, metrics: [auc, accuracy, log_loss]}
            gates: [{metric: auc, min: 0}]
            """);
    }
}
