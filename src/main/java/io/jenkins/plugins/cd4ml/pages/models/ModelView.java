package io.jenkins.plugins.cd4ml.pages.models;

import hudson.model.ModelObject;
import io.jenkins.plugins.cd4ml.engine.lineage.LineageGraph;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import io.jenkins.plugins.cd4ml.engine.registry.Served;
import io.jenkins.plugins.cd4ml.pages.models.VisibleModels.Key;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A model's page: its versions, and what served when. One request's. */
public final class ModelView implements ModelObject {
    private static final int MOST = 500;

    private final Key model;
    private final List<ModelVersion> versions;
    private final List<Served> served;

    /** @param model null for one that is not there */
    ModelView(VisibleModels visible, Key model) {
        this.model = model;
        this.versions = model == null ? List.of() : visible.versions(model);
        this.served = new ArrayList<>();
        if (!versions.isEmpty()) {
            visible.registry(model.folder()).served(model.name()).stream()
                    .filter(s -> versions.stream().anyMatch(v -> v.number() == s.version()))
                    .forEach(served::add);
            Collections.reverse(served);
        }
    }

    /** @return whether there is such a model that the reader may see */
    public boolean isThere() {
        return !versions.isEmpty();
    }

    public String getFolder() {
        return model.folder();
    }

    public String getName() {
        return model.name();
    }

    @Override
    public String getDisplayName() {
        return isThere() ? Messages.ModelView_title(model.name()) : Messages.ModelView_none();
    }

    /** @return the query of this page, without its question mark */
    public String getAddress() {
        return ModelRow.address(model.folder(), model.name());
    }

    /** @return the newest 500 versions */
    public List<ModelVersion> getVersions() {
        return versions.stream().limit(MOST).toList();
    }

    /** @return what environments served and serve, newest first */
    public List<Served> getServed() {
        return served.stream().limit(MOST).toList();
    }

    /** @return the environments that serve a version now, with commas */
    public String serving(ModelVersion version) {
        return String.join(
                ", ",
                served.stream()
                        .filter(s -> s.until() == null && s.version() == version.number())
                        .map(Served::environment)
                        .toList());
    }

    /** @return the first digits of a digest */
    public static String shortened(String digest) {
        return LineageGraph.shortened(digest);
    }

    /** @return a state in the reader's language */
    public static String said(ModelVersion version) {
        return switch (version.state()) {
            case REGISTERED -> Messages.VersionState_registered();
            case SERVING -> Messages.VersionState_serving();
            case RETIRED -> Messages.VersionState_retired();
            case REJECTED -> Messages.VersionState_rejected();
        };
    }

    /** @return a state as a class of the page's styles */
    public static String css(ModelVersion version) {
        return switch (version.state()) {
            case SERVING -> "cd4ml-passed";
            case REJECTED -> "cd4ml-failed";
            default -> "";
        };
    }
}
