package io.jenkins.plugins.cd4ml.engine.data;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.DatabaseServer;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.data.drift.BaselineSource;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** A model project in a temporary folder, validated as the verb does it. */
public final class ProjectFolder {
    public final Path path;
    private int runs;
    private BaselineSource.Finder champions = (against, place) -> new BaselineSource(null, "no model yet", null);

    public ProjectFolder(Path path) {
        this.path = path;
    }

    /** From now on {@code against} means the run whose data was validated last. */
    public void promote() {
        BaselineSource last = new BaselineSource("version 1", "staging serves it", path.resolve("run" + runs));
        champions = (against, place) -> last;
    }

    public ProjectFolder write(String name, String text) {
        return write(name, text.getBytes(StandardCharsets.UTF_8));
    }

    public ProjectFolder write(String name, byte[] bytes) {
        try {
            Files.createDirectories(path.resolve(name).getParent());
            Files.write(path.resolve(name), bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One dataset {@code d}. @param keys its further keys as YAML flow, such as {@code ", missing: [NA]"} */
    public ProjectFolder dataset(String file, String keys) {
        return write("cd4ml.yaml", "model: m\ndata:\n  d: {path: '" + file + "'" + keys + "}\n");
    }

    /** One dataset {@code d} in a database. @param jdbc its keys besides the login, as YAML flow */
    public ProjectFolder table(String jdbc, String keys) {
        return write(
                "cd4ml.yaml", "model: m\ndata:\n  d: {jdbc: {credentials: warehouse, " + jdbc + "}" + keys + "}\n");
    }

    /** A contract {@code c.yaml} of one table with these properties, as lines of YAML flow. */
    public ProjectFolder contract(String... properties) {
        StringBuilder yaml =
                new StringBuilder("apiVersion: v3.1.0\nkind: DataContract\nschema:\n  - name: t\n    properties:\n");
        for (String property : properties) {
            yaml.append("      - ").append(property).append('\n');
        }
        return write("c.yaml", yaml.toString());
    }

    /** @throws InputException as the verb does */
    public Outcome validate() {
        return validate(DatabaseServer.environment());
    }

    private Outcome validate(Map<String, String> environment) {
        try {
            return DataValidation.run(
                    Project.read(path, null),
                    new RunFolder(path.resolve("run" + ++runs)),
                    List.of(),
                    champions,
                    Progress.SILENT,
                    environment);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public Outcome validateAs(String file, String keys) {
        return dataset(file, keys).validate();
    }

    /** @return what the verb says: {@code yes: …}, {@code no: …} or {@code input: …} */
    public String says() {
        return says(DatabaseServer.environment());
    }

    /** @param environment where the login of a database stands */
    public String says(Map<String, String> environment) {
        try {
            Outcome outcome = validate(environment);
            return (outcome.yes() ? "yes: " : "no: ") + outcome.sentence();
        } catch (InputException e) {
            return "input: " + e.getMessage();
        }
    }

    public boolean has(String name) {
        return new RunFolder(path.resolve("run" + runs)).has("data/d/" + name);
    }

    /** @return a document of the last run, such as {@code validation.json} of dataset {@code d} */
    public JsonNode document(String name) {
        return new RunFolder(path.resolve("run" + runs)).read("data/d/" + name);
    }
}
