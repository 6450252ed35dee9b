package io.jenkins.plugins.cd4ml.engine.train.tracking.graphql;

/** Words, numbers, texts and signs of a GraphQL document, one after the other; "" at its end. */
final class GraphQlTokens {
    private static final String SIGNS = "!$()[]{}:=@|&";

    private final String query;
    private int at;
    private int before;

    GraphQlTokens(String query) {
        this.query = query;
    }

    /** @return where the token that was read last begins */
    int place() {
        return before;
    }

    /** Goes on from a {@link #place}. */
    void back(int place) {
        at = place;
    }

    String next() {
        boolean comment = false;
        while (at < query.length() && (comment || " \t\n\r,#\ufeff".indexOf(query.charAt(at)) >= 0)) {
            comment = query.charAt(at) != '\n' && query.charAt(at) != '\r' && (comment || query.charAt(at) == '#');
            at++;
        }
        before = at;
        if (at == query.length()) {
            return "";
        }
        char first = query.charAt(at);
        if (first == '"') {
            text();
        } else if (word(first) || first == '-') {
            do {
                at++;
            } while (at < query.length()
                    && (word(query.charAt(at)) || number(first) && "+-.".indexOf(query.charAt(at)) >= 0));
        } else if (query.startsWith("...", at)) {
            at += 3;
        } else if (SIGNS.indexOf(first) >= 0) {
            at++;
        } else {
            throw new GraphQlException("Syntax Error: Unexpected character at " + at + ".");
        }
        return query.substring(before, at);
    }

    private void text() {
        do {
            at += query.charAt(at) == '\\' ? 2 : 1;
            if (at >= query.length()) {
                throw new GraphQlException("Syntax Error: Unterminated string.");
            }
        } while (query.charAt(at) != '"');
        at++;
    }

    private static boolean word(char c) {
        return c == '_' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
    }

    private static boolean number(char c) {
        return c == '-' || c >= '0' && c <= '9';
    }
}
