package io.jenkins.plugins.cd4ml.engine.cli.local;

import io.jenkins.plugins.cd4ml.engine.project.Project;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import java.nio.file.Path;
import java.util.function.Supplier;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which registry, folder and model a verb is about. */
public final class RegistryOptions {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "MODEL",
            description = "The model's name (default: the project's).")
    public String model;

    @Option(
            names = "--registry",
            paramLabel = "DIR",
            description = "The registry's folder, such as cd4ml/registry of a Jenkins home (default: the project's).")
    Path registry;

    @Option(names = "--folder", paramLabel = "NAME", description = "Full name of the Jenkins folder of the model.")
    public String folder;

    /** @return the registry's top level */
    public ModelRegistry registry(Path project) {
        return registry == null ? Champions.registry(project) : new ModelRegistry(project.resolve(registry));
    }

    /** @return the registry of the folder's models */
    public ModelRegistry inFolder(Path project) {
        return registry(project).in(folder == null ? "" : folder);
    }

    public String model(Supplier<Project> project) {
        return model == null ? project.get().model() : model;
    }
}
