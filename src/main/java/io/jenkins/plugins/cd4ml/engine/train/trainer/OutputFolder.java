package io.jenkins.plugins.cd4ml.engine.train.trainer;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import io.jenkins.plugins.cd4ml.engine.train.capture.Git;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The folder that a training's model goes to. */
public final class OutputFolder {
    /** cd4ml's own folder of a project: runs, registry, caches. */
    public static final String RUNS = ".cd4ml";

    /** Folders of git and of cd4ml: emptied, history and runs would be gone. */
    private static final Set<String> STATE = Set.of(".git", RUNS);

    private OutputFolder() {}

    /**
     * Empties it, so that the model's digest covers what this training makes.
     *
     * @param data the project's datasets
     * @throws InputException when something else than a model would be lost, or it cannot be written; nothing was removed
     *                        then
     */
    public static Path empty(Project project, JsonNode spec, Collection<Path> data) {
        Path output = project.inside(spec.path("output").asText("model"), "/train/output");
        String place = project.place("/train/output");
        if (project.folder().startsWith(output)) {
            throw new InputException(place + " must be a folder of its own, for it is emptied.");
        }
        if (output.equals(project.folder().resolve(Project.FEATURES))) {
            throw new InputException(place + " must be another folder than '" + Project.FEATURES
                    + "', where features are defined, for it is emptied.");
        }
        // a reproduction works in the scratch folder of a run
        for (Path name : output.startsWith(project.folder()) ? project.folder().relativize(output) : output) {
            if (STATE.contains(name.toString())) {
                throw new InputException(place + " must be a folder of its own, not one of " + name
                        + ", for it is emptied; name another one.");
            }
        }
        link(project, output, place);
        if (Files.exists(output) && !Files.isDirectory(output)) {
            throw new InputException(place + ": " + output + " is a file, and a model needs a folder of its own; name"
                    + " another one.");
        }
        for (String description : List.of(Project.FILE, ".git", RUNS)) {
            if (Files.exists(output.resolve(description))) {
                throw new InputException(place + ": " + output + " holds " + description
                        + ", so it is no folder of a model, and it would be emptied; name another one.");
            }
        }
        for (Path dataset : data) {
            if (dataset.startsWith(output)) {
                throw new InputException(place + ": " + output + " holds the data " + dataset
                        + ", and it would be emptied; name another one.");
            }
        }
        String tracked = tracked(output);
        if (!tracked.isEmpty()) {
            throw new InputException(place + ": git tracks " + tracked + " in " + output
                    + ", and it would be emptied; name another one, or take it out of git (git rm -r --cached) and"
                    + " ignore it.");
        }
        return made(output);
    }

    private static void link(Project project, Path output, String place) {
        for (Path at = output; at != null && !project.folder().startsWith(at); at = at.getParent()) {
            if (Files.isSymbolicLink(at)) {
                throw new InputException(place + ": " + at + " is a link; name the folder that it leads to, for what is"
                        + " there would be emptied.");
            }
        }
    }

    /** @return the first file in the folder that git tracks; empty where there is none, or no git */
    private static String tracked(Path output) {
        try {
            String said = Files.isDirectory(output) ? Git.said(output, "ls-files", "-z", "--", ".") : null;
            return said == null || said.isEmpty() ? "" : said.substring(0, said.indexOf('\0'));
        } catch (IOException e) {
            return "";
        }
    }

    /**
     * Replaces links to folders by what they lead to, so that the model's files are all in its folder: a digest enters no
     * link to a folder, and no archive does.
     *
     * @throws InputException when one leads nowhere, or to a folder that it is in
     */
    public static void withoutLinks(Path output) {
        try {
            List<Path> links;
            try (Stream<Path> all = Files.walk(output)) {
                links = all.filter(f -> Files.isSymbolicLink(f) && !Files.isRegularFile(f))
                        .toList();
            }
            for (Path link : links) {
                if (!Files.isDirectory(link)) {
                    throw new InputException("The model's " + output.relativize(link)
                            + " is a link that leads to no file or folder; copy the file there instead.");
                }
                Path target = link.toRealPath();
                if (output.toRealPath().startsWith(target)) {
                    throw new InputException("The model's " + output.relativize(link) + " is a link to " + target
                            + ", which the model's folder is in; copy what belongs to the model instead.");
                }
                Files.delete(link);
                copy(target, link);
            }
        } catch (IOException e) {
            throw new InputException(output + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
    }

    /** Removes cd4ml's state from what a training that copied the project's folder left: each model would hold all before. */
    public static void withoutState(Path output) {
        try {
            List<Path> found;
            try (Stream<Path> all = Files.walk(output)) {
                found = all.filter(f -> f.endsWith(RUNS) && Files.isDirectory(f, LinkOption.NOFOLLOW_LINKS))
                        .toList();
            }
            for (Path each : found) {
                if (Files.exists(each)) { // not gone with one around it
                    delete(each);
                    Files.delete(each);
                }
            }
        } catch (IOException e) {
            throw new InputException(output + " cannot be written: " + FileErrors.reason(e) + ".", e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from, FileVisitOption.FOLLOW_LINKS)) {
            for (Path each : (Iterable<Path>) all::iterator) {
                Path copy = to.resolve(from.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(each, copy);
                }
            }
        } catch (UncheckedIOException e) { // a circle of links
            throw e.getCause();
        }
    }

    /** Makes an empty folder; an older one of that name is emptied. No links are followed. */
    public static Path made(Path folder) {
        try {
            delete(folder);
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new InputException(folder + " cannot be written: " + FileErrors.reason(e) + ".", e);
        }
    }

    public static void delete(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.deleteIfExists(folder);
            return;
        }
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            if (!each.equals(folder)) {
                Files.delete(each);
            }
        }
    }
}
