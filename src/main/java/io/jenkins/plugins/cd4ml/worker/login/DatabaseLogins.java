package io.jenkins.plugins.cd4ml.worker.login;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import com.fasterxml.jackson.databind.JsonNode;
import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.engine.DatabaseLogin;
import io.jenkins.plugins.cd4ml.worker.task.ProjectFile;
import io.jenkins.plugins.cd4ml.worker.task.WorkerTask;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The logins of the databases that a project's datasets are in, for the worker's environment. Their ids come from the
 * repository, so they are looked up as the build: only credentials that its job may use are found.
 */
public final class DatabaseLogins {
    private DatabaseLogins() {}

    /** @throws AbortException when an id leads to no user name with password */
    public static void put(WorkerTask task, FilePath project, Run<?, ?> run, EnvVars env)
            throws IOException, InterruptedException {
        Map<String, String> ids = new HashMap<>();
        for (Map.Entry<String, JsonNode> dataset :
                ProjectFile.tables(task, project).entrySet()) {
            String id = dataset.getValue().path("credentials").asText("");
            if (id.isEmpty()) {
                continue;
            }
            String other = ids.put(DatabaseLogin.userVariable(id), id);
            if (other == null) {
                put(id, dataset.getKey(), run, env);
            } else if (!other.equals(id)) {
                throw new AbortException("The credentials '" + other + "' and '" + id
                        + "' of this project's datasets would have the same variable; rename one of them.");
            }
        }
    }

    private static void put(String id, String dataset, Run<?, ?> run, EnvVars env) throws AbortException {
        StandardUsernamePasswordCredentials login =
                CredentialsProvider.findCredentialById(id, StandardUsernamePasswordCredentials.class, run);
        if (login == null) {
            throw new AbortException("The dataset " + dataset + " names the credentials '" + id
                    + "', which this job cannot use or which are no user name with password;"
                    + " create them in its folder, or correct data." + dataset + ".jdbc.credentials.");
        }
        CredentialsProvider.track(run, login);
        env.put(DatabaseLogin.userVariable(id), login.getUsername());
        env.put(DatabaseLogin.passwordVariable(id), login.getPassword().getPlainText());
    }
}
