package io.jenkins.plugins.cd4ml.engine.registry;

import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.sign.SigningKey;
import java.nio.file.Path;

/**
 * What a caller hands over to make a version.
 *
 * @param digest      the digest that was evaluated and approved; the copy must have it
 * @param run         the run's or build's name; the same digest from the same run is the same version
 * @param documents   the run's folder, of which lineage, gates and evaluation are copied as far as they exist
 * @param modelFolder the model's files
 * @param by          who has it registered
 * @param key         signs the kept files, also of a version that was there already; null for nobody
 */
public record Registration(
        String model, String digest, String run, RunFolder documents, Path modelFolder, String by, SigningKey key) {
    /** One that is not signed. */
    public Registration(String model, String digest, String run, RunFolder documents, Path modelFolder, String by) {
        this(model, digest, run, documents, modelFolder, by, null);
    }
}
