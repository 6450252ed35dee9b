package io.jenkins.plugins.cd4ml.engine.cli.registry;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.cli.local.Champions;
import io.jenkins.plugins.cd4ml.engine.cli.local.Session;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.registry.mirror.MirrorFailedException;
import io.jenkins.plugins.cd4ml.engine.registry.mirror.MirrorTarget;
import io.jenkins.plugins.cd4ml.engine.registry.mirror.MlflowApi;
import io.jenkins.plugins.cd4ml.engine.registry.mirror.ModelMirror;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings an MLflow server in step with a model of the project's own registry. In Jenkins an administrator says where. */
@Command(
        name = "mirror-model",
        description = "Show a model's versions, tags and aliases in an MLflow server's registry.",
        footer = {
            "",
            "The login is taken from MLFLOW_TRACKING_TOKEN, or from MLFLOW_TRACKING_USERNAME and "
                    + "MLFLOW_TRACKING_PASSWORD, as MLflow's own client does."
        })
public final class MirrorModel extends Session.SessionVerb {
    private static final String LOGIN = "MLFLOW_TRACKING_";

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "MODEL",
            description = "The model's name (default: the project's).")
    String model;

    @Option(names = "--to", required = true, paramLabel = "URL", description = "The MLflow server's address.")
    String server;

    @Option(
            names = "--as",
            paramLabel = "NAME",
            description = "Name of MLflow's registered model (default: the model's).")
    String name;

    @Override
    protected Outcome run(Progress progress) throws InterruptedException {
        String own = model == null ? session.project().model() : model;
        ModelRegistry registry = Champions.registry(session.directory());
        String there = name == null ? own : name;
        if (!there.equals(MirrorTarget.name("", "", there))) {
            throw new InputException("--as: MLflow's names have letters, digits, '.', '_' and '-' here.");
        }
        HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
        MlflowApi api = new MlflowApi(server, authorization(System.getenv()), client);
        try {
            ModelMirror.Report report = new ModelMirror(registry, own, new MirrorTarget(api, there, null)).catchUp();
            report.untold().forEach(progress::line);
            return new Outcome(
                    true,
                    "MLflow at " + api.url() + " has " + report.versions()
                            + (report.versions() == 1 ? " version" : " versions") + " of " + own + " as " + there + ".",
                    Json.tree(report));
        } catch (MirrorFailedException e) {
            throw new InputException(e.getMessage(), e);
        }
    }

    private static String authorization(Map<String, String> environment) {
        String token = environment.get(LOGIN + "TOKEN");
        String user = environment.get(LOGIN + "USERNAME");
        if (token != null) {
            return MlflowApi.bearer(token);
        }
        return user == null ? null : MlflowApi.basic(user, environment.getOrDefault(LOGIN + "PASSWORD", ""));
    }
}
