package io.jenkins.plugins.cd4ml.pages.models;

import hudson.AbortException;
import hudson.Util;
import hudson.model.Action;
import hudson.model.Api;
import hudson.model.Failure;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.pages.models.VisibleModels.Key;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.Stapler;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.verb.GET;

/** The models of this Jenkins, or of a folder and those below it, at {@code cd4ml-models}. */
public abstract class ModelsAction implements Action {
    private static final int MOST = 500;

    private final String scope;

    /** @param scope full name of a folder; empty for all of this Jenkins */
    ModelsAction(String scope) {
        this.scope = scope;
    }

    @Override
    public String getIconFileName() {
        return "symbol-cube-outline plugin-ionicons-api";
    }

    @Override
    public String getDisplayName() {
        return Messages.ModelsAction_displayName();
    }

    @Override
    public String getUrlName() {
        return "cd4ml-models";
    }

    public String getScope() {
        return scope;
    }

    /** @return what the reader searches for */
    public String getQuery() {
        String query = Stapler.getCurrentRequest2().getParameter("search");
        return query == null ? "" : query.strip();
    }

    /** @return the models that the reader may see and searches for, by folder and name */
    public List<ModelRow> getModels() {
        VisibleModels visible = new VisibleModels();
        String wanted = getQuery().toLowerCase(Locale.ROOT);
        List<ModelRow> rows = new ArrayList<>();
        for (Key model : visible.models(scope)) {
            ModelRow row = ModelRow.of(visible, model);
            if (row != null && row.matches(wanted) && rows.size() < MOST) {
                rows.add(row);
            }
        }
        return rows;
    }

    /** @return {@code api/json} */
    public Api getApi() {
        return new Api(new ModelsBean(getModels()));
    }

    /** A badge of the model that {@code folder} and {@code name} say, an SVG document that browsers keep for a minute. */
    @GET
    public void doBadge(StaplerRequest2 request, StaplerResponse2 response, @QueryParameter String environment)
            throws IOException {
        String svg = ModelBadge.of(new VisibleModels(), asked(), Util.fixEmpty(environment));
        String tag = '"' + Util.getDigestOf(svg) + '"';
        response.setHeader("ETag", tag);
        response.setHeader("Cache-Control", "private, max-age=60"); // another reader may see another one
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Content-Security-Policy", "default-src 'none'");
        if (tag.equals(request.getHeader("If-None-Match"))) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        response.setContentType("image/svg+xml;charset=UTF-8");
        response.getWriter().write(svg);
    }

    /** All that is kept of the version that {@code folder}, {@code name} and {@code number} say, as a zip. */
    @GET
    public void doAuditorExport(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        AuditorDownload.checkPermission();
        Key model = asked();
        int version = number(request.getParameter("number"));
        if (model == null
                || new VisibleModels()
                        .registry(model.folder())
                        .version(model.name(), version)
                        .isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        response.setContentType("application/zip");
        response.setHeader(
                "Content-Disposition", "attachment; filename=\"" + model.name() + "-" + version + "-audit.zip\"");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Cache-Control", "no-store");
        try {
            AuditorDownload.write(model.folder(), model.name(), version, response.getOutputStream());
        } catch (AbortException | InputException e) { // the signing key, say
            throw new Failure(e.getMessage());
        }
    }

    /** @return the page of the model that {@code folder} and {@code name} say */
    public ModelView getModel() {
        return new ModelView(new VisibleModels(), asked());
    }

    /** @return the page of the version that {@code folder}, {@code name} and {@code number} say */
    public VersionView getVersion() {
        StaplerRequest2 request = Stapler.getCurrentRequest2();
        return new VersionView(
                new VisibleModels(),
                asked(),
                number(request.getParameter("number")),
                number(request.getParameter("against")));
    }

    /** @return the model asked for; one that cannot be, where it is not in this folder */
    private Key asked() {
        StaplerRequest2 request = Stapler.getCurrentRequest2();
        String folder = request.getParameter("folder") == null ? "" : request.getParameter("folder");
        String name = request.getParameter("name") == null ? "" : request.getParameter("name");
        try {
            Key asked = new Key(folder, name);
            return new VisibleModels().models(scope).contains(asked) ? asked : null;
        } catch (InputException e) {
            return null; // no name of a folder
        }
    }

    private static int number(String text) {
        return text != null && text.matches("[1-9][0-9]{0,8}") ? Integer.parseInt(text) : 0;
    }
}
