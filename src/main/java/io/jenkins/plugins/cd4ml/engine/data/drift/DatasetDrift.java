package io.jenkins.plugins.cd4ml.engine.data.drift;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.contract.Contract;
import io.jenkins.plugins.cd4ml.engine.data.contract.Violation;
import io.jenkins.plugins.cd4ml.engine.data.csv.CsvScan;
import io.jenkins.plugins.cd4ml.engine.data.scan.ColumnValues;
import io.jenkins.plugins.cd4ml.engine.data.scan.ContractChecks;
import io.jenkins.plugins.cd4ml.engine.data.scan.Scan;
import io.jenkins.plugins.cd4ml.engine.data.source.Dataset;
import io.jenkins.plugins.cd4ml.engine.data.source.DigestCache;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.data.source.SourceDigests;
import io.jenkins.plugins.cd4ml.engine.data.source.Sources;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Measures one dataset's {@link Drift} from what its description names, and writes {@code drift.json}: from data
 * ({@code reference}), or from what was kept of the data of a model ({@code against}).
 */
public final class DatasetDrift {
    /** What is usually called a change, by measure: which one is worst, in a sentence; the first of equal ones. */
    private static final Map<String, Double> REMARKABLE = new LinkedHashMap<>();

    static {
        REMARKABLE.put("ks", 0.1);
        REMARKABLE.put("psi", 0.25);
        REMARKABLE.put("nulls", 0.1);
    }

    private final Project project;
    private final RunFolder run;
    private final String name;
    private final JsonNode spec;
    private final Duck duck;
    private final ContractChecks checks;
    private final Contract contract;
    private final BaselineSource.Finder champions;
    private final Set<String> keys = new HashSet<>();
    private final ObjectNode worst = Json.object();
    private Lineage.Entity reference;

    public DatasetDrift(
            Project project,
            RunFolder run,
            String name,
            Duck duck,
            ContractChecks checks,
            Contract contract,
            BaselineSource.Finder champions) {
        this.project = project;
        this.run = run;
        this.name = name;
        this.spec = project.section("data").get(name);
        this.duck = duck;
        this.checks = checks;
        this.contract = contract;
        this.champions = champions;
        contract.columns().stream().filter(Contract.Column::key).forEach(c -> keys.add(c.name()));
    }

    /**
     * @param digest  the dataset's version
     * @param digests of files that are read
     * @return what there is to say of it, as the end of a sentence; empty when the dataset names nothing
     * @throws InputException when the reference cannot be read, or there is no such model
     */
    public String measure(Dataset dataset, String digest, DigestCache digests) throws SQLException {
        if (spec.hasNonNull("against")) {
            return fromModel(dataset, digest);
        }
        if (!spec.hasNonNull("reference")) {
            return "";
        }
        return checks.rows() > 0
                ? fromData(dataset, digests, digest)
                : none("unmeasured", name + " has no rows", digest);
    }

    /** @return the largest numbers, for the step's result; empty when there is no drift to tell */
    public ObjectNode worst() {
        return worst;
    }

    /** @return the entity of the data that drift was measured from, or null */
    public Lineage.Entity reference() {
        return reference;
    }

    private String fromData(Dataset dataset, DigestCache digests, String digest) throws SQLException {
        Dataset before = Sources.open(duck, project, name, "reference").through(digests);
        try (ColumnValues columns = Scan.counted(duck, before, contract, CsvScan.READER)) {
            String path = spec.get("reference").asText();
            comparable(
                    project.place("/data/" + name + "/reference"),
                    path,
                    columns.records(),
                    before.columns(),
                    dataset.columns());
            String sentence = write(new ScannedReference(columns), path, digest);
            used(
                    Path.of(path).getFileName().toString(),
                    SourceDigests.of(digests, project, name, "reference"),
                    Map.of("path", path));
            return ", drift" + sentence;
        } catch (Dataset.Ragged e) {
            throw new InputException("The reference of " + name + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** @throws InputException when a reference is none: without rows, or of something else; it would find no drift */
    public static void comparable(
            String place, String reference, long rows, Collection<String> columns, Collection<String> now) {
        if (rows == 0) {
            throw new InputException(place + ": " + reference + " has no rows to measure drift from.");
        }
        if (Collections.disjoint(columns, now)) {
            throw new InputException(place + ": " + reference
                    + " has none of the dataset's columns; drift is measured from data of the same kind.");
        }
    }

    /** Keeps the baseline for the models to come, and holds the data against that of the model that is there. */
    private String fromModel(Dataset dataset, String digest) throws SQLException {
        String place = project.place("/data/" + name + "/against");
        if (spec.hasNonNull("reference")) {
            throw new InputException(
                    place + ": " + name + " has both 'reference' and 'against'; drift is measured from one of them.");
        }
        BaselineSource champion = champions.find(spec.get("against").asText(), place);
        if (checks.rows() == 0) {
            return none("unmeasured", name + " has no rows", digest);
        }
        ObjectNode baseline = Baseline.of(duck, dataset, checks.columns(), keys);
        baseline.put("path", spec.path("path").asText()).put("digest", digest);
        run.write(BaselineSource.file(name), baseline);
        if (champion.name() == null) {
            // said instead of left out: a gate may let the first version pass, but not one that was not measured
            return champion.doubt() == null
                    ? none("noModelYet", champion.reason(), digest)
                    : none("unmeasured", champion.doubt(), digest);
        }
        String title = champion.name() + " (" + champion.reason() + ")";
        RunFolder before = new RunFolder(champion.folder());
        if (!before.has(BaselineSource.file(name))) {
            return none("unmeasured", "of the data of " + title + " nothing was kept", digest);
        }
        JsonNode kept = before.read(BaselineSource.file(name));
        String sentence = write(
                new BaselineReference(duck, kept, "The baseline of " + name + " beside " + champion.name()),
                "the data of " + title,
                digest);
        used(
                name,
                kept.path("digest").asText(),
                Map.of("path", kept.path("path").asText(), "model", champion.name(), "reason", champion.reason()));
        return ", drift from the data of " + title + sentence;
    }

    private void used(String label, String digest, Map<String, Object> attributes) {
        reference = new Lineage.Entity("reference:" + name, "dataset", label, digest, attributes);
    }

    /**
     * @param from what it is measured from, for the page
     * @param digest of the data; of other data a gate does not take these numbers
     * @return the largest number, as the end of a sentence
     */
    private String write(Reference before, String from, String digest) {
        ObjectNode drift =
                Drift.of(checks.columns(), before, keys).put("from", from).put("digest", digest);
        run.write("data/" + name + "/drift.json", drift);
        return worst(drift, worst);
    }

    /** @param key noModelYet, or unmeasured where no gate may pass for it; @return the end of a sentence */
    private String none(String key, String why, String digest) {
        ObjectNode none = Json.object().put(key, why).put("digest", digest);
        none.putObject("metrics");
        run.write("data/" + name + "/drift.json", none);
        return ", no drift: " + why;
    }

    /** Takes the largest numbers out of a drift; @return the one that says most, as the end of a sentence */
    public static String worst(ObjectNode drift, ObjectNode worst) {
        JsonNode metrics = drift.path("metrics");
        for (String metric : List.of("psi.max", "ks.max", "js.max", "nulls.max", "schema.changes", Drift.UNDEFINED)) {
            if (metrics.has(metric)) {
                worst.set(metric, metrics.get(metric));
            }
        }
        String most = REMARKABLE.entrySet().stream()
                .filter(e -> metrics.has(e.getKey() + ".max"))
                .max(Comparator.comparingDouble(
                        e -> metrics.get(e.getKey() + ".max").asDouble() / e.getValue()))
                .map(e -> " %s at most %.3f"
                        .formatted(
                                e.getKey().toUpperCase(Locale.ROOT),
                                metrics.get(e.getKey() + ".max").asDouble()))
                .orElse("");
        return most + undefined(drift);
    }

    /** @return the columns whose distance nobody can tell, and which are therefore in no largest number */
    private static String undefined(ObjectNode drift) {
        int lost = drift.path("metrics").path(Drift.UNDEFINED).asInt();
        if (lost == 0) {
            return "";
        }
        for (JsonNode column : drift.path("columns")) {
            if (column.path("lost").asBoolean()) {
                return ", undefined for " + (lost > 1 ? lost + " columns, first " : "")
                        + Violation.shown(column.path("name").asText()) + " ("
                        + column.path("undefined").asText() + ")";
            }
        }
        return "";
    }
}
