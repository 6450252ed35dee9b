package io.jenkins.plugins.cd4ml.kube;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives tests a {@link KubeCluster} parameter: one cluster for all tests of the JVM. Where it cannot be had, the tests
 * are skipped, with the reason. Namespaces that a test makes, in {@code @BeforeEach} too, are deleted after it.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(KubeExtension.class)
public @interface WithKube {
    /** @return whether the tests send requests to pods; skipped where pods cannot be given addresses, which needs root */
    boolean servingPods() default false;
}
