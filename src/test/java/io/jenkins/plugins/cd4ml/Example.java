package io.jenkins.plugins.cd4ml;

import hudson.FilePath;
import hudson.model.Node;
import hudson.model.TopLevelItem;
import java.io.IOException;
import java.nio.file.Path;

/** The breast-cancer example in a job's workspace. */
public final class Example {
    public static final Path FOLDER = Path.of("examples/breast-cancer").toAbsolutePath();

    private Example() {}

    /** Copies the example to where the job will run on that node. */
    public static FilePath copyTo(Node node, TopLevelItem job) throws IOException, InterruptedException {
        FilePath workspace = node.getWorkspaceFor(job);
        new FilePath(FOLDER.toFile()).copyRecursiveTo("**/*", "**/.cd4ml/**,model/**", workspace);
        return workspace;
    }
}
