package io.jenkins.plugins.cd4ml.engine.train.tracking.registry;

import io.jenkins.plugins.cd4ml.engine.train.tracking.call.TrackingException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/** What MLflow's server refuses as the source of a model version: whoever loads the version reads what is there. */
final class VersionSource {
    private static final Pattern LOCAL = Pattern.compile("(?i)file:.*|[/\\\\].*|[a-z]:[/\\\\].*");
    private static final int MOST_DECODED = 10;

    private VersionSource() {}

    /** @throws TrackingException for a path of this machine, and for one that leads elsewhere, however it is encoded */
    static void check(String source) {
        String plain = source;
        for (int i = 0; i < MOST_DECODED; i++) {
            String decoded = decoded(plain);
            if (decoded.equals(plain)) {
                break;
            }
            plain = decoded;
        }
        if (plain.indexOf('\0') >= 0 || Arrays.asList(plain.split("[/\\\\]")).contains("..")) {
            throw TrackingException.invalid(
                    "Invalid model version source: '" + source + "'. If supplying a source as an"
                            + " http, https, local file path, ftp, objectstore, or mlflow-artifacts uri, an absolute path must be"
                            + " provided without relative path references present. Please provide an absolute path.");
        }
        if (LOCAL.matcher(plain).matches()) {
            throw TrackingException.invalid("Invalid model version source: '" + source + "'. To use a local path as a"
                    + " model version source, the run_id request parameter has to be specified and the local path has to"
                    + " be contained within the artifact directory of the run specified by the run_id.");
        }
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text; // a percent sign that encodes nothing
        }
    }
}
