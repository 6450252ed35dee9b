package io.jenkins.plugins.cd4ml.engine.data.features;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** In which order features are built: those that others are made of first, else as they stand in the project. */
final class FeatureOrder {
    private final Project project;
    private final List<String> wanted;
    private final Set<String> order = new LinkedHashSet<>();
    private final List<String> open = new ArrayList<>();

    private FeatureOrder(Project project, List<String> wanted) {
        this.project = project;
        this.wanted = wanted;
    }

    /**
     * @param names what is to be built; all when empty
     * @throws InputException when a name is unknown or features are made of each other
     */
    static List<String> of(Project project, List<String> names) {
        if (!project.has("features")) {
            throw new InputException(project.place("") + " has no section 'features', and there is no features/*.yaml"
                    + " beside it; add one, see docs/features.md.");
        }
        List<String> known = new ArrayList<>();
        project.section("features").fieldNames().forEachRemaining(known::add);
        for (String name : names) {
            if (!known.contains(name)) {
                throw new InputException("Neither " + project.place("/features") + " nor features/*.yaml define '"
                        + name + "'; there are " + String.join(", ", known) + ".");
            }
        }
        FeatureOrder order = new FeatureOrder(project, names.isEmpty() ? known : names);
        order.wanted.forEach(order::visit);
        return List.copyOf(order.order);
    }

    /** @return the datasets that features are made of, that of the rows first */
    static List<String> sources(JsonNode spec) {
        Set<String> sources = new LinkedHashSet<>(List.of(spec.get("rows").asText()));
        spec.get("from").fieldNames().forEachRemaining(sources::add);
        return List.copyOf(sources);
    }

    private void visit(String name) {
        if (open.contains(name)) {
            throw new InputException(project.place("/features/" + name) + ": these features are made of themselves ("
                    + String.join(" from ", open.subList(open.indexOf(name), open.size())) + " from " + name + ").");
        }
        if (order.contains(name)) {
            return;
        }
        open.add(name);
        for (String source : sources(project.section("features").get(name))) {
            if (project.section("features").has(source)) {
                visit(source);
            }
        }
        open.remove(name);
        if (wanted.contains(name)) {
            order.add(name);
        }
    }
}
