package io.jenkins.plugins.cd4ml.worker.launch;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Computer;
import hudson.model.JDK;
import hudson.model.Node;
import hudson.model.TaskListener;
import java.io.IOException;
import jenkins.model.Jenkins;
import jenkins.security.MasterToSlaveCallable;

/**
 * Finds the Java that runs the worker: the JDK tool that the step names; else the agent's own Java, which is always new
 * enough, unless the step runs inside a container; there {@code JAVA_HOME} of the step's environment, else
 * {@code java} of the path.
 */
public final class AgentJava {
    private AgentJava() {}

    /** @return the command, a path on the node or {@code java} */
    public static String find(String jdk, FilePath workspace, Launcher launcher, EnvVars env, TaskListener listener)
            throws IOException, InterruptedException {
        char separator = launcher.isUnix() ? '/' : '\\';
        if (jdk != null) {
            return tool(jdk, workspace, env, listener) + separator + "bin" + separator + "java";
        }
        if (WorkerInstall.plain(launcher)) {
            return workspace.act(new Home()) + separator + "bin" + separator + "java";
        }
        String home = env.get("JAVA_HOME");
        return home == null || home.isEmpty() ? "java" : home + separator + "bin" + separator + "java";
    }

    private static String tool(String name, FilePath workspace, EnvVars env, TaskListener listener)
            throws IOException, InterruptedException {
        JDK jdk = Jenkins.get().getJDK(name);
        Computer computer = workspace.toComputer();
        Node node = computer == null ? null : computer.getNode();
        if (jdk == null || node == null) {
            throw new AbortException("There is no JDK named '" + name
                    + "'; add it under Manage Jenkins » Tools or leave the parameter 'jdk' out.");
        }
        return jdk.forNode(node, listener).forEnvironment(env).getHome();
    }

    private static final class Home extends MasterToSlaveCallable<String, RuntimeException> {
        private static final long serialVersionUID = 1L;

        @Override
        public String call() {
            return System.getProperty("java.home");
        }
    }
}
