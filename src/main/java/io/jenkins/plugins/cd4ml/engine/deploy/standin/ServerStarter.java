package io.jenkins.plugins.cd4ml.engine.deploy.standin;

import java.nio.file.Path;

/** Starts the process or thread that serves a model for a pod: the part of the stand-in that is real. */
@FunctionalInterface
public interface ServerStarter {
    /** A running model server on loopback. */
    interface Running extends AutoCloseable {
        int port();

        @Override
        void close();
    }

    /**
     * @param name  the model's name in the protocol's paths
     * @param model the ONNX file as the pod's volume has it
     * @throws RuntimeException when it does not start; the pod crashes then
     */
    Running start(String name, Path model);
}
