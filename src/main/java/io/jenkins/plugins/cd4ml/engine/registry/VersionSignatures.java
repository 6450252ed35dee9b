package io.jenkins.plugins.cd4ml.engine.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.DurableFile;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.sign.SignatureRefusedException;
import io.jenkins.plugins.cd4ml.engine.sign.SigningKey;
import io.jenkins.plugins.cd4ml.engine.sign.Trust;
import io.jenkins.plugins.cd4ml.engine.sign.model.ModelSignature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The signatures of a version's files, in {@code signatures/} beside them: one a key, each a bundle of OpenSSF Model
 * Signing that other tools verify as well.
 */
public final class VersionSignatures {
    static final String FOLDER = "signatures";
    private static final int ID = 16;
    private static final int MOST = 20;

    private VersionSignatures() {}

    /** @return the signatures' files of a version, sorted */
    public static List<Path> files(ModelVersion version) {
        Path folder = version.folder().resolve(FOLDER);
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(f -> f.getFileName().toString().endsWith(".sig"))
                    .filter(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .limit(MOST)
                    .toList();
        } catch (IOException e) {
            throw ModelRegistry.failed(folder, "read", e);
        }
    }

    /** Signs the files that a version's folder holds, unless that key did. The caller holds the model's lock. */
    static void sign(Path version, String model, SigningKey key) throws IOException {
        Path file = version.resolve(FOLDER).resolve(key.trusted().id().substring(0, ID) + ".sig");
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            JsonNode bundle = ModelSignature.sign(version.resolve(ModelVersion.MODEL), model, key, Set.of());
            DurableFile.createFolders(file.getParent());
            Json.write(file, bundle);
        }
    }

    /**
     * Verifies the registry's own copy of a version, file by file.
     *
     * @return the first signature that holds
     * @throws SignatureRefusedException when none does, with what is wrong with one
     */
    public static ModelSignature verify(ModelVersion version, Trust trust) {
        String name = version.model() + " version " + version.number();
        List<String> refusals = new ArrayList<>();
        for (Path file : files(version)) {
            try {
                return ModelSignature.verify(
                        "The signature " + file.getFileName() + " of " + name,
                        Json.read(file),
                        version.modelFolder(),
                        trust,
                        Set.of());
            } catch (SignatureRefusedException | InputException e) {
                refusals.add(e.getMessage());
            }
        }
        throw new SignatureRefusedException(refusals.isEmpty() ? name + " is not signed." : refusals.get(0));
    }
}
