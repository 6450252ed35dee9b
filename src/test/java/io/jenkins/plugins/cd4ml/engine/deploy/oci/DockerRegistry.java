package io.jenkins.plugins.cd4ml.engine.deploy.oci;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Assumptions;

/** Debian's docker-registry on loopback, behind a line that a test can cut. */
public final class DockerRegistry implements AutoCloseable {
    private static final long WHOLE = Long.MAX_VALUE;

    private final Process process;
    private final int port;
    private final ServerSocket line;
    private final AtomicLong cutAfter = new AtomicLong(WHOLE);
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong untilChunk = new AtomicLong(WHOLE);
    private volatile int cuts;

    /** Aborts the test where it is not installed. @param auth part of its configuration, or "" */
    public static DockerRegistry start(Path folder, String auth) throws Exception {
        Path binary = Path.of("/usr/bin/docker-registry");
        Assumptions.assumeTrue(Files.isExecutable(binary), "no docker-registry installed: OCI registry tests skipped");
        return new DockerRegistry(folder, binary, auth);
    }

    private DockerRegistry(Path folder, Path binary, String auth) throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path storage = Files.createDirectories(folder.resolve("registry-storage"));
        Path config = Files.writeString(folder.resolve("registry.yml"), """
            version: 0.1
            log: {level: warn}
            storage: {filesystem: {rootdirectory: %s}, delete: {enabled: true}}
            http: {addr: "127.0.0.1:%d", secret: of-the-test}
            %s
            """.formatted(storage, port, auth));
        process = new ProcessBuilder(binary.toString(), "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("registry.log").toFile())
                .start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!listens()) {
            if (System.nanoTime() > deadline || !process.isAlive()) {
                process.destroyForcibly();
                throw new IOException(
                        "The registry did not start: " + Files.readString(folder.resolve("registry.log")));
            }
            Thread.sleep(50);
        }
        line = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread accepting = new Thread(this::accept, "line-to-registry");
        accepting.setDaemon(true);
        accepting.start();
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** @return its address, behind the line */
    public String host() {
        return "127.0.0.1:" + line.getLocalPort();
    }

    /** @return how many bytes clients sent */
    public long received() {
        return received.get();
    }

    /** Cuts the line after so many bytes more, so many times: each time a connection gets that far. */
    public void cut(long bytes, int times) {
        cuts = times;
        cutAfter.set(received.get() + bytes);
    }

    /** Cuts the line once, where the request for that chunk, counted from 1, is about to go over it. */
    public void cutBeforeChunk(int number) {
        untilChunk.set(number);
    }

    private static boolean chunk(byte[] buffer) {
        return new String(buffer, 0, 6, StandardCharsets.US_ASCII).equals("PATCH ");
    }

    private void accept() {
        while (!line.isClosed()) {
            try {
                Socket client = line.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
                pump(client, server, true);
                pump(server, client, false);
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void pump(Socket from, Socket to, boolean counted) {
        Thread thread = new Thread(() -> {
            try (from;
                    to) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                byte[] buffer = new byte[1 << 16];
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    if (counted && chunk(buffer) && untilChunk.decrementAndGet() == 0) {
                        untilChunk.set(WHOLE);
                        return;
                    }
                    out.write(buffer, 0, n);
                    if (counted && received.addAndGet(n) >= cutAfter.get() && cuts > 0) {
                        cuts--;
                        cutAfter.set(cuts > 0 ? received.get() + 1000 : WHOLE);
                        return;
                    }
                }
            } catch (IOException e) {
                // the other side ended
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws Exception {
        line.close();
        process.destroyForcibly().waitFor();
    }
}
