package io.jenkins.plugins.cd4ml.config;

import io.jenkins.plugins.cd4ml.config.signing.TrustedKeys;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Joins the definitions of one environment: whatever each of them asks is asked, and only what all of them allow is
 * allowed. Where it runs (cluster, namespace) is the outermost definition's; {@link #conflict} says when an inner one
 * names something else.
 */
final class Tightening {
    private Tightening() {}

    /**
     * @param layers the definitions, the outermost first
     * @param holds  those that hold for whom it is looked up, on any environment
     */
    static Environment of(List<Environment> layers, List<Hold> holds) {
        Environment base = layers.get(0);
        Environment joined = copy(base);
        for (Environment inner : layers.subList(1, layers.size())) {
            tighten(joined, inner);
        }
        joined.made(
                layers,
                holds.stream()
                        .filter(h -> h.environment().equals(base.getName()))
                        .toList());
        return joined;
    }

    /** @return why an inner definition is none that tightens, in one sentence; null when all are in order */
    static String conflict(Environment environment) {
        Environment base = environment.layers().get(0);
        for (Environment inner : environment.layers()) {
            boolean other = inner.getCredentialsId() != null
                            && !inner.getCredentialsId().equals(base.getCredentialsId())
                    || inner.getNamespace() != null && !inner.getNamespace().equals(base.getNamespace())
                    || inner.getPrometheus() != null && !inner.getPrometheus().equals(base.getPrometheus())
                    || inner.getGitRepository() != null
                            && !inner.getGitRepository().equals(base.getGitRepository());
            if (other) {
                return Messages.Tightening_otherCluster(base.getName());
            }
        }
        return null;
    }

    private static Environment copy(Environment from) {
        Environment to = new Environment(from.getName());
        to.setCredentialsId(from.getCredentialsId());
        to.setControllerServiceAccount(from.isControllerServiceAccount());
        to.setNamespace(from.getNamespace());
        to.setRegistries(from.getRegistries());
        to.setKinds(from.getKinds());
        to.setRolloutMinutes(from.getRolloutMinutes());
        to.setTrainingAllowed(from.isTrainingAllowed());
        to.setPrometheus(from.getPrometheus());
        to.setGitRepository(from.getGitRepository());
        to.setGitBranch(from.getGitBranch());
        to.setGitPath(from.getGitPath());
        to.setGitCredentialsId(from.getGitCredentialsId());
        to.setItems(from.getItems());
        to.setReaders(from.getReaders());
        to.setSharedModels(from.getSharedModels());
        to.setUnattended(from.isUnattended());
        to.setAcceptWarning(from.isAcceptWarning());
        to.setRequiredGates(from.getRequiredGates());
        to.setRequiredEnvironment(from.getRequiredEnvironment());
        to.setRequiredHours(from.getRequiredHours());
        to.setSoakHours(from.getSoakHours());
        to.setFreezes(from.getFreezes());
        to.setHoldAfterRollBack(from.isHoldAfterRollBack());
        to.setChangeTicketRequired(from.isChangeTicketRequired());
        to.setRequireSignature(from.isRequireSignature());
        to.setTrustedKeys(from.getTrustedKeys());
        to.setApprovals(from.getApprovals());
        to.setApprovers(from.getApprovers());
        to.setRoles(from.getRoles());
        to.setRequesterMayApprove(from.isRequesterMayApprove());
        to.setReasonRequired(from.isReasonRequired());
        to.setInteractiveOnly(from.isInteractiveOnly());
        to.setUnmappedAuthors(from.getUnmappedAuthors());
        to.setWaivedBy(from.getWaivedBy());
        to.setExpiryHours(from.getExpiryHours());
        to.setSupersede(from.isSupersede());
        return to;
    }

    private static void tighten(Environment to, Environment by) {
        to.setRegistries(registries(to.allowedRegistries(), by.allowedRegistries()));
        to.setKinds(kinds(to.allowedKinds(), by.allowedKinds()));
        to.setRolloutMinutes(Math.min(to.getRolloutMinutes(), by.getRolloutMinutes()));
        to.setTrainingAllowed(to.isTrainingAllowed() && by.isTrainingAllowed());
        to.setUnattended(to.isUnattended() && by.isUnattended());
        to.setAcceptWarning(to.isAcceptWarning() && by.isAcceptWarning());
        to.setRequiredGates(String.join("\n", either(to.requiredGateNames(), by.requiredGateNames())));
        if (to.getRequiredEnvironment() == null) {
            to.setRequiredEnvironment(by.getRequiredEnvironment());
        }
        to.setRequiredHours(Math.max(to.getRequiredHours(), by.getRequiredHours()));
        to.setSoakHours(Math.max(to.getSoakHours(), by.getSoakHours()));
        to.setFreezes(either(to.getFreezes(), by.getFreezes()));
        to.setHoldAfterRollBack(to.isHoldAfterRollBack() || by.isHoldAfterRollBack());
        to.setChangeTicketRequired(to.isChangeTicketRequired() || by.isChangeTicketRequired());
        to.setRequireSignature(to.isRequireSignature() || by.isRequireSignature());
        to.setTrustedKeys(TrustedKeys.both(to.getTrustedKeys(), by.getTrustedKeys()));
        people(to, by);
    }

    private static void people(Environment to, Environment by) {
        to.setApprovals(Math.max(to.getApprovals(), by.getApprovals()));
        if (!by.approverIds().isEmpty()) { // who is asked one by one looks at the layers: a person may be in a group
            to.setApprovers(
                    to.approverIds().isEmpty()
                            ? by.getApprovers()
                            : String.join(" ", both(to.approverIds(), by.approverIds())));
        }
        to.setRoles(
                to.getRoles().isEmpty() || by.getRoles().isEmpty()
                        ? to.getRoles() + by.getRoles()
                        : to.getRoles() + ", " + by.getRoles());
        to.setRequesterMayApprove(to.isRequesterMayApprove() && by.isRequesterMayApprove());
        to.setReasonRequired(to.isReasonRequired() || by.isReasonRequired());
        to.setInteractiveOnly(to.isInteractiveOnly() || by.isInteractiveOnly());
        to.setUnmappedAuthors(ApprovalPolicy.UNMAPPED.get(Math.max(
                ApprovalPolicy.UNMAPPED.indexOf(to.getUnmappedAuthors()),
                ApprovalPolicy.UNMAPPED.indexOf(by.getUnmappedAuthors()))));
        if (to.getExpiryHours() == 0 || by.getExpiryHours() == 0) {
            to.setExpiryHours(Math.max(to.getExpiryHours(), by.getExpiryHours()));
        } else {
            to.setExpiryHours(Math.min(to.getExpiryHours(), by.getExpiryHours()));
        }
        to.setSupersede(to.isSupersede() || by.isSupersede());
    }

    /** @return the kinds of both; an empty list is that of the usual ones, so none at all is a kind that there is not */
    private static String kinds(List<String> one, List<String> two) {
        List<String> common = both(usual(one), usual(two));
        return common.isEmpty() ? "none" : String.join(" ", common);
    }

    private static List<String> usual(List<String> kinds) {
        return kinds.isEmpty() ? List.of("Deployment", "Service", "ConfigMap") : kinds;
    }

    /** @return the registries that both allow; empty lists allow all */
    private static String registries(List<String> one, List<String> two) {
        if (one.isEmpty() || two.isEmpty()) {
            return String.join(" ", one.isEmpty() ? two : one);
        }
        Set<String> common = new LinkedHashSet<>();
        one.stream().filter(a -> two.stream().anyMatch(b -> within(a, b))).forEach(common::add);
        two.stream().filter(b -> one.stream().anyMatch(a -> within(b, a))).forEach(common::add);
        return common.isEmpty() ? "none" : String.join(" ", common); // never empty, which would allow all
    }

    /** At a border of the path, as images are compared: {@code example.org/team-b} is not in {@code example.org/team}. */
    private static boolean within(String inner, String outer) {
        return inner.equals(outer) || inner.startsWith(outer.endsWith("/") ? outer : outer + "/");
    }

    private static <T> List<T> both(List<T> one, List<T> two) {
        return one.stream().filter(two::contains).toList();
    }

    private static <T> List<T> either(List<T> one, List<T> two) {
        List<T> all = new ArrayList<>(one);
        two.stream().filter(t -> !all.contains(t)).forEach(all::add);
        return all;
    }
}
