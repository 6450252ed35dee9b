package io.jenkins.plugins.cd4ml.engine;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The servers that a login may be sent to.
 *
 * @param patterns {@code host}, {@code host:port} or either with {@code /database}; {@code *} and {@code ?} stand for
 *     anything but a dot in hosts and but a slash in databases, {@code **} for anything. Without a port every port of the
 *     host is meant, without a database every one
 */
public record AllowedHosts(List<String> patterns) {
    /** For who runs the local tool with a login of their own. */
    public static final AllowedHosts ANYWHERE = new AllowedHosts(List.of("**"));

    private static final Pattern FORM =
            Pattern.compile("([A-Za-z0-9._*?-]+|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5}))?(?:/(\\S+))?");

    public AllowedHosts {
        patterns = List.copyOf(patterns);
    }

    /** @param text patterns, separated by spaces, commas or line ends; what is none allows nothing */
    public static AllowedHosts of(String text) {
        return new AllowedHosts(
                Stream.of(text.split("[\\s,;]+")).filter(p -> !p.isEmpty()).toList());
    }

    /** @return the first of the patterns that is none; null when all are well written */
    public String malformed() {
        return patterns.stream()
                .filter(p -> !FORM.matcher(p).matches())
                .findFirst()
                .orElse(null);
    }

    /** @return the first of the servers that is not allowed; null when all are */
    public ServerAddress refused(List<ServerAddress> servers) {
        return servers.stream()
                .filter(s -> patterns.stream().noneMatch(p -> allows(p, s)))
                .findFirst()
                .orElse(null);
    }

    private static boolean allows(String pattern, ServerAddress server) {
        Matcher parts = FORM.matcher(pattern);
        if (!parts.matches()) {
            return false;
        }
        String host = parts.group(1).toLowerCase(Locale.ROOT);
        boolean there = host.startsWith("[") ? host.equals(server.host()) : Wildcards.match(host, server.host(), '.');
        return there
                && (parts.group(2) == null || Integer.parseInt(parts.group(2)) == server.port())
                && (parts.group(3) == null || inside(parts.group(3), server.database()));
    }

    private static boolean inside(String pattern, String database) {
        return Wildcards.in(pattern)
                ? Wildcards.match(pattern, database, '/')
                : database.equals(pattern) || database.startsWith(pattern + "/");
    }
}
