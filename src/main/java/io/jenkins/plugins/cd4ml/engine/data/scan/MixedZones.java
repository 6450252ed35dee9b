package io.jenkins.plugins.cd4ml.engine.data.scan;

import io.jenkins.plugins.cd4ml.engine.data.contract.Contract;
import io.jenkins.plugins.cd4ml.engine.data.contract.Violation;
import io.jenkins.plugins.cd4ml.engine.data.source.Dataset;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.data.source.DuckDialect;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * A column that has times with their zone beside times without: in which zone the latter are, nobody says. Read as UTC
 * they may be hours off, so that bounds and freshness would be of other instants.
 */
public final class MixedZones {
    private MixedZones() {}

    /** Reads one column again, to say how many of each there are and where the first ones stand. */
    static void judge(Duck duck, Dataset dataset, Contract contract, String column, List<Violation> violations)
            throws SQLException {
        DuckDialect dialect = DuckDialect.of(dataset.types());
        String id = dataset.id(column);
        String zoned = " FILTER (WHERE " + dialect.zoned(id) + ")";
        String local = " FILTER (WHERE " + dialect.timestamp(id) + " IS NOT NULL AND NOT (" + dialect.zoned(id) + "))";
        try (Statement statement = duck.statement();
                ResultSet row = statement.executeQuery("SELECT count(*)" + zoned + ", min(" + Dataset.RECORD + ")"
                        + zoned + ", count(*)" + local + ", min(" + Dataset.RECORD + ")" + local + " FROM "
                        + dataset.view())) {
            row.next();
            if (row.getLong(1) > 0 && row.getLong(3) > 0) {
                add(
                        contract,
                        column,
                        row.getLong(1) + ", first in row " + row.getLong(2),
                        row.getLong(3) + ", first in row " + row.getLong(4),
                        violations);
            }
        } catch (SQLException e) {
            throw dataset.explainStreamed(duck, e);
        }
    }

    /**
     * Adds the finding: an error where the contract says that the column is a time, unless it says that times without a
     * zone are in UTC.
     *
     * @param zoned how many there are, and where; {@code local} likewise
     */
    public static void add(Contract contract, String column, String zoned, String local, List<Violation> violations) {
        Contract.Column described = contract.column(column);
        if (described == null || !described.utc()) {
            violations.add(new Violation(
                    0,
                    column,
                    "timezone",
                    null,
                    described == null ? "warning" : "error",
                    column + " has times with an offset or Z (" + zoned + ") and times without (" + local
                            + "), whose zone nobody knows; write all of them with one, or say 'defaultTimezone: UTC' in"
                            + " logicalTypeOptions"));
        }
    }
}
