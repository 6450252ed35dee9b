package io.jenkins.plugins.cd4ml.engine.cli;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.cli.local.LocalRuns;
import io.jenkins.plugins.cd4ml.engine.export.ExportFormat;
import io.jenkins.plugins.cd4ml.engine.export.RunRecord;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "export-lineage", description = "Write a run's record in the format of another tool.")
final class ExportLineage extends Verb {
    @Option(
            names = "--format",
            required = true,
            paramLabel = "FORMAT",
            description = "openlineage, cyclonedx, spdx, in-toto or prov.")
    String format;

    @Option(names = "--run", paramLabel = "N", description = "The run (default: the last one).")
    String run;

    @Option(names = "--to", paramLabel = "FILE", description = "Where to (default: the standard output).")
    Path to;

    @Override
    Outcome run(Progress progress) {
        ExportFormat wanted = ExportFormat.of(format);
        RunFolder folder = main.givenRunFolder != null
                ? new RunFolder(main.givenRunFolder)
                : LocalRuns.of(main.directory).named(run);
        String text = wanted.render(RunRecord.of(folder));
        if (to == null) {
            main.print(text);
            return new Outcome(true, "Run " + folder.id() + " as " + format + ".", Json.object());
        }
        try {
            Files.writeString(to, text);
        } catch (IOException e) {
            throw new InputException(to + " cannot be written: " + FileErrors.reason(e) + ".", e);
        }
        return new Outcome(true, "Wrote run " + folder.id() + " as " + format + " to " + to + ".", Json.object());
    }
}
