package io.jenkins.plugins.cd4ml.kube;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts the cluster on first use and keeps it in the root store, which closes it at the end. */
final class KubeExtension implements ExecutionCondition, BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(KubeExtension.class);

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        KubeBinary.Found found = binary(context);
        if (found.path() == null) {
            return ConditionEvaluationResult.disabled(found.reason());
        }
        WithKube wanted = context.getRequiredTestClass().getAnnotation(WithKube.class);
        return wanted != null && wanted.servingPods() && !cluster(context).servesPods()
                ? ConditionEvaluationResult.disabled(
                        "pods need addresses on the loopback device, which needs root: tests that reach pods skipped")
                : ConditionEvaluationResult.enabled("the test cluster is built");
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(NAMESPACE).put("mark", cluster(context).mark());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        cluster(context).deleteNamespacesSince(context.getStore(NAMESPACE).get("mark", Integer.class));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == KubeCluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return cluster(context);
    }

    private static KubeBinary.Found binary(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent("binary", k -> KubeBinary.find(), KubeBinary.Found.class);
    }

    private static KubeCluster cluster(ExtensionContext context) {
        KubeBinary.Found found = binary(context);
        return context.getRoot().getStore(NAMESPACE).computeIfAbsent("cluster", k -> start(found), KubeCluster.class);
    }

    private static KubeCluster start(KubeBinary.Found found) {
        try {
            return KubeCluster.start(found.path());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
