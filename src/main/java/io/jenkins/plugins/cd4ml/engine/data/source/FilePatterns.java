package io.jenkins.plugins.cd4ml.engine.data.source;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which files a path means. A path that exists is that path, whatever signs are in it; patterns are expanded here, and
 * the names that are handed on are taken literally.
 */
final class FilePatterns {
    /** Brackets with ranges alone, braces with a comma. */
    private static final Pattern RANGE = Pattern.compile("\\[[!^]?(\\w-\\w)+]|\\{[^{}]*,[^{}]*}");

    private FilePatterns() {}

    /** @return whether a path is a pattern: it looks like one, and no file is called so */
    static boolean is(Path path) {
        return looksLikeOne(path.toString()) && !Files.exists(path);
    }

    private static boolean looksLikeOne(String path) {
        return Arrays.stream(path.split("/")).anyMatch(FilePatterns::signs);
    }

    /**
     * Names such as {@code part[1].parquet} are no patterns, or else, where that file is missing, {@code part1.parquet}
     * would be read in its place.
     *
     * @return whether the name of a file or folder has {@code *} or {@code ?}, a range or a choice
     */
    private static boolean signs(String name) {
        return name.contains("*") || name.contains("?") || RANGE.matcher(name).find();
    }

    /**
     * @param pattern with {@code *}, {@code **}, {@code ?}, {@code [a-z]}, or <code>{a,b}</code>; leading folders that are
     *                there are taken literally
     * @return the files that it names, in path order
     */
    static List<Path> matching(Path pattern) {
        Path root = pattern.getRoot();
        int depth = 0;
        while (depth < pattern.getNameCount()
                && (!looksLikeOne(pattern.getName(depth).toString())
                        || Files.isDirectory(root.resolve(pattern.getName(depth))))) {
            root = root.resolve(pattern.getName(depth++));
        }
        if (depth == pattern.getNameCount()) {
            return Files.isDirectory(root) ? below(root) : List.of();
        }
        Path folder = root;
        String rest = Stream.iterate(depth, d -> d < pattern.getNameCount(), d -> d + 1)
                .map(d -> pattern.getName(d).toString())
                .map(part -> signs(part) ? part : part.replaceAll("[\\\\\\[\\]{}]", "\\\\$0"))
                .collect(Collectors.joining("/"));
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + rest);
        return walk(folder).filter(f -> matcher.matches(folder.relativize(f))).toList();
    }

    /** @return all files of a folder and its folders, in path order */
    static List<Path> below(Path folder) {
        return walk(folder).toList();
    }

    private static Stream<Path> walk(Path root) {
        if (!Files.isDirectory(root)) {
            return Stream.empty();
        }
        try (Stream<Path> all = Files.walk(root)) {
            return all
                    .filter(f -> !hidden(root.relativize(f)))
                    .peek(FilePatterns::refuseLost)
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new InputException(root + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
    }

    /** A link to nowhere is a part that is missing, one to a folder would be passed over. */
    private static void refuseLost(Path file) {
        if (Files.isSymbolicLink(file) && !Files.isRegularFile(file)) {
            throw new InputException(file + " is a link "
                    + (Files.isDirectory(file) ? "to a folder, which is not followed" : "to a file that is not there")
                    + "; remove it, or put the data there.");
        }
    }

    /** Spark, Hadoop and editors leave files such as {@code _SUCCESS} and {@code .part.crc} beside the data. */
    private static boolean hidden(Path relative) {
        for (Path part : relative) {
            if (part.toString().startsWith(".") || part.toString().startsWith("_")) {
                return true;
            }
        }
        return false;
    }

    /** @return SQL of a list of files for one of DuckDB's readers */
    static String list(List<Path> files) {
        return files.stream().map(Duck::file).collect(Collectors.joining(", ", "[", "]"));
    }
}
