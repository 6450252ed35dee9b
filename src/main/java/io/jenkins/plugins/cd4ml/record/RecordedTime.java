package io.jenkins.plugins.cd4ml.record;

import hudson.Util;
import io.jenkins.plugins.cd4ml.engine.report.Times;
import java.time.Instant;
import java.time.ZoneId;

/**
 * A recorded instant as pages show it. Records come from agents: what is no instant is shown as it is.
 *
 * @param instant  for programs; null for what is none
 * @param relative how long ago, or in how long, in the reader's language
 * @param exactly  in the controller's time zone, for the reader's own is not open to plugins
 */
public record RecordedTime(String instant, String relative, String exactly) {
    public static RecordedTime of(String recorded) {
        String text = recorded == null ? "" : recorded;
        Instant instant = Times.instant(text);
        String exactly = Times.text(text, ZoneId.systemDefault());
        if (instant == null) {
            return new RecordedTime(null, text, exactly);
        }
        long seconds = Instant.now().getEpochSecond() - instant.getEpochSecond();
        if (Math.abs(seconds) > Integer.MAX_VALUE) {
            return new RecordedTime(text, exactly, exactly);
        }
        String span = Util.getTimeSpanString(Math.abs(seconds) * 1000);
        return new RecordedTime(
                text, seconds < 0 ? Messages.RecordedTime_ahead(span) : Messages.RecordedTime_ago(span), exactly);
    }
}
