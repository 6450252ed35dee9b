package io.jenkins.plugins.cd4ml.engine.data.scan;

import io.jenkins.plugins.cd4ml.engine.data.contract.Contract;
import io.jenkins.plugins.cd4ml.engine.data.contract.Violation;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Holds the names of a dataset's columns against the contract's. A contract whose columns may all be missing would be kept
 * by a file that was read with the wrong separator, with no check carried out; so none of its columns is an error, and so
 * is one that is there under almost the same name.
 */
final class HeaderCheck {
    private static final int NAMED = 8; // columns in one sentence
    private static final List<String> SEPARATORS = List.of(";", ",", "\t", "|", ":", "^", "~", " ");

    private final Contract contract;
    private final Collection<String> columns;
    private final String named;

    /** @param named what sentences call the dataset */
    HeaderCheck(Contract contract, Collection<String> columns, String named) {
        this.contract = contract;
        this.columns = columns;
        this.named = named;
    }

    /** Adds what is wrong. */
    void judge(List<Violation> violations) {
        if (!contract.columns().isEmpty() && contract.columns().stream().noneMatch(c -> columns.contains(c.name()))) {
            String separator = separator();
            violations.add(new Violation(
                    0,
                    null,
                    "header",
                    names(columns),
                    "error",
                    named + " has none of the contract's columns ("
                            + names(contract.columns().stream()
                                    .map(Contract.Column::name)
                                    .toList())
                            + "); it has '" + names(columns) + "'"
                            + (separator == null
                                    ? ""
                                    : ", which looks as if its separator were '" + Violation.shown(separator)
                                            + "': name it with 'separator' at the dataset")));
        }
        for (Contract.Column column : contract.columns()) {
            if (!columns.contains(column.name())) {
                missing(column, violations);
            }
        }
    }

    private void missing(Contract.Column column, List<Violation> violations) {
        String near = columns.stream()
                .filter(c -> contract.column(c) == null && letters(c).equals(letters(column.name())))
                .findFirst()
                .orElse(null);
        boolean wanted = near != null || column.required() || contract.asked(column.name());
        violations.add(new Violation(
                0,
                column.name(),
                "column",
                null,
                wanted ? "error" : "warning",
                named + " has no column '" + column.name() + "'"
                        + (near == null
                                ? ""
                                : ", but '" + Violation.shown(near)
                                        + "': one of the names has another case, a space or a sign too many")));
    }

    /** @return the sign between names in the header that were to be columns, or null */
    private String separator() {
        return SEPARATORS.stream()
                .filter(sign -> columns.stream()
                        .filter(c -> c.contains(sign))
                        .flatMap(c -> Arrays.stream(c.split(Pattern.quote(sign), -1)))
                        .anyMatch(part -> contract.columns().stream()
                                .anyMatch(c -> letters(c.name()).equals(letters(part)))))
                .findFirst()
                .orElse(null);
    }

    /** @return what is left of a name without case and signs; the name itself where nothing is */
    private static String letters(String name) {
        String plain = Normalizer.normalize(name, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}]", "");
        return plain.isEmpty() ? name : plain;
    }

    private static String names(Collection<String> names) {
        List<String> shown = names.stream()
                .limit(NAMED)
                .filter(Objects::nonNull)
                .map(Violation::shown)
                .toList();
        return String.join(", ", shown) + (names.size() > NAMED ? ", …" : "");
    }
}
