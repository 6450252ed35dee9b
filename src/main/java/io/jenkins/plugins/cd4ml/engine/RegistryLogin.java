package io.jenkins.plugins.cd4ml.engine;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/**
 * The login to a registry, and where it may be sent.
 *
 * @param user     null to go without one
 * @param password or token
 * @param hosts    the servers that may get it, the one that gives out tokens among them
 */
public record RegistryLogin(String user, String password, AllowedHosts hosts) {
    /** In the environment of the local tool: {@code user:password}. */
    public static final String VARIABLE = "CD4ML_REGISTRY_LOGIN";

    /** Nobody's, which is sent nowhere. */
    public static final RegistryLogin NONE = new RegistryLogin(null, null, AllowedHosts.of(""));

    /** @return that of who runs the local tool, for the registry that they name */
    public static RegistryLogin of(Map<String, String> environment) {
        String login = environment.getOrDefault(VARIABLE, "");
        int colon = login.indexOf(':');
        return colon < 1
                ? new RegistryLogin(null, null, AllowedHosts.ANYWHERE)
                : new RegistryLogin(login.substring(0, colon), login.substring(colon + 1), AllowedHosts.ANYWHERE);
    }

    /** @return the value of the header that carries it */
    public String basic() {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return user == null ? "no login" : "login to a registry"; // records print their components
    }
}
