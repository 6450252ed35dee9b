package io.jenkins.plugins.cd4ml.pages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.Functions;
import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.pages.document.PageDocuments;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.verb.GET;

/**
 * A build's datasets: what held, what did not, and every column beside its reference. The columns go to the browser as
 * one compact document and are drawn there, as far as they are looked at: a dataset may have thousands.
 */
public final class DataView {
    private static final int MOST_DATASETS = 200;
    private static final int MOST_VIOLATIONS = 500;

    private final Run<?, ?> run;
    private final PageDocuments documents;
    private final RunFolder record;

    DataView(Run<?, ?> run, PageDocuments documents) {
        this.run = run;
        this.documents = documents;
        this.record = documents.record();
    }

    public Run<?, ?> getObject() {
        return run;
    }

    public String getDisplayName() {
        return Messages.DataView_displayName();
    }

    /** @return what was validated, by name; broken records have their problem instead of numbers */
    public List<DatasetRow> getDatasets() {
        List<DatasetRow> rows = new ArrayList<>();
        for (String folder : folders()) {
            try {
                rows.add(DatasetRow.of(folder, documents.read(validation(folder))));
            } catch (InputException e) {
                rows.add(DatasetRow.broken(folder, e.getMessage()));
            }
        }
        return rows;
    }

    /** @return whether the columns of a dataset were described, and not only checked */
    public boolean isProfiled(String folder) {
        return folders().contains(folder) && record.has("data/" + folder + "/profile.json");
    }

    /** @return what drift was measured from, or why there is nothing yet; null when drift was not asked for */
    public String reference(String folder) {
        String drift = "data/" + folder + "/drift.json";
        if (!folders().contains(folder) || !record.has(drift)) {
            return null;
        }
        try {
            JsonNode document = documents.read(drift);
            return document.path("from")
                    .asText(document.path("noModelYet")
                            .asText(document.path("unmeasured").asText(null)));
        } catch (InputException e) {
            return null; // the columns' own message says it
        }
    }

    /** @return violations and failed checks of a dataset, as far as the record lists them, at most 500 */
    public List<ViolationRow> violations(String folder) {
        if (!folders().contains(folder)) {
            return List.of();
        }
        List<ViolationRow> rows = new ArrayList<>();
        try {
            JsonNode document = documents.read(validation(folder));
            for (JsonNode check : document.path("checks")) {
                if (!check.path("holds").asBoolean(true)) {
                    rows.add(ViolationRow.of(check));
                }
            }
            document.path("violations").forEach(violation -> rows.add(ViolationRow.of(violation)));
        } catch (InputException e) {
            return List.of(); // the dataset's own line says why
        }
        return rows.size() > MOST_VIOLATIONS ? rows.subList(0, MOST_VIOLATIONS) : rows;
    }

    /**
     * The columns of one dataset, each an array: name, kind, missing, different, mean, lowest, highest, PSI, KS, JS,
     * histogram now, histogram of the reference, the reference's lowest and highest.
     */
    @GET
    public void doColumns(@QueryParameter String dataset, StaplerResponse2 response) throws IOException {
        run.getParent().checkPermission(Item.READ);
        if (dataset == null || !isProfiled(dataset)) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        ObjectNode answer = Json.object();
        try {
            String drift = "data/" + dataset + "/drift.json";
            JsonNode profile = documents.read("data/" + dataset + "/profile.json");
            ArrayNode rows = answer.putArray("columns");
            new ColumnRows(profile, record.has(drift) ? documents.read(drift) : Json.object()).forEach(rows::add);
        } catch (InputException e) {
            answer.put("problem", e.getMessage());
        }
        response.setContentType("application/json;charset=UTF-8");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.getWriter().write(Json.line(answer));
    }

    /** @return whether the records that broke a rule came along with the build's record, and may be seen */
    public boolean isQuarantined(String folder) {
        return quarantine(folder) != null && seesRecords();
    }

    /** Gives the records that broke a rule as a file, to whom may see what builds archive: they are data, not numbers. */
    @GET
    public void doQuarantine(@QueryParameter String dataset, StaplerResponse2 response) throws IOException {
        run.getParent().checkPermission(Item.READ);
        String file = dataset == null ? null : quarantine(dataset);
        if (file == null || !seesRecords()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        String name = dataset + file.substring(file.lastIndexOf('/')).replace('/', '-');
        response.setContentType("application/octet-stream");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Content-Disposition", "attachment; filename=\"" + name + '"');
        response.setContentLengthLong(Files.size(record.file(file)));
        Files.copy(record.file(file), response.getOutputStream());
    }

    private boolean seesRecords() {
        return !Functions.isArtifactsPermissionEnabled() || run.hasPermission(Run.ARTIFACTS);
    }

    private String quarantine(String folder) {
        if (!folders().contains(folder) || !folder.matches("[A-Za-z0-9_-]+")) {
            return null;
        }
        return Stream.of("parquet", "csv")
                .map(format -> "data/" + folder + "/quarantine." + format)
                .filter(record::has)
                .findFirst()
                .orElse(null);
    }

    private List<String> folders() {
        Path data = record.file("data");
        if (!Files.isDirectory(data)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(data)) {
            return all.map(folder -> folder.getFileName().toString())
                    .filter(name -> record.has(validation(name)))
                    .sorted()
                    .limit(MOST_DATASETS)
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static String validation(String folder) {
        return "data/" + folder + "/validation.json";
    }
}
