package io.jenkins.plugins.cd4ml.engine.data.scan;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.source.Dataset;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.data.source.DuckDialect;
import io.jenkins.plugins.cd4ml.engine.data.source.Sources;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** What the foreign keys of one dataset's contract lead to: columns of other datasets of the project. Not thread-safe. */
public final class ForeignKeys {
    private final Project project;
    private final String contract;
    private final Map<String, String> selects = new HashMap<>();

    /** A column of a dataset that the project has. */
    public record Target(String dataset, String column) {}

    /** @param name the dataset whose contract has the keys */
    public ForeignKeys(Project project, String name) {
        this.project = project;
        this.contract = project.section("data").path(name).path("contract").asText();
    }

    /**
     * @param to as the contract writes it, {@code dataset.column}
     * @throws InputException when there is no such dataset
     */
    public Target target(String to) {
        int dot = to.indexOf('.');
        Target target = new Target(to.substring(0, dot), to.substring(dot + 1));
        if (!project.section("data").has(target.dataset())) {
            throw new InputException(project.place("/data") + " has no dataset '" + target.dataset()
                    + "', which a foreign key of " + contract + " names; add it.");
        }
        return target;
    }

    /** @throws InputException when the dataset is no readable file with that column */
    public Dataset open(Duck duck, Target target) {
        Dataset values = Sources.open(duck, project, target.dataset(), "path");
        if (!values.types().containsKey(target.column())) {
            throw lacks(values.file().toString(), target.column());
        }
        return values;
    }

    /** @return what to say where a dataset lacks the column */
    public InputException lacks(String where, String column) {
        return new InputException(
                where + " has no column '" + column + "', which a foreign key of " + contract + " names.");
    }

    /**
     * Reads the permitted values at once, so that what is wrong with their file is said of that file, and it is read once.
     *
     * @return DuckDB's sub-select of a foreign key's permitted values, as values of that logical type
     */
    public String select(Duck duck, String to, String type) {
        return selects.computeIfAbsent(type + " " + to, t -> {
            Target target = target(to);
            Dataset values = open(duck, target);
            String id = values.id(target.column());
            DuckDialect dialect = DuckDialect.of(values.types());
            String key = dialect.value(id, "string".equals(type) ? dialect.logical(id) : type);
            String table = "cd4ml_keys_" + selects.size();
            try {
                duck.execute("CREATE TABLE " + table + " AS SELECT DISTINCT " + key + " AS value FROM " + values.from()
                        + " WHERE " + key + " IS NOT NULL");
            } catch (SQLException e) {
                RuntimeException why = values.explainStreamed(duck, e);
                throw new InputException(
                        "A foreign key of " + contract + " leads to " + target.dataset() + ": " + why.getMessage(),
                        why);
            }
            return "SELECT value FROM " + table;
        });
    }
}
