package io.jenkins.plugins.cd4ml.engine.cli.evidence;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.sign.Trust;
import io.jenkins.plugins.cd4ml.engine.sign.TrustedKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Whose signatures a verb accepts. */
public final class TrustOptions {
    @Option(
            names = "--key",
            required = true,
            paramLabel = "PEM",
            description = "File with the public keys that are trusted; may be given several times.")
    List<Path> keys = new ArrayList<>();

    @Option(
            names = "--signatures",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many of the keys must have signed (default: 1).")
    int required;

    Trust trust() {
        return new Trust(TrustedKey.read(keys), required);
    }

    static String shown(Iterable<TrustedKey> keys) {
        List<String> shown = new ArrayList<>();
        keys.forEach(key -> shown.add(key.shown()));
        return String.join(", ", shown);
    }

    static void put(ObjectNode result, Iterable<TrustedKey> keys) {
        ArrayNode ids = result.putArray("signedBy");
        keys.forEach(key -> ids.add(key.id()));
    }
}
