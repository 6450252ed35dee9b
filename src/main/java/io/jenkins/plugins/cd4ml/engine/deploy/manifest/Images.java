package io.jenkins.plugins.cd4ml.engine.deploy.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Environment;
import java.util.Set;
import java.util.TreeSet;

/**
 * The images that an object would have run or mounted, wherever they stand in it: containers of any kind of workload,
 * volumes of images, custom resources.
 */
final class Images {
    private static final String DEFAULT_HOST = "docker.io";

    private Images() {}

    /** @throws InputException for an image of a registry that the environment does not allow */
    static void confine(ManifestObject object, Environment environment) {
        if (environment.registries().isEmpty()) {
            return;
        }
        Set<String> images = new TreeSet<>();
        collect(object.json(), images);
        images.forEach(image -> confine(object.place(), image, " of " + object.shown(), environment));
    }

    static void confine(String place, String image, String of, Environment environment) {
        if (!environment.registries().isEmpty()
                && environment.registries().stream().noneMatch(allowed -> within(full(image), allowed))) {
            throw new InputException(place + ": the image " + image + of
                    + " is of no registry that the environment " + environment.name() + " allows; it allows "
                    + String.join(", ", new TreeSet<>(environment.registries())) + ".");
        }
    }

    private static void collect(JsonNode node, Set<String> images) {
        node.properties().forEach(member -> {
            JsonNode value = member.getValue();
            if (member.getKey().equals("image")) {
                JsonNode image = value.isObject() ? value.path("reference") : value; // a volume of an image
                if (image.isTextual()) {
                    images.add(image.asText());
                }
            } else if (value.isTextual() && value.asText().startsWith("oci://")) {
                images.add(value.asText().substring("oci://".length()));
            }
            collect(value, images);
        });
        if (node.isArray()) {
            node.forEach(item -> collect(item, images));
        }
    }

    /**
     * At a border of the path: {@code example.org/team} is not {@code example.org/team-b}, and {@code example.org} not
     * {@code example.org:5000}.
     */
    private static boolean within(String image, String allowed) {
        if (!image.startsWith(allowed)) {
            return false;
        }
        String rest = image.substring(allowed.length());
        return rest.isEmpty()
                || allowed.endsWith("/")
                || rest.startsWith("/")
                || allowed.contains("/") && (rest.startsWith(":") || rest.startsWith("@"));
    }

    /** @return with the registry's host, as container runtimes complete short names */
    private static String full(String name) {
        int slash = name.indexOf('/');
        String first = slash < 0 ? name : name.substring(0, slash);
        boolean host = first.contains(".") || first.equals("localhost") || slash >= 0 && first.contains(":");
        if (host) {
            return name;
        }
        return DEFAULT_HOST + (slash < 0 ? "/library/" : "/") + name;
    }
}
