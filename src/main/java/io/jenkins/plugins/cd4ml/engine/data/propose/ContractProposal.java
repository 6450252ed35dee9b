package io.jenkins.plugins.cd4ml.engine.data.propose;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.data.contract.Contract;
import io.jenkins.plugins.cd4ml.engine.data.contract.RuleBound;
import io.jenkins.plugins.cd4ml.engine.data.contract.Violation;
import io.jenkins.plugins.cd4ml.engine.data.csv.CsvScan;
import io.jenkins.plugins.cd4ml.engine.data.scan.ContractChecks;
import io.jenkins.plugins.cd4ml.engine.data.scan.ForeignKeys;
import io.jenkins.plugins.cd4ml.engine.data.scan.Profile;
import io.jenkins.plugins.cd4ml.engine.data.source.Dataset;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * Proposes a contract from what a dataset holds today: types and missing values as seen, the sets of columns with few
 * values, and ranges widened by a tenth, each with a comment that says what was seen. A person edits it: what holds by
 * chance and what must hold, data cannot tell.
 */
public final class ContractProposal {
    private static final int FEW = 10;
    private static final double MARGIN = 0.1;

    private final StringBuilder yaml = new StringBuilder();
    private final long rows;
    private final Map<String, String> types;

    /** @param types the columns' logical types by name */
    private ContractProposal(long rows, Map<String, String> types) {
        this.rows = rows;
        this.types = types;
    }

    /** @return the proposed contract as YAML text, for a dataset of the project */
    public static String of(Project project, String name) throws SQLException {
        try (Duck duck = Duck.streaming()) {
            return of(duck, name, Dataset.open(duck, project, name), null);
        }
    }

    /**
     * @param old a contract that the dataset may no longer keep
     * @return what today's data ask to be changed in it, as YAML text: columns that are new or break a rule, as they would be
     *     proposed now; those that are gone, and rules of several columns, as comments
     */
    public static String changes(Project project, String name, Path old) throws SQLException {
        try (Duck duck = Duck.streaming()) {
            Dataset dataset = Dataset.open(duck, project, name);
            Contract contract = Contract.read(old, project.section("data").get(name));
            ForeignKeys foreign = new ForeignKeys(project, name);
            try (ContractChecks checks = ContractChecks.run(
                    duck, dataset, contract, (to, type) -> foreign.select(duck, to, type), true, CsvScan.READER)) {
                ContractChanges changes = ContractChanges.of(dataset, contract, checks);
                String header = changes.header(old, name, checks.rows());
                return changes.none() ? header : header + of(duck, name, dataset, changes);
            }
        }
    }

    /** @param changes the only columns that are wanted; null for all */
    private static String of(Duck duck, String name, Dataset dataset, ContractChanges changes) throws SQLException {
        try (ContractChecks checks =
                ContractChecks.run(duck, dataset, Contract.NONE, (to, type) -> "", true, CsvScan.READER)) {
            JsonNode profile = Profile.of(duck, dataset, checks.columns());
            ContractProposal proposal = new ContractProposal(checks.rows(), ProposedTypes.of(duck, dataset, profile));
            return changes == null ? proposal.write(name, profile) : proposal.write(profile, changes);
        }
    }

    private String write(JsonNode profile, ContractChanges changes) {
        for (JsonNode column : profile.path("columns")) {
            if (changes.wants(column.path("name").asText())) {
                column(column);
            }
        }
        return yaml.toString();
    }

    private String write(String name, JsonNode profile) {
        yaml.append("# Proposed from ")
                .append(rows)
                .append(" rows of ")
                .append(name)
                .append(": keep what must hold, widen what only happened to.\n")
                .append("apiVersion: v3.1.0\nkind: DataContract\nid: ")
                .append(name)
                .append("\nversion: 1.0.0\nstatus: draft\nschema:\n  - name: ")
                .append(name.replace('-', '_'))
                .append("\n    quality:\n      - {metric: rowCount, mustBeGreaterOrEqualTo: ")
                .append(rows / 2)
                .append("} # half of ")
                .append(rows)
                .append("\n    properties:\n");
        profile.path("columns").forEach(this::column);
        return yaml.toString();
    }

    private void column(JsonNode column) {
        long missing = column.path("missing").asLong();
        long distinct = column.path("distinct").asLong();
        boolean exact = column.path("distinctExact").asBoolean();
        yaml.append("      - name: ")
                .append(Json.line(column.path("name").asText()))
                .append(" # ")
                .append(missing)
                .append(" missing, ")
                .append(exact ? "" : "about ")
                .append(distinct)
                .append(" different\n");
        String type = types.get(column.path("name").asText());
        boolean time = type.equals("timestamp") || type.equals("date");
        boolean whole = type.equals("integer");
        boolean numeric = whole || type.equals("number");
        boolean infinite = column.has("positiveInfinite") || column.has("nan"); // both break bounds
        boolean code = type.equals("string") && !column.has("top"); // counted as numbers: 7 is 007
        yaml.append("        logicalType: ").append(type).append('\n');
        if (missing == 0 && rows > 0) {
            yaml.append("        required: true\n");
        }
        if (exact && distinct == rows && rows > 1 && !time && !code && !type.equals("boolean") && (whole || !numeric)) {
            yaml.append("        unique: true # all are different\n");
        }
        boolean cut = StreamSupport.stream(column.path("top").spliterator(), false)
                .anyMatch(t -> t.path("value").asText().length() >= Violation.LENGTH);
        boolean set = exact
                && distinct > 0
                && distinct <= FEW
                && rows >= 10 * distinct
                && type.equals("string")
                && !code
                && !cut;
        if (numeric && distinct < rows && !infinite) {
            range(column, whole);
        }
        if (set || missing > 0) {
            yaml.append("        quality:\n");
        }
        if (set) {
            List<String> values = StreamSupport.stream(column.path("top").spliterator(), false)
                    .map(t -> t.path("value").asText())
                    .sorted(Comparator.naturalOrder())
                    .map(Json::line)
                    .toList();
            yaml.append("          - {metric: invalidValues, arguments: {validValues: [")
                    .append(String.join(", ", values))
                    .append("]}, mustBe: 0} # the values seen\n");
        }
        if (missing > 0) {
            double percent = 100.0 * missing / rows;
            yaml.append("          - {metric: nullValues, unit: percent, mustBeLessOrEqualTo: ")
                    .append(RuleBound.plain(Math.min(100, Math.ceil(percent * 2))))
                    .append("} # ")
                    .append("%.2f".formatted(percent).replace(',', '.'))
                    .append(" % seen\n");
        }
    }

    private void range(JsonNode column, boolean whole) {
        double min = column.path("min").asDouble();
        double max = column.path("max").asDouble();
        double margin = (max - min) * MARGIN;
        double low = min >= 0 && min - margin < 0 ? 0 : min - margin;
        double high = max + margin;
        yaml.append("        logicalTypeOptions: {minimum: ")
                .append(whole ? RuleBound.plain(Math.floor(low)) : plain(low, RoundingMode.FLOOR))
                .append(", maximum: ")
                .append(whole ? RuleBound.plain(Math.ceil(high)) : plain(high, RoundingMode.CEILING))
                .append("} # ")
                .append(plain(min, RoundingMode.HALF_UP))
                .append(" to ")
                .append(plain(max, RoundingMode.HALF_UP))
                .append(" seen\n");
    }

    /** Six digits, rounded so that what was seen stays within. */
    private static String plain(double value, RoundingMode rounding) {
        return RuleBound.plain(
                value == Math.rint(value)
                        ? value
                        : BigDecimal.valueOf(value)
                                .round(new MathContext(6, rounding))
                                .doubleValue());
    }
}
