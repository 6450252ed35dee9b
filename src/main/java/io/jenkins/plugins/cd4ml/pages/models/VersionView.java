package io.jenkins.plugins.cd4ml.pages.models;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.ModelObject;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import io.jenkins.plugins.cd4ml.engine.registry.Served;
import io.jenkins.plugins.cd4ml.engine.report.Numbers;
import io.jenkins.plugins.cd4ml.pages.models.VisibleModels.Key;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/** A version's page: what it is, its numbers, beside another version's where asked, and all that was done to it. */
public final class VersionView implements ModelObject {
    private static final int MOST = 500;

    /** A metric of this version and of the other. */
    public record Metric(String name, String value, String other) {
        public boolean isDifferent() {
            return !other.isEmpty() && !other.equals(value);
        }
    }

    /** Something that was done to the version. @param why in that person's words; may be empty */
    public record Event(String when, String who, String what, String why) {}

    private final ModelView model;
    private final ModelVersion version;
    private final ModelVersion other;

    VersionView(VisibleModels visible, Key key, int number, int against) {
        this.model = new ModelView(visible, key);
        this.version = find(visible, key, number);
        this.other = version == null ? null : find(visible, key, against);
    }

    private static ModelVersion find(VisibleModels visible, Key key, int number) {
        return key == null || number == 0
                ? null
                : visible.registry(key.folder())
                        .version(key.name(), number)
                        .filter(visible::visible)
                        .orElse(null);
    }

    public boolean isThere() {
        return version != null;
    }

    public ModelView getModel() {
        return model;
    }

    public ModelVersion getVersion() {
        return version;
    }

    /** @return the version that it is compared with; null without */
    public ModelVersion getOther() {
        return other;
    }

    @Override
    public String getDisplayName() {
        return version == null
                ? Messages.ModelView_none()
                : Messages.VersionView_title(version.model(), Integer.toString(version.number()));
    }

    /** @return address of the build that made it, below Jenkins' root; null when it is gone. Loads that one build */
    public String getBuild() {
        String number = version.run().substring(version.run().lastIndexOf('#') + 1);
        String job = VisibleModels.job(version);
        Run<?, ?> run = job == null ? null : Run.fromExternalizableId(job + "#" + number);
        return run == null ? null : run.getUrl();
    }

    public List<Metric> getMetrics() {
        TreeSet<String> names = new TreeSet<>(version.metrics().keySet());
        if (other != null) {
            names.addAll(other.metrics().keySet());
        }
        return names.stream()
                .limit(MOST)
                .map(name -> new Metric(name, number(version, name), other == null ? "" : number(other, name)))
                .toList();
    }

    private static String number(ModelVersion of, String metric) {
        Object value = of.metrics().get(metric);
        return value instanceof Number number ? Numbers.text(number.doubleValue()) : Objects.toString(value, "");
    }

    /** @return whether the reader may have its export for an auditor */
    public boolean isExportable() {
        return AuditorDownload.permitted();
    }

    /** @return the environments that serve it now */
    public List<Served> getServing() {
        return model.getServed().stream()
                .filter(s -> s.version() == version.number() && s.until() == null)
                .toList();
    }

    /** @return registration, lineage, promotions and what people said of it, newest first */
    public List<Event> getEvents() {
        List<Event> events = new ArrayList<>();
        events.add(new Event(version.registered(), version.by(), Messages.VersionView_registered(), ""));
        for (JsonNode activity : lineage().path("activities")) {
            List<String> by = new ArrayList<>();
            activity.path("by").forEach(b -> by.add(b.asText()));
            events.add(new Event(
                    activity.path("ended").asText(),
                    String.join(", ", by),
                    activity.path("kind").asText(),
                    activity.path("sentence").asText()));
        }
        version.status().changes().forEach(c -> events.add(new Event(c.when(), c.who(), c.what(), c.why())));
        for (Served served : model.getServed()) {
            if (served.version() == version.number()) {
                String what = served.kind() + " → " + served.environment();
                events.add(new Event(served.since(), served.who(), what, Objects.toString(served.why(), "")));
                if (served.until() != null) {
                    events.add(new Event(served.until(), "", Messages.VersionView_replaced(served.environment()), ""));
                }
            }
        }
        events.sort(Comparator.comparing((Event e) -> Objects.toString(e.when(), ""))
                .reversed());
        return events.size() > MOST ? events.subList(0, MOST) : events;
    }

    private JsonNode lineage() {
        try {
            return Files.exists(version.document("lineage.json"))
                    ? Json.read(version.document("lineage.json"))
                    : Json.object();
        } catch (InputException e) {
            return Json.object(); // the version itself was read
        }
    }
}
