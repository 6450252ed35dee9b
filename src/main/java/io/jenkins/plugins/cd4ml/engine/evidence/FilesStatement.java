package io.jenkins.plugins.cd4ml.engine.evidence;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import io.jenkins.plugins.cd4ml.engine.sign.SigningKey;
import io.jenkins.plugins.cd4ml.engine.sign.Statement;
import io.jenkins.plugins.cd4ml.engine.sign.Statements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The one statement over all files of an export: an in-toto statement with their digests, in a DSSE envelope. */
final class FilesStatement {
    static final String SIGNED = "export.intoto.jsonl";
    static final String UNSIGNED = "export.statement.json";
    static final String TYPE = "https://github.com/jenkinsci/cd4ml-plugin/blob/main/docs/exports.md#auditor-export/v1";

    private FilesStatement() {}

    /** @param key null leaves it unsigned, under another name */
    static void write(Path folder, ModelVersion version, SigningKey key) throws IOException {
        ObjectNode statement = Json.object().put("_type", Statement.TYPE);
        ArrayNode subject = statement.putArray("subject");
        for (Path file : AuditorExport.files(folder)) {
            subject.addObject()
                    .put("name", folder.relativize(file).toString().replace('\\', '/'))
                    .putObject("digest")
                    .put("sha256", Digests.of(file).substring(Digests.PREFIX.length()));
        }
        statement
                .put("predicateType", TYPE)
                .putObject("predicate")
                .put("model", version.model())
                .put("version", version.number())
                .put("digest", version.digest());
        String line = Json.line(statement) + "\n";
        if (key == null) {
            Files.writeString(folder.resolve(UNSIGNED), line);
        } else {
            Files.writeString(folder.resolve(SIGNED), Statements.sign(SIGNED, line, key));
        }
    }
}
