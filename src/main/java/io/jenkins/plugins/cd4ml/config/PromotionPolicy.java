package io.jenkins.plugins.cd4ml.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import io.jenkins.plugins.cd4ml.config.signing.TrustedKeys;
import java.util.ArrayList;
import java.util.List;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * The part of an environment that says which builds may use it, what a model must have behind it and when it may come.
 * A class of its own only for its length.
 */
public abstract class PromotionPolicy extends ApprovalPolicy {
    private String items;
    private String readers;
    private String sharedModels;
    private boolean unattended;
    private boolean acceptWarning;
    private String requiredGates;
    private String requiredEnvironment;
    private int requiredHours;
    private int soakHours;
    private List<Freeze> freezes;
    private boolean holdAfterRollBack;
    private boolean changeTicketRequired;
    private boolean requireSignature;
    private String trustedKeys;

    /**
     * @return the jobs that may promote here, one a line: the full name of a job or of a folder (then all in it), or a
     *     pattern in which {@code *} stands for anything but a slash and {@code **} for anything; "" for none at all
     */
    public String getItems() {
        return Util.fixNull(items);
    }

    @DataBoundSetter
    public void setItems(String items) {
        this.items = Util.fixEmptyAndTrim(items);
    }

    /** @return the patterns of {@link #getItems} one by one */
    public List<String> itemPatterns() {
        return Lists.lines(items);
    }

    /**
     * @return the jobs that may compare themselves with what is served here, beside {@link #getItems}, written as those
     *     are; they receive the model's files; never null
     */
    public String getReaders() {
        return Util.fixNull(readers);
    }

    @DataBoundSetter
    public void setReaders(String readers) {
        this.readers = Util.fixEmptyAndTrim(readers);
    }

    /** @return the patterns of {@link #getReaders} one by one */
    public List<String> readerPatterns() {
        return Lists.lines(readers);
    }

    /** @return names of models that several projects may promote here, one a line; never null */
    public String getSharedModels() {
        return Util.fixNull(sharedModels);
    }

    @DataBoundSetter
    public void setSharedModels(String sharedModels) {
        this.sharedModels = Util.fixEmptyAndTrim(sharedModels);
    }

    /** @return the names of {@link #getSharedModels} one by one */
    public List<String> sharedModelNames() {
        return Lists.lines(sharedModels);
    }

    /** @return whether builds may promote that no person can be named for: those of a timer or a push */
    public boolean isUnattended() {
        return unattended;
    }

    @DataBoundSetter
    public void setUnattended(boolean unattended) {
        this.unattended = unattended;
    }

    /** @return whether a build may accept gates that failed softly ({@code onFailure: unstable}) */
    public boolean isAcceptWarning() {
        return acceptWarning;
    }

    @DataBoundSetter
    public void setAcceptWarning(boolean acceptWarning) {
        this.acceptWarning = acceptWarning;
    }

    /** @return names of gates that must be in the report and PASSED, one a line; never null */
    public String getRequiredGates() {
        return Util.fixNull(requiredGates);
    }

    @DataBoundSetter
    public void setRequiredGates(String requiredGates) {
        this.requiredGates = Util.fixEmptyAndTrim(requiredGates);
    }

    /** @return the names of {@link #getRequiredGates} one by one */
    public List<String> requiredGateNames() {
        return Lists.lines(requiredGates);
    }

    /** @return the environment that must serve the same model version before; null for none */
    @CheckForNull
    public String getRequiredEnvironment() {
        return requiredEnvironment;
    }

    @DataBoundSetter
    public void setRequiredEnvironment(String requiredEnvironment) {
        this.requiredEnvironment = Util.fixEmptyAndTrim(requiredEnvironment);
    }

    /** @return since how many hours {@link #getRequiredEnvironment} must serve it; 0 for any time */
    public int getRequiredHours() {
        return requiredHours;
    }

    @DataBoundSetter
    public void setRequiredHours(int requiredHours) {
        this.requiredHours = Math.max(0, requiredHours);
    }

    /** @return how many hours a version serves here before the next may follow; a roll back need not wait */
    public int getSoakHours() {
        return soakHours;
    }

    @DataBoundSetter
    public void setSoakHours(int soakHours) {
        this.soakHours = Math.max(0, soakHours);
    }

    /** @return when nothing is promoted here; never null */
    public List<Freeze> getFreezes() {
        return freezes == null ? List.of() : freezes;
    }

    @DataBoundSetter
    public void setFreezes(List<Freeze> freezes) {
        this.freezes = freezes == null || freezes.isEmpty() ? null : new ArrayList<>(freezes);
    }

    /** @return whether a roll back holds its model here until a person lifts the hold */
    public boolean isHoldAfterRollBack() {
        return holdAfterRollBack;
    }

    @DataBoundSetter
    public void setHoldAfterRollBack(boolean holdAfterRollBack) {
        this.holdAfterRollBack = holdAfterRollBack;
    }

    /** @return whether a promotion needs a change ticket that another system says is approved */
    public boolean isChangeTicketRequired() {
        return changeTicketRequired;
    }

    @DataBoundSetter
    public void setChangeTicketRequired(boolean changeTicketRequired) {
        this.changeTicketRequired = changeTicketRequired;
    }

    /** @return whether only versions serve here that the owner of one of {@link #getTrustedKeys} signed */
    public boolean isRequireSignature() {
        return requireSignature;
    }

    @DataBoundSetter
    public void setRequireSignature(boolean requireSignature) {
        this.requireSignature = requireSignature;
    }

    /** @return public keys as PEM, one after the other; never null */
    public String getTrustedKeys() {
        return Util.fixNull(trustedKeys);
    }

    /** @throws IllegalArgumentException when they are no public keys, with the way out */
    @DataBoundSetter
    public void setTrustedKeys(String trustedKeys) {
        this.trustedKeys = TrustedKeys.normalized(trustedKeys);
    }
}
