package io.jenkins.plugins.cd4ml.config;

import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import java.util.List;
import java.util.Set;
import org.kohsuke.stapler.DataBoundSetter;

/** The part of an environment that says who has to agree to a promotion. A class of its own only for its length. */
public abstract class ApprovalPolicy extends AbstractDescribableImpl<Environment> {
    /** What {@link #getUnmappedAuthors} may be, the laxest first. */
    static final List<String> UNMAPPED = List.of("ignore", "extraApproval", "refuse");

    private int approvals = 1;
    private String approvers = "";
    private String roles;
    private boolean requesterMayApprove;
    private boolean reasonRequired;
    private boolean interactiveOnly;
    private String unmappedAuthors;
    private String waivedBy;
    private int expiryHours = 72;
    private boolean supersede;

    /** @return how many different people must approve; 0 for none */
    public int getApprovals() {
        return approvals;
    }

    @DataBoundSetter
    public void setApprovals(int approvals) {
        this.approvals = Math.max(0, approvals);
    }

    /** @return ids of users and groups who may approve, separated by spaces or commas; never null */
    public String getApprovers() {
        return Util.fixNull(approvers);
    }

    @DataBoundSetter
    public void setApprovers(String approvers) {
        this.approvers = Util.fixNull(approvers).trim();
    }

    /** @return the approvers one by one */
    public List<String> approverIds() {
        return Lists.words(approvers);
    }

    /** @return how many of which group must be among those who approve, as {@code 1 of risk, 2 of ml}; "" for no matter */
    public String getRoles() {
        return Util.fixNull(roles);
    }

    @DataBoundSetter
    public void setRoles(String roles) {
        this.roles = Util.fixEmptyAndTrim(roles);
    }

    public boolean isRequesterMayApprove() {
        return requesterMayApprove;
    }

    @DataBoundSetter
    public void setRequesterMayApprove(boolean requesterMayApprove) {
        this.requesterMayApprove = requesterMayApprove;
    }

    public boolean isReasonRequired() {
        return reasonRequired;
    }

    @DataBoundSetter
    public void setReasonRequired(boolean reasonRequired) {
        this.reasonRequired = reasonRequired;
    }

    /** @return whether only a person's session in the browser may answer, no API token and no command line */
    public boolean isInteractiveOnly() {
        return interactiveOnly;
    }

    @DataBoundSetter
    public void setInteractiveOnly(boolean interactiveOnly) {
        this.interactiveOnly = interactiveOnly;
    }

    /**
     * @return what it means that an author of a change is no user of this Jenkins that can be told: {@code ignore},
     *     {@code extraApproval} (one more than {@link #getApprovals}) or {@code refuse}
     */
    public String getUnmappedAuthors() {
        return unmappedAuthors == null ? UNMAPPED.get(0) : unmappedAuthors;
    }

    /** @throws IllegalArgumentException when it is none of the three */
    @DataBoundSetter
    public void setUnmappedAuthors(String unmappedAuthors) {
        String value = Util.fixEmptyAndTrim(unmappedAuthors);
        if (value != null && !UNMAPPED.contains(value)) {
            throw new IllegalArgumentException(Messages.Environment_badUnmappedAuthors(value));
        }
        this.unmappedAuthors = value == null || value.equals(UNMAPPED.get(0)) ? null : value;
    }

    /** @return ids of users and groups whose waivers of gates count here; "" for all who may waive; never null */
    public String getWaivedBy() {
        return Util.fixNull(waivedBy);
    }

    @DataBoundSetter
    public void setWaivedBy(String waivedBy) {
        this.waivedBy = Util.fixEmptyAndTrim(waivedBy);
    }

    /** @return those whose waivers count, one by one; empty for all */
    public Set<String> waiverIds() {
        return Set.copyOf(Lists.words(waivedBy));
    }

    /** @return after how many hours an unanswered request is refused; 0 for never */
    public int getExpiryHours() {
        return expiryHours;
    }

    @DataBoundSetter
    public void setExpiryHours(int expiryHours) {
        this.expiryHours = Math.max(0, expiryHours);
    }

    /** @return whether a newer request for the same model closes the older one */
    public boolean isSupersede() {
        return supersede;
    }

    @DataBoundSetter
    public void setSupersede(boolean supersede) {
        this.supersede = supersede;
    }
}
