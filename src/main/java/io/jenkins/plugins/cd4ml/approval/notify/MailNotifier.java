package io.jenkins.plugins.cd4ml.approval.notify;

import hudson.Extension;
import hudson.model.Run;
import hudson.model.User;
import hudson.tasks.Mailer;
import io.jenkins.plugins.cd4ml.approval.decision.Principal;
import io.jenkins.plugins.cd4ml.approval.request.ApprovalRequest;
import io.jenkins.plugins.cd4ml.approval.request.RequestListener;
import io.jenkins.plugins.cd4ml.config.EffectiveEnvironments;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.JenkinsLocationConfiguration;

/**
 * Mails the approvers that a request was made, and its requester what it came to, where the mailer plugin is. The mail
 * leads to the request and settles nothing: an address in a mail may be fetched by a scanner.
 */
@Extension(optional = true)
public final class MailNotifier implements RequestListener {
    @Override
    public void changed(Run<?, ?> run, ApprovalRequest request, String event) throws Exception {
        if (!Notifications.get().isMail()) {
            return;
        }
        if (event.equals("requested")) {
            List<String> approvers = EffectiveEnvironments.named(request.environment, run.getParent())
                    .approverIds();
            send(addresses(approvers), subject(request, "waits for approval"), text(run, request));
        } else if (!request.open() && request.requester != null) {
            send(addresses(List.of("user:" + request.requester)), subject(request, "is settled"), text(run, request));
        }
    }

    /** Groups have no address; their members see the request on the page of all. */
    private static List<InternetAddress> addresses(List<String> names) throws MessagingException {
        List<InternetAddress> addresses = new ArrayList<>();
        for (String name : names) {
            Principal principal = Principal.parse(name);
            User user = principal.user() ? User.getById(principal.id(), false) : null;
            Mailer.UserProperty property = user == null ? null : user.getProperty(Mailer.UserProperty.class);
            String address = property == null ? null : property.getAddress();
            if (address != null && address.contains("@")) {
                addresses.add(new InternetAddress(address));
            }
        }
        return addresses;
    }

    private static String subject(ApprovalRequest request, String what) {
        return ("CD4ML: " + request.model + " for " + request.environment + " " + what).replaceAll("\\p{Cntrl}", " ");
    }

    private static String text(Run<?, ?> run, ApprovalRequest request) {
        return (request.rollBack ? "Roll back of " : "Promotion of ") + request.model + " ("
                + request.digests.getOrDefault("model", "") + ") in " + request.environment + "\n"
                + "Build: " + run.getFullDisplayName() + "\n"
                + (request.requester == null ? "" : "Requested by: " + request.requester + "\n")
                + (request.reason == null ? "" : "Reason: " + request.reason + "\n")
                + (request.outcome == null ? "" : "Outcome: " + request.outcome + "\n")
                + "\n" + WebhookNotifier.url(run, request) + "\n";
    }

    private static void send(List<InternetAddress> to, String subject, String text) throws MessagingException {
        if (to.isEmpty()) {
            return;
        }
        MimeMessage message = new MimeMessage(Mailer.descriptor().createSession());
        message.setFrom(new InternetAddress(JenkinsLocationConfiguration.get().getAdminAddress()));
        for (InternetAddress address : to) {
            message.addRecipient(Message.RecipientType.TO, address);
        }
        message.setSubject(subject, StandardCharsets.UTF_8.name());
        message.setText(text, StandardCharsets.UTF_8.name());
        Transport.send(message);
    }
}
