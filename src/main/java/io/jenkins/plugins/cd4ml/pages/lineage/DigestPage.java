package io.jenkins.plugins.cd4ml.pages.lineage;

import hudson.Util;
import hudson.model.Api;
import hudson.model.ModelObject;
import io.jenkins.plugins.cd4ml.engine.lineage.index.DigestLineage;
import io.jenkins.plugins.cd4ml.engine.lineage.index.IndexedRecord;
import io.jenkins.plugins.cd4ml.engine.lineage.index.LineageIndex;
import io.jenkins.plugins.cd4ml.engine.lineage.index.RecordSource;
import io.jenkins.plugins.cd4ml.engine.registry.Served;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * What touched some bytes and what came of them: "this data set was found to be poisoned: which versions, which
 * environments?" Shows what the reader may read, and passes through nothing else. One request's.
 */
@ExportedBean(defaultVisibility = 2)
public final class DigestPage implements ModelObject {
    private static final int MOST = 500;
    private static final int MOST_CHOICES = 20;
    private static final String FORM = "([a-z0-9-]{1,20}:)?[A-Za-z0-9+._/=-]{8,160}";

    private final String asked;
    private final List<String> choices;
    private final DigestLineage lineage;
    private final Map<String, List<Served>> served = new HashMap<>();

    /** @param asked a digest or its beginning; null for a page that only asks */
    public DigestPage(String asked) {
        this.asked = Util.fixNull(asked).strip();
        Predicate<IndexedRecord> visible = new VisibleRecords();
        LineageIndex index = BuildLineage.get().index();
        List<String> known = this.asked.matches(FORM) ? index.digests(this.asked, MOST_CHOICES, visible) : List.of();
        boolean whole = known.size() == 1 || known.contains(this.asked);
        this.choices = whole ? List.of() : known;
        this.lineage = whole ? index.of(known.contains(this.asked) ? this.asked : known.get(0), visible) : null;
    }

    @Override
    public String getDisplayName() {
        return Messages.DigestPage_displayName();
    }

    public Api getApi() {
        return new Api(this);
    }

    /** @return what was asked for, as it was written */
    public String getAsked() {
        return asked;
    }

    /** @return that nothing is known of what was asked for, or that it is no digest; null where there is an answer */
    public String getProblem() {
        if (asked.isEmpty() || lineage != null || !choices.isEmpty()) {
            return null;
        }
        return asked.matches(FORM) ? Messages.DigestPage_unknown(asked) : Messages.DigestPage_noDigest();
    }

    /** @return digests that begin so, where there are several */
    @Exported
    public List<String> getChoices() {
        return choices;
    }

    @Exported
    public String getDigest() {
        return lineage == null ? null : lineage.digest();
    }

    /** @return what records call these bytes */
    @Exported
    public List<String> getNames() {
        return lineage == null ? List.of() : List.copyOf(lineage.names());
    }

    @Exported
    public int getBuildCount() {
        return lineage == null ? 0 : (int) lineage.runs();
    }

    @Exported
    public int getVersionCount() {
        return lineage == null ? 0 : lineage.versions().size();
    }

    /** @return the builds that are concerned, nearest first, at most 500 */
    @Exported
    public List<RecordRow> getBuilds() {
        return lineage == null
                ? List.of()
                : lineage.records().stream()
                        .filter(t -> t.record().version() == null)
                        .limit(MOST)
                        .map(t -> RecordRow.of(t, List.of()))
                        .toList();
    }

    /** @return the registered versions that are concerned, at most 500, with the environments that serve them */
    @Exported
    public List<RecordRow> getVersions() {
        return lineage == null
                ? List.of()
                : lineage.versions().stream()
                        .limit(MOST)
                        .map(t -> RecordRow.of(
                                t,
                                served(t.record().version()).stream()
                                        .map(ServedRow::new)
                                        .toList()))
                        .toList();
    }

    /** @return environments that serve a version that is concerned, of all of them */
    @Exported
    public List<String> getServing() {
        TreeSet<String> serving = new TreeSet<>();
        if (lineage != null) {
            lineage.versions()
                    .forEach(t -> served(t.record().version()).stream()
                            .filter(s -> s.until() == null)
                            .forEach(s -> serving.add(s.environment())));
        }
        return List.copyOf(serving);
    }

    /** @return the environments, with commas */
    public String getServingText() {
        return String.join(", ", getServing());
    }

    /** @return builds of whose records not all is followed */
    @Exported
    public List<String> getIncomplete() {
        return lineage == null ? List.of() : lineage.cut();
    }

    /** @return whether records are still being read, so that the answer may lack some */
    @Exported
    public boolean isMaking() {
        return BuildLineage.get().isMaking();
    }

    private List<Served> served(RecordSource.Version version) {
        return served
                .computeIfAbsent(
                        version.folder() + "\n" + version.model(),
                        key -> BuildRecord.registry().in(version.folder()).served(version.model()))
                .stream()
                .filter(s -> s.version() == version.number())
                .toList();
    }
}
