package io.jenkins.plugins.cd4ml.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * User name and password for a database, in the environment of the process that reads it: never on a command line, never
 * in a file. The names follow from the credentials' id: {@code warehouse-ro} is {@code CD4ML_JDBC_WAREHOUSE_RO_USER}
 * and {@code …_PASSWORD}.
 *
 * @param hosts where it may be sent to
 */
public record DatabaseLogin(String user, String password, AllowedHosts hosts) {
    private static final String PREFIX = "CD4ML_JDBC_";
    private static final String PASSWORD = "_PASSWORD";
    private static final String SECRET_USER = "_SECRET_USER";

    /** @return the variable of the user name */
    public static String userVariable(String id) {
        return variable(id) + "_USER";
    }

    /** @return the variable of the password */
    public static String passwordVariable(String id) {
        return variable(id) + PASSWORD;
    }

    /** @return the variable of the hosts that the login may be sent to; where it is not set, nothing limits them */
    public static String hostsVariable(String id) {
        return variable(id) + "_HOSTS";
    }

    /** @return the variable of the user name once more, where that is to be masked as well */
    public static String secretUserVariable(String id) {
        return variable(id) + SECRET_USER;
    }

    private static String variable(String id) {
        return PREFIX + id.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    /** @return what of all logins in an environment is to be masked wherever people read */
    static List<String> secrets(Map<String, String> environment) {
        List<String> secrets = new ArrayList<>();
        environment.forEach((name, value) -> {
            if (name.startsWith(PREFIX) && (name.endsWith(PASSWORD) || name.endsWith(SECRET_USER))) {
                secrets.add(value);
            }
        });
        return secrets;
    }

    /**
     * @param place where the id is written
     * @throws InputException naming the variables when the environment lacks them
     */
    public static DatabaseLogin of(String id, Map<String, String> environment, String place) {
        String user = environment.get(userVariable(id));
        String password = environment.get(passwordVariable(id));
        if (user == null || password == null) {
            throw new InputException(place + ": the credentials '" + id + "' are not there; set "
                    + userVariable(id) + " and " + passwordVariable(id)
                    + " (in Jenkins the step sets them from the credentials with that id).");
        }
        String hosts = environment.get(hostsVariable(id));
        return new DatabaseLogin(user, password, hosts == null ? AllowedHosts.ANYWHERE : AllowedHosts.of(hosts));
    }

    /**
     * Asked again by the process that connects: {@code cd4ml.yaml} may have changed since the controller looked at it.
     *
     * @param place where the address is written
     * @throws InputException when the login may not be sent to that address
     */
    public void check(String url, String place) {
        if (hosts != AllowedHosts.ANYWHERE) {
            List<ServerAddress> servers = ServerAddress.ofDatabase(url);
            if (servers.isEmpty() || hosts.refused(servers) != null) {
                throw new InputException(place + ": the login may not be sent to this address.");
            }
        }
    }

    @Override
    public String toString() {
        return "login of " + user; // records print their components, and passwords are not for printing
    }
}
