package io.jenkins.plugins.cd4ml.approval.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;

/** Answers for programs. */
public final class JsonAnswer {
    private JsonAnswer() {}

    public static boolean wanted(StaplerRequest2 request) {
        String accept = request.getHeader("Accept");
        return accept != null && accept.contains("application/json");
    }

    public static void send(StaplerResponse2 response, int status, JsonNode document) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json;charset=UTF-8");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Cache-Control", "no-store");
        response.getWriter().write(Json.text(document));
    }
}
