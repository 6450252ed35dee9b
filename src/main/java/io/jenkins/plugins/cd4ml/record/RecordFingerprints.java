package io.jenkins.plugins.cd4ml.record;

import hudson.Extension;
import hudson.FilePath;
import hudson.model.Fingerprint;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.tasks.Fingerprinter.FingerprintAction;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import jenkins.model.Jenkins;

/**
 * Jenkins' fingerprints of the datasets and of the model: which builds used these bytes? A fingerprint's id is the first
 * 32 digits of the SHA-256 digest, because Jenkins has room for no more.
 */
@Extension
public final class RecordFingerprints implements RecordListener {
    private static final Set<String> KINDS = Set.of("dataset", "model");
    private static final int DIGITS = 32;
    private static final int MOST = 1_000;

    @Override
    public void recorded(Run<?, ?> run, String verb, FilePath directory, TaskListener listener) throws IOException {
        Map<String, String> prints = new LinkedHashMap<>();
        for (Lineage.Entity entity : BuildRecord.of(run).lineage().entities) {
            String digest = entity.digest();
            if (KINDS.contains(entity.kind())
                    && digest != null
                    && digest.matches(Digests.PREFIX + "[0-9a-f]{64}")
                    && prints.size() < MOST) {
                String id = digest.substring(Digests.PREFIX.length(), Digests.PREFIX.length() + DIGITS);
                String name = entity.kind() + " " + entity.name();
                prints.put(name, id);
                // null: a dataset is not this build's own work
                Fingerprint fingerprint = Jenkins.get()
                        .getFingerprintMap()
                        .getOrCreate("model".equals(entity.kind()) ? run : null, name, id);
                fingerprint.addFor(run);
            }
        }
        if (!prints.isEmpty()) {
            FingerprintAction action = run.getAction(FingerprintAction.class);
            if (action == null) {
                run.addAction(new FingerprintAction(run, prints));
            } else {
                action.add(prints);
            }
            run.save();
        }
    }
}
