package io.jenkins.plugins.cd4ml.steps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.AbortException;
import hudson.Extension;
import hudson.Util;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.train.Trainers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.StaplerRequest2;

/** {@code trainModel}: trains by the project's command or built-in trainer and records what went in and came out. */
public final class TrainModelStep extends WorkerStep {
    private String command;
    private Map<String, Object> params = new LinkedHashMap<>();
    private Long seed;
    private String trial;

    @DataBoundConstructor
    public TrainModelStep() {}

    /** @return a command that replaces the project's trainer; null for what {@code cd4ml.yaml} says */
    public String getCommand() {
        return command;
    }

    @DataBoundSetter
    public void setCommand(String command) {
        this.command = Util.fixEmptyAndTrim(command);
    }

    /** @return parameters that override those of {@code cd4ml.yaml} one by one */
    public Map<String, Object> getParams() {
        return params;
    }

    @DataBoundSetter
    public void setParams(Map<String, Object> params) {
        this.params = params == null ? new LinkedHashMap<>() : new LinkedHashMap<>(params);
    }

    public Long getSeed() {
        return seed;
    }

    @DataBoundSetter
    public void setSeed(Long seed) {
        this.seed = seed;
    }

    /** @return the name of a trial, of which {@code chooseModel} takes one; null for the build's own training */
    public String getTrial() {
        return trial;
    }

    @DataBoundSetter
    public void setTrial(String trial) {
        this.trial = Util.fixEmptyAndTrim(trial);
    }

    @Override
    String verb() {
        return "train-model";
    }

    @Override
    List<String> arguments() {
        return trial == null ? List.of() : List.of("--trial", trial);
    }

    @Override
    void override(ObjectNode patch) throws AbortException {
        ObjectNode train = Json.object();
        if (command != null) {
            Trainers.all().forEach(kind -> train.putNull(kind.key())); // in place of whichever the project names
            train.put("command", command);
        }
        if (seed != null) {
            train.put("seed", seed);
        }
        if (!params.isEmpty()) {
            train.set("params", PlainValues.json("params", params));
        }
        if (!train.isEmpty()) {
            patch.set("train", train);
        }
    }

    @Extension
    public static final class DescriptorImpl extends WorkerStepDescriptor {
        /** An empty field would be read as the seed 0. */
        @Override
        public Step newInstance(StaplerRequest2 request, JSONObject form) throws FormException {
            if (form.optString("seed").isBlank()) {
                form.remove("seed");
            }
            return super.newInstance(request, form);
        }

        @Override
        public String getFunctionName() {
            return "trainModel";
        }

        @Override
        public String getDisplayName() {
            return Messages.TrainModelStep_displayName();
        }
    }
}
