package io.jenkins.plugins.cd4ml.pages.files;

import hudson.model.Run;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.Stapler;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.verb.GET;

/**
 * The files of a build's training and model, and a look into one of them. An HTML file, a drawing in SVG or a notebook is shown
 * as its text: what a script of the model's author would do must not happen in the reader's session.
 */
public final class FilesView {
    private final Run<?, ?> run;
    private final RunFiles files;

    /** A line of the list. @param query of the link that looks into it */
    public record Row(String name, String bytes, String query) {}

    public FilesView(Run<?, ?> run) {
        this.run = run;
        this.files = new RunFiles(run);
    }

    /** @return the build, by the name that core's build tabs use */
    public Run<?, ?> getObject() {
        return run;
    }

    public String getDisplayName() {
        return Messages.FilesView_displayName();
    }

    public List<Row> getFiles() throws IOException {
        files.check();
        return files.sizes().entrySet().stream()
                .map(file -> new Row(file.getKey(), FilePreview.size(file.getValue()), query(file.getKey())))
                .toList();
    }

    /** @return whether there are more than are listed */
    public boolean isCut() throws IOException {
        return files.sizes().size() >= RunFiles.MOST;
    }

    public static String query(String name) {
        return "?file=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    /** @return the file that the request names; null for none */
    public FilePreview getPreview() throws IOException {
        files.check();
        String name = Stapler.getCurrentRequest2().getParameter("file");
        try (InputStream in = files.open(name)) {
            return in == null ? null : FilePreview.of(name, files.sizes().get(name), in.readNBytes(FilePreview.TEXT));
        }
    }

    /** A picture, if its bytes are those of one. */
    @GET
    public void doImage(StaplerResponse2 response, @QueryParameter String file) throws IOException {
        files.check();
        try (InputStream in = files.open(file)) {
            byte[] bytes = in == null ? new byte[0] : in.readNBytes(FilePreview.IMAGE + 1);
            String type = FilePreview.image(bytes, bytes.length);
            if (type == null) {
                response.sendError(HttpServletResponse.SC_NOT_FOUND);
                return;
            }
            guard(response);
            response.setContentType(type);
            response.setContentLength(bytes.length);
            response.getOutputStream().write(bytes);
        }
    }

    /** The file as it is, to be kept and not to be shown. */
    @GET
    public void doDownload(StaplerResponse2 response, @QueryParameter String file) throws IOException {
        files.check();
        try (InputStream in = files.open(file)) {
            if (in == null) {
                response.sendError(HttpServletResponse.SC_NOT_FOUND);
                return;
            }
            String plain = file.substring(file.lastIndexOf('/') + 1);
            guard(response);
            response.setContentType("application/octet-stream");
            response.setHeader(
                    "Content-Disposition",
                    "attachment; filename*=UTF-8''"
                            + URLEncoder.encode(plain, StandardCharsets.UTF_8).replace("+", "%20"));
            response.setContentLengthLong(files.sizes().get(file));
            in.transferTo(response.getOutputStream());
        }
    }

    private static void guard(StaplerResponse2 response) {
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Content-Security-Policy", "default-src 'none'; sandbox");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    }
}
