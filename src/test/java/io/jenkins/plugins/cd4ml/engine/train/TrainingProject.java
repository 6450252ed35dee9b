package io.jenkins.plugins.cd4ml.engine.train;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/** A small model project in a folder, whose trainings are run and read back. */
public final class TrainingProject {
    private final Path folder;
    private final RunFolder run;
    private final List<String> said = new CopyOnWriteArrayList<>();

    public TrainingProject(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        run = new RunFolder(folder.resolve(".cd4ml/runs/1"));
        file("train.csv", "id,a,y\n1,2,0\n2,3,1\n");
    }

    /** Keeps the project's description beside the training, as the command line does. */
    public TrainingProject snapshot() {
        run.write(RunFolder.PROJECT, Project.read(folder, null).root());
        return this;
    }

    public TrainingProject file(String name, String text) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), text);
        return this;
    }

    /** @param section what stands below {@code train:}, in flow style */
    public Outcome train(String section) throws IOException, SQLException {
        file(Project.FILE, "model: churn\ndata: {train: {path: train.csv}}\ntrain: " + section + "\n");
        return Training.run(Project.read(folder, null), run, (Progress) said::add);
    }

    /** Trains by a shell script. */
    public JsonNode script(String text) throws IOException, SQLException {
        return script(text, "");
    }

    /** @param keys further ones of the section, each with a comma before it */
    public JsonNode script(String text, String keys) throws IOException, SQLException {
        file("train.sh", text);
        train("{command: sh train.sh, seed: 17" + keys + "}");
        return training();
    }

    public JsonNode training() {
        return run.read(RunFolder.TRAINING);
    }

    public RunFolder run() {
        return run;
    }

    public Path folder() {
        return folder;
    }

    public List<String> said() {
        return said;
    }

    public JsonNode code() {
        return Json.MAPPER.valueToTree(run.lineage().entity("code"));
    }

    /** @return lines {@code metric,step,value} of all points */
    public List<String> points() throws IOException {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(run.file("train/metrics.csv.gz"))), StandardCharsets.UTF_8))) {
            return in.lines()
                    .skip(1)
                    .map(l -> l.split(","))
                    .map(c -> c[1] + "," + c[2] + "," + c[4])
                    .toList();
        }
    }
}
