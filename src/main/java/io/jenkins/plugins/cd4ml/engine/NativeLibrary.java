package io.jenkins.plugins.cd4ml.engine;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;

/** Native libraries of the worker, which lie on {@code java.library.path}. */
public final class NativeLibrary {
    private NativeLibrary() {}

    /**
     * Loads a library where it is on the path, before its own Java half would try and print a stack trace. Where it is
     * not, its Java half may have one of its own.
     *
     * @param whose whose library it is, such as DuckDB's
     * @param name  without the platform's prefix and suffix
     * @throws InputException with the loader's own reason: another platform, or another library that it lacks
     */
    public static void load(String whose, String name) {
        String file = System.mapLibraryName(name);
        for (String folder : System.getProperty("java.library.path", "").split(File.pathSeparator)) {
            Path library = Path.of(folder, file).toAbsolutePath();
            if (Files.isRegularFile(library)) {
                try {
                    System.load(library.toString());
                } catch (UnsatisfiedLinkError e) {
                    throw unusable(whose, e);
                }
                return;
            }
        }
    }

    /** @param error what the first use of the library threw */
    public static InputException unusable(String whose, Throwable error) {
        String said = error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
        return new InputException(
                whose + " native library cannot be loaded here: "
                        + said.strip().replaceAll("\\s+", " ").replaceFirst("\\.$", "")
                        + ". It is there for Linux on x86-64 with glibc and libstdc++; run the step where these are.",
                error);
    }
}
