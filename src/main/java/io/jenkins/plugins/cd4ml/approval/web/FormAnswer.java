package io.jenkins.plugins.cd4ml.approval.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.Failure;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;
import org.springframework.security.access.AccessDeniedException;

/**
 * Answers what a form or a program posted: a program, which says {@code Accept: application/json}, gets a document, with
 * {@code error} and 400 or, for lack of rights, 403; a form gets the build's page or Jenkins' page of errors.
 */
public final class FormAnswer {
    /** What was asked for. */
    public interface Work {
        ObjectNode done() throws IOException, InterruptedException;
    }

    private FormAnswer() {}

    /** Does it and answers. */
    public static void send(StaplerRequest2 request, StaplerResponse2 response, Run<?, ?> run, Work work)
            throws IOException, InterruptedException {
        boolean json = JsonAnswer.wanted(request);
        try {
            ObjectNode done = work.done();
            if (json) {
                JsonAnswer.send(response, HttpServletResponse.SC_OK, done);
            } else {
                response.sendRedirect(HttpServletResponse.SC_SEE_OTHER, request.getContextPath() + "/" + run.getUrl());
            }
        } catch (Failure | InputException e) {
            if (!json) {
                throw e instanceof Failure failure ? failure : new Failure(e.getMessage());
            }
            error(response, e instanceof NotPermittedFailure ? 403 : 400, e);
        } catch (AccessDeniedException e) {
            if (!json) {
                throw e;
            }
            error(response, HttpServletResponse.SC_FORBIDDEN, e);
        }
    }

    private static void error(StaplerResponse2 response, int status, RuntimeException e) throws IOException {
        JsonAnswer.send(response, status, Json.object().put("error", e.getMessage()));
    }
}
