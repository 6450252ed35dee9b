package io.jenkins.plugins.cd4ml.engine.train.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.train.trainer.TrainingJob;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where a script tracked with MLflow besides the build's endpoint, as far as that shows: servers that the client names in
 * its output, and stores of MLflow (SQLite, folders) in the command's folder that were written meanwhile. What is there is
 * not in the record, and that is said.
 */
final class OtherTracking {
    private static final Pattern VIEW = Pattern.compile("View (?:run|experiment)\\b.* at:? *(https?://[^/\\s]+)");
    private static final byte[] SQLITE = "SQLite format 3\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final Pattern EXPERIMENTS = Pattern.compile("CREATE TABLE \"?experiments\\b");
    private static final int MOST_READ = 4 << 20;

    private final Path directory;
    private final String own;
    private final FileTime started = FileTime.fromMillis(System.currentTimeMillis() - 2_000); // file systems' clocks
    private final Set<String> places = new ConcurrentSkipListSet<>();

    /** @param own URL of the build's endpoint */
    OtherTracking(Path directory, String own) {
        this.directory = directory;
        this.own = own;
    }

    /** @return passes the output's lines on, and looks for servers in them */
    Consumer<String> reading(Consumer<String> lines) {
        return line -> {
            Matcher view = VIEW.matcher(line);
            if (view.find() && !view.group(1).equals(own)) {
                places.add(view.group(1).replaceFirst("//[^@]*@", "//")); // no credentials in a record
            }
            lines.accept(line);
        };
    }

    /** Tells the log and the record, where there is something to tell. */
    void tell(TrainingJob job, ObjectNode details) {
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(f -> !f.equals(job.output()) && store(f))
                    .forEach(f -> places.add(f.getFileName().toString()));
        } catch (IOException e) {
            return; // nothing to look at
        }
        if (!places.isEmpty()) {
            job.progress()
                    .line("tracked elsewhere with MLflow, so not part of this record: " + String.join(", ", places));
            places.forEach(details.withArray("trackedElsewhere")::add);
        }
    }

    private boolean store(Path file) {
        try {
            if (Files.isRegularFile(file)) {
                return Files.getLastModifiedTime(file).compareTo(started) >= 0 && database(file);
            }
            return Files.isDirectory(file) && !file.getFileName().toString().startsWith(".") && folder(file);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean database(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            String head = new String(in.readNBytes(SQLITE.length), StandardCharsets.ISO_8859_1);
            return head.equals(new String(SQLITE, StandardCharsets.ISO_8859_1))
                    && EXPERIMENTS
                            .matcher(new String(in.readNBytes(MOST_READ), StandardCharsets.ISO_8859_1))
                            .find();
        }
    }

    /** @return whether it has experiments as MLflow's file store lays them out, with one or a run that is new */
    private boolean folder(Path folder) throws IOException {
        List<Path> experiments;
        try (Stream<Path> children = Files.list(folder)) {
            experiments = children.filter(c -> Files.isRegularFile(c.resolve("meta.yaml")))
                    .toList();
        }
        for (Path experiment : experiments) {
            try (Stream<Path> all = Files.walk(experiment, 2)) {
                for (Path each : (Iterable<Path>) all.filter(f -> f.endsWith("meta.yaml"))::iterator) {
                    if (Files.getLastModifiedTime(each).compareTo(started) >= 0) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
