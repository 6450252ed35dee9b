package io.jenkins.plugins.cd4ml.pages.audit;

import hudson.AbortException;
import hudson.Extension;
import hudson.cli.CLICommand;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.audit.AuditVerification;
import io.jenkins.plugins.cd4ml.record.JenkinsAudit;
import org.kohsuke.args4j.Option;

/** {@code cd4ml-audit-verify}: whether the chain of this Jenkins' audit log holds; answers 1 where it does not. */
@Extension
public final class AuditVerifyCommand extends CLICommand {
    @Option(
            name = "--head",
            metaVar = "LINES:DIGEST",
            usage = "A head that was kept elsewhere, such as in an export: the log must go through it, too")
    public String head;

    @Override
    public String getName() {
        return "cd4ml-audit-verify";
    }

    @Override
    public String getShortDescription() {
        return Messages.AuditVerifyCommand_description();
    }

    @Override
    protected int run() throws AbortException {
        AuditQuery.checkPermission();
        try {
            AuditVerification verification = JenkinsAudit.log().verify(AuditQuery.heads(head));
            verification.notes().forEach(note -> stdout.println("Note: " + note + "."));
            verification.findings().forEach(finding -> stdout.println("Broken: " + finding + "."));
            stdout.println(verification.sentence() + " Head: " + verification.head());
            return verification.holds() ? 0 : 1;
        } catch (InputException e) {
            throw new AbortException(e.getMessage());
        }
    }
}
