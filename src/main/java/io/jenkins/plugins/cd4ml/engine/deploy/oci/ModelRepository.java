package io.jenkins.plugins.cd4ml.engine.deploy.oci;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.RegistryLogin;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Brings an artifact into a repository: what is there is not sent again, what is sent is checked by the registry against
 * its digest, and the manifest, which comes last, is read again. By one thread, which may be interrupted.
 */
public final class ModelRepository {
    private final RegistryClient registry;
    private final Progress progress;

    public ModelRepository(OciReference repository, RegistryLogin login, Progress progress) {
        registry = new RegistryClient(repository, login);
        this.progress = progress;
    }

    /**
     * @return what was sent, for the record
     * @throws InputException when the registry cannot be reached or does not take it; {@link
     *     io.jenkins.plugins.cd4ml.engine.deploy.target.PromotionRefusedException} when it lets nobody in
     */
    public ObjectNode push(ModelArtifact artifact) {
        String image = artifact.image(registry.repository());
        ObjectNode record = Json.object().put("image", image);
        AtomicLong sent = new AtomicLong();
        try {
            if (there(artifact.digest())) {
                progress.line("The model is in " + registry.repository().shown() + " already.");
                return record.put("bytes", 0).put("there", true);
            }
            List<Blob> missing = new ArrayList<>();
            for (Blob blob : artifact.blobs()) {
                if (!has(blob)) {
                    missing.add(blob);
                }
            }
            long bytes = missing.stream().mapToLong(Blob::length).sum();
            progress.line("Sending the model to " + registry.repository().shown() + ": " + missing.size() + " of "
                    + artifact.blobs().size() + " parts, " + bytes + " bytes.");
            missing.forEach(blob -> new BlobUpload(registry, blob, sent::addAndGet).run());
            manifest(artifact);
        } catch (IOException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new InputException(
                    "The registry " + registry.repository().host() + " cannot be reached (" + why
                            + "); check promote.modelRepository and the network.",
                    e);
        }
        return record.put("bytes", sent.get()).put("there", false);
    }

    private boolean has(Blob blob) throws IOException {
        RegistryClient.Answer answer =
                registry.send(HttpRequest.newBuilder(registry.repository().api("/blobs/" + blob.digest()))
                        .method("HEAD", HttpRequest.BodyPublishers.noBody()));
        boolean elsewhere = answer.code() == 302 || answer.code() == 307; // it has it, in a store of its own
        return elsewhere
                || answer.code() == 200 && answer.header("Content-Length").equals(Long.toString(blob.length()));
    }

    /** Under a tag as well, for registries delete what has none. */
    private void manifest(ModelArtifact artifact) throws IOException {
        Blob manifest = artifact.manifest();
        int at = Digests.PREFIX.length();
        String tag = "cd4ml-" + artifact.digest().substring(at, at + 16);
        RegistryClient.Answer answer =
                registry.send(HttpRequest.newBuilder(registry.repository().api("/manifests/" + tag))
                        .header("Content-Type", manifest.mediaType())
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(manifest.before())));
        if (answer.code() != 201) {
            throw registry.wrong("the manifest", answer);
        }
        if (!there(artifact.digest())) {
            throw new InputException("The registry " + registry.repository().host()
                    + " took the model, but does not have" + " it as " + artifact.image(registry.repository()) + ".");
        }
    }

    /** @return whether the registry gives out exactly that manifest */
    private boolean there(String digest) throws IOException {
        RegistryClient.Answer answer =
                registry.send(HttpRequest.newBuilder(registry.repository().api("/manifests/" + digest))
                        .header("Accept", "application/vnd.oci.image.manifest.v1+json")
                        .GET());
        if (answer.code() != 200 && answer.code() != 404) {
            throw registry.wrong("a question", answer);
        }
        return answer.code() == 200 && Digests.of(answer.body()).equals(digest);
    }
}
