package io.jenkins.plugins.cd4ml.engine.sign;

/** What others wrote, as sentences show it. */
final class Names {
    private static final int MOST = 120;

    private Names() {}

    /** @return without control characters, cut where it is long */
    static String shown(String text) {
        String safe = text.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
        return safe.length() > MOST ? safe.substring(0, MOST) + "…" : safe;
    }
}
