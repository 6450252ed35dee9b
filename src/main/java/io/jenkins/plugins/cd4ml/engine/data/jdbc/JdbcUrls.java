package io.jenkins.plugins.cd4ml.engine.data.jdbc;

import io.jenkins.plugins.cd4ml.engine.InputException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Which addresses are allowed. An address comes from the repository: drivers have parameters that load classes, write
 * files or log in by other ways, so only harmless ones pass.
 */
final class JdbcUrls {
    private JdbcUrls() {}

    static void check(String url, String place) {
        Database database = Database.of(url);
        if (database == null) {
            String kind = url.matches("(?s)jdbc:[a-z0-9]+:.*") ? "'" + url.split(":")[1] + "'" : "this address";
            throw new InputException(place + ": there is no dialect for " + kind + "; tables are validated in "
                    + Database.all().stream()
                            .map(d -> d.name() + " (" + d.example() + ")")
                            .collect(Collectors.joining(" and "))
                    + ".");
        }
        String plain = database.semicolons() ? url.replaceFirst(";", "?").replace(';', '&') : url;
        String address = plain.replaceFirst("(?s)\\?.*$", "");
        if (address.contains("@")) {
            throw login(place);
        }
        if (address.length() == plain.length()) {
            return;
        }
        for (String parameter : plain.substring(address.length() + 1).split("&")) {
            String name = decoded(parameter.replaceFirst("(?s)=.*$", ""), place).toLowerCase(Locale.ROOT);
            if (name.equals("user")
                    || name.contains("password")
                    || name.matches("accesstoken|extracredentials|uid|pwd|token|oauth.*|auth.*")) {
                throw login(place);
            }
            if (!database.parameters().contains(name)) {
                throw new InputException(place + ": the parameter '" + name + "' is not allowed; remove it.");
            }
            String value = parameter.contains("=") ? parameter.substring(parameter.indexOf('=') + 1) : "";
            String refused = database.refused(name, decoded(value, place));
            if (refused != null) {
                throw new InputException(place + ": " + refused + ".");
            }
        }
    }

    private static InputException login(String place) {
        return new InputException(place + " has a login in it; name credentials instead.");
    }

    /** As drivers do: {@code us%65r} is a user, too. */
    private static String decoded(String text, String place) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new InputException(
                    place + ": '" + text + "' is not written as in an address: " + e.getMessage() + ".", e);
        }
    }
}
