package io.jenkins.plugins.cd4ml.engine.cli.local;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Which registry, and which of its folders, a verb is about. What somebody named must be there. */
public final class RegistryOptions {
    @Option(
            names = "--registry",
            paramLabel = "DIR",
            description = "The registry's folder, such as cd4ml/registry of a Jenkins home (default: the project's).")
    Path registry;

    @Option(names = "--folder", paramLabel = "NAME", description = "Full name of the Jenkins folder of the model.")
    String folder;

    /**
     * @return the registry's top level
     * @throws InputException when {@code --registry} names no folder
     */
    public ModelRegistry registry(Path project) {
        if (registry == null) {
            return Champions.registry(project);
        }
        Path named = project.resolve(registry);
        if (!Files.isDirectory(named)) {
            throw new InputException("--registry: " + named
                    + " is not a folder; name a registry's, such as cd4ml/registry of a Jenkins home.");
        }
        return new ModelRegistry(named);
    }

    /**
     * @return the registries of the wanted folders, of all that have models where none was named
     * @throws InputException when the registry has no models of the folder that was named
     */
    public List<ModelRegistry> folders(Path project) {
        ModelRegistry root = registry(project);
        List<String> all = root.folders().names();
        if (folder != null && !all.contains(folder)) {
            throw new InputException("The registry has no models of a folder '" + folder + "'; " + known(root) + ".");
        }
        return (folder == null ? all : List.of(folder)).stream().map(root::in).toList();
    }

    /**
     * @param model a name that somebody gave
     * @return the registry of the wanted folder's models
     * @throws InputException when it has no such model
     */
    public ModelRegistry of(Path project, String model) {
        ModelRegistry root = registry(project);
        ModelRegistry inFolder = root.in(folder == null ? "" : folder);
        if (inFolder.isUnknown(model)) {
            throw new InputException("The registry has no model '" + model + "'"
                    + (folder == null ? "" : " in the folder '" + folder + "'") + "; " + known(root) + ".");
        }
        return inFolder;
    }

    /** @return the registry of the wanted folder's models; the project's own model need not be in it yet */
    public ModelRegistry ofOwn(Path project, String model) {
        return folder == null && registry == null ? registry(project) : of(project, model);
    }

    private static String known(ModelRegistry root) {
        String models = root.folders().names().stream()
                .flatMap(f -> root.in(f).models().stream().map(m -> f.isEmpty() ? m : m + " (--folder '" + f + "')"))
                .limit(20)
                .collect(Collectors.joining(", "));
        return models.isEmpty() ? "no model is registered there" : "it has " + models;
    }
}
