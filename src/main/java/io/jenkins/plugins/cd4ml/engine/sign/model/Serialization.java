package io.jenkins.plugins.cd4ml.engine.sign.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a model's files were digested.
 *
 * @param shardSize bytes of a shard; 0 where files are digested whole
 * @param ignored   paths below the folder that are none of the model's
 */
record Serialization(long shardSize, Set<String> ignored) {
    static final String SHA256 = "sha256";
    /** What no model has, as the specification says. */
    private static final List<String> ALWAYS = List.of(".git", ".gitattributes", ".github", ".gitignore");

    Serialization {
        ignored = new TreeSet<>(ignored);
        ignored.addAll(ALWAYS);
    }

    Serialization ignoring(Set<String> more) {
        Set<String> all = new TreeSet<>(ignored);
        all.addAll(more);
        return new Serialization(shardSize, all);
    }

    ObjectNode json() {
        ObjectNode json = Json.object()
                .put("method", shardSize == 0 ? "files" : "shards")
                .put("hash_type", SHA256)
                .put("allow_symlinks", false);
        if (shardSize != 0) {
            json.put("shard_size", shardSize);
        }
        ignored.forEach(json.putArray("ignore_paths")::add);
        return json;
    }

    static Serialization of(String what, JsonNode json) {
        String method = json.path("method").asText();
        long shard = json.path("shard_size").asLong();
        boolean shards = method.equals("shards") && json.path("shard_size").canConvertToLong() && shard > 0;
        if (!method.equals("files") && !shards) {
            throw new InputException(what + " was made by the method '" + method.replaceAll("\\p{Cntrl}", "?")
                    + "', of which nothing is known; sign the model by files or shards.");
        }
        if (!json.path("hash_type").asText().equals(SHA256)) {
            throw new InputException(what + " has digests of another kind than SHA-256; sign the model with SHA-256.");
        }
        if (json.path("allow_symlinks").asBoolean()) {
            throw new InputException(
                    what + " allows links, which could stand for files that nobody signed; sign a folder "
                            + "with the files themselves.");
        }
        List<String> ignored = new ArrayList<>();
        for (JsonNode path : json.path("ignore_paths")) {
            String text = path.asText().replaceAll("/+$", "");
            if (!path.isTextual() || text.isEmpty() || text.startsWith("/") || text.matches("(.*/)?\\.{1,2}(/.*)?")) {
                throw new InputException(what + " ignores the path '"
                        + path.asText().replaceAll("\\p{Cntrl}", "?") + "', which is none below the model's folder.");
            }
            ignored.add(text);
        }
        return new Serialization(shards ? shard : 0, new TreeSet<>(ignored));
    }

    /** @param path with slashes; whether it or a folder above it is none of the model's */
    boolean ignores(String path) {
        return ignored.stream().anyMatch(i -> path.equals(i) || path.startsWith(i + "/"));
    }
}
