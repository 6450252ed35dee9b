package io.jenkins.plugins.cd4ml.engine.deploy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.deploy.cluster.Kubeconfigs;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import java.nio.file.Path;

/** A promotion in a process of its own, to be killed; says each of its lines as it comes to it. */
final class KilledPromotion {
    private KilledPromotion() {}

    /** @param args folder, model, namespace, kubeconfig, strategy */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        ModelRun run = run(folder, args[1], args[2], args[4]);
        try (KubernetesClient client = Kubeconfigs.of(Path.of(args[3]))) {
            System.out.println("begins");
            Outcome outcome = Promotion.run(
                    run.request(), client, new ModelRegistry(folder.resolve("registry")), System.out::println);
            System.out.println("outcome " + outcome.yes() + " " + outcome.sentence());
        }
    }

    /** A model that nobody asks: its pods are ready as soon as they are there. */
    static ModelRun run(Path folder, String onnx, String namespace, String strategy) throws Exception {
        ModelRun run = new ModelRun(folder, onnx, namespace);
        run.smoke = null;
        run.section.put("strategy", strategy);
        return run;
    }
}
