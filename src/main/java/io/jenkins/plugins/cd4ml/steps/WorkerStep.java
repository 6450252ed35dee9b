package io.jenkins.plugins.cd4ml.steps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.worker.WorkerExecution;
import io.jenkins.plugins.cd4ml.worker.task.WorkerTask;
import java.util.List;
import java.util.Set;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundSetter;

/** A step that runs one verb of the engine as a worker process in the step's directory. */
public abstract class WorkerStep extends Step {
    private String project;
    private String jdk;

    /** @return the model project's folder, relative to the step's directory; null for that directory itself */
    public String getProject() {
        return project;
    }

    @DataBoundSetter
    public void setProject(String project) {
        this.project = Util.fixEmptyAndTrim(project);
    }

    /** @return the name of a JDK tool that runs the worker; null for the agent's own Java */
    public String getJdk() {
        return jdk;
    }

    @DataBoundSetter
    public void setJdk(String jdk) {
        this.jdk = Util.fixEmptyAndTrim(jdk);
    }

    /** @return the engine's verb */
    abstract String verb();

    /** @return arguments after the verb */
    List<String> arguments() {
        return List.of();
    }

    /** Writes the step's own parameters over {@code cd4ml.yaml}; {@code patch} is a JSON merge patch. */
    void override(ObjectNode patch) throws AbortException {}

    /** @return whether a "no" is returned to the Pipeline instead of failing the step */
    boolean returnsNo() {
        return false;
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        String folder = project == null ? "." : project;
        if (folder.startsWith("/") || folder.contains("..")) {
            throw new AbortException("project: '" + folder + "' must be a folder below the step's directory.");
        }
        ObjectNode patch = Json.object();
        override(patch);
        return new WorkerExecution(
                context, new WorkerTask(verb(), arguments(), Json.line(patch), folder, jdk, returnsNo()));
    }

    /** What every worker step needs around it. */
    abstract static class WorkerStepDescriptor extends StepDescriptor {
        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, FilePath.class, Launcher.class, EnvVars.class, TaskListener.class, FlowNode.class);
        }
    }
}
