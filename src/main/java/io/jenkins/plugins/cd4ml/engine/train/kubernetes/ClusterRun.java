package io.jenkins.plugins.cd4ml.engine.train.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A training in the cluster: made or found again by its name, and followed to its end. Errors are one sentence. */
interface ClusterRun {
    /**
     * How the command ended.
     *
     * @param reason the cluster's word, such as {@code OOMKilled}
     * @param where  as in {@code in the pod of the Job x}
     * @param node   of the cluster, on which that pod ran
     * @param rank   of the node of the training that this is about
     */
    record Ended(int exit, String reason, String where, String node, int rank) {}

    /** Gets what the pods write. Calls for one node of the training come one after the other. */
    interface Listener {
        /**
         * A pod begins, or one that was there already is read from its first line again.
         *
         * @param rank of the node among those of the training; 0 is the first, whose model and metrics count
         * @param id   of this attempt in a pod, also for the next worker
         */
        void begins(int rank, String id);

        void line(int rank, String line);

        /** @param share from 0 to 1, where the cluster knows */
        void done(double share);
    }

    boolean exists();

    /** Makes the object and, for its pods, the ConfigMap. */
    void create(String script, ProjectShipment shipment);

    /** Makes what a worker that died between the two had no time to make. */
    void complete(String script, ProjectShipment shipment);

    void delete();

    /** @param startSeconds until pods that cannot start are given up */
    Ended follow(long startSeconds, Listener listener);

    /** @return what the record tells of it */
    ObjectNode described();
}
