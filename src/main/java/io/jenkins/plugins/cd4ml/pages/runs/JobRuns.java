package io.jenkins.plugins.cd4ml.pages.runs;

import hudson.Extension;
import hudson.model.Action;
import hudson.model.Api;
import hudson.model.Item;
import hudson.model.Job;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.pages.document.VerdictText;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import jenkins.model.TransientActionFactory;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.Stapler;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.verb.GET;

/** A job's runs, at {@code cd4ml-runs}: trends, a table to filter and sort, runs side by side, downloads. */
public final class JobRuns implements Action {
    private final Job<?, ?> job;

    JobRuns(Job<?, ?> job) {
        this.job = job;
    }

    @Override
    public String getIconFileName() {
        return "symbol-analytics-outline plugin-ionicons-api";
    }

    @Override
    public String getDisplayName() {
        return Messages.JobRuns_displayName();
    }

    @Override
    public String getUrlName() {
        return "cd4ml-runs";
    }

    public Job<?, ?> getJob() {
        return job;
    }

    /** @return {@code api/json} of the runs that the request asks for */
    public Api getApi() {
        return new Api(new RunsBean(getTable().chosen()));
    }

    /** @return whether records are still being read */
    public boolean isMaking() {
        return RunIndex.of(job).isMaking();
    }

    /** @return the runs that the request asks for */
    public RunTable getTable() {
        return table(Stapler.getCurrentRequest2());
    }

    private RunTable table(StaplerRequest2 request) {
        String[] columns = request.getParameterValues("column");
        String page = request.getParameter("page");
        return new RunTable(
                RunIndex.of(job).runs(),
                request.getParameter("filter"),
                request.getParameter("sort"),
                request.getParameter("order"),
                columns == null ? List.of() : Arrays.asList(columns),
                page != null && page.matches("[0-9]{1,5}") ? Integer.parseInt(page) : 0);
    }

    /** @return a verdict as a CSS class, whatever an agent wrote */
    public static String css(String verdict) {
        return VerdictText.css(verdict);
    }

    /** @return a verdict in the reader's language */
    public static String said(String verdict) {
        return VerdictText.of(verdict);
    }

    /** The runs that {@code build} names, several times, side by side. */
    public SideBySide getCompare() {
        job.checkPermission(Item.READ);
        String[] builds = Stapler.getCurrentRequest2().getParameterValues("build");
        return new SideBySide(
                job,
                RunIndex.of(job),
                Stream.of(builds == null ? new String[0] : builds)
                        .filter(b -> b.matches("[1-9][0-9]{0,8}"))
                        .map(Integer::valueOf)
                        .toList());
    }

    /** A metric over the runs that the filter takes, at most 320 points. */
    @GET
    public void doTrend(StaplerRequest2 request, StaplerResponse2 response, @QueryParameter String metric)
            throws IOException {
        job.checkPermission(Item.READ);
        response.setContentType("application/json;charset=UTF-8");
        response.setHeader("X-Content-Type-Options", "nosniff");
        List<RunFacts> runs =
                new RunTable(RunIndex.of(job).runs(), request.getParameter("filter"), null, null, null, 0).chosen();
        response.getWriter().write(Json.line(Trend.of(runs, metric == null ? "" : metric)));
    }

    /** The runs that the filter takes, as CSV. */
    @GET
    public void doCsv(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        job.checkPermission(Item.READ);
        RunDownloads.csv(table(request), response);
    }

    /** The runs that the filter takes, as JSON. */
    @GET
    public void doJson(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        job.checkPermission(Item.READ);
        RunDownloads.json(table(request), response);
    }

    /** Only jobs with a record have the page. */
    @Extension
    public static final class Factory extends TransientActionFactory<Job<?, ?>> {
        @Override
        @SuppressWarnings("unchecked")
        public Class<Job<?, ?>> type() {
            return (Class<Job<?, ?>>) (Class<?>) Job.class;
        }

        @Override
        public Collection<? extends Action> createFor(Job<?, ?> job) {
            return RunIndex.any(job) ? List.of(new JobRuns(job)) : List.of();
        }
    }
}
