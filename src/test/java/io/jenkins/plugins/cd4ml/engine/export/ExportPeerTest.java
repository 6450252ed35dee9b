package io.jenkins.plugins.cd4ml.engine.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.cd4ml.engine.Peers;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is exported, read by each format's official library. */
class ExportPeerTest {
    private static final Path VALIDATE = Path.of(
                    "src/test/resources/io/jenkins/plugins/cd4ml/engine/export/validate.py")
            .toAbsolutePath();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"cyclonedx", "spdx", "in-toto", "prov", "openlineage"})
    void theOfficialLibraryTakesIt(String name) throws IOException, InterruptedException {
        ExportFormat format = ExportFormat.of(name);
        RunFolder run = ExportedRun.in(folder.resolve("run"));
        StringBuilder card = new StringBuilder();
        for (String heading : List.of("Description", "Owner", "Licence", "Intended use", "Limits", "Ethics", "Risks")) {
            card.append("## ")
                    .append(heading)
                    .append('\n')
                    .append(ExportedRun.ODD)
                    .append("\n\nmore\n");
        }
        Files.writeString(run.file(CardSections.FILE), card);
        Files.writeString(folder.resolve(format.file()), format.render(RunRecord.of(run)));
        String says = Peers.run(Peers.standards(), folder, Map.of(), 60, VALIDATE.toString(), name, format.file());
        assertEquals("valid", says.strip());
    }
}
