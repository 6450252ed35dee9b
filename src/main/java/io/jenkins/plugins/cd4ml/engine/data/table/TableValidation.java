package io.jenkins.plugins.cd4ml.engine.data.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.DatabaseLogin;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.contract.Contract;
import io.jenkins.plugins.cd4ml.engine.data.csv.CsvScan;
import io.jenkins.plugins.cd4ml.engine.data.drift.DatasetDrift;
import io.jenkins.plugins.cd4ml.engine.data.drift.FileSamples;
import io.jenkins.plugins.cd4ml.engine.data.jdbc.TableConnection;
import io.jenkins.plugins.cd4ml.engine.data.jdbc.TableSource;
import io.jenkins.plugins.cd4ml.engine.data.scan.ColumnValues;
import io.jenkins.plugins.cd4ml.engine.data.scan.ForeignKeys;
import io.jenkins.plugins.cd4ml.engine.data.scan.Scan;
import io.jenkins.plugins.cd4ml.engine.data.source.ColumnKind;
import io.jenkins.plugins.cd4ml.engine.data.source.Dataset;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.data.source.DuckDialect;
import io.jenkins.plugins.cd4ml.engine.data.source.SourceDigests;
import io.jenkins.plugins.cd4ml.engine.data.source.Sources;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One dataset in a database: opened, checked, profiled and compared where it is, all in one snapshot. */
public final class TableValidation implements AutoCloseable {
    private static final int KEYS = 50_000; // of a file, sent along with the query

    private final Project project;
    private final String name;
    private final JsonNode spec;
    private final Contract contract;
    private final TableConnection connection;
    private final Table table;
    private final ForeignKeys foreign;
    private final Map<String, String> keys = new HashMap<>();
    private final Map<TableSource, TableChecks> read = new LinkedHashMap<>();
    private final List<String> notExact = new ArrayList<>();
    private TableProfile profile;
    private TableChecks checks;

    /** What a reference was. @param drift the document; @param digest its version */
    public record Compared(ObjectNode drift, String digest, String described) {}

    public TableValidation(Project project, String name, Contract contract, Map<String, String> environment) {
        this.project = project;
        this.name = name;
        this.spec = project.section("data").get(name);
        this.contract = contract;
        this.foreign = new ForeignKeys(project, name);
        TableSource source = TableSource.of(project, name);
        DatabaseLogin login = DatabaseLogin.of(
                source.credentials(), environment, project.place("/data/" + name + "/jdbc/credentials"));
        login.check(source.url(), project.place("/data/" + name + "/jdbc/url"));
        this.connection = TableConnection.open(source, login);
        try {
            this.table = Table.open(connection, source, Sources.Options.of(spec).missing());
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    public Table table() {
        return table;
    }

    /** Holds the table against its contract. */
    public TableChecks check() {
        checks = TableChecks.run(table, contract, this::keys);
        read.put(table.source(), checks);
        if (contract.columns().stream().noneMatch(Contract.Column::key)
                && checks.violations().stream().anyMatch(v -> v.key() != null)) {
            notExact.add("broken rows are shown by value: the contract has no primary key to name them with");
        }
        return checks;
    }

    public ObjectNode profile() {
        profile = TableProfile.of(table, contract);
        notExact.addAll(profile.notExact());
        ObjectNode document = profile.document();
        if (profile.side().all().stream().anyMatch(c -> c.kind() == ColumnKind.NUMBER)) {
            notExact.add("mean and deviation: a database adds in no fixed order, the last digits may differ");
        }
        return document;
    }

    /** @return what the version's digest is of: the table or query, its columns, and its rows in any order */
    public static ObjectNode version(Table table, TableChecks checks) {
        ObjectNode version = Json.object();
        TableSource source = table.source();
        version.put(
                source.table() == null ? "query" : "table", source.table() == null ? source.query() : source.table());
        version.put("rows", checks.rows()).put("checksum", checks.checksum());
        ObjectNode columns = version.putObject("columns");
        table.types().forEach(columns::put);
        return version;
    }

    public static String digest(Table table, TableChecks checks) {
        return Digests.of(Json.line(version(table, checks)));
    }

    /** @return the drift, or null without a reference */
    public Compared drift() throws SQLException {
        if (!spec.hasNonNull("reference") || checks.rows() == 0) {
            return null;
        }
        Set<String> named = new HashSet<>();
        contract.columns().stream().filter(Contract.Column::key).forEach(c -> named.add(c.name()));
        return spec.get("reference").isObject() ? ofTable(named) : ofFile(named);
    }

    private Compared ofTable(Set<String> named) {
        TableSource source = table.source().other(spec.get("reference"), project.place("/data/" + name + "/reference"));
        Table reference =
                Table.open(connection, source, Sources.Options.of(spec).missing());
        TableChecks counted = TableChecks.run(reference, Contract.NONE, this::keys);
        comparable(source.shown(), counted.rows(), reference.types().keySet());
        TableProfile before = TableProfile.of(reference, contract);
        read.put(source, counted);
        ObjectNode drift = TableDrift.of(profile.samples(), before.samples(), named);
        return new Compared(drift, digest(reference, counted), source.described());
    }

    private void comparable(String reference, long rows, Collection<String> columns) {
        String place = project.place("/data/" + name + "/reference");
        DatasetDrift.comparable(place, reference, rows, columns, table.types().keySet());
    }

    private Compared ofFile(Set<String> named) throws SQLException {
        try (Duck duck = Duck.streaming()) {
            Dataset reference = Sources.open(duck, project, name, "reference");
            try (ColumnValues before = Scan.counted(duck, reference, contract, CsvScan.READER)) {
                comparable(spec.get("reference").asText(), before.records(), reference.columns());
                ObjectNode drift = TableDrift.of(
                        profile.samples(), new FileSamples(duck, reference, before, contract::type), named);
                return new Compared(
                        drift,
                        SourceDigests.of(project, name, "reference"),
                        spec.get("reference").asText());
            }
        } catch (Dataset.Ragged e) {
            throw new InputException("The reference of " + name + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** @return whether there was anything to quarantine */
    public boolean quarantine(Path file) throws SQLException {
        long written = TableQuarantine.write(checks.table(), checks, file);
        if (written == TableQuarantine.MOST) {
            notExact.add("the quarantine holds " + written + " of the broken rows, which " + written
                    + " is the database's choice");
        }
        return written > 0;
    }

    /**
     * Where the database gives no snapshot over all queries, counts the rows once more: numbers of different rows would be
     * no document.
     *
     * @throws InputException when they changed
     */
    public void finish() {
        String database = table.database();
        if (table.source().database().snapshot()) {
            return;
        }
        read.forEach((source, counted) -> {
            if (!counted.unchanged()) {
                throw new InputException(source.place() + ": " + source.shown() + " changed while it was read, or gives"
                        + " other rows each time, and " + database
                        + " has no snapshot over several queries; validate when nobody writes, or name a query whose"
                        + " rows stay as they are.");
            }
        });
        notExact.add("no snapshot: " + database
                + " promises none over several queries; number and checksum of the rows were the same first and last");
    }

    /** @return what differs from the same rows in a file, each a sentence; complete at the end */
    public List<String> notExact() {
        return notExact;
    }

    /** @return SQL of a foreign key's permitted values: of the same database, or few enough to send along */
    private String keys(String to, String type) {
        return keys.computeIfAbsent(type + " " + to, t -> {
            ForeignKeys.Target target = foreign.target(to);
            return Sources.inDatabase(project.section("data").get(target.dataset()))
                    ? ofDatabase(target, type)
                    : ofFile(target, type);
        });
    }

    private String ofDatabase(ForeignKeys.Target target, String type) {
        TableSource source = TableSource.of(project, target.dataset());
        if (!source.url().equals(table.source().url())
                || !source.credentials().equals(table.source().credentials())) {
            throw new InputException(source.place() + ": a foreign key of " + name
                    + " leads there, into another database or with other credentials; export one of them to a file.");
        }
        Table keys = Table.open(connection, source, List.of());
        String column = target.column();
        if (!keys.types().containsKey(column)) {
            throw foreign.lacks(source.shown(), column);
        }
        String id = Duck.id(column);
        String key = keys.dialect().value(id, type);
        return "SELECT " + key + " FROM " + keys.rows().of(List.of(column)) + " WHERE " + key + " IS NOT NULL";
    }

    private String ofFile(ForeignKeys.Target target, String type) {
        try (Duck duck = Duck.open()) {
            Dataset file = foreign.open(duck, target);
            DuckDialect dialect = DuckDialect.of(file.types());
            String id = Duck.id(target.column());
            String key = type.matches("date|timestamp")
                    ? "CAST(" + dialect.timestamp(id) + " AS VARCHAR)"
                    : dialect.value(id, "string".equals(type) ? dialect.logical(id) : type);
            List<String> values = new ArrayList<>();
            try (Statement statement = duck.statement();
                    ResultSet row = statement.executeQuery("SELECT DISTINCT " + key + " AS k FROM " + file.from()
                            + " WHERE " + key + " IS NOT NULL LIMIT " + (KEYS + 1))) {
                while (row.next()) {
                    String constant = table.dialect().constant(row.getString(1), type);
                    if (constant != null) {
                        values.add(constant);
                    }
                }
            } catch (SQLException e) {
                throw file.explain(e);
            }
            if (values.size() > KEYS) {
                throw new InputException(project.place("/data/" + target.dataset()) + ": a foreign key of " + name
                        + " leads into a file with more than " + KEYS + " values; load it into the database.");
            }
            return values.isEmpty()
                    ? "SELECT "
                            + table.dialect()
                                    .constant(
                                            type.matches("date|timestamp")
                                                    ? "2000-01-01"
                                                    : "boolean".equals(type) ? "true" : "1",
                                            type)
                            + " FROM (SELECT 1 AS one) AS cd4ml_none WHERE 1 = 0"
                    : table.dialect().among(values);
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
