package io.jenkins.plugins.cd4ml.engine;

import java.util.Locale;
import java.util.Map;

/**
 * User name and password for a database, in the environment of the process that reads it: never on a command line, never
 * in a file. The names follow from the credentials' id: {@code warehouse-ro} is {@code CD4ML_JDBC_WAREHOUSE_RO_USER}
 * and {@code …_PASSWORD}.
 */
public record DatabaseLogin(String user, String password) {
    /** @return the variable of the user name */
    public static String userVariable(String id) {
        return variable(id) + "_USER";
    }

    /** @return the variable of the password */
    public static String passwordVariable(String id) {
        return variable(id) + "_PASSWORD";
    }

    private static String variable(String id) {
        return "CD4ML_JDBC_" + id.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
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
        return new DatabaseLogin(user, password);
    }

    @Override
    public String toString() {
        return "login of " + user; // records print their components, and passwords are not for printing
    }
}
