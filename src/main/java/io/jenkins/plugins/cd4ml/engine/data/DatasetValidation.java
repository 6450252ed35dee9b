package io.jenkins.plugins.cd4ml.engine.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.contract.Contract;
import io.jenkins.plugins.cd4ml.engine.data.contract.Violation;
import io.jenkins.plugins.cd4ml.engine.data.csv.CsvScan;
import io.jenkins.plugins.cd4ml.engine.data.drift.BaselineSource;
import io.jenkins.plugins.cd4ml.engine.data.drift.DatasetDrift;
import io.jenkins.plugins.cd4ml.engine.data.history.DatasetHistory;
import io.jenkins.plugins.cd4ml.engine.data.jdbc.TableSource;
import io.jenkins.plugins.cd4ml.engine.data.scan.CheckResult;
import io.jenkins.plugins.cd4ml.engine.data.scan.ContractChecks;
import io.jenkins.plugins.cd4ml.engine.data.scan.ForeignKeys;
import io.jenkins.plugins.cd4ml.engine.data.scan.Profile;
import io.jenkins.plugins.cd4ml.engine.data.scan.Quarantine;
import io.jenkins.plugins.cd4ml.engine.data.source.Dataset;
import io.jenkins.plugins.cd4ml.engine.data.source.DigestCache;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.data.source.SourceDigests;
import io.jenkins.plugins.cd4ml.engine.data.source.Sources;
import io.jenkins.plugins.cd4ml.engine.data.table.TableChecks;
import io.jenkins.plugins.cd4ml.engine.data.table.TableValidation;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One dataset's part of {@link DataValidation}: reads it, writes its documents and its lineage entities. */
final class DatasetValidation {
    private static final int NAMED = 5;

    private final Project project;
    private final RunFolder run;
    private final Lineage lineage;
    private final String name;
    private final JsonNode spec;
    private final Map<String, String> environment;
    private final List<String> used = new ArrayList<>();
    private final DigestCache digests;
    private final BaselineSource.Finder champions;
    private Contract contract = Contract.NONE;
    private ValidationDocument validation;
    private String sentence = "";

    /** @param environment where the login of a dataset in a database stands */
    DatasetValidation(
            Project project,
            RunFolder run,
            Lineage lineage,
            String name,
            BaselineSource.Finder champions,
            Map<String, String> environment) {
        this.environment = environment;
        this.champions = champions;
        this.project = project;
        this.run = run;
        this.lineage = lineage;
        this.name = name;
        this.spec = project.section("data").get(name);
        this.digests = new DigestCache(project.folder());
    }

    /** @return the dataset's part of the result document */
    ObjectNode run() throws SQLException {
        readContract();
        if (Sources.inDatabase(spec)) {
            table();
        } else {
            files();
        }
        return validation.summary();
    }

    private void files() throws SQLException {
        String path = spec.get("path").asText();
        validation = new ValidationDocument(name, path, contract);
        try (Duck duck = Duck.streaming()) {
            Map<String, Object> attributes = new TreeMap<>(Map.of("path", path));
            try {
                Dataset dataset = Sources.open(duck, project, name, "path").through(digests);
                attributes.put("columns", dataset.types().size());
                check(duck, dataset);
                attributes.put("rows", validation.document().get("rows").asLong());
            } catch (Dataset.Ragged e) {
                sentence = validation.unreadable(e.getMessage());
            }
            String digest = digest();
            run.write(file("validation.json"), validation.document());
            lineage.put(new Lineage.Entity("dataset:" + name, "dataset", name, digest, attributes));
            used.add("dataset:" + name);
        }
    }

    /** @return the version of the files, also in the documents */
    private String digest() {
        if (!validation.document().hasNonNull("digest")) {
            validation.digest(SourceDigests.of(digests, project, name, "path"));
        }
        return validation.document().get("digest").asText();
    }

    /** The same documents, computed in the database that holds the rows. */
    private void table() throws SQLException {
        if (spec.hasNonNull("against")) {
            throw new InputException(project.place("/data/" + name + "/against")
                    + ": of a table no baseline is kept; name a 'reference' instead, a file or another table.");
        }
        if ("csv".equals(spec.path("quarantine").asText())) {
            throw new InputException(
                    project.place("/data/" + name + "/quarantine") + ": that of a table is a Parquet file.");
        }
        try (TableValidation rows = new TableValidation(project, name, contract, environment)) {
            TableSource source = rows.table().source();
            TableChecks checks = rows.check();
            String digest = TableValidation.digest(rows.table(), checks);
            validation = new ValidationDocument(name, source.described(), contract);
            validation.digest(digest);
            validation.document().set("version", TableValidation.version(rows.table(), checks));
            JsonNode profile = profiled() ? rows.profile() : null;
            String drift = drift(rows, digest);
            boolean quarantine = rows.quarantine(run.file(file("quarantine.parquet")));
            rows.finish(); // before the numbers are remembered as those of a dataset
            if (profile != null) {
                run.write(file("profile.json"), profile);
                history(profile, checks, digest);
            }
            validation.checks(checks, rows.table().types().keySet());
            if (quarantine) {
                validation.document().put("quarantine", file("quarantine.parquet"));
            }
            validation.document().set("notExact", Json.MAPPER.valueToTree(rows.notExact()));
            sentence = validation.sentence(checks, drift);
            run.write(file("validation.json"), validation.document());
            Map<String, Object> attributes = new TreeMap<>(Map.of(
                    "path", source.described(),
                    "columns", rows.table().types().size(),
                    "rows", checks.rows()));
            lineage.put(new Lineage.Entity("dataset:" + name, "dataset", name, digest, attributes));
            used.add("dataset:" + name);
        }
    }

    /** @return what there is to say of a table's drift, as the end of a sentence */
    private String drift(TableValidation rows, String digest) throws SQLException {
        TableValidation.Compared compared = rows.drift();
        if (compared == null) {
            return "";
        }
        run.write(
                file("drift.json"),
                compared.drift().put("from", compared.described()).put("digest", digest));
        lineage.put(new Lineage.Entity(
                "reference:" + name, "dataset", name, compared.digest(), Map.of("path", compared.described())));
        used.add("reference:" + name);
        return ", drift"
                + DatasetDrift.worst(compared.drift(), validation.summary().putObject("drift"));
    }

    private boolean profiled() {
        boolean profiled = spec.path("profile").asBoolean(true);
        for (String key : List.of("reference", "against", "history")) {
            if (!profiled && spec.has(key)) {
                throw new InputException(project.place("/data/" + name + "/profile") + ": '" + key
                        + "' needs the profile; leave out one of them.");
            }
        }
        return profiled;
    }

    String sentence() {
        return sentence;
    }

    /** @return ids of the entities it read */
    List<String> used() {
        return used;
    }

    private String file(String document) {
        return "data/" + name + "/" + document;
    }

    private void check(Duck duck, Dataset dataset) throws SQLException {
        boolean profiled = profiled();
        ForeignKeys foreign = new ForeignKeys(project, name);
        try (ContractChecks checks = ContractChecks.run(
                duck, dataset, contract, (to, type) -> foreign.select(duck, to, type), profiled, CsvScan.READER)) {
            String digest = digest();
            if (profiled) {
                JsonNode profile = Profile.of(duck, dataset, checks.columns());
                run.write(file("profile.json"), profile);
                history(profile, checks, digest);
            }
            validation.checks(checks, dataset.columns());
            DatasetDrift from = new DatasetDrift(project, run, name, duck, checks, contract, champions);
            String drift = from.measure(dataset, digest, digests);
            if (from.reference() != null) {
                validation.summary().set("drift", from.worst());
                lineage.put(from.reference());
                used.add(from.reference().id());
            }
            String quarantine = file("quarantine." + spec.path("quarantine").asText("parquet"));
            if (Quarantine.write(duck, dataset, checks, run.file(quarantine))) {
                validation.document().put("quarantine", quarantine);
            }
            sentence = validation.sentence(checks, drift);
        }
    }

    /** Holds the numbers against those of the datasets before, and keeps them when the dataset is accepted. */
    private void history(JsonNode profile, CheckResult checks, String digest) {
        if (!spec.path("history").isArray()) {
            return;
        }
        String remembered = "history/" + name + ".jsonl"; // Jenkins brings the job's history with the run
        DatasetHistory history = DatasetHistory.read(
                run.has("history")
                        ? run.file(remembered)
                        : project.folder().resolve(".cd4ml").resolve(remembered));
        ObjectNode numbers = DatasetHistory.numbers(profile, checks);
        Instant now = Instant.now();
        for (int i = 0; i < spec.get("history").size(); i++) {
            String place = project.place("/data/" + name + "/history/" + i);
            Violation violation = history.judge(spec.get("history").get(i), numbers, digest, now, place);
            if (violation != null) {
                checks.violations().add(violation);
            }
        }
        if (checks.valid()) {
            history.accept(digest, numbers, now);
        }
    }

    private void readContract() {
        if (!spec.hasNonNull("contract")) {
            return;
        }
        Path file = project.existing(spec.get("contract").asText(), "/data/" + name + "/contract");
        contract = Contract.read(file, spec);
        List<String> gaps = new ArrayList<>(contract.unsupported());
        if ("refuse".equals(spec.path("unsupported").asText())) {
            contract.left().forEach(part -> gaps.add(part.first() + ": " + part.key()));
        }
        if (!gaps.isEmpty() && !"report".equals(spec.path("unsupported").asText())) {
            throw new InputException(String.join("; ", gaps.subList(0, Math.min(NAMED, gaps.size())))
                    + (gaps.size() > NAMED ? "; and " + (gaps.size() - NAMED) + " more" : "")
                    + (gaps.size() == 1 ? " is" : " are") + " not supported; remove, or set 'unsupported: report' at "
                    + project.place("/data/" + name) + ".");
        }
        use(
                "contract:" + name,
                "contract",
                Digests.of(file),
                spec.get("contract").asText());
    }

    private void use(String id, String kind, String digest, String path) {
        lineage.put(new Lineage.Entity(id, kind, Path.of(path).getFileName().toString(), digest, Map.of("path", path)));
        used.add(id);
    }
}
