package io.jenkins.plugins.cd4ml.engine.data.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What a dataset must look like: the documented subset of the Open Data Contract Standard 3.1 (docs/contract.md).
 *
 * @param tables      what queries may call the table: its name and its physical name
 * @param rules       in the order of the file
 * @param unsupported what the file asks for and this subset lacks, each with its place; never ignored in silence
 * @param unchecked   what the standard has and nothing here decides on, by key
 */
public record Contract(
        List<String> tables,
        List<Column> columns,
        List<Rule> rules,
        List<String> unsupported,
        List<Unchecked> unchecked) {
    /** A contract that asks for nothing. */
    public static final Contract NONE = new Contract(List.of(), List.of(), List.of(), List.of(), List.of());

    private static final Set<String> TYPES =
            Set.of("integer", "number", "string", "boolean", "date", "timestamp", "time");

    /**
     * A key that nothing here decides on: for people and other tools, such as {@code classification}, or about the data
     * and left to others, such as a rule for another engine.
     *
     * @param times     how often the contract has it
     * @param first     file, line and key of the first one
     * @param aboutData whether it asks for something of the data
     */
    public record Unchecked(String key, int times, String first, boolean aboutData) {}

    /**
     * @param type integer, number, string, boolean, date, timestamp or time
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

    /** @return the different SQL conditions of its rules; their places in this list name them in queries */
    public List<String> conditions() {
        return rules.stream().flatMap(r -> r.conditions().stream()).distinct().toList();
    }

    /** @return what is asked of the data and left to others */
    public List<Unchecked> left() {
        return unchecked.stream().filter(Unchecked::aboutData).toList();
    }

    /** @return whether values of this type are judged */
    static boolean judged(String logicalType) {
        return TYPES.contains(logicalType);
    }
}
