package io.jenkins.plugins.cd4ml.pages.lineage;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.FilePath;
import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.model.Computer;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.PeriodicWork;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.ItemListener;
import hudson.model.listeners.RunListener;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.lineage.index.LineageIndex;
import io.jenkins.plugins.cd4ml.engine.lineage.index.RecordSource;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import io.jenkins.plugins.cd4ml.record.ModelMaker;
import io.jenkins.plugins.cd4ml.record.ProjectNames;
import io.jenkins.plugins.cd4ml.record.RecordListener;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import jenkins.model.Jenkins;

/**
 * The index of all builds' records and all registered versions of this Jenkins, in {@code cd4ml/lineage-index.jsonl} of
 * its home. Kept in step by what happens, and reconciled with the disk in the background: after a start, after jobs
 * were moved or deleted, and daily. Loads no build. Thread-safe.
 */
@Extension
public final class BuildLineage {
    private static final Logger LOGGER = Logger.getLogger(BuildLineage.class.getName());

    /** After a promotion, so many of the model's newest versions are looked at. */
    private static final int NEWEST = 5;

    private LineageIndex index;
    private Path home;
    private boolean making;
    private boolean again;
    private boolean made;

    public static BuildLineage get() {
        return ExtensionList.lookupSingleton(BuildLineage.class);
    }

    synchronized LineageIndex index() {
        Path root = Jenkins.get().getRootDir().toPath();
        if (index == null || !root.equals(home)) {
            home = root;
            index = new LineageIndex(root.resolve("cd4ml/lineage-index.jsonl"));
        }
        return index;
    }

    /** @return whether records are still being read, so that answers may lack some */
    synchronized boolean isMaking() {
        return making || !made;
    }

    /** Makes the index what the disk says, in the background; where that is being done already, once more after it. */
    public synchronized void reconcile() {
        again = making;
        if (!making) {
            making = true;
            Computer.threadPoolForRemoting.execute(this::reconcileNow);
        }
    }

    private void reconcileNow() {
        boolean more = true;
        while (more) {
            try (ACLContext system = ACL.as2(ACL.SYSTEM2)) {
                index().reconcile(() -> Stream.concat(builds(), versions()).iterator());
            } catch (InputException e) {
                LOGGER.log(Level.WARNING, "The index of the lineage is kept in memory only", e);
            } catch (RuntimeException e) {
                LOGGER.log(Level.WARNING, "The index of the lineage was not made anew; it may lack builds", e);
            }
            synchronized (this) {
                made = true;
                more = again;
                again = false;
                making = more;
            }
        }
    }

    private static Stream<RecordSource> builds() {
        return StreamSupport.stream(Jenkins.get().allItems(Job.class).spliterator(), false)
                .flatMap(job -> {
                    String[] names = job.getBuildDir().list();
                    return Stream.of(names == null ? new String[0] : names)
                            .filter(name -> name.matches("[1-9][0-9]{0,8}"))
                            .map(name -> source(
                                    job.getFullName() + "#" + name,
                                    job.getBuildDir().toPath().resolve(name)));
                });
    }

    private static RecordSource source(String id, Path build) {
        return RecordSource.ofRun(id, build.resolve("cd4ml").resolve(RunFolder.LINEAGE));
    }

    private static Stream<RecordSource> versions() {
        return BuildRecord.registry().folders().names().stream()
                .map(folder -> BuildRecord.registry().in(folder))
                .flatMap(registry -> registry.models().stream()
                        .flatMap(model -> registry.versions(model).stream().map(v -> source(registry, v))));
    }

    private static RecordSource source(ModelRegistry registry, ModelVersion version) {
        int hash = version.run().lastIndexOf('#');
        // the job by the name that it has now: one that was deleted made nothing that another of its name may show
        ModelMaker maker = ModelMaker.of(version);
        String job = maker.isRecorded()
                ? maker.job()
                : hash < 0 ? null : ProjectNames.get().now(version.run().substring(0, hash), version.registered());
        String run = job == null || hash < 0 ? "" : job + version.run().substring(hash);
        return RecordSource.of(
                new RecordSource.Version(registry.folder(), version.model(), version.number(), version.digest(), run),
                version.document(RunFolder.LINEAGE));
    }

    private void change(Runnable change) {
        try {
            change.run();
        } catch (InputException e) { // the next one to reconcile reads the records again
            LOGGER.log(Level.WARNING, "The index of the lineage is kept in memory only", e);
        }
    }

    /** After the jobs are there. */
    @Initializer(after = InitMilestone.JOB_CONFIG_ADAPTED)
    public static void atStart() {
        get().reconcile();
    }

    /** Keeps the index in step with the records. */
    @Extension
    public static final class Recorder implements RecordListener {
        @Override
        public void recorded(Run<?, ?> run, String verb, FilePath directory, TaskListener listener) {
            BuildLineage lineage = get();
            lineage.change(() -> {
                lineage.index()
                        .put(source(run.getExternalizableId(), run.getRootDir().toPath()));
                if (verb.startsWith("promote") || verb.startsWith("roll")) {
                    String model = BuildRecord.of(run).lineage().model;
                    if (!model.isEmpty()) {
                        ModelRegistry registry = BuildRecord.registry(run, model);
                        registry.versions(model).stream()
                                .limit(NEWEST)
                                .forEach(v -> lineage.index().put(source(registry, v)));
                    }
                }
            });
        }
    }

    /** Forgets builds that are deleted; versions made by them stay. */
    @Extension
    public static final class Deletions extends RunListener<Run<?, ?>> {
        @Override
        public void onDeleted(Run<?, ?> run) {
            get().change(() -> get().index().remove(run.getExternalizableId()));
        }
    }

    /** Whatever a job is called now, nobody may read through its old name. */
    @Extension
    public static final class Moves extends ItemListener {
        @Override
        public void onLocationChanged(Item item, String from, String to) {
            forget(from);
        }

        @Override
        public void onDeleted(Item item) {
            forget(item.getFullName());
        }

        private static void forget(String name) {
            get().change(() -> get().index().removeBelow(name));
            get().reconcile();
        }
    }

    /** Versions are imported and files restored without telling. */
    @Extension
    public static final class Daily extends PeriodicWork {
        @Override
        public long getRecurrencePeriod() {
            return DAY;
        }

        @Override
        public long getInitialDelay() {
            return DAY;
        }

        @Override
        protected void doRun() {
            get().reconcile();
        }
    }
}
