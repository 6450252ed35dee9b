package io.jenkins.plugins.cd4ml.engine.data.importer;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.project.YamlDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

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

    /** @return the file as a tree: of JSON by its name, else of YAML; a format that is neither reads its own */
    default JsonNode tree(Path file) throws IOException {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".json")
                ? Json.MAPPER.readTree(Files.readString(file))
                : YamlDocument.read(file).root();
    }

    /** @return whether the document is of this format */
    boolean suits(JsonNode document);

    /** Carries over what it can, and names the rest as lost. */
    void read(JsonNode document, ImportedContract contract);
}
