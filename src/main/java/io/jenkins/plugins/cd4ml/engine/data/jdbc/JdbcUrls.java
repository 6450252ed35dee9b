package io.jenkins.plugins.cd4ml.engine.data.jdbc;

import io.jenkins.plugins.cd4ml.engine.InputException;
import java.util.Set;

/**
 * Which addresses are allowed. An address comes from the repository: PostgreSQL's driver has parameters that load
 * classes and write files, so only harmless ones pass.
 */
final class JdbcUrls {
    private static final Set<String> PARAMETERS = Set.of(
            "applicationname",
            "connecttimeout",
            "currentschema",
            "gssencmode",
            "hostrecheckseconds",
            "loadbalancehosts",
            "logintimeout",
            "preparethreshold",
            "channelbinding",
            "sockettimeout",
            "ssl",
            "sslmode",
            "sslrootcert",
            "targetservertype",
            "tcpkeepalive");

    private JdbcUrls() {}

    static void check(String url, String place) {
        if (!url.startsWith("jdbc:postgresql:")) {
            String kind = url.matches("(?s)jdbc:[a-z0-9]+:.*") ? "'" + url.split(":")[1] + "'" : "this address";
            throw new InputException(place + ": there is no dialect for " + kind
                    + "; tables are validated in PostgreSQL (jdbc:postgresql://host/database).");
        }
        String address = url.replaceFirst("\\?.*$", "");
        if (address.contains("@")) {
            throw new InputException(place + " has a login in it; name credentials instead.");
        }
        if (address.length() == url.length()) {
            return;
        }
        for (String parameter : url.substring(address.length() + 1).split("&")) {
            String name = parameter.replaceFirst("=.*$", "").toLowerCase(java.util.Locale.ROOT);
            if (name.equals("user") || name.contains("password")) {
                throw new InputException(place + " has a login in it; name credentials instead.");
            }
            if (!PARAMETERS.contains(name)) {
                throw new InputException(place + ": the parameter '" + name + "' is not allowed; remove it.");
            }
        }
    }
}
