package io.jenkins.plugins.cd4ml.pages.runs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import hudson.model.Job;
import hudson.model.ModelObject;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.report.Numbers;
import io.jenkins.plugins.cd4ml.pages.document.PageDocuments;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Some runs of a job side by side: parameters, metrics, data, code. Reads their records; loads no build. One request's. */
public final class SideBySide implements ModelObject {
    /** More do not fit a page. */
    static final int MOST = 8;

    private static final int LINES = 500;
    private static final int COLUMNS = 200;

    /** One value of each run. @param differs whether not all runs have the same */
    public record Line(String name, List<String> values, boolean differs) {}

    /** Lines of one kind. */
    public record Section(String title, List<Line> lines) {}

    private final Job<?, ?> job;
    private final List<Integer> builds;
    private final List<PageDocuments> documents = new ArrayList<>();
    private final Map<String, Map<String, String[]>> values = new LinkedHashMap<>();

    SideBySide(Job<?, ?> job, RunIndex index, List<Integer> builds) {
        this.job = job;
        this.builds = builds.stream()
                .filter(build -> index.record(build).has(RunFolder.LINEAGE))
                .distinct()
                .limit(MOST)
                .toList();
        this.builds.forEach(build -> documents.add(new PageDocuments(index.record(build))));
        for (int i = 0; i < documents.size(); i++) {
            read(i, documents.get(i));
        }
    }

    public Job<?, ?> getJob() {
        return job;
    }

    @Override
    public String getDisplayName() {
        return Messages.SideBySide_displayName();
    }

    public List<Integer> getBuilds() {
        return builds;
    }

    public List<Section> getSections() {
        return values.entrySet().stream()
                .map(section -> new Section(
                        section.getKey(),
                        section.getValue().entrySet().stream()
                                .map(SideBySide::line)
                                .toList()))
                .toList();
    }

    private static Line line(Map.Entry<String, String[]> entry) {
        List<String> shown = new ArrayList<>();
        for (String value : entry.getValue()) {
            shown.add(Objects.requireNonNullElse(value, ""));
        }
        return new Line(entry.getKey(), shown, shown.stream().distinct().count() > 1);
    }

    private void read(int run, PageDocuments record) {
        JsonNode training = record.readOrEmpty(RunFolder.TRAINING);
        String model = Messages.SideBySide_model();
        put(model, "trainer", run, training.path("trainer"));
        put(model, "digest", run, training.at("/model/digest"));
        put(model, "commit", run, training.at("/code/commit"));
        put(model, "seconds", run, training.path("seconds"));
        put(model, "verdict", run, record.readOrEmpty(RunFolder.GATES).path("verdict"));
        for (Map.Entry<String, JsonNode> param : training.path("params").properties()) {
            put(Messages.SideBySide_params(), param.getKey(), run, TextNode.valueOf(asGiven(param.getValue())));
        }
        for (JsonNode metric : record.readOrEmpty(RunFolder.EVALUATION).path("metrics")) {
            String slice =
                    metric.hasNonNull("slice") ? " [" + metric.get("slice").asText() + "]" : "";
            put(Messages.SideBySide_metrics(), metric.path("name").asText() + slice, run, metric.path("value"));
        }
        data(run, record);
    }

    private static String asGiven(JsonNode value) {
        return value.isContainerNode() ? value.toString() : value.asText();
    }

    private void data(int run, PageDocuments record) {
        Path data = record.record().file("data");
        if (!Files.isDirectory(data)) {
            return;
        }
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(data)) {
            folders.forEach(folder -> names.add(folder.getFileName().toString()));
        } catch (java.io.IOException e) {
            return; // nothing to compare
        }
        names.sort(null);
        for (String name : names) {
            JsonNode validation = record.readOrEmpty("data/" + name + "/validation.json");
            String section = Messages.SideBySide_data(name);
            put(section, "rows", run, validation.path("rows"));
            put(section, "digest", run, validation.path("digest"));
            int columns = 0;
            for (JsonNode column :
                    record.readOrEmpty("data/" + name + "/profile.json").path("columns")) {
                if (columns++ < COLUMNS) {
                    String of = column.path("name").asText();
                    put(section, of + ": missing", run, column.path("missing"));
                    put(section, of + ": mean", run, column.path("mean"));
                }
            }
        }
    }

    private void put(String section, String name, int run, JsonNode value) {
        Map<String, String[]> lines = values.computeIfAbsent(section, s -> new LinkedHashMap<>());
        String text = Numbers.text(value);
        if (!text.isEmpty() && (lines.containsKey(name) || lines.size() < LINES)) {
            lines.computeIfAbsent(name, n -> new String[builds.size()])[run] = text;
        }
    }
}
