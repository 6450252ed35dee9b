package io.jenkins.plugins.cd4ml.engine.cli.evidence;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.cli.local.LocalRecords;
import io.jenkins.plugins.cd4ml.engine.cli.local.RegistryOptions;
import io.jenkins.plugins.cd4ml.engine.cli.local.Session;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.index.DigestLineage;
import io.jenkins.plugins.cd4ml.engine.lineage.index.LineageIndex;
import io.jenkins.plugins.cd4ml.engine.lineage.index.RecordSource;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.registry.Served;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What touched some bytes and what came of them: runs, versions, and the environments that serve one. */
@Command(
        name = "lineage-of",
        description = "Say which runs, versions and environments are concerned by a data set, features or a model.")
public final class LineageOf extends Session.SessionVerb {
    private static final int MOST = 20;

    @Mixin
    RegistryOptions options = new RegistryOptions();

    @Parameters(
            paramLabel = "DIGEST|FILE",
            description = "sha256:…, its first eight digits or more, or the file or folder itself.")
    String what;

    @Override
    protected Outcome run(Progress progress) throws Exception {
        List<ModelRegistry> registries = options.folders(session.directory());
        LineageIndex index = LocalRecords.index(session.directory(), registries);
        String digest = digest(index);
        DigestLineage lineage = index.of(digest, record -> true);
        progress.line(digest + (lineage.names().isEmpty() ? "" : ": " + safe(String.join(", ", lineage.names()))));
        ObjectNode result = Json.object().put("digest", digest);
        result.set("names", Json.MAPPER.valueToTree(lineage.names()));
        result.set("derived", Json.MAPPER.valueToTree(lineage.derived()));
        Map<RecordSource.Version, List<Served>> served = served(lineage, registries);
        TreeSet<String> serving = new TreeSet<>();
        for (DigestLineage.Touched touched : lineage.records()) {
            RecordSource.Version version = touched.record().version();
            ObjectNode told =
                    result.withArray(version == null ? "runs" : "versions").addObject();
            told.put(version == null ? "run" : "version", touched.record().id());
            told.put("model", touched.record().model()).put("digest", touched.digest());
            told.put("distance", touched.distance()).set("uses", Json.MAPPER.valueToTree(touched.uses()));
            StringBuilder line = new StringBuilder("  ");
            if (version == null) {
                line.append("run ").append(touched.record().id()).append(": ");
                line.append(String.join(", ", touched.uses()));
            } else {
                line.append(touched.record().id().replaceFirst(":(?=[0-9]+$)", " "))
                        .append(", made by ");
                line.append(version.run());
                told.put("run", version.run()).put("folder", version.folder()).put("number", version.number());
                told.set("served", Json.MAPPER.valueToTree(served.get(version)));
                for (Served time : served.get(version)) {
                    line.append(time.until() == null ? "; serves " : "; served ")
                            .append(time.environment());
                    line.append(" since ").append(time.since());
                    if (time.until() == null) {
                        serving.add(time.environment());
                    } else {
                        line.append(" until ").append(time.until());
                    }
                }
            }
            progress.line(safe(line.toString()));
        }
        if (!lineage.cut().isEmpty()) {
            progress.line("  These have more than is followed, or cannot be read; look at them yourself: "
                    + safe(String.join(", ", lineage.cut())));
        }
        result.set("incomplete", Json.MAPPER.valueToTree(lineage.cut()));
        result.set("serving", Json.MAPPER.valueToTree(serving));
        if (lineage.records().isEmpty()) {
            return new Outcome(false, "Nothing recorded here knows " + digest + ".", result);
        }
        return new Outcome(
                true,
                count(lineage.runs(), "run") + " and "
                        + count(lineage.versions().size(), "version")
                        + " are concerned; " + (serving.isEmpty() ? "no environment serves one" : "one serves in ")
                        + String.join(", ", serving) + ".",
                result);
    }

    private static Map<RecordSource.Version, List<Served>> served(
            DigestLineage lineage, List<ModelRegistry> registries) {
        Map<String, List<Served>> ofModels = new HashMap<>();
        Map<RecordSource.Version, List<Served>> served = new HashMap<>();
        for (DigestLineage.Touched touched : lineage.versions()) {
            RecordSource.Version version = touched.record().version();
            List<Served> all = ofModels.computeIfAbsent(
                    version.folder() + "\n" + version.model(),
                    key -> registries.stream()
                            .filter(r -> r.folder().equals(version.folder()))
                            .findFirst()
                            .map(r -> r.served(version.model()))
                            .orElse(List.of()));
            served.put(
                    version,
                    all.stream().filter(s -> s.version() == version.number()).toList());
        }
        return served;
    }

    private String digest(LineageIndex index) {
        String asked = Objects.toString(what, "").strip();
        if (asked.matches("([a-z0-9-]{1,20}:)?[A-Za-z0-9+._/=-]{8,160}")) {
            List<String> known = index.digests(asked, MOST + 1, record -> true);
            if (known.size() > 1 && !known.contains(asked)) {
                throw new InputException("'" + asked + "' is the beginning of " + count(known.size(), "digest")
                        + (known.size() > MOST ? " or more" : "") + "; write more of it.");
            }
            if (!known.isEmpty()) {
                return known.contains(asked) ? asked : known.get(0);
            }
        }
        try {
            Path file = session.directory().resolve(asked);
            if (!asked.isEmpty() && Files.exists(file)) {
                return Digests.of(file);
            }
        } catch (InvalidPathException e) {
            // no file, then
        }
        if (!asked.matches("[a-z0-9-]{1,20}:[A-Za-z0-9+._/=-]{6,160}")) {
            throw new InputException(
                    "'" + safe(asked) + "' is neither a digest that a record here has nor a file; write"
                            + " sha256:… as the lineage shows it, at least eight of its digits, or a path.");
        }
        return asked;
    }

    private static String count(long n, String what) {
        return n == 1 ? "1 " + what : n + " " + what + "s";
    }

    /** Names are what users and data say; a control character must not move the terminal's cursor. */
    private static String safe(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}
