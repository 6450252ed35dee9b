package io.jenkins.plugins.cd4ml.engine.evaluate.python;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.process.InteractiveProcess;
import io.jenkins.plugins.cd4ml.engine.process.ProcessFailure;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The program {@code worker.py} in the project's Python, and the conversation with it. What it answers is believed only as
 * far as it fits the question. One thread at a time.
 */
public final class PythonWorker implements AutoCloseable {
    private static final int MOST_JSON = 1 << 20;
    private static final int MOST_LINES = 200;
    /** The first question loads libraries and the model, which takes longer than an answer. */
    private static final int LOADING_SECONDS = 300;

    private final String what;
    private final InteractiveProcess process;
    private final Path program;
    private final int seconds;
    private boolean asked;

    /** Writes what follows a request, or reads what follows a reply. */
    @FunctionalInterface
    public interface Payload<S, T> {
        T of(S stream, JsonNode header) throws IOException;
    }

    /**
     * @param what  is asked, for messages: it begins sentences
     * @param model whose own environment is taken where the project wants that; null for none
     * @throws InputException when there is no such Python
     */
    public PythonWorker(PythonRuntime runtime, Path model, String what) {
        this.what = what;
        this.seconds = runtime.seconds();
        Map<String, String> made = runtime.made(model);
        String command = runtime.command(made);
        AtomicInteger lines = new AtomicInteger();
        program = program(what);
        try {
            process = new InteractiveProcess(
                    List.of(command, program.toString()),
                    runtime.folder(),
                    runtime.variables(made),
                    runtime.memory(),
                    line -> {
                        if (lines.incrementAndGet() <= MOST_LINES) {
                            runtime.progress().line("python: " + line);
                        }
                    });
        } catch (ProcessFailure e) {
            discard(program);
            throw new InputException(
                    what + " needs Python, but '" + command + "' " + e.getMessage()
                            + "; name another by evaluate.python.executable.",
                    e);
        }
    }

    private static Path program(String what) {
        try (InputStream in = PythonWorker.class.getResourceAsStream("worker.py")) {
            Path program = Files.createTempFile("cd4ml-worker", ".py");
            Files.write(program, in.readAllBytes());
            return program;
        } catch (IOException e) {
            throw new InputException(
                    "The program for " + what + " cannot be written: " + FileErrors.reason(e) + ".", e);
        }
    }

    /** As {@link #ask(ObjectNode, Payload, Payload)}, of a request and a reply that are JSON and nothing else. */
    public JsonNode ask(ObjectNode request) {
        return ask(request, (out, header) -> null, (in, reply) -> reply);
    }

    /**
     * @param data   writes what follows the request
     * @param answer reads what follows the reply; an {@link IOException} of it ends the conversation
     * @throws InputException in one sentence, when it refuses, breaks a limit, ends, or answers what does not fit
     */
    public <T> T ask(ObjectNode request, Payload<DataOutputStream, Void> data, Payload<DataInputStream, T> answer) {
        Object said;
        try {
            int limit = asked ? seconds : Math.max(seconds, LOADING_SECONDS);
            asked = true;
            said = process.ask(limit, (requests, replies) -> {
                byte[] bytes = Json.line(request).getBytes(StandardCharsets.UTF_8);
                requests.writeInt(bytes.length);
                requests.write(bytes);
                data.of(requests, request);
                requests.flush();
                JsonNode reply = header(replies);
                return reply.has("error") ? new Refusal(reply) : answer.of(replies, reply);
            });
        } catch (ProcessFailure e) {
            throw new InputException(what + " cannot be asked: its Python " + e.getMessage() + ".", e);
        }
        if (said instanceof Refusal refusal) {
            throw refusal.of(what);
        }
        @SuppressWarnings("unchecked")
        T answered = (T) said;
        return answered;
    }

    private record Refusal(JsonNode reply) {
        InputException of(String what) {
            String error = reply.get("error").asText();
            String text = error.length() > 500 ? error.substring(0, 500) + "…" : error;
            if (reply.has("missing")) {
                return new InputException(
                        what + " needs '" + reply.get("missing").asText() + "', which this Python has" + " not (" + text
                                + "); install it there, or name another Python by evaluate.python.");
            }
            return new InputException(
                    reply.path("refused").asBoolean()
                            ? what + ": " + text + "."
                            : what + " cannot be asked; its Python says " + text + ".");
        }
    }

    private static JsonNode header(DataInputStream replies) throws IOException {
        int length = replies.readInt();
        if (length <= 0 || length > MOST_JSON) {
            throw new ProcessFailure("answers what is no reply (it begins with a length of " + length + ")", null);
        }
        byte[] bytes = replies.readNBytes(length);
        if (bytes.length < length) {
            throw new java.io.EOFException();
        }
        try {
            JsonNode reply = Json.MAPPER.readTree(bytes);
            if (!reply.isObject()) {
                throw new ProcessFailure("answers what is no reply", null);
            }
            return reply;
        } catch (JsonProcessingException e) {
            throw new ProcessFailure("answers what is no reply", e);
        }
    }

    @Override
    public void close() {
        process.close();
        discard(program);
    }

    private static void discard(Path program) {
        try {
            Files.deleteIfExists(program);
        } catch (IOException e) {
            return; // the system empties its temporary folder
        }
    }
}
