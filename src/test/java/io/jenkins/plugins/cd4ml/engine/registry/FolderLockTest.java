package io.jenkins.plugins.cd4ml.engine.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
            FolderLock lock = FolderLock.take(Path.of(args[0]), "It", Duration.ofSeconds(5));
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
}
