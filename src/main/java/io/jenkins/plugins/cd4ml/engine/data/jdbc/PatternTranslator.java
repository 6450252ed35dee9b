package io.jenkins.plugins.cd4ml.engine.data.jdbc;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rewrites a contract's regular expression for a database, whose syntax gives the same signs other meanings: in
 * PostgreSQL {@code .} also is a line end, {@code \d} any script's digit, {@code \b} a backspace; in Trino {@code $} is
 * also before a last line end. Only what means the same after rewriting is rewritten. Trino reads with one of two
 * libraries (Joni or RE2J, its administrator chooses): what is written for it means the same in both.
 */
final class PatternTranslator {
    static final PatternTranslator POSTGRESQL = new PatternTranslator("***:^", "^", "$");
    static final PatternTranslator TRINO = new PatternTranslator("\\A", "\\A", "\\z");

    static final PatternTranslator SNOWFLAKE = new PatternTranslator("^", "^", "$");

    /** PCRE2 in MariaDB, ICU in MySQL. */
    static final PatternTranslator MYSQL = TRINO;

    private static final Pattern TOKEN = Pattern.compile(
            "\\\\(?<escape>.)|(?<open>\\((?:\\?:)?)|(?<class>\\[\\^?\\]?(?:\\\\.|\\[:\\w+:\\]|[^\\]\\\\])*\\])|(?<dot>\\.)"
                    + "|(?<repeat>\\{\\d{1,3}(?:,\\d{0,3})?\\}|[*+?])|(?<plain>[^\\\\(\\[{}])",
            Pattern.DOTALL);
    private static final int MOST = 255;
    private static final String MARKS = ".^$*+?()[]{}|\\/-\"'#,:;<>=!%&@~_ ";

    private final String head;
    private final String start;
    private final String end;

    private PatternTranslator(String head, String start, String end) {
        this.head = head;
        this.start = start;
        this.end = end;
    }

    /** @return an expression that matches the whole text exactly where {@code pattern} does, or null where none is known */
    String of(String pattern) {
        StringBuilder out = new StringBuilder(head + "(?:");
        Matcher token = TOKEN.matcher(pattern);
        int at = 0;
        int repeated = -1;
        while (at < pattern.length()) {
            if (!token.find(at) || token.start() != at) {
                return null;
            }
            if (token.group("escape") != null) {
                String escape = escape(token.group("escape").charAt(0), false);
                if (escape == null) {
                    return null;
                }
                out.append(escape);
            } else if (token.group("class") != null) {
                String set = set(token.group("class"));
                if (set == null) {
                    return null;
                }
                out.append(set);
            } else if (token.group("dot") != null) {
                out.append("[^\\n]");
            } else if (token.group("open") != null) {
                if (pattern.startsWith("(?", at) && !pattern.startsWith("(?:", at)) {
                    return null; // flags, groups with names, looking around
                }
                out.append(token.group("open"));
            } else if (token.group("repeat") != null) {
                if (repeated == at && !"?".equals(token.group()) || beyond(token.group())) {
                    return null; // possessive, or more than PostgreSQL counts to
                }
                out.append(token.group());
                repeated = token.end();
            } else {
                out.append("^".equals(token.group()) ? start : "$".equals(token.group()) ? end : token.group());
            }
            at = token.end();
        }
        return out.append(")").append(end).toString();
    }

    private static boolean beyond(String repeat) {
        return Pattern.compile("\\d+").matcher(repeat).results().anyMatch(n -> Integer.parseInt(n.group()) > MOST);
    }

    private static String escape(char c, boolean inSet) {
        return switch (c) {
            case 'd' -> inSet ? "0-9" : "[0-9]";
            case 'w' -> inSet ? "A-Za-z0-9_" : "[A-Za-z0-9_]";
            case 's' -> inSet ? "\\t\\n\\f\\r " : "[\\t\\n\\f\\r ]";
            case 'D' -> inSet ? null : "[^0-9]";
            case 'W' -> inSet ? null : "[^A-Za-z0-9_]";
            case 'S' -> inSet ? null : "[^\\t\\n\\f\\r ]";
            case 't', 'n', 'r', 'f' -> "\\" + c;
            default -> MARKS.indexOf(c) >= 0 ? (c == '_' || c == ' ' ? "" + c : "\\" + c) : null;
        };
    }

    private static String set(String set) {
        StringBuilder out = new StringBuilder("[");
        int i = 1;
        if (set.charAt(i) == '^') {
            out.append(set.charAt(i++));
        }
        if (set.charAt(i) == ']') {
            return null; // a bracket of its own, or an empty set: readers differ
        }
        for (; i < set.length() - 1; i++) {
            char c = set.charAt(i);
            if (c == '[' || c == '&' && set.charAt(i + 1) == '&') {
                return null;
            }
            if (c != '\\') {
                out.append(c);
                continue;
            }
            String escape = escape(set.charAt(++i), true);
            if (escape == null) {
                return null;
            }
            out.append(escape);
        }
        return out.append(']').toString();
    }
}
