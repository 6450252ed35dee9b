package io.jenkins.plugins.cd4ml.engine;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a login would be sent to.
 *
 * @param host     name or address in lower case, an IPv6 address in brackets
 * @param port     the one that is named, or that drivers take where none is
 * @param database the database or catalog, and what follows it after a slash; "" where none is named
 */
public record ServerAddress(String host, int port, String database) {
    private static final int POSTGRES_PORT = 5432;
    private static final int MYSQL_PORT = 3306;
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final String BIGQUERY = "jdbc:bigquery://https://www\\.googleapis\\.com/bigquery/v2(?::443)?;.*";
    private static final String GOOGLE = "www.googleapis.com";
    private static final String HOST = "(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::[0-9]{1,5})?";

    /** What drivers could read in more than one way is none. */
    private static final Pattern DATABASE_URL =
            Pattern.compile("jdbc:(postgresql|trino|mysql|mariadb|snowflake|databricks):(?://(" + HOST + "(?:," + HOST
                    + ")*)?(?:/([^?#]*))?|([^/?#]*))(?:\\?([^#]*))?");

    /**
     * @param url an address as JDBC's drivers take it
     * @return the servers that the driver may connect to, at least one; empty when it cannot be told
     */
    public static List<ServerAddress> ofDatabase(String url) {
        if (url.matches(BIGQUERY)) {
            return List.of(new ServerAddress(GOOGLE, HTTPS_PORT, ""));
        }
        Matcher parts = DATABASE_URL.matcher(url.startsWith("jdbc:databricks:") ? url.replaceFirst(";", "?") : url);
        if (!parts.matches() || url.chars().anyMatch(c -> c <= ' ' || c == '@' || c == '\\')) {
            return List.of();
        }
        boolean postgres = parts.group(1).equals("postgresql");
        String hosts = parts.group(2) == null ? "localhost" : parts.group(2);
        if (!postgres && (parts.group(2) == null || hosts.contains(","))) {
            return List.of();
        }
        String parameters = parts.group(5) == null ? "" : parts.group(5);
        boolean tls = parameters.toLowerCase(Locale.ROOT).matches("(.*&)?ssl=true(&.*)?");
        int usual =
                switch (parts.group(1)) {
                    case "postgresql" -> POSTGRES_PORT;
                    case "trino" -> tls ? HTTPS_PORT : HTTP_PORT;
                    case "mysql", "mariadb" -> MYSQL_PORT;
                    default -> HTTPS_PORT;
                };
        try {
            String path = parts.group(3) != null ? parts.group(3) : parts.group(4) == null ? "" : parts.group(4);
            String database = URLDecoder.decode(path, StandardCharsets.UTF_8);
            List<ServerAddress> servers = new ArrayList<>();
            for (String host : hosts.split(",")) {
                servers.add(of(host, usual, database));
            }
            return servers;
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    /** @param server address of a server over HTTP, as a kubeconfig names it */
    public static ServerAddress ofServer(URI server) {
        String host = server.getHost() == null ? "" : plain(server.getHost());
        int usual = "http".equalsIgnoreCase(server.getScheme()) ? HTTP_PORT : HTTPS_PORT;
        return new ServerAddress(host, server.getPort() < 0 ? usual : server.getPort(), "");
    }

    private static ServerAddress of(String text, int usual, String database) {
        int colon = text.lastIndexOf(':');
        boolean port = colon > text.lastIndexOf(']');
        return new ServerAddress(
                plain(port ? text.substring(0, colon) : text),
                port ? Integer.parseInt(text.substring(colon + 1)) : usual,
                database);
    }

    /** The root's dot at the end of a name makes it no other host. */
    private static String plain(String host) {
        return host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
    }

    /** @return host and port, for sentences */
    public String shown() {
        return host + ":" + port;
    }
}
