package io.jenkins.plugins.cd4ml.pages.models;

import hudson.AbortException;
import hudson.Extension;
import hudson.cli.CLICommand;
import io.jenkins.plugins.cd4ml.engine.InputException;
import java.io.IOException;
import org.kohsuke.args4j.Argument;
import org.kohsuke.args4j.Option;

/** {@code cd4ml-export-version}: all that is kept of a version, for an auditor, as a zip on the standard output. */
@Extension
public final class ExportVersionCommand extends CLICommand {
    @Argument(index = 0, required = true, metaVar = "MODEL", usage = "The model's name")
    public String model;

    @Argument(index = 1, required = true, metaVar = "VERSION", usage = "The version's number")
    public int version;

    @Option(name = "--folder", metaVar = "NAME", usage = "Full name of the folder that the model belongs to")
    public String folder = "";

    @Override
    public String getName() {
        return "cd4ml-export-version";
    }

    @Override
    public String getShortDescription() {
        return Messages.ExportVersionCommand_description();
    }

    @Override
    protected int run() throws IOException {
        try {
            AuditorDownload.write(folder, model, version, stdout);
            stdout.flush();
            return 0;
        } catch (InputException e) {
            throw new AbortException(e.getMessage());
        }
    }
}
