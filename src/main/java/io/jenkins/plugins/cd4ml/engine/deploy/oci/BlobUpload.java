package io.jenkins.plugins.cd4ml.engine.deploy.oci;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.ServerAddress;
import io.jenkins.plugins.cd4ml.engine.deploy.target.PromotionRefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends one blob in chunks. After a connection that was cut the registry is asked how much it has, and it goes on from there;
 * a registry that does not know (Docker's own gives up an upload of which half a chunk came) gets the blob anew. As long as
 * it gets further there is no end of trying. At the end the registry checks the digest. By one thread.
 */
final class BlobUpload {
    private static final int CHUNK = 32 << 20;
    private static final int TRIES = 6;
    private static final Duration ONE_CHUNK = Duration.ofMinutes(10);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Pattern RANGE = Pattern.compile("(?:bytes=)?0-([0-9]+)");

    private final RegistryClient registry;
    private final Blob blob;
    private final LongConsumer sent;
    private URI session;
    private long offset;

    /** @param sent is told how many bytes went over the line */
    BlobUpload(RegistryClient registry, Blob blob, LongConsumer sent) {
        this.registry = registry;
        this.blob = blob;
        this.sent = sent;
    }

    /** @throws InputException when it does not get there */
    void run() {
        IOException last = null;
        long furthest = 0;
        for (int failures = 0; failures < TRIES; ) {
            try {
                if (last != null) {
                    pause(failures);
                    resume();
                }
                if (session == null) {
                    begin();
                }
                while (offset < blob.length()) {
                    chunk();
                }
                finish();
                return;
            } catch (IOException e) {
                last = e;
                failures = offset > furthest ? 1 : failures + 1;
                furthest = Math.max(furthest, offset);
            }
        }
        String why = last.getMessage() == null ? last.getClass().getSimpleName() : last.getMessage();
        throw new InputException(
                "The registry " + registry.repository().host() + " cannot be reached, or breaks off (" + why + "), at "
                        + offset + " of " + blob.length() + " bytes; try again: what is there is not sent again.",
                last);
    }

    private static void pause(int failures) {
        try {
            Thread.sleep(FIRST_PAUSE.toMillis() << failures);
        } catch (InterruptedException e) {
            throw new CancellationException("The promotion was interrupted.");
        }
    }

    private void begin() throws IOException {
        offset = 0;
        RegistryClient.Answer answer =
                registry.send(HttpRequest.newBuilder(registry.repository().api("/blobs/uploads/"))
                        .POST(HttpRequest.BodyPublishers.noBody()));
        if (answer.code() != 202) {
            throw failed("an upload", answer);
        }
        session = location(answer);
    }

    /** Asks how far the registry came. A session that it does not know, or cannot go on with, is given up. */
    private void resume() throws IOException {
        if (session == null) {
            return;
        }
        RegistryClient.Answer answer =
                registry.send(HttpRequest.newBuilder(session).GET());
        Matcher range = RANGE.matcher(answer.header("Range"));
        if (answer.code() == 204 && range.matches()) {
            long end = Long.parseLong(range.group(1));
            offset = end == 0 ? 0 : end + 1; // 0-0 is said of none as well; a byte twice would spoil the digest
            session = location(answer);
            if (offset > 0 && offset <= blob.length()) {
                return;
            }
        }
        session = null;
    }

    private void chunk() throws IOException {
        long length = Math.min(CHUNK, blob.length() - offset);
        HttpRequest.Builder request = HttpRequest.newBuilder(session)
                .timeout(ONE_CHUNK)
                .header("Content-Type", "application/octet-stream")
                .header("Content-Range", offset + "-" + (offset + length - 1))
                .method("PATCH", body(length));
        RegistryClient.Answer answer = registry.send(request);
        if (answer.code() != 202) {
            throw failed("a chunk", answer);
        }
        sent.accept(length);
        session = location(answer);
        Matcher range = RANGE.matcher(answer.header("Range"));
        long next = range.matches() ? Long.parseLong(range.group(1)) + 1 : offset + length;
        if (next <= offset || next > blob.length()) {
            session = null;
            throw new IOException("it has " + next + " bytes after " + (offset + length));
        }
        offset = next;
    }

    private HttpRequest.BodyPublisher body(long length) {
        long from = offset;
        return HttpRequest.BodyPublishers.fromPublisher(
                HttpRequest.BodyPublishers.ofInputStream(() -> {
                    try {
                        return new Part(blob.from(from), length);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }),
                length);
    }

    private void finish() throws IOException {
        String query = session.getRawQuery();
        URI end = URI.create(session + (query == null ? "?" : "&") + "digest=" + blob.digest());
        RegistryClient.Answer answer =
                registry.send(HttpRequest.newBuilder(end).timeout(ONE_CHUNK).PUT(HttpRequest.BodyPublishers.noBody()));
        if (answer.code() != 201) {
            session = null; // also what was sent is worth nothing any more
            if (answer.code() == 400) {
                throw new IOException("it does not find the digest" + RegistryClient.sentence(answer));
            }
            throw failed("a blob", answer);
        }
    }

    /** @return what may go better the next time as an {@link IOException}; anything else is thrown at once */
    private IOException failed(String what, RegistryClient.Answer answer) {
        if (answer.code() >= 500 || answer.code() == 404 || answer.code() == 416 || answer.code() == 429) {
            return new IOException("it answered " + answer.code() + RegistryClient.sentence(answer));
        }
        throw registry.wrong(what, answer);
    }

    /** Where the upload goes on: on the same server, or elsewhere only where no login is sent along. */
    private URI location(RegistryClient.Answer answer) {
        URI next = answer.uri().resolve(answer.header("Location"));
        if (answer.header("Location").isEmpty()
                || !ServerAddress.ofServer(next)
                        .equals(ServerAddress.ofServer(registry.repository().server()))) {
            throw new PromotionRefusedException(
                    "The registry " + registry.repository().host() + " wants the upload to go on at " + next.getHost()
                            + "; that is not done.");
        }
        return next;
    }

    /** The next so many bytes of a stream. */
    private static final class Part extends InputStream {
        private final InputStream in;
        private long left;

        Part(InputStream in, long left) {
            this.in = in;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            int b = left > 0 ? in.read() : -1;
            left -= b < 0 ? left : 1;
            return b;
        }

        @Override
        public int read(byte[] bytes, int at, int length) throws IOException {
            int n = left > 0 ? in.read(bytes, at, (int) Math.min(length, left)) : -1;
            left -= n < 0 ? left : n;
            return n;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
