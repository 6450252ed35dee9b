package io.jenkins.plugins.cd4ml.worker.login;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import com.fasterxml.jackson.databind.JsonNode;
import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.engine.DatabaseLogin;
import io.jenkins.plugins.cd4ml.engine.ServerAddress;
import io.jenkins.plugins.cd4ml.worker.task.ProjectFile;
import io.jenkins.plugins.cd4ml.worker.task.WorkerTask;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The logins of the databases that a project's datasets are in, for the worker's environment. Ids and addresses come
 * from the repository: the credentials are looked up as the build, so that only those are found that its job may use,
 * and go only where administrators say that they may go.
 */
public final class DatabaseLogins {
    private DatabaseLogins() {}

    /** @throws AbortException when an id leads to no user name with password, or to one that may not be sent there */
    public static void put(WorkerTask task, FilePath project, Run<?, ?> run, EnvVars env)
            throws IOException, InterruptedException {
        Map<String, String> ids = new HashMap<>();
        for (Map.Entry<String, JsonNode> dataset :
                ProjectFile.tables(task, project).entrySet()) {
            JsonNode jdbc = dataset.getValue();
            String id = jdbc.path("credentials").asText("");
            if (id.isEmpty()) {
                continue;
            }
            String other = ids.put(DatabaseLogin.userVariable(id), id);
            if (other != null && !other.equals(id)) {
                throw new AbortException("The credentials '" + other + "' and '" + id
                        + "' of this project's datasets would have the same variable; rename one of them.");
            }
            put(id, dataset.getKey(), jdbc.path("url").asText(""), run, env, other != null);
        }
    }

    private static void put(String id, String dataset, String url, Run<?, ?> run, EnvVars env, boolean again)
            throws AbortException {
        StandardUsernamePasswordCredentials login =
                CredentialsProvider.findCredentialById(id, StandardUsernamePasswordCredentials.class, run);
        if (login == null) {
            throw new AbortException("The dataset " + dataset + " names the credentials '" + id
                    + "', which this job cannot use or which are no user name with password;"
                    + " create them in its folder, or correct data." + dataset + ".jdbc.credentials.");
        }
        String place = "data." + dataset + ".jdbc.url";
        List<ServerAddress> servers = ServerAddress.ofDatabase(url);
        if (servers.isEmpty()) {
            throw new AbortException(
                    place + " does not say plainly which server is meant; write jdbc:postgresql://host:port/database,"
                            + " jdbc:mariadb://host:port/database or jdbc:trino://host:port/catalog, without a login in it.");
        }
        SentCredentials.check(run, login.getId(), servers, place); // an id may stand for another: a build's parameter
        CredentialsProvider.track(run, login);
        env.put(DatabaseLogin.userVariable(id), login.getUsername());
        env.put(DatabaseLogin.passwordVariable(id), login.getPassword().getPlainText());
        if (login.isUsernameSecret()) {
            env.put(DatabaseLogin.secretUserVariable(id), login.getUsername());
        }
        String hosts = DatabaseLogin.hostsVariable(id);
        StringBuilder allowed = new StringBuilder(again ? env.get(hosts) : "");
        servers.forEach(s -> allowed.append(s.shown()).append(' '));
        env.put(hosts, allowed.toString());
    }
}
