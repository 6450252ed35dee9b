package io.jenkins.plugins.cd4ml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;

/** Deque's axe-core in a browser: what a page breaks of WCAG 2.2, levels A and AA. Comes by npm, once. */
public final class Axe {
    private static final String PACKAGE = "axe-core-4.10.3.tgz";
    private static final Path FOLDER = Path.of("target/axe");
    private static final Path SCRIPT = FOLDER.resolve("package/axe.min.js");

    private Axe() {}

    /** @return the script; skips the test where it cannot be had */
    public static String script() throws IOException, InterruptedException {
        if (!Files.exists(SCRIPT)) {
            Files.createDirectories(FOLDER);
            run(List.of("npm", "pack", PACKAGE.replaceFirst("-([0-9.]+)\\.tgz", "@$1")));
            run(List.of("tar", "-xzf", PACKAGE));
        }
        Assumptions.assumeTrue(Files.exists(SCRIPT), "axe-core is not there: npm pack it into " + FOLDER);
        return Files.readString(SCRIPT);
    }

    private static void run(List<String> command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(FOLDER.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(FOLDER.resolve("log").toFile())
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroy();
            }
        } catch (IOException e) {
            // there is no such program: the script is not there then
        }
    }

    /** @return what breaks a rule in the page's main panel, each with its place; core's own parts are core's */
    @SuppressWarnings("unchecked")
    public static List<String> violations(Browser browser, String script) {
        browser.driver().executeScript(script);
        List<Map<String, Object>> found =
                (List<Map<String, Object>>) browser.driver().executeAsyncScript("""
                    const done = arguments[arguments.length - 1];
                    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
                    axe.run({ include: [['#main-panel']], exclude: [['.app-build-bar'], ['.jenkins-app-bar__controls .jenkins-edited-section-label']] },
                        { runOnly: { type: 'tag', values: tags } })
                      .then((r) => done(r.violations.flatMap((v) => v.nodes.map((n) => ({ id: v.id, at: n.target.join(' '), html: n.html.slice(0, 160), why: n.failureSummary.slice(0, 200) })))),
                            (e) => done([{ id: String(e), at: '', html: '', why: '' }]));
                    """);
        return found.stream()
                .map(v -> v.get("id") + " at " + v.get("at") + ": " + v.get("html") + " " + v.get("why"))
                .collect(Collectors.toList());
    }
}
