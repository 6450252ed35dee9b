package io.jenkins.plugins.cd4ml.engine.deploy;

import io.jenkins.plugins.cd4ml.engine.RegistryLogin;
import io.jenkins.plugins.cd4ml.engine.deploy.deployer.DeploySource;
import io.jenkins.plugins.cd4ml.engine.deploy.deployer.Deployer;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Environment;
import io.jenkins.plugins.cd4ml.engine.deploy.target.Timeouts;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.sign.SigningKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What shall be promoted, where to, under which conditions, and who wants it.
 *
 * @param model       the model's name
 * @param run         the run's folder with {@code lineage.json}, {@code gates.json} and {@code evaluation.json}; gets
 *                    {@code promote/promotion.json}
 * @param runName     the run's or build's name for the registry, such as {@code churn #12}
 * @param modelFolder the model's files on this machine
 * @param deployer    how it is deployed, and from what
 * @param conditions  what must hold
 * @param who         who asked for it; {@code why} may be null
 * @param key         signs the version when it is registered; null for nobody
 * @param login       to the registry that gets the model's files, where the repository names one
 */
public record PromotionRequest(
        String model,
        RunFolder run,
        String runName,
        Path modelFolder,
        Deployer deployer,
        DeploySource source,
        Environment environment,
        Conditions conditions,
        Timeouts timeouts,
        String who,
        String why,
        SigningKey key,
        RegistryLogin login) {
    /** One without a login to a registry. */
    public PromotionRequest(
            String model,
            RunFolder run,
            String runName,
            Path modelFolder,
            Deployer deployer,
            DeploySource source,
            Environment environment,
            Conditions conditions,
            Timeouts timeouts,
            String who,
            String why,
            SigningKey key) {
        this(
                model,
                run,
                runName,
                modelFolder,
                deployer,
                source,
                environment,
                conditions,
                timeouts,
                who,
                why,
                key,
                RegistryLogin.NONE);
    }

    /** One that signs nothing. */
    public PromotionRequest(
            String model,
            RunFolder run,
            String runName,
            Path modelFolder,
            Deployer deployer,
            DeploySource source,
            Environment environment,
            Conditions conditions,
            Timeouts timeouts,
            String who,
            String why) {
        this(model, run, runName, modelFolder, deployer, source, environment, conditions, timeouts, who, why, null);
    }

    /** @return the same with a login to the registry that gets the model's files */
    public PromotionRequest with(RegistryLogin registry) {
        return new PromotionRequest(
                model,
                run,
                runName,
                modelFolder,
                deployer,
                source,
                environment,
                conditions,
                timeouts,
                who,
                why,
                key,
                registry);
    }

    /**
     * What must hold before the cluster is touched.
     *
     * @param verdicts the overall gate verdicts that may pass
     * @param approved the digests that were approved, by entity id as in {@link PromotionPlan#digests()}; null where
     *                 nobody has to approve
     * @param takeOver whether fields that another field manager owns in the cluster are taken over
     * @param approvedBy ids of those who approved it, for the environment's history
     * @param move the environment's move that they approved; compared while nobody else can move it
     */
    public record Conditions(
            Set<String> verdicts,
            Map<String, String> approved,
            boolean takeOver,
            List<String> approvedBy,
            ApprovedMove move) {
        public static final Conditions DEFAULT = new Conditions(Set.of("PASSED"), null, false);

        public Conditions {
            verdicts = Set.copyOf(verdicts);
            approved = approved == null ? null : Map.copyOf(approved);
            approvedBy = List.copyOf(approvedBy);
        }

        public Conditions(Set<String> verdicts, Map<String, String> approved, boolean takeOver) {
            this(verdicts, approved, takeOver, List.of(), ApprovedMove.NONE);
        }
    }
}
