package io.jenkins.plugins.cd4ml.engine.lineage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.InputException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {
    @TempDir
    Path folder;

    /** Takes the lock in a process of its own and holds it until it is killed. */
    static final class Holder {
        public static void main(String[] args) throws Exception {
            FolderLock lock = FolderLock.take(
                    Path.of(args[0]), "It", Duration.ofMillis(args.length > 1 ? Long.parseLong(args[1]) : 5_000));
            System.out.println("held " + (lock != null));
            Thread.sleep(60_000);
        }
    }

    @Test
    void anotherProcessKeepsUsOutUntilItDies() throws Exception {
        Path file = folder.resolve("registry.lock");
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertEquals("held true", holder.inputReader().readLine());
            String message = assertThrows(
                            InputException.class, () -> FolderLock.take(file, "It", Duration.ofMillis(200)))
                    .getMessage();
            assertEquals(
                    "It is in use by another process or build, still after 0 s; try again when that one has ended.",
                    message);
        } finally {
            holder.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
        FolderLock.take(file, "It", Duration.ofSeconds(5)).close();
    }

    @Test
    void anotherThreadIsKeptOut() throws Exception {
        Path file = folder.resolve("registry.lock");
        try (FolderLock lock = FolderLock.take(file, "It", Duration.ofSeconds(1))) {
            assertThrows(InputException.class, () -> FolderLock.take(file, "It", Duration.ofMillis(100)));
        }
    }

    @Test
    void waitingCanBeInterrupted() throws Exception {
        Path file = folder.resolve("registry.lock");
        try (FolderLock lock = FolderLock.take(file, "It", Duration.ofSeconds(1))) {
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, () -> FolderLock.take(file, "It", Duration.ofSeconds(30)));
        }
    }

    /** POSIX drops all locks of a process on a file when the process closes any descriptor of it. */
    @Test
    void waiterThatGivesUpDoesNotOpenTheDoorToOtherProcesses() throws Exception {
        Path file = folder.resolve("registry.lock");
        try (FolderLock lock = FolderLock.take(file, "It", Duration.ofSeconds(1))) {
            assertThrows(InputException.class, () -> FolderLock.take(file, "It", Duration.ofMillis(50)));
            Process other = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Holder.class.getName(),
                            file.toString(),
                            "300")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(other.getInputStream().readAllBytes());
            assertTrue(said.contains("It is in use by another process"), said);
        }
    }

    @Test
    void lockOfAFolderThatWasMovedAwayIsNoLock() throws Exception {
        Path model = folder.resolve("model");
        FolderLock held = FolderLock.take(model.resolve("registry.lock"), "It", Duration.ofSeconds(1));
        java.nio.file.Files.move(model, folder.resolve("moved"));
        held.close();
        FolderLock.take(model.resolve("registry.lock"), "It", Duration.ofSeconds(1))
                .close();
        held.close(); // twice does no harm
        FolderLock.take(folder.resolve("moved/registry.lock"), "It", Duration.ofSeconds(1))
                .close();
    }
}
