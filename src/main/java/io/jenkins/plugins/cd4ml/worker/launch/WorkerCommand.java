package io.jenkins.plugins.cd4ml.worker.launch;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import io.jenkins.plugins.cd4ml.engine.cli.Main;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.worker.task.ProjectFile;
import io.jenkins.plugins.cd4ml.worker.task.WorkerTask;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.durabletask.BourneShellScript;
import org.jenkinsci.plugins.durabletask.DurableTask;
import org.jenkinsci.plugins.durabletask.WindowsBatchScript;

/**
 * The worker's command line. Everything but the name of Java and of one file goes through a Java argument file, so
 * that no shell and no launcher can expand what users wrote.
 */
public final class WorkerCommand {
    /** The worker's output, in the scratch folder. */
    public static final String LOG = "log";

    private static final long FEW_BYTES = 1L << 20;

    /** Small heaps and one collector thread: a step is short, and the model trains elsewhere. */
    private static final List<String> JVM = List.of(
            "-XX:+IgnoreUnrecognizedVMOptions", // a node's Java may be of another make
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            // the second compiler for what stays hot: by its own measure it takes half a second of every short step
            "-XX:Tier4InvocationThreshold=50000",
            "-XX:Tier4MinInvocationThreshold=6000",
            "-XX:Tier4CompileThreshold=150000",
            "-XX:Tier4BackEdgeThreshold=400000",
            "-XX:+ExitOnOutOfMemoryError", // says so and ends, whichever thread it was
            "-Dfile.encoding=UTF-8",
            "-Dstdout.encoding=UTF-8",
            "-Dstderr.encoding=UTF-8",
            "-Dai.djl.offline=true",
            "-Dai.djl.pytorch.num_threads=1");

    private WorkerCommand() {}

    /** Writes the argument file into {@code scratch} and returns the durable task that runs it. */
    public static DurableTask create(
            WorkerTask task,
            WorkerInstall install,
            String java,
            FilePath workspace,
            FilePath scratch,
            Launcher launcher)
            throws IOException, InterruptedException {
        String separator = launcher.isUnix() ? ":" : ";";
        List<String> arguments = new ArrayList<>(JVM);
        // reading CSV and the statistics of an evaluation are Java, and worth the full compiler where rows are many;
        // all else is native
        boolean evaluates = "evaluate-model".equals(task.verb);
        if (!"validate-data".equals(task.verb) && !evaluates || evaluates && small(workspace.child(task.directory))) {
            arguments.add("-XX:TieredStopAtLevel=1");
        }
        if ("train-model".equals(task.verb)) {
            // what a script tracks lives for one request: in a large young generation it piles up to most of the memory
            arguments.add("-Xmn16m");
        }
        FilePath archive = install.root().child(archiveName(task, install, java));
        arguments.add(
                archive.exists()
                        ? "-XX:SharedArchiveFile=" + archive.getRemote()
                        : "-XX:ArchiveClassesAtExit="
                                + scratch.child("classes.jsa").getRemote());
        arguments.add("-Xlog:disable");
        if (install.platform().carried()) { // elsewhere the pack's jars unpack their own
            arguments.add("-Djava.library.path=" + install.natives().getRemote());
            arguments.add("-Donnxruntime.native.path=" + install.natives().getRemote());
        }
        arguments.add("-DDJL_CACHE_DIR=" + install.root().child("djl").getRemote());
        arguments.add("-Djava.io.tmpdir=" + scratch.child("tmp").getRemote());
        arguments.add("-cp");
        arguments.add(String.join(separator, install.classPath()));
        arguments.add(Main.class.getName());
        arguments.add("-C");
        arguments.add(workspace.child(task.directory).getRemote());
        arguments.add("--run-folder");
        arguments.add(scratch.child("run").getRemote());
        arguments.add("--overrides");
        arguments.add(scratch.child("overrides.json").getRemote());
        arguments.add("--result");
        arguments.add(scratch.child("result.json").getRemote());
        arguments.add(task.verb);
        arguments.addAll(task.arguments);

        scratch.child("tmp").mkdirs();
        scratch.child("archive").write(archive.getRemote(), "UTF-8");
        scratch.child("overrides.json").write(task.overrides, "UTF-8");
        FilePath file = scratch.child("arguments");
        StringBuilder text = new StringBuilder();
        arguments.forEach(a -> text.append(quoted(a)).append('\n'));
        file.write(text.toString(), "UTF-8");
        return launcher.isUnix()
                ? new BourneShellScript("#!/bin/sh\nexec " + shell(java) + " " + shell("@" + file.getRemote()) + " > "
                        + shell(scratch.child(LOG).getRemote()) + " 2>&1\n")
                : new WindowsBatchScript("@\"" + java + "\" \"@" + file.getRemote() + "\" > \""
                        + scratch.child(LOG).getRemote() + "\" 2>&1\r\n");
    }

    /** @return whether the project is known to evaluate on few rows: half a second of compiling would be for nothing */
    private static boolean small(FilePath project) throws IOException, InterruptedException {
        JsonNode document = ProjectFile.read(project);
        String dataset = document.at("/evaluate/dataset").asText("");
        String path = document.path("data").path(dataset).path("path").asText("");
        if (path.isEmpty() || project.child(path).isDirectory()) { // a folder's own length says nothing of its files
            return false;
        }
        long bytes = project.child(path).length(); // 0 for a pattern and for what is not there
        return bytes > 0 && bytes < FEW_BYTES;
    }

    /**
     * A finished first run leaves an archive of loaded classes, which saves later ones half of their start-up. Where it
     * belongs stands beside it.
     */
    public static void keepArchive(FilePath scratch) throws IOException, InterruptedException {
        FilePath dumped = scratch.child("classes.jsa");
        if (dumped.exists()) {
            FilePath archive = scratch.child(scratch.child("archive").readToString());
            if (!archive.exists()) {
                dumped.renameTo(archive);
            }
        }
    }

    /** Opts every native library out of its telemetry; the names are those that the libraries document. */
    public static void quiet(EnvVars env) {
        env.put("OPT_OUT_TRACKING", "true");
        env.put("ORT_DISABLE_TELEMETRY", "1");
    }

    /** Archives belong to a Java, to a class path, and to what a verb loads. */
    private static String archiveName(WorkerTask task, WorkerInstall install, String java) {
        String digest = Digests.of(java + "\n" + String.join("\n", install.classPath()));
        return "classes-" + task.verb + "-" + digest.substring(Digests.PREFIX.length(), Digests.PREFIX.length() + 16)
                + ".jsa";
    }

    private static String quoted(String argument) {
        return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    private static String shell(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
