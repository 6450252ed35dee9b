package io.jenkins.plugins.cd4ml.access;

import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.cd4ml.access.AccessRefusedException.Reason;
import io.jenkins.plugins.cd4ml.config.EffectiveEnvironments;
import io.jenkins.plugins.cd4ml.config.Environment;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.cd4ml.record.ModelMaker;
import java.util.List;
import java.util.Optional;

/** Whether a build may use an environment or a registered model. Stateless; reads only. */
public final class EnvironmentAccess {
    private EnvironmentAccess() {}

    /**
     * Whether this build may change what the environment serves of this model.
     *
     * @throws AccessRefusedException in one sentence with the way out when it may not
     */
    public static void check(Run<?, ?> run, Environment environment, String model) throws AccessRefusedException {
        check(run, environment);
        owned(run.getParent(), environment, model);
    }

    /**
     * Whether this build may use the environment at all: its job is listed, nothing that led to it is of a revision that
     * Jenkins does not trust, and who promotes with it has CD4ML/Promote.
     *
     * @throws AccessRefusedException in one sentence with the way out when it may not
     */
    public static void check(Run<?, ?> run, Environment environment) throws AccessRefusedException {
        checkUse(run, environment);
        Promoters.check(run, CauseChain.of(run), environment);
    }

    /**
     * Whether this build may use the environment for something else than promoting, such as a training in its cluster:
     * as {@link #check(Run, Environment)}, without asking for CD4ML/Promote.
     *
     * @throws AccessRefusedException in one sentence with the way out when it may not
     */
    public static void checkUse(Run<?, ?> run, Environment environment) throws AccessRefusedException {
        if (environment.conflict() != null) {
            throw new AccessRefusedException(Reason.CONFLICT, environment.conflict());
        }
        trusted(CauseChain.of(run), environment.getName() + " takes");
        if (!listed(run.getParent(), environment)) {
            throw new AccessRefusedException(Reason.NOT_LISTED, notListed(run.getParent(), environment, "items"));
        }
    }

    /**
     * Whether this build may be given what the environment serves of this model: files, predictions, what is kept of its
     * data. An item may for models of its own; a reader may for all.
     *
     * @throws AccessRefusedException in one sentence with the way out when it may not
     */
    public static void checkReading(Run<?, ?> run, Environment environment, String model)
            throws AccessRefusedException {
        trusted(CauseChain.of(run), environment.getName() + " shows what it serves to");
        Job<?, ?> job = run.getParent();
        Optional<ModelRegistry> shared = SharedModels.registry(job, model);
        if (shared.isPresent()) {
            inHome(environment, shared.get().champion(model, environment.getName()));
            return;
        }
        if (reads(job, environment)) {
            inHome(environment, serving(job, environment, model));
            return;
        }
        if (!listed(job, environment)) {
            throw new AccessRefusedException(Reason.NOT_LISTED, notListed(job, environment, "readers"));
        }
        owned(job, environment, model);
    }

    /**
     * Which registry has the model that a build means when it names what the environment serves: that of its own folder.
     * Where that has none of this name, the model that another folder shares with the job is meant; else, by a reader, the
     * one that the environment serves, wherever it is from.
     *
     * @throws AccessRefusedException when the environment serves models of that name of several other folders
     */
    public static ModelRegistry registry(Run<?, ?> run, Environment environment, String model)
            throws AccessRefusedException {
        ModelRegistry own = versions(run, model);
        if (!own.isUnknown(model) || !reads(run.getParent(), environment)) {
            return own;
        }
        List<ModelRegistry> serving = BuildRecord.registry().folders().names().stream()
                .map(own::in)
                .filter(registry ->
                        registry.serving(model, environment.getName()).isPresent())
                .toList();
        if (serving.size() > 1) {
            throw new AccessRefusedException(
                    Reason.OTHER_MODEL,
                    environment.getName() + " serves a model " + model + " of each of "
                            + String.join(
                                    ", ",
                                    serving.stream()
                                            .map(EnvironmentAccess::shown)
                                            .toList()) + ", and "
                            + run.getParent().getFullName() + " has none of its own to tell which is meant; name one of"
                            + " the models otherwise.");
        }
        return serving.isEmpty() ? own : serving.get(0);
    }

    private static String shown(ModelRegistry registry) {
        return registry.folder().isEmpty() ? "the top level" : "the folder " + registry.folder();
    }

    /** @return whether {@link #checkReading} lets it */
    public static boolean mayRead(Run<?, ?> run, Environment environment, String model) {
        try {
            checkReading(run, environment, model);
            return true;
        } catch (AccessRefusedException e) {
            return false;
        }
    }

    /**
     * Which registry has the model of whose versions a build names one: that of its own folder, or of another one that
     * shares the model with its job.
     *
     * @throws AccessRefusedException when several share one of that name
     */
    public static ModelRegistry versions(Run<?, ?> run, String model) throws AccessRefusedException {
        Optional<ModelRegistry> shared = SharedModels.registry(run.getParent(), model);
        return shared.isPresent() ? shared.get() : BuildRecord.registry(run, model);
    }

    /**
     * Whether this build may be given a registered version: one that its own project made, one of a model that is shared
     * with its job, or one of a model that an environment serves or served which it may read.
     *
     * @param number of no version: then nothing is refused, and the caller says that there is none
     * @throws AccessRefusedException in one sentence with the way out when it may not
     */
    public static void checkVersion(Run<?, ?> run, String model, int number) throws AccessRefusedException {
        trusted(CauseChain.of(run), "The registry shows versions to");
        if (SharedModels.registry(run.getParent(), model).isPresent()) {
            return;
        }
        Optional<ModelVersion> version = BuildRecord.registry(run, model).version(model, number);
        if (version.isEmpty() || ModelMaker.of(version.get()).is(run.getParent())) {
            return;
        }
        for (String name : BuildRecord.registry(run, model).environments(model)) {
            for (Environment environment : EffectiveEnvironments.of(run.getParent())) {
                boolean there = environment.home() == null
                        || ModelMaker.of(version.get()).isIn(environment.home());
                if (there && environment.getName().equals(name) && mayRead(run, environment, model)) {
                    return;
                }
            }
        }
        throw new AccessRefusedException(
                Reason.OTHER_MODEL,
                run.getParent().getFullName() + " may not use version " + number + " of " + model
                        + ", which another project made: it is no reader of an environment that serves the model; an"
                        + " administrator can add it to the readers of one, or whoever manages the model's folder can"
                        + " share the model with it.");
    }

    /** @throws AccessRefusedException when anything that led to the build is of a revision that Jenkins does not trust */
    static void trusted(CauseChain chain, String who) throws AccessRefusedException {
        for (Run<?, ?> build : chain.builds) {
            String refusal = RevisionTrust.refusal(build);
            if (refusal != null) {
                throw untrusted(build.getFullDisplayName(), refusal, who);
            }
        }
        for (Job<?, ?> job : chain.jobs) {
            String refusal = RevisionTrust.refusal(job);
            if (refusal != null) {
                throw untrusted(job.getFullDisplayName(), refusal, who);
            }
        }
        for (String lost : chain.lost) {
            throw untrusted(lost, "led to this build, and its job is gone, so that nothing is known of it", who);
        }
    }

    private static AccessRefusedException untrusted(String build, String why, String who) {
        return new AccessRefusedException(
                Reason.UNTRUSTED_REVISION,
                build + " " + why + "; " + who + " only builds of trusted revisions: merge the change first.");
    }

    private static boolean listed(Job<?, ?> job, Environment environment) {
        boolean first = true;
        for (Environment layer : environment.layers()) { // an inner one that lists nothing leaves it to the outer one
            boolean silent = layer.itemPatterns().isEmpty() && !first;
            if (!silent && !ItemPattern.any(layer.itemPatterns(), job.getFullName())) {
                return false;
            }
            first = false;
        }
        return true;
    }

    private static boolean reads(Job<?, ?> job, Environment environment) {
        boolean first = true;
        for (Environment layer : environment.layers()) {
            boolean silent =
                    layer.readerPatterns().isEmpty() && layer.itemPatterns().isEmpty() && !first;
            if (!silent && !ItemPattern.any(layer.readerPatterns(), job.getFullName())) {
                return false;
            }
            first = false;
        }
        return true;
    }

    private static String notListed(Job<?, ?> job, Environment environment, String list) {
        return "The environment " + environment.getName() + " does not list " + job.getFullName() + " among its " + list
                + "; an administrator can add the job, its folder or a pattern there.";
    }

    /**
     * The model belongs to the project whose build made the version that serves. A project that is gone still keeps it:
     * whoever takes it over does so because an administrator says so.
     */
    private static void owned(Job<?, ?> job, Environment environment, String model) throws AccessRefusedException {
        Optional<ModelVersion> serving = serving(job, environment, model);
        inHome(environment, serving);
        if (environment.layers().get(0).sharedModelNames().contains(model)) {
            return;
        }
        if (serving.isPresent() && !ModelMaker.of(serving.get()).is(job)) {
            throw new AccessRefusedException(
                    Reason.OTHER_MODEL,
                    environment.getName() + " serves a model " + model + " of "
                            + ModelMaker.of(serving.get()).shown() + ", and " + job.getFullName()
                            + " is another project; name the model otherwise, or an administrator names it among the"
                            + " environment's shared models.");
        }
    }

    /** Environments of two folders may have one name, and who manages a folder has no say about what others made. */
    private static void inHome(Environment environment, Optional<ModelVersion> serving) throws AccessRefusedException {
        if (environment.home() != null
                && serving.isPresent()
                && !ModelMaker.of(serving.get()).isIn(environment.home())) {
            throw new AccessRefusedException(
                    Reason.OTHER_MODEL,
                    "What serves in an environment " + environment.getName() + " was not made in the folder "
                            + environment.home().getFullName() + ", whose own environment it is; give the environment"
                            + " or the model another name.");
        }
    }

    private static Optional<ModelVersion> serving(Job<?, ?> job, Environment environment, String model) {
        try {
            return BuildRecord.registry(job, model).champion(model, environment.getName());
        } catch (InputException e) {
            return Optional.empty(); // no name of a model, or a version that cannot be read: the engine says it
        }
    }
}
