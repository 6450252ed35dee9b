package io.jenkins.plugins.cd4ml.engine.train.tracking.registry;

/** The logged models that versions are made of, by their ids. Each call throws where there is none of the id. */
public interface ModelSource {
    /** @return id of the run that logged it, or "" */
    String run(String model);

    /** @return URI of its files */
    String uri(String model);

    /** Notes that a version was made of it. */
    void registered(String model, String name, int version);
}
