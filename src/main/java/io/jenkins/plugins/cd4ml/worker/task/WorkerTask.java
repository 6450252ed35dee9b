package io.jenkins.plugins.cd4ml.worker.task;

import java.io.Serializable;
import java.util.List;

/**
 * What a step asks of the worker process: one verb of the engine's command line. Persisted with the running step, so
 * plain serialisable fields only.
 */
public final class WorkerTask implements Serializable {
    private static final long serialVersionUID = 1L;

    public final String verb;
    public final List<String> arguments;
    /** A JSON merge patch over {@code cd4ml.yaml}: the step's own parameters. */
    public final String overrides;
    /** The model project's folder, relative to the step's directory. */
    public final String directory;
    /** Name of a JDK tool, or null for the agent's own Java. */
    public final String jdk;
    /** Whether a "no" of the verb is handed to the Pipeline instead of failing the step. */
    public final boolean returnNo;

    public WorkerTask(
            String verb, List<String> arguments, String overrides, String directory, String jdk, boolean returnNo) {
        this.verb = verb;
        this.arguments = new java.util.ArrayList<>(arguments);
        this.overrides = overrides;
        this.directory = directory;
        this.jdk = jdk;
        this.returnNo = returnNo;
    }

    /** @return the trial that is trained; null when that is not what the step does */
    public String trial() {
        return "train-model".equals(verb) ? named("--trial") : null;
    }

    /** @return the value of an option; null where it is not given */
    public String named(String option) {
        int at = arguments.indexOf(option);
        return at < 0 || at + 1 == arguments.size() ? null : arguments.get(at + 1);
    }

    public String verb() {
        return verb;
    }
}
