package io.jenkins.plugins.cd4ml.engine.data.importer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Another tool's description of what data must look like. Stateless. */
interface ContractFormat {
    List<ContractFormat> ALL = List.of(
            new GreatExpectationsSuite(),
            new PanderaSchema(),
            new SodaChecks(),
            new TfdvSchema(),
            new DataContractSpecification(),
            new JsonSchemaDocument(),
            new DbtSchema());

    /** @return the name on the command line */
    String name();

    /** @return what people call such a file */
    String described();

    /** @return whether the file's text is YAML or JSON; else {@link #tree} reads it */
    default boolean yaml() {
        return true;
    }

    /** @return the text as a tree, of a format that is neither YAML nor JSON */
    default JsonNode tree(String text) {
        throw new UnsupportedOperationException(name());
    }

    /** @return whether the document is of this format */
    boolean suits(JsonNode document);

    /** Carries over what it can, and names the rest as lost. */
    void read(JsonNode document, ImportedContract contract);
}
