package io.jenkins.plugins.cd4ml.access;

import hudson.model.Run;
import hudson.model.User;
import hudson.security.SecurityRealm;
import io.jenkins.plugins.cd4ml.access.AccessRefusedException.Reason;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.config.Freeze;
import io.jenkins.plugins.cd4ml.config.Hold;
import io.jenkins.plugins.cd4ml.engine.gate.GateItem;
import io.jenkins.plugins.cd4ml.engine.gate.GateReport;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.registry.Alias;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import jenkins.model.Jenkins;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.userdetails.UsernameNotFoundException;

/**
 * Whether a model may go into an environment now: holds, freezes, order, soak time, gates and change ticket. Asked before
 * anybody is asked to approve, and again before the deployment. Roll backs are not asked.
 */
public final class PromotionRules {
    private final Run<?, ?> run;
    private final Environment environment;
    private final Proposal proposal;
    private final Instant now;

    private PromotionRules(Run<?, ?> run, Environment environment, Proposal proposal, Instant now) {
        this.run = run;
        this.environment = environment;
        this.proposal = proposal;
        this.now = now;
    }

    /** @throws AccessRefusedException in one sentence with the way out when it may not */
    public static void check(Run<?, ?> run, Environment environment, Proposal proposal)
            throws AccessRefusedException, InterruptedException {
        check(run, environment, proposal, Instant.now());
    }

    static void check(Run<?, ?> run, Environment environment, Proposal proposal, Instant now)
            throws AccessRefusedException, InterruptedException {
        PromotionRules rules = new PromotionRules(run, environment, proposal, now);
        rules.times();
        rules.order();
        rules.soak();
        rules.gates();
        rules.ticket();
    }

    private void times() throws AccessRefusedException {
        for (Hold hold : environment.holds()) {
            if (hold.model() == null || hold.model().equals(proposal.model())) {
                throw refusal(
                        Reason.HELD,
                        hold.shown() + "; whoever has CD4ML/Manage "
                                + (hold.folder().isEmpty() ? "on all of Jenkins" : "on the folder " + hold.folder())
                                + " can lift the hold with Jenkins' command cd4ml-lift-hold " + hold.arguments()
                                + " --reason TEXT.");
            }
        }
        for (Freeze freeze : environment.getFreezes()) {
            if (freeze.covers(now.atZone(ZoneOffset.UTC))) {
                throw refusal(
                        Reason.FROZEN,
                        environment.getName() + " takes no promotion from " + freeze.shown() + "; run it again after.");
            }
        }
    }

    private void order() throws AccessRefusedException {
        for (Environment layer : environment.layers()) {
            String before = layer.getRequiredEnvironment();
            if (before != null) {
                Alias alias = BuildRecord.registry(run, proposal.model()).alias(proposal.model(), before);
                Instant since = since(alias, proposal.digest());
                if (since == null) {
                    throw refusal(
                            Reason.ORDER,
                            environment.getName() + " takes only what " + before + " serves, and " + before
                                    + " does not serve this model (" + proposal.digest()
                                    + "); promote it there first.");
                }
                Instant due = since.plus(Duration.ofHours(layer.getRequiredHours()));
                if (now.isBefore(due)) {
                    throw refusal(
                            Reason.ORDER,
                            environment.getName() + " takes what " + before + " has served for "
                                    + layer.getRequiredHours() + " hours, which is from " + due
                                    + " on; run it again then.");
                }
            }
        }
    }

    private void soak() throws AccessRefusedException {
        Alias alias = BuildRecord.registry(run, proposal.model()).alias(proposal.model(), environment.getName());
        String serving = alias.current().map(Alias.Move::digest).orElse(null);
        if (environment.getSoakHours() == 0 || serving == null || serving.equals(proposal.digest())) {
            return;
        }
        Instant due = since(alias, serving).plus(Duration.ofHours(environment.getSoakHours()));
        if (now.isBefore(due)) {
            throw refusal(
                    Reason.SOAKING,
                    environment.getName() + " lets a version serve for " + environment.getSoakHours()
                            + " hours before the next, which is until " + due + "; run it again then.");
        }
    }

    /** @return since when the environment has served this model without a break; null when it does not */
    private static Instant since(Alias alias, String digest) {
        Instant since = null;
        List<Alias.Move> history = alias.history();
        for (int i = history.size() - 1; i >= 0 && history.get(i).digest().equals(digest); i--) {
            since = Instant.parse(history.get(i).when());
        }
        return since;
    }

    private void gates() throws AccessRefusedException {
        if (proposal.acceptWarning() && !environment.isAcceptWarning()) {
            throw refusal(
                    Reason.GATES,
                    "acceptWarning: " + environment.getName()
                            + " takes no warnings; leave it out, or an administrator allows it there.");
        }
        RunFolder record = BuildRecord.of(run);
        if (!record.has(RunFolder.GATES)) {
            return; // the engine says that checkGates is missing
        }
        List<GateItem> items = record.read(RunFolder.GATES, GateReport.class).items();
        for (String required : environment.requiredGateNames()) {
            if (items.stream()
                    .noneMatch(
                            i -> i.name().equals(required) && i.verdict().name().equals("PASSED"))) {
                throw refusal(
                        Reason.GATES,
                        environment.getName() + " requires the gate '" + required
                                + "', which is not among those of this build that passed; cd4ml.yaml must have it.");
            }
        }
        for (Environment layer : environment.layers()) {
            if (!layer.waiverIds().isEmpty()) {
                waivers(items, layer.waiverIds());
            }
        }
    }

    private void waivers(List<GateItem> items, Set<String> allowed) throws AccessRefusedException {
        for (GateItem item : items) {
            if (item.waiver() != null && !named(item.waiver().by(), allowed)) {
                throw refusal(
                        Reason.GATES,
                        "The gate '" + item.name() + "' was waived by "
                                + item.waiver().by() + ", whose waivers do not" + " count in " + environment.getName()
                                + ", which names who may waive.");
            }
            waivers(item.members(), allowed);
        }
    }

    private static boolean named(String person, Set<String> allowed) {
        SecurityRealm realm = Jenkins.get().getSecurityRealm();
        if (allowed.stream().anyMatch(a -> realm.getUserIdStrategy().equals(a, person))) {
            return true;
        }
        User user = User.getById(person, false);
        try {
            return user != null
                    && user.impersonate2().getAuthorities().stream()
                            .map(GrantedAuthority::getAuthority)
                            .anyMatch(g -> allowed.stream()
                                    .anyMatch(a -> realm.getGroupIdStrategy().equals(a, g)));
        } catch (UsernameNotFoundException e) {
            return false;
        }
    }

    private void ticket() throws AccessRefusedException, InterruptedException {
        if (!environment.isChangeTicketRequired()) {
            return;
        }
        String ticket = proposal.changeTicket();
        if (ticket == null) {
            throw refusal(
                    Reason.TICKET,
                    environment.getName() + " needs a change ticket; say promoteModel … changeTicket: 'CHG0012345'.");
        }
        if (ChangeTickets.all().isEmpty()) {
            throw refusal(
                    Reason.TICKET,
                    environment.getName()
                            + " needs a change ticket, and no plugin is installed that knows of tickets.");
        }
        for (ChangeTickets system : ChangeTickets.all()) {
            try {
                if (!system.approves(ticket, run, proposal.model(), environment.getName())) {
                    throw refusal(
                            Reason.TICKET, "The change ticket " + ticket + " is not approved for this promotion.");
                }
            } catch (IOException | RuntimeException e) {
                if (e instanceof AccessRefusedException refused) {
                    throw refused;
                }
                throw refusal(
                        Reason.TICKET,
                        "It could not be asked whether the change ticket " + ticket + " is approved, so it is not.");
            }
        }
    }

    private static AccessRefusedException refusal(Reason reason, String sentence) {
        return new AccessRefusedException(reason, sentence);
    }
}
