package io.jenkins.plugins.cd4ml.pages.lineage;

import hudson.model.Job;
import io.jenkins.plugins.cd4ml.engine.lineage.index.DigestLineage;
import io.jenkins.plugins.cd4ml.engine.lineage.index.IndexedRecord;
import io.jenkins.plugins.cd4ml.engine.lineage.index.RecordNeighbours;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** A build or a version on a page of lineage, and in {@code api/json}, whose names stay. Loads no build. */
@ExportedBean(defaultVisibility = 3)
public final class RecordRow {
    private final IndexedRecord record;
    private final String uses;
    private final String things;
    private final int distance;
    private final List<ServedRow> served;

    private RecordRow(IndexedRecord record, String things, String uses, int distance, List<ServedRow> served) {
        this.record = record;
        this.things = things;
        this.uses = uses;
        this.distance = distance;
        this.served = List.copyOf(served);
    }

    static RecordRow of(RecordNeighbours.Neighbour beside) {
        return new RecordRow(
                beside.record(), String.join(", ", beside.things()), String.join(", ", beside.uses()), 1, List.of());
    }

    static RecordRow of(DigestLineage.Touched touched, List<ServedRow> served) {
        return new RecordRow(
                touched.record(), touched.digest(), String.join(", ", touched.uses()), touched.distance(), served);
    }

    /** @return a build's id, or a version's name and number */
    @Exported
    public String getName() {
        return record.version() == null
                ? record.id()
                : record.id().substring("version:".length()).replaceFirst(":(?=[0-9]+$)", " ");
    }

    /** @return build or version */
    @Exported
    public String getKind() {
        return record.version() == null ? "build" : "version";
    }

    @Exported
    public String getModel() {
        return record.model();
    }

    /** @return what was done, in the record's words */
    @Exported
    public String getUses() {
        return uses;
    }

    /** @return with what: names of things, or one digest */
    @Exported
    public String getThings() {
        return things;
    }

    /** @return how many steps it is away */
    @Exported
    public int getDistance() {
        return distance;
    }

    /** @return ISO-8601 instant of its last activity; empty where nothing was done */
    @Exported
    public String getTime() {
        return record.time() == 0 ? "" : Instant.ofEpochMilli(record.time()).toString();
    }

    /** @return which environments serve or served a version */
    @Exported
    public List<ServedRow> getServed() {
        return served;
    }

    /** @return address below Jenkins' root; null where there is no such job any more */
    public String getAddress() {
        if (record.version() != null) {
            return "cd4ml-models/version/?folder=" + encoded(record.version().folder()) + "&name="
                    + encoded(record.version().model()) + "&number="
                    + record.version().number();
        }
        Job<?, ?> job = Jenkins.get().getItemByFullName(VisibleRecords.job(record), Job.class);
        return job == null
                ? null
                : job.getUrl() + record.id().substring(record.id().lastIndexOf('#') + 1) + "/cd4ml/";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
