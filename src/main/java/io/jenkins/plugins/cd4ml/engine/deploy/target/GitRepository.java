package io.jenkins.plugins.cd4ml.engine.deploy.target;

import io.jenkins.plugins.cd4ml.engine.InputException;
import java.util.regex.Pattern;

/**
 * The repository that says what runs in an environment, which a controller in the cluster (Argo CD, Flux) applies. A model's
 * manifests stand in a folder of its name.
 *
 * @param url    https or ssh; http and git on this machine's own addresses alone
 * @param branch without {@code refs/heads/}
 * @param path   the folder that the folders of models stand in
 */
public record GitRepository(String url, String branch, String path, GitLogin login) {
    private static final Pattern URL = Pattern.compile("https://[A-Za-z0-9.\\[:\\]-]+/\\S+"
            + "|(http|git)://(localhost|127\\.[0-9.]+|\\[::1])(:[0-9]+)?/\\S+"
            + "|ssh://([A-Za-z0-9._-]+@)?[A-Za-z0-9.\\[:\\]-]+/\\S+"
            + "|([A-Za-z0-9._]+@)?[A-Za-z0-9][A-Za-z0-9.-]*:(?!/)\\S+");

    private static final Pattern BRANCH = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,200}");
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*");

    /** @throws InputException when one of them is none */
    public GitRepository {
        if (!URL.matcher(url).matches()) {
            throw new InputException(
                    "The Git repository '" + url.replaceAll("//[^/@]*@", "//…@") + "' is not one that is"
                            + " committed to: it begins with https:// or ssh://, or is user@host:path, and holds no password.");
        }
        branch = branch == null || branch.isBlank() ? "main" : branch;
        boolean odd =
                branch.contains("..") || branch.contains("//") || branch.endsWith("/") || branch.endsWith(".lock");
        if (odd || !BRANCH.matcher(branch).matches()) {
            throw new InputException("'" + branch + "' is not the name of a branch.");
        }
        boolean up = ("/" + path + "/").contains("/../") || ("/" + path + "/").contains("/./");
        if (up || ("/" + path + "/").contains("/.git/") || !PATH.matcher(path).matches()) {
            throw new InputException(
                    "'" + path + "' is not a folder of a repository; write it as production or" + " apps/production.");
        }
    }

    public String shown() {
        return "branch " + branch + " of " + url;
    }
}
