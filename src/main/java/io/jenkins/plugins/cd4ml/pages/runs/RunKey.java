package io.jenkins.plugins.cd4ml.pages.runs;

/**
 * A key whose value is asked of run after run: where it stands is looked up once for all runs that share their keys. Not
 * thread-safe.
 */
final class RunKey {
    private final String key;
    private RunFacts.Keys last;
    private int number;
    private int text;

    RunKey(String key) {
        this.key = key;
    }

    /** @return a {@link Double}, a text, or null, as {@link RunFacts#value} does */
    Object of(RunFacts run) {
        if (key.equals("build") || key.equals("time")) {
            return run.value(key);
        }
        if (run.keys() != last) {
            last = run.keys();
            number = last.number(key);
            text = last.text(key);
        }
        return run.at(number, text);
    }
}
