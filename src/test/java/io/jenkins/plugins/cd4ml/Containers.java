package io.jenkins.plugins.cd4ml;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hudson.ExtensionList;
import java.nio.file.Path;
import java.util.List;
import org.jenkinsci.plugins.docker.commons.tools.DockerTool;

/**
 * Containers of the tests: {@code src/test/containers/build} makes a command {@code docker} and an image with Java;
 * {@code ./verify} calls it and sets both variables.
 */
public final class Containers {
    private Containers() {}

    /**
     * Makes that command a Docker of this Jenkins, or skips the test where no container can run.
     *
     * @return the Pipeline's {@code body} inside a container on a node
     */
    public static String inside(String body) {
        String command = System.getenv("CD4ML_DOCKER_PATH");
        assumeTrue(
                command != null,
                "an engine for containers (Docker, or Podman with runc): CD4ML_DOCKER_PATH is not set");
        DockerTool tool = new DockerTool("here", Path.of(command).getParent().toString(), List.of());
        ExtensionList.lookupSingleton(DockerTool.DescriptorImpl.class).setInstallations(tool);
        return "node { withDockerContainer(toolName: 'here', image: '" + System.getenv("CD4ML_DOCKER_IMAGE")
                + "', args: '--network=host') { " + body + " } }";
    }
}
