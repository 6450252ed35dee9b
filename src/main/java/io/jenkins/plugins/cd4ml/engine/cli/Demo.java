package io.jenkins.plugins.cd4ml.engine.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.cli.local.ProjectSnapshot;
import io.jenkins.plugins.cd4ml.engine.deploy.PromotionRequest;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.Kubeconfigs;
import io.jenkins.plugins.cd4ml.engine.deploy.standin.StandInCluster;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Environment;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import io.jenkins.plugins.cd4ml.engine.report.Report;
import io.jenkins.plugins.cd4ml.engine.serve.ModelServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

@Command(name = "demo", description = "Run the breast-cancer example with the built-in trainer in target/demo.")
final class Demo extends Verb {
    @Override
    Outcome run(Progress progress) throws Exception {
        Path home = Path.of(System.getProperty("cd4ml.home", "."));
        Path example = home.resolve("examples/breast-cancer");
        if (!Files.isDirectory(example)) {
            throw new InputException(example + " does not exist; run ./cd4ml demo in a checkout of cd4ml.");
        }
        Path demo = home.resolve("target/demo");
        copy(example, demo);
        Project project = Project.read(demo, main.patch());
        RunFolder run = new RunFolder(demo.resolve("run"));
        ProjectSnapshot.take(project, run);
        main.describe(project, run);
        Outcome outcome = RunAll.all(project, run, progress);
        ObjectNode result = outcome.result();
        if (outcome.yes()) {
            outcome = promote(project, run, progress);
            result.set("promotion", outcome.result());
            Report.write(run);
        }
        for (String file : List.of(RunFolder.LINEAGE, RunFolder.GATES, RunFolder.REPORT)) {
            if (run.has(file)) {
                Files.copy(run.file(file), demo.resolve(file));
            }
        }
        result.put("report", demo.resolve(RunFolder.REPORT).toString());
        String where =
                " Open " + demo.resolve(RunFolder.REPORT).toAbsolutePath().normalize() + ".";
        return new Outcome(outcome.yes(), outcome.sentence() + where, result);
    }

    /** Into the cluster that KUBECONFIG names; without one into a stand-in, which it says. */
    private static Outcome promote(Project project, RunFolder run, Progress progress) {
        progress.line("── promote-model");
        if (System.getenv("KUBECONFIG") != null) {
            try (KubernetesClient client = Kubeconfigs.ofDefault()) {
                return promote(project, run, client, progress);
            }
        }
        progress.line("KUBECONFIG is not set: promoting into a stand-in for a cluster inside this process;"
                + " the model server that answers there is real.");
        try (StandInCluster cluster = new StandInCluster(ModelServer::start);
                KubernetesClient client = cluster.client()) {
            return promote(project, run, client, progress);
        }
    }

    private static Outcome promote(Project project, RunFolder run, KubernetesClient client, Progress progress) {
        Environment staging = new Environment("staging", client.getNamespace(), null);
        return PromoteModel.promote(
                project, run, client, staging, PromotionRequest.Conditions.DEFAULT, "the demo", null, progress);
    }

    /** A fresh copy, so that the demo never touches the example. */
    private static void copy(Path from, Path to) {
        try {
            if (Files.exists(to)) {
                try (Stream<Path> old = Files.walk(to)) {
                    for (Path file : (Iterable<Path>) old.sorted(Comparator.reverseOrder())::iterator) {
                        Files.delete(file);
                    }
                }
            }
            try (Stream<Path> files = Files.walk(from)) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    Path relative = from.relativize(file);
                    if (relative.startsWith(".cd4ml") || relative.startsWith("model")) {
                        continue;
                    }
                    Path target = to.resolve(relative);
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(target);
                    } else {
                        Files.copy(file, target);
                    }
                }
            }
        } catch (IOException e) {
            throw new InputException(to + " cannot be written: " + FileErrors.reason(e) + ".", e);
        }
    }
}
