package io.jenkins.plugins.cd4ml.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.interceptor.RequirePOST;

/**
 * A time in which an environment takes no promotion: from one date to another ({@code 2026-12-20} to the end of
 * {@code 2027-01-06}, or {@code 2026-12-20T16:00}), or every week ({@code FRI 16:00} to {@code MON 08:00}). Roll backs are
 * let through: they are what one does in an emergency.
 */
public final class Freeze extends AbstractDescribableImpl<Freeze> {
    private static final int MINUTES_OF_DAY = 24 * 60;

    private final String from;
    private final String to;
    private String zone;
    private String reason;

    /** @throws IllegalArgumentException when the two are not times of the same kind in that order */
    @DataBoundConstructor
    public Freeze(String from, String to) {
        this.from = Util.fixNull(from).trim();
        this.to = Util.fixNull(to).trim();
        check(this.from, this.to);
    }

    public String getFrom() {
        return from;
    }

    public String getTo() {
        return to;
    }

    /** @return the time zone's id, such as {@code Europe/Berlin}; null for UTC */
    @CheckForNull
    public String getZone() {
        return zone;
    }

    /** @throws IllegalArgumentException when there is no such time zone */
    @DataBoundSetter
    public void setZone(String zone) {
        this.zone = Util.fixEmptyAndTrim(zone);
        try {
            zoneId();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(Messages.Freeze_badZone(zone), e);
        }
    }

    @CheckForNull
    public String getReason() {
        return reason;
    }

    @DataBoundSetter
    public void setReason(String reason) {
        this.reason = Util.fixEmptyAndTrim(reason);
    }

    /** @return whether it holds at this time; also when it cannot be read, so that a spoilt one does not open the door */
    public boolean covers(ZonedDateTime time) {
        try {
            ZonedDateTime local = time.withZoneSameInstant(zoneId());
            if (weekly(from)) {
                int now = minuteOfWeek(local.getDayOfWeek(), local.toLocalTime());
                int begin = minuteOfWeek(from);
                int end = minuteOfWeek(to);
                return begin < end ? now >= begin && now < end : now >= begin || now < end;
            }
            LocalDateTime now = local.toLocalDateTime();
            return !now.isBefore(date(from, false)) && now.isBefore(date(to, true));
        } catch (DateTimeException | IllegalArgumentException e) {
            return true;
        }
    }

    /** @return both ends, the zone and the reason, for people */
    public String shown() {
        return from + " to " + to + " " + zoneId().getId() + (reason == null ? "" : " (" + reason + ")");
    }

    private ZoneId zoneId() {
        return ZoneId.of(zone == null ? "UTC" : zone);
    }

    private static void check(String from, String to) {
        try {
            if (weekly(from) != weekly(to)) {
                throw new IllegalArgumentException(Messages.Freeze_badTimes(from, to));
            }
            boolean right = weekly(from)
                    ? minuteOfWeek(from) != minuteOfWeek(to)
                    : date(from, false).isBefore(date(to, true));
            if (!right) {
                throw new IllegalArgumentException(Messages.Freeze_badTimes(from, to));
            }
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(Messages.Freeze_badTimes(from, to), e);
        }
    }

    private static boolean weekly(String text) {
        return !text.isEmpty() && Character.isLetter(text.charAt(0));
    }

    private static int minuteOfWeek(String text) {
        String[] parts = text.split("\\s+");
        List<DayOfWeek> day = List.of(DayOfWeek.values()).stream()
                .filter(d -> d.name().startsWith(parts[0].toUpperCase(Locale.ROOT)) && parts[0].length() >= 2)
                .toList();
        if (day.size() != 1 || parts.length > 2) {
            throw new DateTimeException(text);
        }
        return minuteOfWeek(day.get(0), parts.length == 1 ? LocalTime.MIDNIGHT : LocalTime.parse(parts[1]));
    }

    private static int minuteOfWeek(DayOfWeek day, LocalTime time) {
        return (day.getValue() - 1) * MINUTES_OF_DAY + time.toSecondOfDay() / 60;
    }

    /** @param end whether a date without a time means its end */
    private static LocalDateTime date(String text, boolean end) {
        if (text.contains("T") || text.contains(" ")) {
            return LocalDateTime.parse(text.replace(' ', 'T'));
        }
        LocalDate date = LocalDate.parse(text);
        return (end ? date.plusDays(1) : date).atStartOfDay();
    }

    @Extension
    @Symbol("freeze")
    public static final class DescriptorImpl extends Descriptor<Freeze> {
        @Override
        public String getDisplayName() {
            return Messages.Freeze_displayName();
        }

        @RequirePOST
        public FormValidation doCheckTo(@QueryParameter String from, @QueryParameter String to) {
            Jenkins.get().checkPermission(Jenkins.READ);
            try {
                check(Util.fixNull(from).trim(), Util.fixNull(to).trim());
                return FormValidation.ok();
            } catch (IllegalArgumentException e) {
                return FormValidation.error(e.getMessage());
            }
        }

        @RequirePOST
        public FormValidation doCheckZone(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.READ);
            String zone = Util.fixEmptyAndTrim(value);
            return zone == null || ZoneId.getAvailableZoneIds().contains(zone)
                    ? FormValidation.ok()
                    : FormValidation.error(Messages.Freeze_badZone(zone));
        }
    }
}
