package io.jenkins.plugins.cd4ml.worker.launch;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.AbortException;
import hudson.FilePath;
import hudson.ProxyConfiguration;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.cd4ml.config.Environments;
import io.jenkins.plugins.cd4ml.engine.Pack;
import io.jenkins.plugins.cd4ml.engine.data.jdbc.Database;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.train.Trainers;
import io.jenkins.plugins.cd4ml.engine.train.trainer.TrainerKind;
import io.jenkins.plugins.cd4ml.worker.task.ProjectFile;
import io.jenkins.plugins.cd4ml.worker.task.RecordedTraining;
import io.jenkins.plugins.cd4ml.worker.task.WorkerTask;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import jenkins.MasterToSlaveFileCallable;

/**
 * Brings packs to a node: from the repository that an administrator names, through the controller, once per node. A
 * pack that cannot be had is one sentence before any work starts.
 */
public final class Packs {
    private static final Duration CONNECT = Duration.ofSeconds(20);
    /** Until the first byte; a slow transfer may take as long as it moves. */
    private static final Duration ANSWER = Duration.ofMinutes(2);

    private static final int HTTP_OK = 200;

    private Packs() {}

    /** @return the packs that this task needs: known from the project's {@code cd4ml.yaml}, or the recorded one, under the step's overrides */
    public static List<Pack> needed(Run<?, ?> run, WorkerTask task, FilePath project, Platform platform)
            throws IOException, InterruptedException {
        List<Pack> packs = new ArrayList<>(platform.natives());
        packs.addAll(engines(run, task, project, platform));
        return packs;
    }

    private static List<Pack> engines(Run<?, ?> run, WorkerTask task, FilePath project, Platform platform)
            throws IOException, InterruptedException {
        Set<Pack> packs = new LinkedHashSet<>();
        for (JsonNode jdbc : ProjectFile.tables(task, project).values()) {
            Database database = Database.of(jdbc.path("url").asText());
            packs.addAll(database == null ? List.of() : database.packs()); // the worker says what is wrong with it
        }
        boolean again = RecordedTraining.VERB.equals(task.verb);
        boolean train = again || "train-model".equals(task.verb);
        if (!train && !"evaluate-model".equals(task.verb)) {
            return List.copyOf(packs);
        }
        JsonNode given = Json.MAPPER.readTree(task.overrides).path("train");
        JsonNode read =
                (again ? RecordedTraining.of(run, task, project).project() : ProjectFile.read(project)).path("train");
        for (TrainerKind kind : Trainers.all()) {
            if (chosen(given, read, kind.key())) {
                packs.addAll(train ? onPlatform(kind, platform) : kind.scoringPacks());
            }
        }
        return List.copyOf(packs);
    }

    private static List<Pack> onPlatform(TrainerKind kind, Platform platform) throws AbortException {
        boolean bound =
                kind.packs().stream().anyMatch(pack -> !pack.classifier().isEmpty());
        if (bound && !platform.carried()) {
            throw new AbortException("The built-in trainer (train." + kind.key()
                    + ") runs on Linux on x86-64 only; run the step on such a node, or train by xgboost or a command.");
        }
        return kind.packs();
    }

    /** @param given what the step's parameters say: null there takes a trainer away */
    private static boolean chosen(JsonNode given, JsonNode read, String trainer) {
        return given.has(trainer) ? given.hasNonNull(trainer) : read.hasNonNull(trainer);
    }

    /**
     * @param root where the worker's files are on the node
     * @return the pack's file on the node, its digest verified
     * @throws AbortException naming the pack, the setting and the coordinates when it cannot be had
     */
    static FilePath bring(Pack pack, FilePath root, TaskListener listener) throws IOException, InterruptedException {
        FilePath folder = root.child("packs").child(pack.name());
        FilePath target = folder.child(pack.sha256().substring(0, 12) + "-" + pack.file());
        if (target.exists()) {
            return target; // it got this name only after its digest was verified
        }
        String repository = Environments.get().getPackRepository();
        if (repository == null) {
            throw missing(pack, "the setting 'Pack repository' is empty");
        }
        listener.getLogger()
                .println("[cd4ml] Installing the pack '" + pack.name() + "' (" + (pack.bytes() >> 20) + " MB) in "
                        + folder.getRemote());
        FilePath temporary = folder.child("." + UUID.randomUUID());
        folder.mkdirs();
        try {
            try (InputStream in = open(pack, repository);
                    OutputStream out = temporary.write()) {
                copy(pack, repository, in, out);
            }
            String digest = temporary.act(new Digest());
            if (!digest.equals(Digests.PREFIX + pack.sha256())) {
                throw missing(
                        pack,
                        "the file in " + repository + " has the digest " + digest + " instead of " + Digests.PREFIX
                                + pack.sha256());
            }
            temporary.renameTo(target);
        } finally {
            if (temporary.exists()) {
                temporary.delete();
            }
        }
        return target;
    }

    private static void copy(Pack pack, String repository, InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long copied = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            copied += n;
            if (copied > pack.bytes()) {
                throw missing(pack, "the file in " + repository + " has more than " + pack.bytes() + " bytes");
            }
            out.write(buffer, 0, n);
        }
    }

    private static InputStream open(Pack pack, String repository) throws IOException, InterruptedException {
        if (!repository.matches("(?i)https?://.*")) {
            Path folder = repository.startsWith("file:") ? Path.of(URI.create(repository)) : Path.of(repository);
            Path file = folder.resolve(pack.path());
            try {
                return Files.newInputStream(file);
            } catch (IOException e) {
                throw missing(pack, file + " cannot be read: " + FileErrors.reason(e));
            }
        }
        URI address = URI.create(repository.replaceAll("/*$", "/") + pack.path());
        HttpClient client = ProxyConfiguration.newHttpClientBuilder()
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        try {
            HttpResponse<InputStream> response = client.send(
                    ProxyConfiguration.newHttpRequestBuilder(address)
                            .timeout(ANSWER)
                            .build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() != HTTP_OK) {
                response.body().close();
                throw missing(pack, address + " answers " + response.statusCode());
            }
            return response.body();
        } catch (AbortException e) {
            throw e;
        } catch (IOException e) {
            throw missing(pack, address + " cannot be reached: " + FileErrors.reason(e));
        }
    }

    private static AbortException missing(Pack pack, String why) {
        return new AbortException("This step needs the pack '" + pack.name() + "' (" + pack.coordinates()
                + "), and " + why + "; an administrator names a Maven repository or a folder that has it under "
                + "Manage Jenkins » System » CD4ML » Pack repository.");
    }

    /** The digest of what arrived, computed where it lies. */
    private static final class Digest extends MasterToSlaveFileCallable<String> {
        private static final long serialVersionUID = 1L;

        @Override
        public String invoke(File file, VirtualChannel channel) {
            return Digests.of(file.toPath());
        }
    }
}
