package io.jenkins.plugins.cd4ml.pages.runs;

import io.jenkins.plugins.cd4ml.engine.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The filter of the table of runs: {@code metrics.auc > 0.9 and params.lr = 0.05}. Comparisons with {@code = != < <= >
 * >=} and {@code ~} (holds the text), joined by {@code and}, {@code or}, {@code not} and parentheses. Keys with other
 * characters stand in backticks, texts in quotes. A run without the key satisfies no comparison but {@code !=}.
 */
final class RunFilter {
    private static final Pattern TOKEN = Pattern.compile(
            "\\s*(?:(\\()|(\\))|(<=|>=|!=|==|=|<|>|~)" + "|'([^']*)'|\"([^\"]*)\"|`([^`]*)`|([^\\s()<>=!~'\"`]+))");
    private static final int LONGEST = 1_000;
    private static final int DEEPEST = 20;

    private enum Kind {
        OPEN,
        CLOSE,
        OPERATOR,
        TEXT,
        WORD
    }

    /** @param at its place in the filter, from 1 */
    private record Token(Kind kind, String text, int at) {}

    private final List<Token> tokens = new ArrayList<>();
    private final int end;
    private int next;
    private int depth;

    private RunFilter(String filter) {
        Matcher matcher = TOKEN.matcher(filter);
        int at = 0;
        while (at < filter.length() && matcher.find(at) && matcher.start() == at) {
            tokens.add(token(matcher));
            at = matcher.end();
        }
        if (!filter.substring(at).isBlank()) {
            throw new InputException("The filter cannot be read at character " + (at + 1) + ": '"
                    + filter.substring(at, Math.min(filter.length(), at + 20)).strip() + "'.");
        }
        end = filter.length() + 1;
    }

    private static Token token(Matcher m) {
        Kind[] kinds = {Kind.OPEN, Kind.CLOSE, Kind.OPERATOR, Kind.TEXT, Kind.TEXT, Kind.WORD, Kind.WORD};
        for (int group = 1; group <= kinds.length; group++) {
            if (m.group(group) != null) {
                return new Token(kinds[group - 1], m.group(group), m.start(group) + 1);
            }
        }
        throw new IllegalStateException(m.group());
    }

    /** @throws InputException with the place where it cannot be understood; an empty filter takes every run */
    static Predicate<RunFacts> parse(String filter) {
        if (filter == null || filter.isBlank()) {
            return run -> true;
        }
        if (filter.length() > LONGEST) {
            throw new InputException("The filter has more than " + LONGEST + " characters.");
        }
        RunFilter parser = new RunFilter(filter);
        Predicate<RunFacts> parsed = parser.either();
        if (parser.next < parser.tokens.size()) {
            throw parser.wrong("'and', 'or' or the end");
        }
        return parsed;
    }

    private Predicate<RunFacts> either() {
        Predicate<RunFacts> any = both();
        while (word("or")) {
            any = any.or(both());
        }
        return any;
    }

    private Predicate<RunFacts> both() {
        Predicate<RunFacts> all = one();
        while (word("and")) {
            all = all.and(one());
        }
        return all;
    }

    private Predicate<RunFacts> one() {
        if (++depth > DEEPEST) {
            throw new InputException("The filter has more than " + DEEPEST + " levels of parentheses and 'not'.");
        }
        try {
            if (word("not")) {
                return one().negate();
            }
            if (next < tokens.size() && tokens.get(next).kind() == Kind.OPEN) {
                next++;
                Predicate<RunFacts> inner = either();
                take(Kind.CLOSE, "')'");
                return inner;
            }
            return comparison();
        } finally {
            depth--;
        }
    }

    private Predicate<RunFacts> comparison() {
        String key = take(Kind.WORD, "a key such as metrics.auc").text();
        String operator = take(Kind.OPERATOR, "one of = != < <= > >= ~").text();
        if (next >= tokens.size()
                || tokens.get(next).kind() != Kind.TEXT && tokens.get(next).kind() != Kind.WORD) {
            throw wrong("a value");
        }
        FilterCondition comparison =
                FilterCondition.of(key, operator, tokens.get(next++).text());
        RunKey value = new RunKey(key);
        return run -> comparison.holds(value.of(run));
    }

    private boolean word(String word) {
        boolean there = next < tokens.size()
                && tokens.get(next).kind() == Kind.WORD
                && tokens.get(next).text().equalsIgnoreCase(word);
        next += there ? 1 : 0;
        return there;
    }

    private Token take(Kind kind, String what) {
        if (next >= tokens.size() || tokens.get(next).kind() != kind) {
            throw wrong(what);
        }
        return tokens.get(next++);
    }

    private InputException wrong(String wanted) {
        boolean over = next >= tokens.size();
        return new InputException("The filter needs " + wanted + " at character "
                + (over ? end : tokens.get(next).at())
                + (over ? "." : ", not '" + tokens.get(next).text() + "'.")
                + " An example: metrics.auc > 0.9 and params.lr = 0.05");
    }
}
