package io.jenkins.plugins.cd4ml.pages.runs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.Extension;
import hudson.model.Action;
import hudson.model.Api;
import hudson.model.Item;
import hudson.model.Job;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.report.TrainingCurve;
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
        return new SideBySide(job, RunIndex.of(job), builds(Stapler.getCurrentRequest2()));
    }

    /** A metric over the runs that the request takes, with bound and champion, at most 320 points. */
    @GET
    public void doTrend(StaplerRequest2 request, StaplerResponse2 response, @QueryParameter String metric)
            throws IOException {
        answer(response, Trend.of(charted(request), text(metric)));
    }

    /** A number of the runs over another value of theirs, at most 320 points; see {@link RunCharts#values}. */
    @GET
    public void doChart(
            StaplerRequest2 request,
            StaplerResponse2 response,
            @QueryParameter String x,
            @QueryParameter String y,
            @QueryParameter String every,
            @QueryParameter String grouped)
            throws IOException {
        answer(response, RunCharts.values(charted(request), text(x), text(y), minutes(every), "true".equals(grouped)));
    }

    /** Values of the first 320 runs on the axes that {@code axis} names, several times. */
    @GET
    public void doParallel(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        String[] axes = request.getParameterValues("axis");
        List<RunFacts> runs = charted(request);
        answer(response, RunCharts.parallel(runs, axes == null ? List.of() : Arrays.asList(axes)));
    }

    /** What trainings told of a metric while they ran, at most 320 points each; see {@link RunCurves#of}. */
    @GET
    public void doCurves(
            StaplerRequest2 request,
            StaplerResponse2 response,
            @QueryParameter String metric,
            @QueryParameter String x,
            @QueryParameter String every)
            throws IOException {
        TrainingCurve.Axis axis = Stream.of(TrainingCurve.Axis.values())
                .filter(known -> known.name().equalsIgnoreCase(x))
                .findFirst()
                .orElse(TrainingCurve.Axis.STEP);
        List<RunFacts> runs = charted(request);
        answer(response, RunCurves.of(RunIndex.of(job), runs, text(metric), axis, minutes(every)));
    }

    /** @return the runs that the filter takes, in the table's order; of them those that {@code build} names, if any */
    private List<RunFacts> charted(StaplerRequest2 request) {
        job.checkPermission(Item.READ);
        List<RunFacts> runs = new RunTable(
                        RunIndex.of(job).runs(),
                        request.getParameter("filter"),
                        request.getParameter("sort"),
                        request.getParameter("order"),
                        null,
                        0)
                .chosen();
        List<Integer> builds = builds(request);
        return builds.isEmpty()
                ? runs
                : runs.stream().filter(run -> builds.contains(run.build())).toList();
    }

    private static List<Integer> builds(StaplerRequest2 request) {
        String[] builds = request.getParameterValues("build");
        return Stream.of(builds == null ? new String[0] : builds)
                .filter(build -> build.matches("[1-9][0-9]{0,8}"))
                .limit(RunTable.PAGE)
                .map(Integer::valueOf)
                .toList();
    }

    private static String text(String parameter) {
        return parameter == null ? "" : parameter;
    }

    private static int minutes(String every) {
        return every != null && every.matches("1|5|60") ? Integer.parseInt(every) : 0;
    }

    private static void answer(StaplerResponse2 response, ObjectNode chart) throws IOException {
        response.setContentType("application/json;charset=UTF-8");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.getWriter().write(Json.line(chart));
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
