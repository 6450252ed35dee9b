package io.jenkins.plugins.cd4ml.mirror;

import hudson.AbortException;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.ProxyConfiguration;
import hudson.init.Terminator;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.util.DaemonThreadFactory;
import hudson.util.NamingThreadFactory;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.registry.mirror.MirrorFailedException;
import io.jenkins.plugins.cd4ml.engine.registry.mirror.ModelMirror;
import io.jenkins.plugins.cd4ml.record.BuildRecord;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The one thread on which mirrors catch up. A server that is down is asked once a pass, whatever it has to show. */
@Extension
public final class MirrorThread {
    private static final Logger LOGGER = Logger.getLogger(MirrorThread.class.getName());
    /** Also a mirror that is in step is compared: somebody may have changed something in MLflow. */
    private static final Duration COMPARED = Duration.ofHours(1);

    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            new NamingThreadFactory(new DaemonThreadFactory(), "cd4ml MLflow mirror"));
    private final AtomicBoolean queued = new AtomicBoolean();
    private final Map<String, Instant> compared = new HashMap<>();
    private volatile List<Behind> behind = List.of();

    /** A model whose mirror is behind. @param since ISO-8601 instant; {@code problem} is a sentence */
    public record Behind(String model, String since, String problem) {}

    public static MirrorThread get() {
        return ExtensionList.lookupSingleton(MirrorThread.class);
    }

    /** Says that something may be to be told; returns at once. */
    public void wake() {
        if (!thread.isShutdown() && queued.compareAndSet(false, true)) {
            thread.execute(this::run);
        }
    }

    /** @return the models that were behind after the last pass */
    public List<Behind> behind() {
        return behind;
    }

    @Terminator
    public static void stop() {
        get().thread.shutdownNow();
    }

    private void run() {
        queued.set(false);
        try (ACLContext system = ACL.as2(ACL.SYSTEM2)) {
            pass();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, "the mirrors do not catch up", e);
        }
    }

    private void pass() throws InterruptedException {
        HttpClient client = ProxyConfiguration.newHttpClientBuilder()
                .connectTimeout(Duration.ofSeconds(10))
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        Set<String> down = new HashSet<>();
        List<Behind> lagging = new ArrayList<>();
        ModelRegistry root = BuildRecord.registry();
        for (String folder : root.folders().names()) {
            ModelRegistry registry = root.in(folder);
            for (String model : registry.models()) {
                Optional<ChosenMirror> chosen = ChosenMirror.of(registry, model);
                if (chosen.isPresent()) {
                    catchUp(registry, chosen.get(), client, down, lagging);
                }
            }
        }
        tell(lagging);
        behind = List.copyOf(lagging);
    }

    private void catchUp(
            ModelRegistry registry, ChosenMirror chosen, HttpClient client, Set<String> down, List<Behind> lagging)
            throws InterruptedException {
        String name = registry.folder().isEmpty() ? chosen.model() : registry.folder() + "/" + chosen.model();
        try {
            ModelMirror mirror = new ModelMirror(registry, chosen.model(), chosen.target(client));
            boolean due = compared.getOrDefault(name, Instant.MIN)
                    .isBefore(Instant.now().minus(COMPARED));
            if (!due && !mirror.behind()) {
                return;
            }
            if (!down.contains(chosen.mirror().getServer())) {
                try {
                    mirror.catchUp();
                    compared.put(name, Instant.now());
                } catch (MirrorFailedException e) {
                    if (e.isServerDown()) {
                        down.add(chosen.mirror().getServer());
                    }
                }
            }
            Optional<ModelMirror.Lag> lag = mirror.lag();
            if (lag.isPresent()) {
                lagging.add(new Behind(name, lag.get().since(), lag.get().problem()));
            } else if (down.contains(chosen.mirror().getServer())) { // not tried, as it would be in vain
                lagging.add(new Behind(name, since(name), null));
            }
        } catch (AbortException | InputException e) {
            lagging.add(new Behind(name, since(name), e.getMessage()));
        }
    }

    private String since(String name) {
        return behind.stream()
                .filter(b -> b.model().equals(name))
                .map(Behind::since)
                .findFirst()
                .orElseGet(() -> Instant.now().toString());
    }

    /** Once, when it begins and when the problem is another one. */
    private void tell(List<Behind> now) {
        for (Behind one : now) {
            if (one.problem() != null && !behind.contains(one)) {
                LOGGER.warning("The mirror of model " + one.model() + " is behind: " + one.problem());
            }
        }
    }
}
