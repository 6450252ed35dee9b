package io.jenkins.plugins.cd4ml.engine.lineage;

import io.jenkins.plugins.cd4ml.engine.InputException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which bytes each document of a run had when a verb wrote it. The digests stand in the lineage, in the attribute {@code
 * documents} of the activity that wrote them, so that whoever reads a document later can tell whether it is still that one.
 */
public final class DocumentDigests {
    private static final String ATTRIBUTE = "documents";
    /** Documents that the lineage has as an entity of their own. */
    private static final Map<String, String> ENTITIES =
            Map.of(RunFolder.EVALUATION, "evaluation", RunFolder.GATES, "gates");

    private DocumentDigests() {}

    /**
     * @param documents names below the run's folder; those that are not there are left out
     * @return the attributes of the activity that wrote them
     */
    public static Map<String, Object> attributes(RunFolder run, List<String> documents) {
        Map<String, String> digests = new TreeMap<>();
        documents.stream().filter(run::has).forEach(name -> digests.put(name, Digests.of(run.file(name))));
        return digests.isEmpty() ? Map.of() : Map.of(ATTRIBUTE, digests);
    }

    /** @return the digest that the document had when it was written last; null where the lineage does not know it */
    public static String recorded(Lineage lineage, String document) {
        String digest = null;
        for (Lineage.Activity activity : lineage.activities) {
            if (activity.attributes().get(ATTRIBUTE) instanceof Map<?, ?> documents
                    && documents.get(document) instanceof String recorded) {
                digest = recorded;
            }
        }
        return digest == null && ENTITIES.containsKey(document) ? lineage.digest(ENTITIES.get(document)) : digest;
    }

    /**
     * Holds a document against the lineage.
     *
     * @param verb that wrote it
     * @throws InputException when it is another one than was written, or the lineage does not know it
     */
    public static void check(RunFolder run, Lineage lineage, String document, String verb) {
        String recorded = recorded(lineage, document);
        if (recorded == null) {
            throw new InputException(run.file(document) + " stands in no lineage, so nobody knows that " + verb
                    + " wrote it; run " + verb + " again.");
        }
        String digest = Digests.of(run.file(document));
        if (!recorded.equals(digest)) {
            throw new InputException(run.file(document) + " is not what " + verb + " wrote: its digest is " + digest
                    + ", in the lineage it is " + recorded + "; run " + verb + " again.");
        }
    }
}
