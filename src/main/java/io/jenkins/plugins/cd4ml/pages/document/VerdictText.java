package io.jenkins.plugins.cd4ml.pages.document;

import java.util.Locale;

/** A recorded verdict as a reader sees it. It came from an agent, so it may be any text. */
public final class VerdictText {
    private VerdictText() {}

    /** @return the verdict in the reader's language; what is unknown as it is */
    public static String of(String verdict) {
        return switch (verdict) {
            case "PASSED" -> Messages.VerdictText_passed();
            case "WARNING" -> Messages.VerdictText_warning();
            case "INCONCLUSIVE" -> Messages.VerdictText_inconclusive();
            case "FAILED" -> Messages.VerdictText_failed();
            case "ERROR" -> Messages.VerdictText_error();
            default -> verdict;
        };
    }

    /** @return the class of the page's styles, whatever the verdict is */
    public static String css(String verdict) {
        return "cd4ml-" + verdict.replaceAll("[^A-Z]", "").toLowerCase(Locale.ROOT);
    }
}
