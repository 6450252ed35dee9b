package io.jenkins.plugins.cd4ml.engine.data.jdbc;

import io.jenkins.plugins.cd4ml.engine.DatabaseLogin;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Pack;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A kind of database that tables are validated in: which addresses it has, how it is opened and which SQL it speaks; one
 * class a kind, its dialect beside it. Stateless.
 */
public abstract class Database {
    /** @return all kinds */
    static List<Database> all() {
        return List.of(
                new Postgres(),
                new Trino(),
                MySql.mysql(),
                MySql.mariadb(),
                new Snowflake(),
                new Databricks(),
                new BigQuery());
    }

    /** @return the kind that an address belongs to, or null */
    public static Database of(String url) {
        return all().stream()
                .filter(d -> url.startsWith("jdbc:" + d.scheme() + ":"))
                .findFirst()
                .orElse(null);
    }

    /** @return what sentences call it */
    public abstract String name();

    /** @return the second part of its addresses */
    public abstract String scheme();

    /** @return an address, for messages */
    abstract String example();

    /** @return the driver's harmless parameters, in lower case */
    abstract Set<String> parameters();

    /** @return whether parameters follow semicolons in its addresses */
    boolean semicolons() {
        return false;
    }

    /** @return why a permitted parameter may not have this value, or null where it may */
    String refused(String parameter, String value) {
        return null;
    }

    /** @return the driver where the plugin does not carry it; the controller asks, so no class here may link a driver */
    public List<Pack> packs() {
        return List.of();
    }

    /** @return a connection that reads, or null where the driver does not take the address */
    abstract Connection connect(TableSource source, DatabaseLogin login) throws SQLException;

    /**
     * @param name a class of the pack
     * @throws InputException where the pack is not there
     */
    final Driver driver(String place, String name) {
        try {
            return (Driver) Class.forName(name).getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new InputException(
                    place + ": " + name() + "'s driver is not here; "
                            + (packs().isEmpty()
                                    ? "put it on the class path"
                                    : "install the pack " + packs().get(0).name())
                            + ", see docs/packs.md.",
                    e);
        }
    }

    /** @param types the columns' types by name, in order, as {@link #type} writes them */
    public abstract TableDialect dialect(Map<String, String> types);

    /** @return whether all queries of one connection see the same rows, whatever others write meanwhile */
    public abstract boolean snapshot();

    /** @return whether names that differ in case alone are one name, quoted or not */
    public abstract boolean foldsNames();

    /** @return this tool's SQL as this database reads it */
    public String written(String sql) {
        return StandardSql.write(sql);
    }

    /** @param type one of {@link Types}; @return whether values of this type may be true or false */
    public boolean condition(int type) {
        return type == Types.BOOLEAN || type == Types.BIT;
    }

    /** @return characters that a query may have */
    public abstract int longestQuery();

    /** @return the type of a result's column as documents write it */
    public abstract String type(ResultSetMetaData described, int column) throws SQLException;
}
