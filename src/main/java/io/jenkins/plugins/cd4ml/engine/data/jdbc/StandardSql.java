package io.jenkins.plugins.cd4ml.engine.data.jdbc;

import java.util.function.UnaryOperator;

/**
 * Standard SQL, as this tool writes it for all databases, in the quotes of one that has others. What a project wrote in its
 * database's own words stays as it is: {@link #own}.
 */
final class StandardSql {
    private static final char OWN = '\u001e';

    private StandardSql() {}

    /** @return SQL of a project, marked */
    static String own(String sql) {
        return OWN + sql.replace(OWN, ' ') + OWN;
    }

    /** @return the SQL without marks */
    static String write(String sql) {
        return sql.replace(String.valueOf(OWN), "");
    }

    /**
     * @param name  quotes a name
     * @param quote a quote within a text, where a backslash is one only when it is there twice
     */
    static String write(String sql, UnaryOperator<String> name, String quote) {
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < sql.length()) {
            char c = sql.charAt(i);
            if (c == OWN) {
                int end = sql.indexOf(OWN, i + 1);
                out.append(sql, i + 1, end);
                i = end + 1;
            } else if (c == '\'' || c == '"') {
                int end = end(sql, i);
                String inside = sql.substring(i + 1, end);
                out.append(c == '"' ? name.apply(inside.replace("\"\"", "\"")) : text(inside, quote));
                i = end + 1;
            } else {
                out.append(c);
                i++;
            }
        }
        return out.toString();
    }

    /** @return where the quotation that begins there ends; a doubled quote is one of its signs */
    private static int end(String sql, int start) {
        char quote = sql.charAt(start);
        int at = start + 1;
        while (at < sql.length() && (sql.charAt(at) != quote || at + 1 < sql.length() && sql.charAt(at + 1) == quote)) {
            at += sql.charAt(at) == quote ? 2 : 1;
        }
        return at;
    }

    private static String text(String inside, String quote) {
        return "'"
                + inside.replace("''", "'")
                        .replace("\\", "\\\\")
                        .replace("'", quote)
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                + "'";
    }
}
