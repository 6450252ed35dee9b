package io.jenkins.plugins.cd4ml.approval.web;

import hudson.model.Failure;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;

/** An answer that is not taken because of who gives it, or how: 403 instead of 400. */
public final class NotPermittedFailure extends Failure {
    private static final long serialVersionUID = 1L;

    public NotPermittedFailure(String sentence) {
        super(sentence);
    }

    @Override
    public void generateResponse(StaplerRequest2 request, StaplerResponse2 response, Object node, Throwable throwable)
            throws IOException, ServletException {
        request.setAttribute("message", getMessage());
        response.setStatus(HttpServletResponse.SC_FORBIDDEN);
        response.forward(Jenkins.get(), "error", request);
    }
}
