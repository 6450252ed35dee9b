package io.jenkins.plugins.cd4ml.engine.data.scan;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.contract.Rule;
import io.jenkins.plugins.cd4ml.engine.data.source.Dataset;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/**
 * Every record that breaks a rule: its number, the broken rules, and its cells as they stand. Of duplicates all are there,
 * the first one too: which of them is the bad one, no rule can say.
 */
public final class Quarantine {
    private Quarantine() {}

    /**
     * @param file named after the format, {@code .parquet} or {@code .csv}
     * @return whether there was anything to write
     */
    public static boolean write(Duck duck, Dataset dataset, ContractChecks checks, Path file) throws SQLException {
        List<Rule> rules = checks.filtered();
        if (rules.isEmpty()) {
            return false;
        }
        StringBuilder names = new StringBuilder("concat_ws(', '");
        for (int i = 0; i < rules.size(); i++) {
            names.append(", CASE WHEN ")
                    .append(checks.filters().get(i))
                    .append(" THEN ")
                    .append(Duck.text(rules.get(i).id()))
                    .append(" END");
        }
        try {
            Files.createDirectories(file.getParent());
        } catch (IOException e) {
            throw new InputException(file.getParent() + " cannot be written: " + FileErrors.reason(e) + ".", e);
        }
        try {
            duck.execute("COPY (SELECT " + Dataset.RECORD + " AS " + free("cd4ml_record", dataset) + ", " + names
                    + ") AS " + free("cd4ml_rules", dataset) + ", * EXCLUDE ("
                    + Dataset.RECORD + checks.aside().added()
                    + ") FROM " + checks.aside().overView() + " WHERE (" + String.join(") OR (", checks.filters())
                    + ")) TO "
                    + Duck.text(file.toString())
                    + (file.toString().endsWith(".csv")
                            ? " (FORMAT csv, HEADER)"
                            : " (FORMAT parquet, COMPRESSION zstd)"));
        } catch (SQLException e) {
            throw new InputException(file + " cannot be written: " + Dataset.reason(e) + ".", e);
        }
        return true;
    }

    /** @return a name that no column has, as an SQL identifier */
    private static String free(String name, Dataset dataset) {
        String free = name;
        while (dataset.columns().stream().anyMatch(free::equalsIgnoreCase)) {
            free += "_";
        }
        return Duck.id(free);
    }
}
