package io.jenkins.plugins.cd4ml.pages.audit;

import hudson.AbortException;
import hudson.Extension;
import hudson.cli.CLICommand;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.audit.AuditExport;
import io.jenkins.plugins.cd4ml.engine.audit.AuditFilter;
import io.jenkins.plugins.cd4ml.record.JenkinsAudit;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.kohsuke.args4j.Option;

/** {@code cd4ml-audit-export}: records of this Jenkins' audit log; answers 1 where its chain is broken. */
@Extension
public final class AuditExportCommand extends CLICommand {
    @Option(name = "--format", metaVar = "FORMAT", usage = "jsonl, with the log's head at the end, or csv")
    public String format = "jsonl";

    @Option(name = "--folder", metaVar = "NAME", usage = "Only what is about models of this folder")
    public String folder;

    @Option(name = "--model", metaVar = "MODEL", usage = "Only what is about this model")
    public String model;

    @Option(name = "--who", metaVar = "ID", usage = "Only what this user did")
    public String who;

    @Option(name = "--from", metaVar = "TIME", usage = "A day (2026-03-31, UTC) or an instant (2026-03-31T12:00:00Z)")
    public String from;

    @Option(name = "--until", metaVar = "TIME", usage = "The last day or instant that is wanted")
    public String until;

    @Override
    public String getName() {
        return "cd4ml-audit-export";
    }

    @Override
    public String getShortDescription() {
        return Messages.AuditExportCommand_description();
    }

    @Override
    protected int run() throws IOException {
        AuditQuery.checkPermission();
        if (!format.equals("jsonl") && !format.equals("csv")) {
            throw new AbortException("--format is jsonl or csv, not " + format + ".");
        }
        try {
            AuditFilter filter = AuditQuery.filter(folder, model, who, from, until);
            AuditQuery.exported(format, filter);
            Writer out = new OutputStreamWriter(stdout, StandardCharsets.UTF_8);
            boolean holds = AuditExport.write(JenkinsAudit.log(), filter, AuditQuery.format(format), out)
                    .holds();
            out.flush();
            return holds ? 0 : 1;
        } catch (InputException e) {
            throw new AbortException(e.getMessage());
        }
    }
}
