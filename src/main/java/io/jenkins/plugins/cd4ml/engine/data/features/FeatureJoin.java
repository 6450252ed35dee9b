package io.jenkins.plugins.cd4ml.engine.data.features;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.contract.Contract;
import io.jenkins.plugins.cd4ml.engine.data.source.Dataset;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.data.source.DuckDialect;
import io.jenkins.plugins.cd4ml.engine.data.source.Sources;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The query behind one dataset of features: each row joined with the newest value of each source that was known at the
 * row's time, never a later one (an as-of join). Holds views in its database; not thread-safe.
 */
final class FeatureJoin {
    private static final String AT = "\"\u001fat\""; // no column of a dataset is called so
    private static final String LARGER = " has a whole number of more than 19 digits; make it a string in the contract";

    private final Duck duck;
    private final Project project;
    private final String name;
    private final JsonNode spec;
    private final List<String> entity = new ArrayList<>();
    private Map<String, String> types = Map.of();
    private final String at;
    private final List<Dataset> sources = new ArrayList<>();
    private final StringBuilder select = new StringBuilder("SELECT r.* EXCLUDE (" + AT + ", " + Dataset.RECORD + ")");
    private final StringBuilder joins = new StringBuilder();
    private final Set<String> taken = new HashSet<>();

    FeatureJoin(Duck duck, Project project, String name) {
        this.duck = duck;
        this.project = project;
        this.name = name;
        this.spec = project.section("features").get(name);
        this.at = spec.get("at").asText();
        spec.get("entity").forEach(column -> entity.add(column.asText()));
    }

    /**
     * @return a query that gives the rows in their order, with their features
     * @throws InputException when a column is missing, a time cannot be read or a source says two things at once
     */
    String sql() throws SQLException {
        String rows = spec.get("rows").asText();
        view(rows, "/features/" + name + "/rows");
        types = columns(Duck.id(rows), place("/rows"));
        List<String> columns = List.copyOf(types.keySet());
        require(columns, entity, place("/entity"), rows);
        require(columns, List.of(at), place("/at"), rows);
        taken.addAll(columns);
        refuseUnknownTimes(Duck.id(rows), types, at, place("/at"), rows);
        int number = 0;
        for (var source : spec.get("from").properties()) {
            join(source.getKey(), source.getValue(), number++);
        }
        return select + " FROM (SELECT *, " + time(types, at) + " AS " + AT + ", row_number() OVER () AS "
                + Dataset.RECORD + " FROM " + Duck.id(rows) + ") r" + joins + " ORDER BY r." + Dataset.RECORD;
    }

    private void join(String source, JsonNode from, int number) throws SQLException {
        String pointer = "/from/" + source;
        if (!source.equals(spec.get("rows").asText())) {
            view(source, "/features/" + name + pointer);
        }
        String relation = from.hasNonNull("sql")
                ? "(" + from.get("sql").asText().replaceAll("[;\\s]+$", "") + "\n)"
                : Duck.id(source);
        String time = from.get("at").asText();
        Map<String, String> known = columns(relation, place(pointer + (from.has("sql") ? "/sql" : "")));
        List<String> columns = List.copyOf(known.keySet());
        require(columns, entity, place(pointer), source);
        require(columns, List.of(time), place(pointer + "/at"), source);
        refuseUnknownTimes(relation, known, time, place(pointer + "/at"), source);
        refuseTwoAtOnce(relation, known, time, place(pointer), source);
        String alias = "s" + number;
        String fresh = from.hasNonNull("within")
                ? alias + "." + AT + " >= r." + AT + " - INTERVAL '"
                        + from.get("within").asText() + "'"
                : null;
        for (String column : columns) {
            if (entity.contains(column) || column.equals(time)) {
                continue;
            }
            if (!taken.add(column)) {
                throw new InputException(place(pointer) + ": the column '" + column
                        + "' is there already; give it another name in sql.");
            }
            String value = alias + "." + Duck.id(column);
            select.append(", ")
                    .append(fresh == null ? value : "CASE WHEN " + fresh + " THEN " + value + " END")
                    .append(" AS ")
                    .append(Duck.id(column));
        }
        joins.append(" ASOF LEFT JOIN (SELECT *, ")
                .append(time(known, time))
                .append(" AS " + AT + " FROM ")
                .append(relation)
                .append(") ")
                .append(alias)
                .append(" ON ")
                .append(entity.stream()
                        .map(e -> key("r", types, e, known) + " = " + key(alias, known, e, types))
                        .collect(Collectors.joining(" AND ")))
                .append(" AND r." + AT + " >= ")
                .append(alias)
                .append("." + AT);
    }

    /** A dataset under its own name; text becomes what the dataset's contract says it is. */
    private void view(String dataset, String pointer) throws SQLException {
        JsonNode data = project.section("data").path(dataset);
        if (data.isMissingNode()) {
            throw new InputException(project.place(pointer) + ": there is no dataset '" + dataset + "' in 'data'.");
        }
        Dataset opened = Dataset.open(duck, project, dataset);
        sources.add(opened);
        Contract contract = data.hasNonNull("contract")
                ? Contract.read(project.existing(data.get("contract").asText(), "/data/" + dataset + "/contract"), data)
                : Contract.NONE;
        DuckDialect dialect = DuckDialect.of(opened.types());
        for (Contract.Column column : contract.columns()) {
            if (opened.types().containsKey(column.name()) && column.type().matches("date|timestamp") && !column.utc()) {
                refuseMixedZones(dialect, opened.id(column.name()), opened.from(), project.place(pointer), dataset);
            }
        }
        String columns = opened.columns().stream()
                .map(column -> {
                    String id = opened.id(column);
                    return dialect.typed(id, contract.type(column), "BIGINT", column + LARGER) + " AS " + id;
                })
                .collect(Collectors.joining(", "));
        duck.execute("CREATE VIEW " + Duck.id(dataset) + " AS SELECT " + columns + " FROM " + opened.from());
    }

    /** @return the columns' types by name */
    private Map<String, String> columns(String relation, String place) throws SQLException {
        Map<String, String> columns;
        try {
            columns = Sources.describe(duck, relation);
        } catch (SQLException e) {
            throw failed(place, e);
        }
        if (columns.keySet().stream().anyMatch(c -> Duck.id(c).equals(AT))) {
            throw new InputException(place + ": a column has the control character 31 in its name; rename it.");
        }
        return columns;
    }

    private void require(List<String> columns, List<String> wanted, String place, String dataset) {
        for (String column : wanted) {
            if (!columns.contains(column)) {
                String path =
                        project.section("data").at("/" + dataset + "/path").asText();
                throw new InputException(place + ": " + dataset + " (" + path + ") has no column '" + column
                        + "'; it has " + String.join(", ", columns.subList(0, Math.min(40, columns.size()))) + ".");
            }
        }
    }

    /** @return what makes an entity the same on both sides: 1 and 1.0 are one number */
    private static String key(String alias, Map<String, String> own, String column, Map<String, String> other) {
        String id = alias + "." + Duck.id(column);
        DuckDialect dialect = DuckDialect.ofIds(Map.of(id, own.get(column)));
        String here = DuckDialect.of(own).logical(Duck.id(column));
        String there = DuckDialect.of(other).logical(Duck.id(column));
        String type = "string".equals(here) ? there : here;
        return dialect.value(id, "integer".equals(type) ? "number" : type);
    }

    private void refuseMixedZones(DuckDialect dialect, String id, String from, String place, String dataset)
            throws SQLException {
        String zoned = dialect.zoned(id);
        String local = " IS NOT NULL AND NOT (" + zoned + ")";
        if (zoned != null
                && count( // both, in one reading
                                "SELECT least(count(*) FILTER (WHERE " + zoned + "), count(*) FILTER (WHERE "
                                        + dialect.timestamp(id) + local + ")) FROM " + from,
                                place)
                        > 0) {
            throw new InputException(place + ": " + id + " of " + dataset
                    + " has times with an offset or Z and times without, whose zone nobody knows; write all of them"
                    + " with one.");
        }
    }

    private void refuseUnknownTimes(
            String relation, Map<String, String> known, String column, String place, String dataset)
            throws SQLException {
        refuseMixedZones(DuckDialect.of(known), Duck.id(column), relation, place, dataset);
        long bad = count("SELECT count(*) FROM " + relation + " WHERE " + time(known, column) + " IS NULL", place);
        if (bad > 0) {
            throw new InputException(place + ": " + bad + " rows of " + dataset + " have no time in '" + column
                    + "'; without one nobody knows what was known then.");
        }
    }

    /** Two values of one moment: the join would take either. */
    private void refuseTwoAtOnce(
            String relation, Map<String, String> known, String column, String place, String dataset)
            throws SQLException {
        DuckDialect dialect = DuckDialect.of(known);
        String keys = entity.stream()
                .map(Duck::id)
                .map(e -> dialect.value(e, dialect.logical(e)))
                .collect(Collectors.joining(", "));
        long twice = count(
                "SELECT count(*) FROM (SELECT 1 FROM " + relation + " GROUP BY " + keys + ", " + time(known, column)
                        + " HAVING count(*) > 1)",
                place);
        if (twice > 0) {
            throw new InputException(place + ": " + dataset + " has several rows for one " + String.join(", ", entity)
                    + " at one " + column + " (" + twice + " times); aggregate them in sql.");
        }
    }

    private long count(String sql, String place) throws SQLException {
        try (Statement statement = duck.statement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw failed(place, e);
        }
    }

    /** @return what to say of a query that failed: that one of its files is broken, or what is wrong with the definition */
    RuntimeException failed(String place, SQLException e) {
        return sources.stream()
                .map(source -> source.defect(duck))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(() -> new InputException(place + ": " + Dataset.reason(e) + ".", e));
    }

    private static String time(Map<String, String> types, String column) {
        return DuckDialect.of(types).timestamp(Duck.id(column));
    }

    private String place(String pointer) {
        return project.place("/features/" + name + pointer);
    }
}
