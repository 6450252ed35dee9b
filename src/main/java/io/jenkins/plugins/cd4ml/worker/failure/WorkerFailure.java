package io.jenkins.plugins.cd4ml.worker.failure;

import java.util.Map;

/** Words for a worker that ended without leaving a result. */
public final class WorkerFailure {
    private static final Map<Integer, String> SIGNALS = Map.of(
            1,
            "SIGHUP",
            2,
            "SIGINT",
            3,
            "SIGQUIT",
            4,
            "SIGILL",
            6,
            "SIGABRT",
            7,
            "SIGBUS",
            9,
            "SIGKILL: out of memory, or somebody killed it",
            11,
            "SIGSEGV",
            15,
            "SIGTERM");

    private WorkerFailure() {}

    /**
     * @param exit  the process's exit code as a shell reports it: 128 + n for signal n
     * @param words its {@linkplain LogTail last words}
     */
    public static String sentence(String verb, int exit, String place, String words) {
        String why = exit > 128 && SIGNALS.containsKey(exit - 128)
                ? "was ended by signal " + (exit - 128) + " (" + SIGNALS.get(exit - 128) + ")"
                : exit < 0 ? "vanished" : "ended with exit code " + exit;
        return "The worker of " + verb + " " + why + " on " + place + " and left no result; "
                + words.replaceAll("[.\\s]+$", "") + ".";
    }
}
