package io.jenkins.plugins.cd4ml.engine.train.tracking.call;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * MLflow's search filters: comparisons joined by {@code AND}, such as {@code metrics.loss < 0.2 and tags.team = 'blue'}.
 * A thing that lacks the compared field is not found, except by {@code IS NULL}.
 */
public final class Filter {
    /**
     * What a search knows.
     *
     * @param texts   attributes that are texts
     * @param numbers attributes that are numbers
     * @param kinds   of {@code attribute}, {@code metric}, {@code param}, {@code tag}, {@code dataset}, and of traces
     *                {@code metadata}, {@code span}, {@code feedback}, {@code expectation}
     */
    public record Fields(Set<String> texts, Set<String> numbers, Set<String> kinds) {
        /** A field: what kind, and which. */
        record Field(String kind, String key) {}

        /** @throws TrackingException when there is no such field */
        Field field(String written) {
            int dot = written.indexOf('.');
            String prefix = dot < 0 ? "" : written.substring(0, dot).toLowerCase(Locale.ROOT);
            String kind =
                    switch (prefix) {
                        case "metrics", "metric" -> "metric";
                        case "params", "param", "parameters", "parameter" -> "param";
                        case "tags", "tag" -> "tag";
                        case "datasets", "dataset" -> "dataset";
                        case "attributes", "attribute", "attr", "run", "trace" -> "attribute";
                        case "request_metadata", "metadata" -> "metadata";
                        case "span", "feedback", "expectation" -> prefix;
                        default -> null;
                    };
            String key = unquoted(kind == null ? written : written.substring(dot + 1));
            kind = kind == null ? "attribute" : kind;
            boolean known =
                    !kind.equals("attribute") || texts.contains(attribute(key)) || numbers.contains(attribute(key));
            if (!kinds.contains(kind) || !known) {
                throw TrackingException.invalid(
                        "Invalid attribute key '" + written + "'; there are " + texts + " and " + numbers + ".");
            }
            return new Field(kind, kind.equals("attribute") ? attribute(key) : key);
        }

        boolean number(Field field) {
            return field.kind().equals("metric") || field.kind().equals("attribute") && numbers.contains(field.key());
        }

        private static String attribute(String key) {
            return switch (key.toLowerCase(Locale.ROOT)) {
                case "run name", "run_name" -> "run_name";
                case "created" -> "start_time";
                default -> key;
            };
        }
    }

    private record Term(Fields.Field field, String operator, Object value) {}

    private static final String NAME = "(?:[\\w/\\-:]|\\.|`[^`]+`|\"[^\"]+\")+";
    private static final Pattern TERM = Pattern.compile(
            "\\s*(" + NAME
                    + ")\\s*(?:(IS\\s+NOT\\s+NULL|IS\\s+NULL)|(!=|<=|>=|=|<|>|NOT\\s+LIKE\\b|LIKE\\b|ILIKE\\b|NOT\\s+IN\\b|IN\\b)\\s*"
                    + "('(?:[^'])*'|\"(?:[^\"])*\"|\\([^)]*\\)|[-+.\\w]+))\\s*(?:(AND)\\b|$)",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS);

    private final List<Term> terms;

    private Filter(List<Term> terms) {
        this.terms = terms;
    }

    /** @throws TrackingException when it is not of this form */
    public static Filter parse(String text, Fields fields) {
        List<Term> terms = new ArrayList<>();
        Matcher matcher = TERM.matcher(text);
        int at = 0;
        boolean open = !text.isBlank();
        while (open) {
            if (!matcher.find(at) || matcher.start() != at) {
                throw TrackingException.invalid("Invalid clause(s) in filter string: '"
                        + text.substring(at).strip() + "'");
            }
            Fields.Field field = fields.field(matcher.group(1));
            String operator = (matcher.group(2) == null ? matcher.group(3) : matcher.group(2))
                    .toUpperCase(Locale.ROOT)
                    .replaceAll("\\s+", " ");
            terms.add(new Term(field, operator, value(field, operator, matcher.group(4), fields)));
            at = matcher.end();
            open = matcher.group(5) != null;
        }
        return new Filter(terms);
    }

    private static Object value(Fields.Field field, String operator, String written, Fields fields) {
        if (written == null) {
            return null;
        }
        boolean number = fields.number(field);
        if (number != operator.matches("[<>]=?|=|!=") && (number || operator.matches("[<>]=?"))) {
            throw TrackingException.invalid("Invalid comparison operator '" + operator + "' for " + field + ".");
        }
        if (number) {
            try {
                return Double.valueOf(written);
            } catch (NumberFormatException e) {
                throw TrackingException.invalid("Expected a number for " + field + ", found " + written + ".");
            }
        }
        if (operator.endsWith("IN")) {
            List<String> values = new ArrayList<>();
            Matcher each = Pattern.compile("'([^']*)'|\"([^\"]*)\"").matcher(written);
            while (each.find()) {
                values.add(each.group(1) == null ? each.group(2) : each.group(1));
            }
            return values;
        }
        if (!written.startsWith("'") && !written.startsWith("\"")) {
            throw TrackingException.invalid("Expected a quoted string value for " + field + ", found " + written + ".");
        }
        return unquoted(written);
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() > 1
                && text.charAt(0) == text.charAt(text.length() - 1)
                && "'\"`".indexOf(text.charAt(0)) >= 0;
        return quoted ? text.substring(1, text.length() - 1) : text;
    }

    /** @param thing gives the value of a field, by kind and key: a text, a number, several of which one must do, or null */
    public boolean accepts(BiFunction<String, String, Object> thing) {
        return terms.stream()
                .allMatch(
                        t -> accepts(t, thing.apply(t.field().kind(), t.field().key())));
    }

    /** @return whether some comparison is of that field */
    public boolean names(String kind, String key) {
        return terms.stream().anyMatch(t -> t.field().equals(new Fields.Field(kind, key)));
    }

    private static boolean accepts(Term term, Object actual) {
        if (actual instanceof Collection<?> several) {
            return several.stream().anyMatch(each -> accepts(term, each));
        }
        if (term.operator().startsWith("IS")) {
            return (actual == null) == term.operator().equals("IS NULL");
        }
        if (actual == null) {
            return false;
        }
        if (term.value() instanceof Double bound) {
            return compare(((Number) actual).doubleValue(), term.operator(), bound);
        }
        String text = actual.toString();
        return switch (term.operator()) {
            case "=" -> text.equals(term.value());
            case "!=" -> !text.equals(term.value());
            case "IN" -> ((List<?>) term.value()).contains(text);
            case "NOT IN" -> !((List<?>) term.value()).contains(text);
            case "NOT LIKE" -> !like(text, (String) term.value(), 0);
            case "LIKE" -> like(text, (String) term.value(), 0);
            default -> like(text, (String) term.value(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
        };
    }

    private static boolean compare(double actual, String operator, double bound) {
        return switch (operator) {
            case "=" -> actual == bound;
            case "!=" -> actual != bound;
            case "<" -> actual < bound;
            case "<=" -> actual <= bound;
            case ">" -> actual > bound;
            default -> actual >= bound;
        };
    }

    private static boolean like(String text, String pattern, int flags) {
        StringBuilder regex = new StringBuilder();
        for (char c : pattern.toCharArray()) {
            regex.append(c == '%' ? ".*" : c == '_' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return Pattern.compile(regex.toString(), flags | Pattern.DOTALL)
                .matcher(text)
                .matches();
    }
}
