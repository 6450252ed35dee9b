package io.jenkins.plugins.cd4ml.engine.deploy.oci;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.ServerAddress;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A repository of an OCI registry, such as {@code oci://registry.example.org/models/churn}.
 *
 * @param host name or address, with its port where it has one, in lower case
 * @param path of the repository
 */
public record OciReference(String host, String path) {
    private static final Pattern FORM = Pattern.compile("oci://((?:[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:]+])(?::[0-9]{1,5})?)/"
            + "([a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*)");
    private static final Pattern LOOPBACK = Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:[0-9]+)?");
    private static final int LONGEST = 255;

    /** @throws InputException when it is none, or names a tag or a digest */
    public static OciReference of(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches() || text.length() > LONGEST) {
            throw new InputException(
                    "promote.modelRepository is a repository of an OCI registry in lower case, without tag"
                            + " or digest, such as oci://registry.example.org/models/${cd4ml.model}; it is '" + text
                            + "'.");
        }
        return new OciReference(parts.group(1).toLowerCase(Locale.ROOT), parts.group(2));
    }

    /** @return where its API is; over plain HTTP on this machine only, as container tools do */
    URI api(String rest) {
        return URI.create(server() + "/v2/" + path + rest);
    }

    /** @return the registry's address */
    public URI server() {
        return URI.create((LOOPBACK.matcher(host).matches() ? "http://" : "https://") + host);
    }

    ServerAddress address() {
        return ServerAddress.ofServer(server());
    }

    /** @return as images of that repository are named */
    String name() {
        return host + "/" + path;
    }

    String shown() {
        return "oci://" + name();
    }
}
