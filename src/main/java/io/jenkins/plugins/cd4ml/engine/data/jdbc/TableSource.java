package io.jenkins.plugins.cd4ml.engine.data.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a dataset's {@code jdbc} says: which database, and which table or query in it.
 *
 * @param url         without user and password
 * @param table       {@code name} or {@code schema.name}; null for a query
 * @param query       one SELECT; null for a table
 * @param credentials id of the login
 * @param place       where it is written, for messages
 */
public record TableSource(String url, String table, String query, String credentials, String place) {
    /**
     * @param name a dataset with {@code jdbc}
     * @throws InputException when the address or the query cannot be allowed
     */
    public static TableSource of(Project project, String name) {
        String pointer = "/data/" + name + "/jdbc";
        JsonNode jdbc = project.section("data").path(name).path("jdbc");
        JdbcUrls.check(jdbc.path("url").asText(), project.place(pointer + "/url"));
        return new TableSource(
                        jdbc.path("url").asText(),
                        jdbc.hasNonNull("table") ? jdbc.get("table").asText() : null,
                        jdbc.hasNonNull("query") ? jdbc.get("query").asText() : null,
                        jdbc.path("credentials").asText(),
                        project.place(pointer))
                .checked();
    }

    /** @return another table or query of the same database: {@code {table: …}} or {@code {query: …}} */
    public TableSource other(JsonNode node, String at) {
        return new TableSource(
                        url,
                        node.hasNonNull("table") ? node.get("table").asText() : null,
                        node.hasNonNull("query") ? node.get("query").asText() : null,
                        credentials,
                        at)
                .checked();
    }

    private TableSource checked() {
        if (query != null) {
            single(query, place);
        }
        relation();
        return this;
    }

    /**
     * @return the query without a closing semicolon and, where one is in the way, without the comments around it
     * @throws InputException when it is more than one statement
     */
    public static String single(String query, String place) {
        String one = query.replaceAll("[\\s;]+$", "");
        for (String before = null; one.contains(";") && !one.equals(before); ) {
            before = one;
            one = one.replaceFirst("^\\s*(--[^\\n]*\\n|/\\*[^*]*\\*/)", "")
                    .replaceFirst("(--[^\\n]*|/\\*[^*]*\\*/)$", "")
                    .replaceAll("[\\s;]+$", "");
        }
        if (one.contains(";")) {
            throw new InputException(
                    place + ": a query is one SELECT without ';'; write a semicolon in a text as chr(59).");
        }
        return one;
    }

    /** @return SQL of the relation, names quoted */
    public String relation() {
        return query != null
                ? "(" + StandardSql.own(single(query, place))
                        + "\n) AS cd4ml_query" // a comment at the query's end must not reach on
                : names().stream().map(n -> '"' + n.replace("\"", "\"\"") + '"').collect(Collectors.joining("."));
    }

    /** @return one SELECT or condition of the project, in its database's own words */
    public static String own(String sql, String place) {
        return StandardSql.own(single(sql, place));
    }

    /** @return the kind of database that the address belongs to */
    public Database database() {
        return Database.of(url);
    }

    /** @return how messages and documents name it: the table, or "the query" */
    public String shown() {
        return table == null ? "the query" : table;
    }

    /** @return where it is, for records: the address without parameters, and the table or the query */
    public String described() {
        return url.replaceFirst("\\?.*$", "") + " " + (table == null ? single(query, place) : table);
    }

    /** Splits at dots, but for those in double quotes. */
    private List<String> names() {
        List<String> names = new ArrayList<>();
        StringBuilder name = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < table.length(); i++) {
            char c = table.charAt(i);
            if (c == '"' && quoted && i + 1 < table.length() && table.charAt(i + 1) == '"') {
                name.append(c);
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '.' && !quoted) {
                names.add(name.toString());
                name.setLength(0);
            } else {
                name.append(c);
            }
        }
        names.add(name.toString());
        if (quoted || names.size() > 3 || names.stream().anyMatch(n -> n.isEmpty() || n.indexOf('\0') >= 0)) {
            throw new InputException(place + ": '" + table
                    + "' is no name of a table; write schema.table, and a name with a dot in double quotes.");
        }
        return names;
    }
}
