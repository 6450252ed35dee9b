package io.jenkins.plugins.cd4ml.engine.data.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a dataset must look like: the documented subset of the Open Data Contract Standard 3.1 (docs/contract.md).
 *
 * @param rules       in the order of the file
 * @param unsupported what the file asks for and this subset lacks, each with its place; never ignored in silence
 * @param unchecked   what of the file is for people and other tools, by key
 */
public record Contract(List<Column> columns, List<Rule> rules, List<String> unsupported, List<Unchecked> unchecked) {
    /** A contract that asks for nothing. */
    public static final Contract NONE = new Contract(List.of(), List.of(), List.of(), List.of());

    private static final Map<String, String> TYPES = Map.of(
            "integer",
            "BIGINT",
            "number",
            "DOUBLE",
            "string",
            "VARCHAR",
            "boolean",
            "BOOLEAN",
            "date",
            "DATE",
            "timestamp",
            "TIMESTAMP");

    /**
     * A key that decides nothing about data, such as {@code classification}.
     *
     * @param times how often the contract has it
     * @param first file, line and key of the first one
     */
    public record Unchecked(String key, int times, String first) {}

    /**
     * @param type integer, number, string, boolean, date or timestamp
     * @param utc  whether it says that times without an offset are in UTC
     */
    public record Column(String name, String type, boolean required, boolean key, boolean utc) {}

    /**
     * @param spec a dataset's description: its {@code contractTable} chooses where the contract has several tables
     * @throws io.jenkins.plugins.cd4ml.engine.InputException naming file, line and key of what is wrong in itself
     */
    public static Contract read(Path file, JsonNode spec) {
        return new ContractReader(
                        file,
                        spec.hasNonNull("contractTable")
                                ? spec.get("contractTable").asText()
                                : null)
                .read();
    }

    /** @return the column of that name, or null */
    public Column column(String name) {
        return columns.stream().filter(c -> c.name().equals(name)).findFirst().orElse(null);
    }

    /** @return the logical type of a column; {@code string} where the contract says nothing */
    public String type(String column) {
        Column described = column(column);
        return described == null ? "string" : described.type();
    }

    /** @return whether a rule asks for something of that column that decides whether data are valid */
    public boolean asked(String column) {
        return rules.stream()
                .anyMatch(r ->
                        r.asked() && "error".equals(r.severity()) && r.columns().contains(column));
    }

    /** @return the SQL type of a logical type, or null for a type outside the subset */
    public static String sqlType(String logicalType) {
        return TYPES.get(logicalType);
    }
}
