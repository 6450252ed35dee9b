package io.jenkins.plugins.cd4ml.kube;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.opentest4j.TestAbortedException;

/** Starts the cluster on first use and keeps it in the root store, which closes it at the end. */
final class KubeExtension implements BeforeAllCallback, ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(KubeExtension.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        cluster(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == KubeCluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return cluster(context);
    }

    private static KubeCluster cluster(ExtensionContext context) {
        KubeBinary.Found found = context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent("binary", k -> KubeBinary.find(), KubeBinary.Found.class);
        if (found.path() == null) {
            throw new TestAbortedException(found.reason());
        }
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
