package io.jenkins.plugins.cd4ml.engine.data.rule;

import io.jenkins.plugins.cd4ml.engine.data.contract.Contract;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The text of a rule written in SQL, made to read the dataset: by the standard's placeholders, and by the names that the
 * contract gives its table, which is what most published contracts write.
 */
public final class RuleQuery {
    /** The relation with the dataset's rows. */
    public static final String DATASET = "cd4ml_dataset";

    private final String text;
    private final Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    /** @param column the rule's, as an SQL identifier; empty for a rule of the table */
    public RuleQuery(Contract contract, String query, String column) {
        String named = query;
        for (String table : contract.tables()) {
            List<String> parts = List.of(table.split("\\."));
            names.add(parts.get(parts.size() - 1));
            for (int first = 0; first < parts.size() - 1; first++) {
                named = qualified(named, String.join(".", parts.subList(first, parts.size())));
            }
        }
        names.remove(DATASET);
        names.remove("");
        this.text = named.replaceAll("(\\$?\\{schema}\\.)?\\$?\\{(object|table|model|schema)}", DATASET)
                .replaceAll("\\$?\\{(property|column)}", Matcher.quoteReplacement(column));
    }

    /** Names of several parts cannot be defined for one query: they are replaced, but for those within quotes. */
    private static String qualified(String query, String name) {
        return Pattern.compile(
                        "'(?:[^']|'')*'|(?<![\\w.\"])" + Pattern.quote(name) + "(?![\\w\"])", Pattern.CASE_INSENSITIVE)
                .matcher(query)
                .replaceAll(found -> Matcher.quoteReplacement(found.group().startsWith("'") ? found.group() : DATASET));
    }

    /**
     * @param rows     a sub-select of the dataset's rows
     * @param spelled  how the database finds a name that queries write without quotes, or with them
     * @param ending   what follows the query in its brackets
     * @return the query over these rows; the names hide tables of the same name
     */
    public String over(String rows, Function<String, List<String>> spelled, String ending) {
        List<String> all = new ArrayList<>();
        names.forEach(name -> all.addAll(spelled.apply(name)));
        return "WITH " + DATASET + " AS " + rows
                + all.stream()
                        .map(name -> ", " + Duck.id(name) + " AS (SELECT * FROM " + DATASET + ")")
                        .collect(Collectors.joining())
                + " SELECT * FROM (" + text.replaceAll("[;\\s]+$", "") + "\n)" + ending; // it may end in a comment
    }
}
