package io.jenkins.plugins.cd4ml.engine.train.capture;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * The files that a training is started from, so that two runs' code can be told apart line by line when neither checkout is
 * there any more: in a git checkout those that git knows or would take, else those that look like code. Hidden ones are left
 * out, for they hold what is not to be shown.
 */
public final class CodeFiles {
    private static final int MOST = 1_000;
    private static final int TEXT = 64 << 10;
    private static final int ALL_TEXT = 2 << 20;
    private static final long DIGESTED = 64L << 20;
    private static final int DEEP = 6;
    private static final String CODE =
            ".*\\.(py|r|R|jl|java|kt|scala|groovy|sh|sql|js|ts|c|h|cc|cpp|hpp|rs|go|ya?ml|json|toml|ini|cfg|txt|md)";

    private final Path folder;
    private final Set<Path> notCode;
    private int room = ALL_TEXT;
    private int more;

    private CodeFiles(Path folder, Set<Path> notCode) {
        this.folder = folder;
        this.notCode = notCode;
    }

    /**
     * @param notCode folders and files that are no part of the code: the model, the data, the runs
     * @param to      gets {@code files}, each with path, bytes, digest and, of small texts, text, and {@code more}: how many
     *                are left out
     */
    public static void record(Path folder, Set<Path> notCode, Path to) {
        ObjectNode document = new CodeFiles(folder, notCode).read();
        try {
            Files.createDirectories(to.getParent());
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(to))) {
                Json.MAPPER.writeValue(out, document);
            }
        } catch (IOException e) {
            throw new InputException(to + " cannot be written: " + FileErrors.reason(e) + ".", e);
        }
    }

    private ObjectNode read() {
        ObjectNode document = Json.object().put("format", 1);
        ArrayNode files = document.putArray("files");
        for (String name : names()) {
            Path file = folder.resolve(name).normalize();
            if (!file.startsWith(folder) || !code(file) || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                continue;
            }
            if (files.size() == MOST) {
                more++;
                continue;
            }
            try {
                add(files, name, file);
            } catch (IOException | InputException e) {
                more++; // it went away meanwhile, or may not be read
            }
        }
        return document.put("more", more);
    }

    /** @param file of the folder, or a folder in it */
    private boolean code(Path file) {
        for (Path part : folder.relativize(file)) {
            if (part.toString().startsWith(".")) {
                return false;
            }
        }
        return notCode.stream().noneMatch(file::startsWith);
    }

    /** @return those that lie nearest first: what is left out is rather a library's than the project's own */
    private List<String> names() {
        Stream<String> names;
        try {
            String known = Git.said(folder, "ls-files", "-z", "--", ".");
            if (known != null && !known.isBlank()) {
                String others = Git.said(folder, "ls-files", "-z", "--others", "--exclude-standard", "--", ".");
                names = Arrays.stream((known + (others == null ? "" : others)).split("\0"));
            } else {
                names = found().stream();
            }
        } catch (IOException e) {
            return List.of(); // a folder that may not be read; the training says what it lacks
        }
        return names.filter(name -> !name.isEmpty())
                .distinct()
                .sorted(Comparator.comparingLong((String name) ->
                                name.chars().filter(c -> c == '/').count())
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /** Goes through the folders that may hold code; one that may not be read holds none. */
    private List<String> found() throws IOException {
        List<String> names = new ArrayList<>();
        Files.walkFileTree(folder, Set.of(), DEEP, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path inner, BasicFileAttributes attributes) {
                return inner.equals(folder) || code(inner) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = folder.relativize(file).toString().replace('\\', '/');
                if (name.matches(CODE)) {
                    names.add(name);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        return names;
    }

    private void add(ArrayNode files, String name, Path file) throws IOException {
        long bytes = Files.size(file);
        if (bytes > DIGESTED) {
            more++;
            return;
        }
        ObjectNode told = files.addObject().put("path", name).put("bytes", bytes);
        told.put("digest", Digests.of(file));
        String text = bytes <= Math.min(TEXT, room) ? text(Files.readAllBytes(file)) : null;
        if (text != null) {
            room -= (int) bytes;
            told.put("text", text);
        }
    }

    /** @return null for what is no text */
    private static String text(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.indexOf('\0') < 0 ? text : null;
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
