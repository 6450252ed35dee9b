package io.jenkins.plugins.cd4ml.engine.train.kubernetes;

import io.jenkins.plugins.cd4ml.engine.train.command.CommandEnvironment;
import io.jenkins.plugins.cd4ml.engine.train.trainer.TrainingJob;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Takes what the pods write: the first node's lines as they are, with its model and metrics taken out; those of the others
 * with the node's number before them. Lines that an earlier worker passed on are not passed on again.
 */
final class PodLogReceiver implements ClusterRun.Listener, AutoCloseable {
    private static final int TAIL = 50;
    private static final int LAST_WORDS = 3;

    private static final class Node {
        final ArrayDeque<String> tail = new ArrayDeque<>();
        LogPosition passed;
        PodOutput received;
    }

    private final TrainingJob job;
    private final String mark;
    private final Map<Integer, Node> nodes = new ConcurrentHashMap<>();

    /** @param mark begins the lines that are not the command's own */
    PodLogReceiver(TrainingJob job, String mark) {
        this.job = job;
        this.mark = mark;
    }

    @Override
    public void begins(int rank, String id) {
        Node node = nodes.computeIfAbsent(rank, r -> new Node());
        synchronized (node) {
            if (node.passed != null) {
                node.passed.close();
            }
            node.passed = new LogPosition(job.file(LogPosition.file(id)));
            node.received = new PodOutput(
                    mark,
                    job.output(),
                    CommandEnvironment.metrics(job),
                    CommandEnvironment.metricsLog(job),
                    line -> say(node, line));
        }
    }

    @Override
    public void line(int rank, String line) {
        Node node = nodes.get(rank);
        synchronized (node) {
            boolean show = node.passed.isNew();
            if (rank == 0) {
                node.received.line(line, show);
            } else if (show) {
                say(node, "[" + rank + "] " + line);
            }
            node.passed.next();
        }
    }

    private void say(Node node, String line) {
        node.tail.add(line);
        if (node.tail.size() > TAIL) {
            node.tail.remove();
        }
        job.progress().line(line);
    }

    @Override
    public void done(double share) {
        job.log().share(share);
    }

    /** @return the last lines of a node that this worker passed on */
    List<String> tail(int rank) {
        Node node = nodes.get(rank);
        if (node == null) {
            return List.of();
        }
        synchronized (node) {
            return List.copyOf(node.tail);
        }
    }

    String lastWords(int rank) {
        List<String> said =
                tail(rank).stream().map(String::strip).filter(l -> !l.isEmpty()).toList();
        List<String> last = said.subList(Math.max(0, said.size() - LAST_WORDS), said.size());
        return last.isEmpty()
                ? "it said nothing"
                : "its last words: " + String.join(" | ", last).replaceAll("[.\\s]+$", "");
    }

    /** @throws io.jenkins.plugins.cd4ml.engine.InputException when the first node's model did not come whole */
    void check() {
        Node first = nodes.get(0);
        if (first == null) {
            new PodOutput(mark, job.output(), null, null, line -> {}).check();
            return;
        }
        synchronized (first) {
            first.received.check();
        }
    }

    @Override
    public void close() {
        nodes.values().forEach(node -> {
            synchronized (node) {
                node.passed.close();
            }
        });
    }
}
