package io.jenkins.plugins.cd4ml.engine.deploy.standin;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Faults that a real API server cannot be made to show on demand. Thread-safe; may change while requests run. */
public final class Faults {
    /** What a matching request gets. @param code HTTP status; 0 closes the connection without an answer */
    private static final class Rule {
        private final String method;
        private final Pattern path;
        private final int code;
        private int left;

        Rule(String method, Pattern path, int code, int times) {
            this.method = method;
            this.path = path;
            this.code = code;
            this.left = times;
        }
    }

    /** Stands for no fault in {@link #next}. */
    static final int NONE = -1;

    private final List<Rule> rules = new ArrayList<>();
    private final Set<String> denied = ConcurrentHashMap.newKeySet();
    private volatile boolean unauthorized;

    /**
     * Fails requests.
     *
     * @param path  a regular expression that the path with its query must contain
     * @param code  the HTTP status to answer, or 0 to close the connection without an answer
     * @param times how many requests fail
     */
    public synchronized void fail(String method, String path, int code, int times) {
        rules.add(new Rule(method, Pattern.compile(path), code, times));
    }

    /** Takes a permission away, such as {@code patch deployments}; the review of permissions says so as well. */
    public void deny(String verb, String resource) {
        denied.add(verb + " " + resource);
    }

    /** Answers 401 to everything, as for an expired token. */
    public void refuseCredentials(boolean refuse) {
        unauthorized = refuse;
    }

    public synchronized void clear() {
        rules.clear();
        denied.clear();
        unauthorized = false;
    }

    synchronized int next(String method, String path) {
        for (Rule rule : rules) {
            if (rule.left > 0
                    && rule.method.equals(method)
                    && rule.path.matcher(path).find()) {
                rule.left--;
                return rule.code;
            }
        }
        return NONE;
    }

    boolean denies(String verb, String resource) {
        return denied.contains(verb + " " + resource);
    }

    boolean unauthorized() {
        return unauthorized;
    }
}
