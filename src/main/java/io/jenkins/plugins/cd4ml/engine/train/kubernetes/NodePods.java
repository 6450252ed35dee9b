package io.jenkins.plugins.cd4ml.engine.train.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.jenkins.plugins.cd4ml.engine.Progress;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;

/** The pods of a TrainJob's nodes: what became of each, and its log by a thread of its own. Used by one thread. */
final class NodePods implements AutoCloseable {
    private static final String INDEX = "batch.kubernetes.io/job-completion-index";
    private static final BinaryOperator<Pod> NEWER =
            BinaryOperator.maxBy(Comparator.comparing(p -> p.getMetadata().getCreationTimestamp()));

    private final TrainingNamespace cluster;
    private final TrainJobObjects objects;
    private final ClusterRun.Listener listener;
    private final Progress progress;
    private final Map<Integer, NodeLog> logs = new TreeMap<>();
    private Map<Integer, Pod> pods = Map.of();
    private ClusterRun.Ended failed;

    NodePods(TrainingNamespace cluster, TrainJobObjects objects, ClusterRun.Listener listener, Progress progress) {
        this.cluster = cluster;
        this.objects = objects;
        this.listener = listener;
        this.progress = progress;
    }

    /** Looks at the pods, and begins with the logs of those that run or ended. */
    void look() {
        List<Pod> found = cluster.pods(Map.of(
                "jobset.sigs.k8s.io/jobset-name",
                cluster.name(),
                "jobset.sigs.k8s.io/replicatedjob-name",
                objects.replicatedJob()));
        pods = found.stream().collect(Collectors.toMap(NodePods::rank, p -> p, NEWER, TreeMap::new));
        if (failed == null) {
            pods.values().stream()
                    .filter(p -> terminated(p) != null)
                    .sorted(Comparator.comparing(
                            p -> String.valueOf(terminated(p).getFinishedAt())))
                    .forEach(p -> {
                        if (failed == null) {
                            remember(rank(p), p);
                        }
                    });
        }
        pods.forEach((rank, pod) -> {
            ContainerStatus status = TrainingNamespace.status(pod, TrainJobObjects.CONTAINER);
            ContainerState state = status == null ? null : status.getState();
            if (state == null || state.getRunning() == null && state.getTerminated() == null) {
                return; // its first run, or the next, is still to come
            }
            String name = pod.getMetadata().getName();
            NodeLog log = logs.get(rank);
            if (log == null || !log.of(name, status.getRestartCount())) {
                if (log != null) {
                    log.end(log.of(name, status.getRestartCount() - 1));
                }
                progress.line(cluster + ": pod " + name + " of node " + rank + " runs on "
                        + pod.getSpec().getNodeName()
                        + (status.getRestartCount() > 0 ? ", restart " + status.getRestartCount() : ""));
                logs.put(rank, new NodeLog(cluster, rank, name, status.getRestartCount(), listener));
            }
        });
    }

    private static int rank(Pod pod) {
        String index = pod.getMetadata().getLabels().get(INDEX);
        return index != null && index.matches("[0-9]{1,9}") ? Integer.parseInt(index) : 0;
    }

    /** @return how many run or ended */
    int running() {
        return (int) pods.values().stream()
                .map(p -> TrainingNamespace.status(p, TrainJobObjects.CONTAINER))
                .filter(s -> s != null
                        && s.getState() != null
                        && (s.getState().getRunning() != null || s.getState().getTerminated() != null))
                .count();
    }

    /** @return in words, as in {@code has 1 of 2 nodes running; node 1: waits for a node} */
    String state() {
        int running = running();
        if (running == objects.nodes()) {
            return "has all its " + running + " nodes running";
        }
        String why = pods.isEmpty()
                ? "no pod was made for it yet"
                : pods.entrySet().stream()
                        .map(e -> {
                            ContainerStatus status = TrainingNamespace.status(e.getValue(), TrainJobObjects.CONTAINER);
                            ContainerState state = status == null ? null : status.getState();
                            return state != null && (state.getRunning() != null || state.getTerminated() != null)
                                    ? null
                                    : "node " + e.getKey() + ": " + TrainingNamespace.waiting(e.getValue(), state);
                        })
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse("the others have no pod yet");
        return "has " + running + " of " + objects.nodes() + " nodes running; " + why;
    }

    /** @return how the node ended that was seen to fail first; null when none was */
    ClusterRun.Ended failed() {
        return failed;
    }

    /** Remembers the first failure: a Job that gives up deletes its pod. */
    private void remember(int rank, Pod pod) {
        ContainerStateTerminated how = terminated(pod);
        if (how != null && how.getExitCode() != 0) {
            failed = new ClusterRun.Ended(
                    how.getExitCode(),
                    String.valueOf(how.getReason()),
                    "on node " + rank + " of the " + cluster,
                    String.valueOf(pod.getSpec().getNodeName()),
                    rank);
        }
    }

    /** @return how its container ended, now or before it was restarted; else null */
    private static ContainerStateTerminated terminated(Pod pod) {
        ContainerStatus status = TrainingNamespace.status(pod, TrainJobObjects.CONTAINER);
        if (status == null) {
            return null;
        }
        ContainerStateTerminated now =
                status.getState() == null ? null : status.getState().getTerminated();
        return now != null || status.getLastState() == null
                ? now
                : status.getLastState().getTerminated();
    }

    /** @return the cluster's node of the training's first */
    String clusterNode() {
        return pods.isEmpty()
                ? "unknown"
                : String.valueOf(pods.values().iterator().next().getSpec().getNodeName());
    }

    /** Waits until all logs are read to their end. @param whole whether that of the first node must be there */
    void finish(boolean whole) {
        logs.forEach((rank, log) -> log.finish(whole && rank == 0));
    }

    @Override
    public void close() {
        logs.values().forEach(log -> log.end(false));
    }
}
