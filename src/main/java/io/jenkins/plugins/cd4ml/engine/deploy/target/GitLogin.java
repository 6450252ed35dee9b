package io.jenkins.plugins.cd4ml.engine.deploy.target;

import java.util.Map;

/**
 * The login to a Git repository: a user with a password or token, or a private key. It reaches git through files that only
 * this user can read, never through arguments or the environment. Immutable.
 */
public final class GitLogin {
    /** In the environment of the local tool: {@code user:password}. */
    public static final String VARIABLE = "CD4ML_GIT_LOGIN";

    /** Nobody's: a repository that anybody may write to, or SSH as this user is set up for it. */
    public static final GitLogin NONE = new GitLogin(null, null, null, null);

    private final String user;
    private final String password;
    private final String privateKey;
    private final String knownHosts;

    private GitLogin(String user, String password, String privateKey, String knownHosts) {
        this.user = user;
        this.password = password;
        this.privateKey = privateKey;
        this.knownHosts = knownHosts;
    }

    public static GitLogin password(String user, String password) {
        return new GitLogin(user, password, null, null);
    }

    /**
     * @param privateKey without a passphrase, in the form that ssh reads
     * @param knownHosts lines of known_hosts; null for those that this user knows
     */
    public static GitLogin key(String privateKey, String knownHosts) {
        return new GitLogin(null, null, privateKey, knownHosts);
    }

    /** @return that of who runs the local tool */
    public static GitLogin of(Map<String, String> environment) {
        String login = environment.getOrDefault(VARIABLE, "");
        int colon = login.indexOf(':');
        return colon < 1 ? NONE : password(login.substring(0, colon), login.substring(colon + 1));
    }

    /** @return null for none, as of the others */
    public String user() {
        return user;
    }

    public String password() {
        return password;
    }

    public String privateKey() {
        return privateKey;
    }

    public String knownHosts() {
        return knownHosts;
    }

    @Override
    public String toString() {
        return password == null && privateKey == null ? "no login" : "login to a Git repository";
    }
}
