package io.jenkins.plugins.cd4ml.engine.deploy.oci;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;

/**
 * Bytes that a registry keeps under their digest: some in memory, a file, or a file with what an archive puts around it.
 *
 * @param mediaType what it is
 * @param digest    of all of it
 * @param before    bytes before the file
 * @param file      null for none
 * @param size      of the file
 * @param after     bytes after the file
 */
record Blob(String mediaType, String digest, byte[] before, Path file, long size, byte[] after) {
    private static final byte[] NONE = {};

    static Blob of(String mediaType, ObjectNode json) {
        byte[] bytes = Json.line(json).getBytes(StandardCharsets.UTF_8);
        return new Blob(mediaType, Digests.of(bytes), bytes, null, 0, NONE);
    }

    static Blob of(String mediaType, String digest, Path file, long size) {
        return new Blob(mediaType, digest, NONE, file, size, NONE);
    }

    long length() {
        return before.length + size + after.length;
    }

    /** @return the bytes from there on; the caller closes it */
    InputStream from(long offset) throws IOException {
        InputStream parts = new SequenceInputStream(Collections.enumeration(List.of(
                new ByteArrayInputStream(before),
                file == null ? InputStream.nullInputStream() : Files.newInputStream(file),
                new ByteArrayInputStream(after))));
        try {
            parts.skipNBytes(offset);
            return parts;
        } catch (IOException e) {
            parts.close();
            throw e;
        }
    }

    ObjectNode descriptor() {
        return Json.object().put("mediaType", mediaType).put("digest", digest).put("size", length());
    }
}
